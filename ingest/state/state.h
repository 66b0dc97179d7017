/*
 * What earlier runs learned of the accounts. An account's state is a fold of its poll records, so
 * it can be deleted at any time and comes back from the segments of the spool; only when insights
 * were read, what the server refused and what a poll saw that was not complete are known to the
 * runs alone and may be lost.
 */
#ifndef INGEST_STATE_H
#define INGEST_STATE_H

#include "ingest/ids.h"
#include "ingest/state/gap.h"
#include "ingest/state/outcome.h"
#include "lib/record.h"
#include "lib/spool.h"

/* A story that the newest complete poll listed and whose 24 hours are not over. */
struct live_story {
	struct id story_id; /* what it is kept under */
	struct id graph_id; /* the node to ask; may be empty */
	when_ms taken_at;   /* WHEN_NONE where the list did not say */
	when_ms read_at;    /* its insights, last; WHEN_NONE = never */
	bool final_read;    /* they were read in the last part of its life */
};

/* A story of the last days that some poll listed. */
struct seen_story {
	struct id graph_id;
	when_ms at; /* when it was listed last */
};

#define REFUSED_NAME_MAX 64 /* bytes with the NUL */

/* A field or metric that the server refused. */
struct refused {
	char name[REFUSED_NAME_MAX];
	when_ms at;
};

struct account_state {
	struct id account_id;
	char handle[HANDLE_MAX + 1];
	when_ms since;             /* when the account was first known */
	when_ms last_ok;           /* when the newest complete poll began; WHEN_NONE = none */
	when_ms last_try;          /* the same for the newest of any outcome */
	unsigned failures;         /* attempts since last_ok, none of them complete */
	enum poll_outcome outcome; /* of the newest attempt */
	enum gap_reason trouble;   /* what it ran into; GAP_NOT_RUN without failures */
	double rate;               /* stories a day */
	double calls;              /* requests a poll */
	struct live_story *live;
	size_t live_n, live_cap;
	struct seen_story *seen; /* by `at`, the oldest first */
	size_t seen_n, seen_cap;
	struct refused *refused;
	size_t refused_n, refused_cap;
	struct gap *gaps; /* closed ones, the oldest first */
	size_t gaps_n, gaps_cap;
};

/* What a poll record says; everything is lent. */
struct poll_facts {
	struct span account_id, handle;
	when_ms started_at, finished_at;
	enum poll_outcome outcome;
	bool answered; /* an HTTP status came */
	int64_t stories;
	const struct live_story *live; /* what it listed; records tell it of complete polls only */
	size_t live_n;
};

/* A fresh one for an account that became known at `since`. */
void account_state_init(struct account_state *account, struct span account_id, when_ms since);
void account_state_release(struct account_state *account);

/*
 * The fold. Polls are taken in the order of time; one that is not newer than what was taken
 * already changes nothing, so records may come again. Returns whether it found a gap.
 */
bool account_state_take_poll(struct account_state *account, const struct poll_facts *poll);

/* The gap that is growing while no poll succeeds; false while there is none. */
MUST_USE bool account_state_open_gap(const struct account_state *account, when_ms now,
				     struct gap *gap);

/* Its insights were read. Stories that are not known (any more) are passed over. */
void account_state_insights(struct account_state *account, struct span graph_id, when_ms at,
			    bool final);

/* The live story with that id, or NULL. */
struct live_story *account_state_live(const struct account_state *account, struct span graph_id);

void account_state_refuse(struct account_state *account, const char *name, when_ms at);
MUST_USE bool account_state_refuses(const struct account_state *account, const char *name,
				    when_ms since);

/* What the member `live` of a complete poll's record says. */
void poll_live_write(struct buf *out, const struct live_story *live, size_t n);

/* As a JSON text, and back; false, with nothing to release, where it is not such a text. */
void account_state_write(struct buf *out, const struct account_state *account);
MUST_USE bool account_state_read(struct account_state *account, struct span json);

/*
 * The states of all accounts, kept in a folder: --state, else state/ of the spool. Without
 * either nothing outlives the run.
 */
struct state;

/*
 * The folder alone, for what others keep there: *folder is the caller's to close, -1 where nothing
 * is kept, or nothing was yet and it is not to be made.
 */
MUST_USE int state_folder_open(const struct settings *settings, const struct spool *spool,
			       bool make, int *folder, struct fail *fail);

/*
 * Opens the folder and takes in what the spool's segments (spool may be NULL) tell since the last
 * time. `keep` false (a dry run, a look) changes nothing on the disk. On failure *state is NULL.
 */
MUST_USE int state_open(struct state **state, const struct settings *settings,
			const struct spool *spool, bool keep, when_ms now, struct fail *fail);
void state_close(struct state *state);

/* The folder for what others keep there; -1 where nothing is kept. Lent. */
int state_folder(const struct state *state);

/* The account's state, a fresh one where it is not known. Lent until state_forget() or
 * state_close(). */
struct account_state *state_account(struct state *state, const char *account_id,
				    const char *handle);

/*
 * Gives an account's state back: it is read anew where it is wanted again, as it was saved. Kept
 * where there is no file to read it from.
 */
void state_forget(struct state *state, struct account_state *account);
void state_forget_all(struct state *state);

/* Calls `visit` for every account that is known, in the order of their ids. */
void state_each(struct state *state,
		void (*visit)(const struct account_state *account, void *context), void *context);

/*
 * Saves what the run learned: a poll whose records are safe now, insights read, names refused.
 * What cannot be saved is said once.
 */
void state_save(struct state *state, const struct account_state *account);

/* How fast the last runs were, and how far apart; 0 = not known. */
double state_capacity(const struct state *state); /* requests an hour */
when_ms state_step(const struct state *state);

/* What this run reached. Smoothed and kept. */
void state_learn_capacity(struct state *state, uint64_t requests, when_ms took);

#endif
