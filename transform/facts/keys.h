/* A table of numbers by the hash of a key. Hashes may meet: who looks up compares the keys. */
#ifndef TRANSFORM_FACTS_KEYS_H
#define TRANSFORM_FACTS_KEYS_H

#include "lib/std.h"

#define KEYS_SEED UINT64_C(0xcbf29ce484222325)
#define KEYS_END UINT32_MAX /* no entry */

struct key_entry {
	uint64_t hash;
	uint32_t item; /* the caller's number */
	uint32_t next; /* the next entry of this hash, or KEYS_END */
};

struct keys {
	struct key_entry *list;
	size_t n, cap;
	uint32_t *slots; /* the first entry of a hash, or KEYS_END */
	size_t slots_n;  /* a power of two */
};

void keys_release(struct keys *keys);
void keys_add(struct keys *keys, uint64_t hash, size_t item);

/* The entries of a hash, the one added last first, until KEYS_END; and an entry's number. */
uint32_t keys_find(const struct keys *keys, uint64_t hash);
uint32_t keys_next(const struct keys *keys, uint32_t entry);
size_t keys_item(const struct keys *keys, uint32_t entry);

/* FNV-1a, byte by byte; and of whole texts, as they are or with ASCII letters in lower case. */
uint64_t keys_step(uint64_t hash, char byte);
uint64_t keys_hash(const char *text, size_t n);
uint64_t keys_hash_folded(const char *text, size_t n);

#endif
