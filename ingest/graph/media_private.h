/* What media.c, media_record.c and media_fetch.c share. */
#ifndef INGEST_GRAPH_MEDIA_PRIVATE_H
#define INGEST_GRAPH_MEDIA_PRIVATE_H

#include "ingest/graph/media.h"
#include "ingest/graph/media_known.h"
#include "ingest/graph/media_store.h"
#include "lib/record.h"

#define DETAIL_MAX 256 /* bytes; the ceiling of the record's member */

/* Something to fetch. */
struct wish {
	struct media_known *known;
	struct media_entry *entry;
};

struct fetch {
	struct media *media;
	struct wish wish;
	struct media_part part;
	uint64_t begun_at; /* bytes that were there when this attempt began */
	unsigned attempts; /* of this run */
	bool busy;
	uint64_t most; /* bytes it may have; fewer than MEDIA_MAX where the disk has no more */
};

struct media {
	struct media_options with;
	const char *hosts;
	struct record_out record;
	struct media_known **accounts;
	size_t accounts_n, accounts_cap;
	struct wish *wishes; /* from `next` on */
	size_t next, wishes_n, wishes_cap;
	struct fetch fetches[MEDIA_AT_ONCE];
	size_t busy;
	bool full; /* the disk has no room for media in this run */
	uint64_t counts[MEDIA_STATES];
	struct fail *fail; /* of media_run() */
};

/* What became of a fetch, as the record tells it. */
struct outcome {
	enum media_state state;
	const char *detail; /* "" where there is nothing to say */
	const struct answer *answer;
	const struct media_content *content;
};

/* Tells what became of it, unless that is what was told before. */
void media_settle(struct media *media, const struct wish *wish, const struct outcome *outcome);
void media_settle_simply(struct media *media, const struct wish *wish, enum media_state state,
			 const char *detail);

/* From now on nothing is fetched in this run; said once. */
void media_say_full(struct media *media);

/* Begins to fetch; at most `bytes`. */
void media_fetch(struct media *media, struct fetch *fetch, const struct wish *wish, uint64_t bytes);

#endif
