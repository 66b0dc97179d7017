/*
 * What an import has in hand, and what it does with one item: judge it, and write it, count why
 * not, or let it wait for its owner.
 */
#ifndef INGEST_INTAKE_H
#define INGEST_INTAKE_H

#include "ingest/import/held.h"
#include "ingest/import/owners.h"
#include "ingest/import/rejects.h"
#include "ingest/import/seen.h"
#include "ingest/import/tally.h"
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
	int state_folder; /* for notices; -1 = nothing is kept */

	/* of the document in hand */
	const struct format *format;
	struct document document;
	const char *const *drop; /* members that are not written */
	bool asked;              /* the caller chose the format, nothing was detected */
	bool lines;              /* one value a line, the first ones damaged */
	int64_t position;
	uint64_t doubtful;      /* stories whose time is not the one in their id */
	int64_t first_doubtful; /* the position of the first */
	struct walk walk;

	/* of the file in hand, with all documents in it */
	uint64_t ordinal; /* items so far */
	uint64_t skip;    /* of them, those that an earlier run has dealt with */

	/* after each item of a document */
	void (*on_item)(void *context);
	void *on_item_context;

	/* of the run */
	struct tally tally;
	struct held *held;    /* items that wait for their owner */
	struct owners owners; /* whom archives name apart from their items */
	struct seen *seen;    /* stories so far */
	struct rejects *rejects;
	bool stopped;      /* the run ends, by a failure or because it was told to */
	struct fail *fail; /* what failed */
};

/* From here on items are of that format. */
void intake_use(struct intake *intake, const struct format *format);

/* One item of the document in hand; these fit struct walk, and `context` is the intake. */
void intake_item(void *context, struct span bytes, const struct place *place, bool likely);
void intake_other(void *context, struct span value);
uint64_t intake_open(void *context);
void intake_close(void *context, const struct place *place);

/* An item out of a file of rejects; nothing more will be learned of its owner. */
void intake_again(struct intake *intake, const struct held_item *item);

/*
 * The document has ended: its items that still wait are judged, unless its archive may yet name
 * the owner. With `all`, those of every document are.
 */
void intake_settle(struct intake *intake, uint64_t mark, bool all);

#endif
