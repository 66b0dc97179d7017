/* What becomes of an item that an import has in hand: whose it is, and whether it is wanted. */
#ifndef INGEST_JUDGE_H
#define INGEST_JUDGE_H

#include "ingest/import/intake.h"

/* Whom the archive as a whole names, apart from its items; empty where it does not. */
struct owner judge_apart(const struct intake *intake);

/* Whether what the format calls good has an owner, and is wanted; may put --owner's into it. */
enum fate judge_owner(const struct intake *intake, struct item *item, const struct around *around);

/*
 * Fills *item out of the tree as the format in hand reads it. `final`: nothing more will be learned
 * of its owner, so that it does not wait.
 */
enum fate judge_item(const struct intake *intake, const json_t *tree, const struct place *place,
		     bool final, struct item *item);

#endif
