/*
 * Items that were rejected, kept to be looked at, mended and imported again: one JSON object a
 * line, in the file that --rejects names, or in quarantine/ of the spool. What no item may keep
 * is left out here as well.
 */
#ifndef INGEST_REJECTS_H
#define INGEST_REJECTS_H

#include "ingest/import/format.h"
#include "lib/settings.h"
#include "lib/spool.h"

struct rejects;

struct reject {
	const char *format;
	const char *path; /* of the document */
	int64_t position; /* of the item in it */
	const char *reason;
	const char *detail; /* may be "" */
	const struct owner *owner;
	const char *const *drop;
	struct span item;
	bool json; /* the item is JSON as jansson takes it */
};

/* Made with the first reject. `spool` may be NULL; without it and --rejects nothing is kept. */
struct rejects *rejects_new(const struct settings *settings, const struct spool *spool);

MUST_USE int rejects_put(struct rejects *rejects, const struct reject *reject, struct fail *fail);

/* Makes the file durable and says where it is. The rejects can be freed whatever came of it. */
MUST_USE int rejects_end(struct rejects *rejects, struct fail *fail);
void rejects_free(struct rejects *rejects);

#endif
