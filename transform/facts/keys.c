#include "transform/facts/keys.h"

#include "lib/mem.h"

#define SLOTS_MIN 64
#define FNV_PRIME UINT64_C(0x100000001b3)

void
keys_release(struct keys *keys)
{
	free(keys->list);
	free(keys->slots);
	*keys = (struct keys){.n = 0};
}

/* The slot of the hash: its own, or the free one where it belongs. */
static size_t
slot_of(const struct keys *keys, uint64_t hash)
{
	size_t slot = (size_t)(hash ^ (hash >> 32)) & (keys->slots_n - 1);

	while (keys->slots[slot] != KEYS_END && keys->list[keys->slots[slot]].hash != hash)
		slot = (slot + 1) & (keys->slots_n - 1);
	return slot;
}

static void
link_entry(struct keys *keys, size_t number)
{
	size_t slot = slot_of(keys, keys->list[number].hash);

	keys->list[number].next = keys->slots[slot];
	keys->slots[slot] = (uint32_t)number;
}

static void
grow_slots(struct keys *keys)
{
	keys->slots_n = keys->slots_n != 0 ? keys->slots_n * 4 : SLOTS_MIN;
	free(keys->slots);
	keys->slots = must_malloc(keys->slots_n * sizeof *keys->slots);
	memset(keys->slots, 0xff, keys->slots_n * sizeof *keys->slots);
	for (size_t i = 0; i < keys->n; i++)
		link_entry(keys, i);
}

void
keys_add(struct keys *keys, uint64_t hash, size_t item)
{
	if (keys->n * 2 >= keys->slots_n)
		grow_slots(keys);
	keys->list = mem_grow(keys->list, keys->n, &keys->cap, sizeof *keys->list);
	keys->list[keys->n] = (struct key_entry){.hash = hash, .item = (uint32_t)item};
	link_entry(keys, keys->n++);
}

uint32_t
keys_find(const struct keys *keys, uint64_t hash)
{
	return keys->n != 0 ? keys->slots[slot_of(keys, hash)] : KEYS_END;
}

uint32_t
keys_next(const struct keys *keys, uint32_t entry)
{
	return keys->list[entry].next;
}

size_t
keys_item(const struct keys *keys, uint32_t entry)
{
	return keys->list[entry].item;
}

uint64_t
keys_step(uint64_t hash, char byte)
{
	return (hash ^ (unsigned char)byte) * FNV_PRIME;
}

static char
fold(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

uint64_t
keys_hash(const char *text, size_t n)
{
	uint64_t hash = KEYS_SEED;

	for (size_t i = 0; i < n; i++)
		hash = keys_step(hash, text[i]);
	return hash;
}

uint64_t
keys_hash_folded(const char *text, size_t n)
{
	uint64_t hash = KEYS_SEED;

	for (size_t i = 0; i < n; i++)
		hash = keys_step(hash, fold(text[i]));
	return hash;
}
