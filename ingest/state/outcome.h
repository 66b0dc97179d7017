/* How an attempt to read the live stories of an account ended: the words of poll.outcome. */
#ifndef INGEST_OUTCOME_H
#define INGEST_OUTCOME_H

#include "lib/std.h"

enum poll_outcome {
	POLL_OK,
	POLL_EMPTY,   /* complete: no live story */
	POLL_PARTIAL, /* some pages came, not all, or not all in them was understood */
	POLL_DENIED,
	POLL_THROTTLED,
	POLL_FAILED,
	POLL_OUTCOMES,
};

const char *poll_outcome_name(enum poll_outcome outcome);

/* False where the text is none of the words. */
MUST_USE bool poll_outcome_read(struct span text, enum poll_outcome *outcome);

/* Whether every live story was listed. */
bool poll_outcome_complete(enum poll_outcome outcome);

#endif
