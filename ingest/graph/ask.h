/*
 * Questions to the Graph API. They wait in a queue by rank, go out as many at once as the options
 * allow and the governor of the budgets (ingest/quota/quota.h) lets through, are asked again while
 * that makes sense, and every answer that comes is written as a raw record, errors included.
 */
#ifndef INGEST_ASK_H
#define INGEST_ASK_H

#include "ingest/accounts.h"
#include "ingest/body.h"
#include "ingest/graph/errors.h"
#include "ingest/graph/scrub.h"
#include "ingest/ids.h"
#include "ingest/net/http.h"
#include "ingest/quota/quota.h"
#include "ingest/sink.h"
#include "lib/digest.h"

#define TROUBLE_MAX 128 /* bytes of libcurl's words */

/* What goes first. */
enum ask_rank {
	RANK_PAGE,         /* stories not yet seen may be lost */
	RANK_LAST_READING, /* insights that cannot be read later */
	RANK_READING,      /* insights that can; optional to the governor */
	RANKS,
};

/* What is needed to ask for an account. */
struct access {
	const struct account *account;
	char token[TOKEN_MAX + 1];  /* wiped by access_wipe() */
	char proof[DIGEST_HEX + 1]; /* of the app secret; empty = none */
	char key[QUOTA_KEY + 1];    /* the token's name with the governor */
	when_ms deadline;           /* from then on stories may be lost; WHEN_NONE = not known */
	int64_t not_before;         /* the governor's word; when_ticks() */
};

/* The last answer to a question. */
struct reply {
	long http_status; /* 0 when none came */
	struct verdict verdict;
	struct body body;          /* lent */
	char trouble[TROUBLE_MAX]; /* libcurl's words on a transfer that failed; may be empty */
	bool asked;                /* false where the governor held it back */
	bool stopped;              /* the run is ending: there is no answer */
	bool repeats;              /* a list: the body has a member twice, and the tree once */
};

struct question {
	struct access *access;     /* lent until done() */
	const char *request;       /* path and query; copied */
	const struct id *story_id; /* whose insights, copied; NULL for a list */
	when_ms taken_at;          /* of that story; WHEN_NONE = not known */
	enum ask_rank rank;
	void (*done)(void *context, const struct reply *reply); /* called from asker_turn() */
	void *context;
};

struct waiting;

/* What all questions of a run share. */
struct asker {
	struct http *http;
	struct sink *sink;
	struct quota *quota;
	struct media *media; /* notes what pages link to; NULL = nothing */
	struct record_out record;
	bool clocks_compared;
	const char *server;     /* instead of Meta's; NULL = by login */
	const char *version;    /* of the API */
	const char *app_secret; /* NULL = no proof is sent */
	struct fail *fail;      /* the output cannot be written: nothing more is asked */
	bool more;              /* the caller has more to ask, as soon as there is room */
	/* below here its own */
	struct {
		struct waiting *first, **last;
	} queues[RANKS];
	struct secrets secrets; /* what was sent so far */
	size_t pending;         /* questions without an answer */
	size_t inflight;        /* those of them that are under way */
	size_t spare;           /* how many more could be, had what is left not to wait */
	uint64_t calls;         /* requests made */
	bool stopping;
	when_ms began_at;
	int64_t began;
};

/* The members above the line are the caller's to set first. */
void asker_init(struct asker *asker);
void asker_release(struct asker *asker);

/* Fills in the token, its key and its proof, which no answer of the run will show; EX_NOPERM. Wipe
 * it in any case. */
MUST_USE int access_open(struct access *access, struct asker *asker, const struct account *account,
			 struct fail *fail);
void access_wipe(struct access *access);

void ask(struct asker *asker, const struct question *question);

/*
 * Sends what may go, and waits at most that long for answers. -1 once the output cannot be
 * written.
 */
MUST_USE int asker_turn(struct asker *asker, int timeout_ms);

/*
 * From now on nothing is asked (again): what waits is answered as stopped at once, what is under
 * way is waited for.
 */
void asker_stop(struct asker *asker);

/* Ends what is under way too. */
void asker_abort(struct asker *asker);

/*
 * The clock of the budgets: goes on where STORYWIRE_NOW stands still, so that what has to wait is
 * not held back for ever.
 */
when_ms asker_now(const struct asker *asker);

#endif
