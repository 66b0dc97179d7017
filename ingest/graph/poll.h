/*
 * One poll of one account: its pages one after the other, then the insights of its stories side
 * by side, then the poll record. Many polls share one asker and run at once.
 */
#ifndef INGEST_POLL_H
#define INGEST_POLL_H

#include "ingest/graph/ask.h"
#include "ingest/graph/fields.h"
#include "ingest/graph/insights.h"
#include "ingest/graph/page.h"
#include "ingest/state/state.h"

/*
 * What the server refused in this run, to whatever account of a login: so that not each of them
 * pays for finding out. A refusal may be the affair of one account, so it takes two of them,
 * except where the server says that it does not know the name.
 */
struct refusals {
	fieldset fields[LOGINS], fields_once[LOGINS];
	metricset metrics[LOGINS], metrics_once[LOGINS];
};

/* A reading of a story's insights that was made as far as it can be. */
struct reading_made {
	struct id graph_id;
	when_ms at;
	bool last; /* there is nothing more to read of that story */
};

struct poll_result {
	const struct account *account;
	enum poll_outcome outcome;
	enum error_class class; /* why it is not complete; ERROR_NONE where it is */
	bool written;           /* false where nothing came: stopped before, or held back */
	bool held_back;         /* nothing was asked: a budget of requests is used up */
	bool answered;          /* an HTTP status came */
	when_ms started_at, finished_at;
	uint64_t items;          /* what the list had, whatever it is */
	struct live_story *live; /* what it listed; owned */
	size_t live_n, live_cap;
	struct reading_made *made; /* owned */
	size_t made_n, made_cap;
	fieldset fields;    /* refused, and to be remembered */
	metricset metrics;  /* the same */
	struct fail fail;   /* what to tell people; nothing for a complete poll */
	struct fail denied; /* insights were refused, and a person must act; else nothing */
};

void poll_result_release(struct poll_result *result);

struct poll_call {
	struct asker *asker;
	const struct account *account;
	const struct account_state *state; /* what earlier runs learned; NULL = nothing */
	struct refusals *refusals;         /* of the run */
	/* Called once, from asker_turn() or before poll_start() returns; the result is the
	 * callee's. */
	void (*done)(void *context, struct poll_result *result);
	void *context;
};

void poll_start(const struct poll_call *call);

/* The exit status that fits a poll with that trouble. */
int poll_exit_status(enum error_class class);

/* A field or metric that was refused is tried again after this time; ms. */
#define REFUSED_FOR (7 * WHEN_DAY)

#endif
