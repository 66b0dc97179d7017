/*
 * What became of the media of an account so far: a small file an account in state/media/, so that
 * nothing is fetched twice and what was not fetched is tried again. It may be lost: then some
 * media are fetched once more, to the same file.
 */
#ifndef INGEST_GRAPH_MEDIA_KNOWN_H
#define INGEST_GRAPH_MEDIA_KNOWN_H

#include "ingest/ids.h"
#include "lib/digest.h"
#include "lib/spool.h"
#include "lib/when.h"

enum media_kind {
	MEDIA_MAIN,
	MEDIA_THUMBNAIL,
	MEDIA_KINDS,
};

enum media_state {
	MEDIA_WAITING, /* not tried yet; never in a record */
	MEDIA_OK,
	MEDIA_ABSENT,
	MEDIA_EXPIRED,
	MEDIA_REFUSED,
	MEDIA_FAILED,
	MEDIA_TOO_LARGE,
	MEDIA_NO_SPACE,
	MEDIA_STATES,
};

struct media_entry {
	struct id story_id;
	enum media_kind kind;
	enum media_state state;
	unsigned tries; /* that failed */
	when_ms seen_at;
	char *link; /* owned; of one that waits; else NULL */
	bool taken; /* by a fetch of this run */
};

struct media_known {
	char account_id[ID_MAX + 1];
	struct media_entry **list; /* the entries stay where they are */
	size_t n, cap;
	bool changed;
	uint64_t mark; /* records that must be durable before it may be saved */
};

const char *media_kind_name(enum media_kind kind);
const char *media_state_name(enum media_state state);

/* A file that is missing or not ours is an empty one. */
struct media_known *media_known_load(const struct spool *spool, const char *account_id);
void media_known_free(struct media_known *known);

/* The entry, made where it is missing. Lent. */
struct media_entry *media_known_entry(struct media_known *known, const struct id *story_id,
				      enum media_kind kind, when_ms now);

/* Without what was not seen for days. */
MUST_USE int media_known_save(struct media_known *known, const struct spool *spool, when_ms now,
			      struct fail *fail);

#endif
