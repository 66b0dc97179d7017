#include "ingest/import/seen.h"

#include "lib/mem.h"

/* 16 MiB at most; a lifetime of daily stories has some ten thousand. */
#define SLOTS_MAX ((size_t)1 << 20)
#define SLOTS_MIN ((size_t)1 << 10)

/* Half of a SHA-256: two things in 2^64 would have to meet. */
struct print {
	uint64_t high, low; /* both 0: free */
};

struct seen {
	struct print *slots;
	size_t n, size; /* size is a power of two */
};

struct seen *
seen_new(void)
{
	struct seen *seen = must_calloc(1, sizeof *seen);

	seen->size = SLOTS_MIN;
	seen->slots = must_calloc(seen->size, sizeof *seen->slots);
	return seen;
}

void
seen_free(struct seen *seen)
{
	if (seen == NULL)
		return;
	free(seen->slots);
	free(seen);
}

static uint64_t
hex16(const char *hex)
{
	uint64_t value = 0;

	for (int i = 0; i < 16; i++)
		value = value << 4 |
			(uint64_t)(hex[i] <= '9' ? hex[i] - '0' : (hex[i] | 0x20) - 'a' + 10);
	return value;
}

static struct print
print_of(const char *sha256)
{
	return (struct print){hex16(sha256), hex16(sha256 + 16) | 1};
}

/* The slot of the print, or the free one where it belongs. */
static struct print *
slot_of(const struct seen *seen, struct print print)
{
	size_t i = print.high & (seen->size - 1);

	while (seen->slots[i].low != 0 &&
	       (seen->slots[i].high != print.high || seen->slots[i].low != print.low))
		i = (i + 1) & (seen->size - 1);
	return &seen->slots[i];
}

static void
grow(struct seen *seen)
{
	struct seen larger = {.size = seen->size * 2};

	larger.slots = must_calloc(larger.size, sizeof *larger.slots);
	for (size_t i = 0; i < seen->size; i++)
		if (seen->slots[i].low != 0)
			*slot_of(&larger, seen->slots[i]) = seen->slots[i];
	free(seen->slots);
	seen->slots = larger.slots;
	seen->size = larger.size;
}

bool
seen_has(const struct seen *seen, const char sha256[DIGEST_HEX + 1])
{
	return slot_of(seen, print_of(sha256))->low != 0;
}

bool
seen_put(struct seen *seen, const char sha256[DIGEST_HEX + 1])
{
	struct print print = print_of(sha256);
	struct print *slot = slot_of(seen, print);

	if (slot->low != 0)
		return true;
	if (seen->n >= seen->size / 4 * 3 && seen->size < SLOTS_MAX) {
		grow(seen);
		slot = slot_of(seen, print);
	}
	if (seen->n < seen->size / 4 * 3) {
		*slot = print;
		seen->n++;
	}
	return false;
}
