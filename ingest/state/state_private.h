/* What the files that keep states share; nobody else includes it. */
#ifndef INGEST_STATE_PRIVATE_H
#define INGEST_STATE_PRIVATE_H

#include "ingest/state/folder.h"
#include "ingest/state/state.h"

#define STATE_NAME_MAX FOLDER_NAME_MAX
#define STATE_SHELF "accounts"
#define STATE_ENDING ".json"
#define STATE_FILE_MAX ((size_t)4 << 20) /* bytes of an account's file; a full one has 400 kB */

struct state {
	const struct settings *settings; /* lent */
	const struct spool *spool;       /* lent; may be NULL */
	int root;                        /* the folder; -1 = memory only */
	int shelf;                       /* accounts/ in it; -1 = not there (yet) */
	int lock;
	bool keep;      /* false: nothing is changed on the disk */
	bool recovered; /* all segments were looked at */
	bool mute;      /* that something cannot be saved was said */
	when_ms now;
	void *accounts; /* a tsearch() tree of struct kept, owned */
	double capacity;
	when_ms step, last_step; /* between the starts of runs; 0 = not known */
};

/* An account in memory. */
struct kept {
	struct account_state account; /* first: the tree compares it */
	bool changed;                 /* and not yet saved */
};

/* When this run and the ones before it began. */
void state_begin_run(struct state *state);

/* Saves every account that was changed. */
void state_save_changed(struct state *state);

/* An account that is in memory; NULL where it is not. */
struct account_state *state_find(const struct state *state, struct span account_id);

/* Puts a fresh one into memory. */
struct account_state *state_add(struct state *state, struct span account_id, when_ms since);

/* From memory, else from its file, else from the segments; NULL where nothing is known. */
struct account_state *state_load(struct state *state, struct span account_id);

/* "<what>", or "<what>.I-N" for a shard. */
void state_name(const struct state *state, const char *what, char name[STATE_NAME_MAX]);

/* A whole file of accounts/; false where it is missing, too large or cannot be read. */
MUST_USE bool state_read_file(const struct state *state, const char *name, struct buf *out);

/* Replaces a whole file; a failure is said once, since everything here can be made again. */
void state_write_file(struct state *state, const char *name, struct span text);

/*
 * Folds in what the segments of the spool tell: all of them, or those since the watermark, which
 * is moved then. What an account knows already changes nothing.
 */
void state_replay(struct state *state, bool all);

#endif
