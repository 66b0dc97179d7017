/*
 * The spool: the directory through which the stages hand over when cron runs them. What a stage
 * made lies in raw/ or records/ until the next one has dealt with it, then in done/, or in
 * quarantine/ where it broke its contract. Names are made here and sort by time; nothing from
 * outside is part of one. Everything is reached by directory descriptors, and no symbolic link
 * is followed.
 */
#ifndef LIB_SPOOL_H
#define LIB_SPOOL_H

#include "lib/fail.h"
#include "lib/settings.h"

enum spool_folder {
	SPOOL_RAW,
	SPOOL_RECORDS,
	SPOOL_QUARANTINE,
	SPOOL_MEDIA,
	SPOOL_STATE,
	SPOOL_DONE,
	SPOOL_TMP,
	SPOOL_FOLDERS,
};

/* What a segment holds; the end of its name tells. */
enum spool_kind {
	SPOOL_KIND_RAW,     /* .raw.ndjson, pending in raw/ */
	SPOOL_KIND_RECORDS, /* .records.ndjson, pending in records/ */
	SPOOL_KIND_ANY,     /* for listing: both, and whatever else is named like ours */
};

#define SPOOL_NAME_MAX 128 /* bytes of a segment's name with its NUL */

struct spool;

/*
 * Opens the spool at `path`. With `make`, the folder itself (not its parents) and what lacks in
 * it are made, mode 0700; without, EX_NOINPUT where there is none. EX_CANTCREAT when it is no
 * folder or lies on several file systems, EX_NOPERM when another user could write to it.
 */
MUST_USE int spool_open(struct spool **spool, const char *path, bool make, struct fail *fail);

/* Gives back the locks too; NULL is fine. */
void spool_close(struct spool *spool);

/*
 * Takes the lock "lock.<what>" for as long as the spool is open: EX_TEMPFAIL where another
 * process holds it. The holder clears tmp/ of files that a dead process left a day ago.
 */
MUST_USE int spool_lock(struct spool *spool, const char *what, struct fail *fail);

/*
 * Takes the locks of all stages, shards of them too, so that the whole spool can be worked on:
 * EX_TEMPFAIL where one of them is at work. tmp/ is emptied.
 */
MUST_USE int spool_lock_stages(struct spool *spool, struct fail *fail);

/*
 * How a stage begins: opens the spool that the settings name and takes the stage's lock, a shard
 * its own. A dry run makes nothing and locks nothing.
 */
MUST_USE int spool_enter(struct spool **spool, const struct settings *settings, const char *stage,
			 struct fail *fail);

/*
 * EX_USAGE for a stage that was told to read `words` files or a part of its input: done/ must
 * hold only what was dealt with as a whole.
 */
MUST_USE int spool_takes_whole(const struct settings *settings, size_t words, struct fail *fail);

/* The path as given, for messages; a folder's name; its descriptor. All lent. */
const char *spool_path(const struct spool *spool);
const char *spool_folder_name(enum spool_folder folder);
int spool_folder_fd(const struct spool *spool, enum spool_folder folder);

/* The folder where segments of a kind wait, and how their names end. */
enum spool_folder spool_pending(enum spool_kind kind);
const char *spool_suffix(enum spool_kind kind);

/* What a segment's name tells: when it was published (WHEN_NONE), and the beginning of its hash;
 * false where it has none, as in a name that a person gave. */
when_ms spool_published_at(const char *name);
MUST_USE bool spool_hash_of(const char *name, struct span *hash);

struct spool_names {
	char **list; /* in the order of time */
	size_t n, cap;
};

/* The segments of a kind in a folder. Files with other names are left alone and not listed. */
MUST_USE int spool_list(const struct spool *spool, enum spool_folder folder, enum spool_kind kind,
			struct spool_names *names, struct fail *fail);
void spool_names_release(struct spool_names *names);

/* A descriptor to read the segment with; the caller closes it. EX_NOINPUT where it is not. */
MUST_USE int spool_read(const struct spool *spool, enum spool_folder folder, const char *name,
			struct fail *fail);

/*
 * Moves a segment to done/ or quarantine/. One that is gone already was moved by another process
 * with the same right: no failure. Nothing in quarantine/ is ever replaced.
 */
MUST_USE int spool_move(const struct spool *spool, enum spool_folder from, enum spool_folder to,
			const char *name, struct fail *fail);

/* A new file in tmp/, which nobody else has; its name is written to `name`. -1 on failure. */
MUST_USE int spool_temporary(const struct spool *spool, char name[SPOOL_NAME_MAX],
			     struct fail *fail);

/*
 * Moves a file of tmp/ into a folder under its own name, with the flags of renameat2(). From here
 * on it can be seen. If the folder cannot be made durable it stays all the same: what it holds is
 * whole, and a second copy does no harm.
 */
MUST_USE int spool_give_name(const struct spool *spool, const char *temporary, int folder,
			     const char *name, unsigned flags, struct fail *fail);

#endif
