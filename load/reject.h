/* What is said and kept of a record that cannot become a row. */
#ifndef LOAD_REJECT_H
#define LOAD_REJECT_H

#include "load/batch.h"

/*
 * What a line is about, "account/id", as far as that can be read without trusting it to be a
 * good record; "unknown" where nothing can.
 */
void reject_key_of(struct span line, char key[BATCH_KEY_MAX]);

/* Adds a row of the table of rejects. What is no UTF-8 in `detail` is replaced. */
void reject_put(struct batch *batch, struct copy_place place, const char *key, const char *reason,
		const char *detail);

#endif
