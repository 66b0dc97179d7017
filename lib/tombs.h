/*
 * Tombstones: hashes of the keys of what was taken down, as storywire.tombstone has them in the
 * database. In a spool they lie in state/erased/, a file for each take-down, and hold whatever
 * becomes of the database: nothing that has one is written into a raw segment again.
 */
#ifndef LIB_TOMBS_H
#define LIB_TOMBS_H

#include "lib/digest.h"
#include "lib/spool.h"

#define TOMB_ANY "*"         /* in the place of an account: whatever account it is */
#define TOMBS_SHELF "erased" /* of the spool's state/ */

struct tombs;

struct tombs *tombs_new(void);
void tombs_free(struct tombs *tombs); /* NULL is fine */

/* SHA-256 of "storywire KIND A B ..."; words without text end the list. */
void tomb_key(char key[DIGEST_HEX + 1], const char *kind, const struct span *words, size_t n);

/* False where it was there already. */
bool tombs_add(struct tombs *tombs, const char key[DIGEST_HEX + 1]);
bool tombs_has(const struct tombs *tombs, const char key[DIGEST_HEX + 1]);
size_t tombs_count(const struct tombs *tombs);

/* Adds the keys of one file of the shelf: its lines "key HEX". */
void tombs_add_lines(struct tombs *tombs, struct span text);

/* Adds the keys of all files of the shelf. */
MUST_USE int tombs_read(struct tombs *tombs, const struct spool *spool, struct fail *fail);

#endif
