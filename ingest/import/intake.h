/*
 * What an import has in hand, and what it does with one item: judge it, write it or count why
 * not.
 */
#ifndef INGEST_INTAKE_H
#define INGEST_INTAKE_H

#include "ingest/import/files.h"
#include "ingest/import/format.h"
#include "ingest/sink.h"
#include "lib/progress.h"
#include "lib/record.h"

struct intake {
	const struct settings *settings;
	struct sink sink;
	struct record_out record;
	struct progress *progress;
	struct owner given; /* by --owner */
	bool dry;

	/* of the file in hand */
	const struct format *format;
	struct document document;
	const char *const *drop; /* members that are not written */
	int64_t position;
	struct walk walk;

	/* of the run */
	uint64_t files, unknown, items, counts[FATES];
	uint64_t said;
	int status; /* the worst that befell a file */
	struct fail *fail;
};

/* One item of the file in hand; `context` is the intake. Fits struct walk. */
void intake_item(void *context, struct span bytes, const struct place *place, bool likely);

uint64_t intake_rejects(const struct intake *intake);
uint64_t intake_skipped(const struct intake *intake);

/* Appends " word=count" for each reason that occurred. */
void intake_reasons(struct buf *out, const struct intake *intake);

#endif
