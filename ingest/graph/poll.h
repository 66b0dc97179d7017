/* One poll of one account: its pages, the insights of its stories, the poll record. */
#ifndef INGEST_POLL_H
#define INGEST_POLL_H

#include "ingest/graph/ask.h"
#include "ingest/outcome.h"

struct poll_result {
	enum poll_outcome outcome;
	enum error_class class; /* why it is not complete; ERROR_NONE where it is */
	uint64_t stories;
	struct fail fail; /* what to tell people; nothing for a complete poll */
};

/*
 * Polls the account and writes its records, the poll record last. -1 only when the output cannot
 * be written.
 */
MUST_USE int poll_account(struct asker *asker, const struct account *account,
			  struct poll_result *result, struct fail *fail);

/* The exit status that fits a poll with that trouble. */
int poll_exit_status(enum error_class class);

#endif
