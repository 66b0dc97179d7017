/*
 * Pictures and films of live stories, for the accounts whose policy is `bytes`: their links are
 * noted as pages come, and fetched after the stories, several at once, before they die. What
 * became of each is told by a media record and spoils no poll. What cannot be fetched in this
 * run is left to the next one.
 */
#ifndef INGEST_GRAPH_MEDIA_H
#define INGEST_GRAPH_MEDIA_H

#include <jansson.h>

#include "ingest/accounts.h"
#include "ingest/net/http.h"
#include "ingest/sink.h"
#include "lib/settings.h"

struct media;

struct media_options {
	const struct settings *settings;
	const struct accounts *accounts;
	struct sink *sink;
	struct http *http; /* with nothing else under way while media_run() runs */
	bool local;        /* the server is on this machine (plain http): media are there too */
};

/* NULL where no account wants it, or there is no spool, which is said. All is lent. */
struct media *media_new(const struct media_options *options);
void media_free(struct media *media);

/* Notes the links of a page of the account's live stories. `media` may be NULL here and below. */
void media_page(struct media *media, const struct account *account, const json_t *answer);

/*
 * Fetches what was noted, until all is done, the time is over (when_ticks()) or the run
 * is told to stop. -1 when the output cannot be written.
 */
MUST_USE int media_run(struct media *media, int64_t until, struct fail *fail);

/* Remembers what became of media whose records are durable. */
void media_remember(struct media *media);

/* Appends " media_ok=3 media_expired=1" and the like; nothing where there was nothing. */
void media_print_counts(const struct media *media, struct buf *out);

#endif
