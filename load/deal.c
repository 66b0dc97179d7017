#include "load/deal.h"

#include "lib/hash.h"
#include "lib/mem.h"

#define SLOTS ((size_t)1 << 17)  /* 1 MiB; a power of two */
#define ACCOUNTS_MAX (SLOTS / 2) /* that are remembered; the others go by their hash */
#define LANE_BITS ((uint64_t)DEAL_LANES_MAX - 1) /* of a slot */

struct deal {
	size_t lanes;
	uint64_t *slots; /* the hash of an account with its lane; 0 is free */
	size_t n;
};

struct deal *
deal_new(size_t lanes)
{
	struct deal *deal = must_calloc(1, sizeof *deal);

	deal->lanes = lanes;
	deal->slots = must_calloc(SLOTS, sizeof *deal->slots);
	return deal;
}

void
deal_free(struct deal *deal)
{
	if (deal == NULL)
		return;
	free(deal->slots);
	free(deal);
}

void
deal_clear(struct deal *deal)
{
	if (deal->n != 0)
		memset(deal->slots, 0, SLOTS * sizeof *deal->slots);
	deal->n = 0;
}

/* Two accounts of one hash have one lane, which is as good. Never 0. */
static uint64_t
hash_of(struct span account)
{
	return hash_bytes(HASH_SEED, account.p, account.n) | (LANE_BITS + 1);
}

/* The slot of a hash, or the free one for it; there is always one. */
static uint64_t *
find(const struct deal *deal, uint64_t hash)
{
	size_t at = (hash >> 4) & (SLOTS - 1);

	while (deal->slots[at] != 0 && (deal->slots[at] | LANE_BITS) != (hash | LANE_BITS))
		at = (at + 1) & (SLOTS - 1);
	return &deal->slots[at];
}

size_t
deal_lane(struct deal *deal, struct span account)
{
	uint64_t hash = hash_of(account);
	uint64_t *slot = find(deal, hash);

	if (*slot != 0)
		return *slot & LANE_BITS;
	if (deal->n == ACCOUNTS_MAX)
		return (hash >> 4) % deal->lanes;
	*slot = (hash & ~LANE_BITS) | (deal->n++ % deal->lanes);
	return *slot & LANE_BITS;
}
