/* Moments by account; see index.h. */
#include "lib/mem.h"

#include "transform/harvest/moments.h"

/*
 * A question is about a stretch of at least twice the reach, so that of moments that are no
 * farther apart than that it meets one wherever it falls between the first and the last.
 */
#define JOIN_REACH (2 * INDEX_REACH)

struct moments *
moments_new(void)
{
	return must_calloc(1, sizeof(struct moments));
}

void
moments_free(struct moments *moments)
{
	if (moments == NULL)
		return;
	for (size_t i = 0; i < moments->n; i++) {
		free(moments->list[i].account_id);
		free(moments->list[i].stretches);
	}
	free(moments->list);
	keys_release(&moments->keys);
	free(moments);
}

const struct account_moments *
moments_of(const struct moments *moments, const char *account_id)
{
	uint64_t hash = keys_hash(account_id, strlen(account_id));

	for (uint32_t at = keys_find(&moments->keys, hash); at != KEYS_END;
	     at = keys_next(&moments->keys, at)) {
		const struct account_moments *found = &moments->list[keys_item(&moments->keys, at)];

		if (strcmp(found->account_id, account_id) == 0)
			return found;
	}
	return NULL;
}

static struct account_moments *
account(struct moments *moments, const char *account_id)
{
	const struct account_moments *found = moments_of(moments, account_id);

	if (found != NULL)
		return &moments->list[found - moments->list];
	moments->list = mem_grow(moments->list, moments->n, &moments->cap, sizeof *moments->list);
	moments->list[moments->n] = (struct account_moments){.account_id = must_strdup(account_id)};
	keys_add(&moments->keys, keys_hash(account_id, strlen(account_id)), moments->n);
	return &moments->list[moments->n++];
}

size_t
stretch_at(const struct account_moments *account, when_ms at)
{
	size_t low = 0, high = account->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (account->stretches[middle].last < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
insert(struct account_moments *account, size_t at, struct stretch stretch)
{
	account->stretches =
	    mem_grow(account->stretches, account->n, &account->cap, sizeof *account->stretches);
	memmove(account->stretches + at + 1, account->stretches + at,
		(account->n - at) * sizeof *account->stretches);
	account->stretches[at] = stretch;
	account->n++;
}

/* Takes in those after the stretch at `at` that it has come near. */
static void
join_next(struct account_moments *account, size_t at)
{
	struct stretch *stretch = &account->stretches[at];
	size_t end = at + 1;

	for (; end < account->n && account->stretches[end].first - stretch->last <= JOIN_REACH;
	     end++)
		if (account->stretches[end].last > stretch->last)
			stretch->last = account->stretches[end].last;
	memmove(account->stretches + at + 1, account->stretches + end,
		(account->n - end) * sizeof *account->stretches);
	account->n -= end - at - 1;
}

void
moments_add(struct moments *moments, const char *account_id, when_ms first, when_ms last)
{
	struct account_moments *own = account(moments, account_id);
	size_t at = stretch_at(own, first - JOIN_REACH);
	struct stretch *near;

	if (at == own->n || own->stretches[at].first > last + JOIN_REACH) {
		insert(own, at, (struct stretch){first, last});
		return;
	}
	near = &own->stretches[at];
	if (first >= near->first && last <= near->last)
		return;
	near->first = first < near->first ? first : near->first;
	near->last = last > near->last ? last : near->last;
	join_next(own, at);
}

void
moments_join(struct moments *moments, const struct moments *other)
{
	for (size_t i = 0; i < other->n; i++)
		for (size_t j = 0; j < other->list[i].n; j++)
			moments_add(moments, other->list[i].account_id,
				    other->list[i].stretches[j].first,
				    other->list[i].stretches[j].last);
}
