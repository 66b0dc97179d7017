/* The schema of the database against the migrations inside this program. */
#ifndef LOAD_SCHEMA_H
#define LOAD_SCHEMA_H

#include "lib/settings.h"
#include "load/store.h"

/* In a transaction: fails with 78 unless the schema is exactly this program's. */
MUST_USE int schema_check(struct db *db, struct fail *fail);

/* The hashes of this program's migrations, joined. */
void schema_digests(struct buf *out);

/* The verb migrate; with --check it only says what is missing (78). */
int schema_migrate(const struct settings *settings, const char *const *words, size_t n,
		   struct fail *fail);

#endif
