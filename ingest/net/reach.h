/* How the Graph API is reached, as the settings say. */
#ifndef INGEST_REACH_H
#define INGEST_REACH_H

#include "ingest/net/http.h"
#include "lib/settings.h"

struct reach {
	char *server;        /* instead of Meta's, without a slash at its end; NULL = by login */
	const char *version; /* of the API, v25.0 and the like; lent */
	struct http_options http;
};

/* Checks graph_url, graph_version, concurrency, ca_file, proxy; EX_CONFIG. Nothing to free then. */
MUST_USE int reach_read(struct reach *reach, const struct settings *settings, struct fail *fail);
void reach_free(struct reach *reach);

#endif
