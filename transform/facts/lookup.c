/* Looking things up: every key of the directory is hashed once. */
#include <strings.h>

#include "lib/mem.h"

#include "transform/facts/store.h"

static uint64_t
hash_text(const char *text)
{
	return keys_hash(text, strlen(text));
}

const struct person *
facts_person(const struct facts_dir *facts, const char *id)
{
	const struct keys *keys = &facts->store->people;
	uint32_t at = keys_find(keys, hash_text(id));

	for (; at != KEYS_END; at = keys_next(keys, at))
		if (strcmp(facts->people[keys_item(keys, at)].id, id) == 0)
			return &facts->people[keys_item(keys, at)];
	return NULL;
}

const struct place *
facts_place(const struct facts_dir *facts, const char *id)
{
	const struct keys *keys = &facts->store->places;
	uint32_t at = keys_find(keys, hash_text(id));

	for (; at != KEYS_END; at = keys_next(keys, at))
		if (strcmp(facts->places[keys_item(keys, at)].id, id) == 0)
			return &facts->places[keys_item(keys, at)];
	return NULL;
}

/* What a row is asked for. */
struct asked {
	const char *account_id, *ig_pk, *handle; /* "" where not known */
	const struct local_date *day;
};

static bool
same_id(const char *asked, const char *kept)
{
	return asked[0] != '\0' && strcmp(asked, kept) == 0;
}

/* Both are known, and they differ. */
static bool
other_id(const char *asked, const char *kept)
{
	return asked[0] != '\0' && kept[0] != '\0' && strcmp(asked, kept) != 0;
}

/* How well a row fits: 0 not at all, more is better. */
static int
handle_fit(const struct handle *row, const struct asked *asked)
{
	bool valid = asked->day == NULL || period_has(&row->when, *asked->day);

	if (other_id(asked->account_id, row->account_id) || other_id(asked->ig_pk, row->ig_pk))
		return 0; /* a handle passes from one account to another; numbers do not */
	if (same_id(asked->account_id, row->account_id))
		return valid ? 6 : 5;
	if (same_id(asked->ig_pk, row->ig_pk))
		return valid ? 4 : 3;
	if (asked->handle[0] != '\0' && strcasecmp(asked->handle, row->handle) == 0 && valid)
		return 2;
	return 0;
}

struct best_row {
	const struct handle *row;
	int fit;
};

/* The best of the rows with that hash; among equals the one that stands first. */
static void
offer_rows(const struct facts_dir *facts, const struct keys *keys, uint64_t hash,
	   const struct asked *asked, struct best_row *best)
{
	uint32_t at = keys_find(keys, hash);

	for (; at != KEYS_END; at = keys_next(keys, at)) {
		const struct handle *row = &facts->handles[keys_item(keys, at)];
		int fit = handle_fit(row, asked);

		if (fit > best->fit || (fit != 0 && fit == best->fit && row < best->row))
			*best = (struct best_row){row, fit};
	}
}

static const char *
known(const char *text)
{
	return text != NULL ? text : "";
}

const struct handle *
facts_handle(const struct facts_dir *facts, const char *account_id, const char *ig_pk,
	     const char *handle, const struct local_date *day)
{
	const struct facts_store *store = facts->store;
	struct asked asked = {known(account_id), known(ig_pk), known(handle), day};
	struct best_row best = {.row = NULL};

	if (asked.account_id[0] != '\0')
		offer_rows(facts, &store->accounts, hash_text(asked.account_id), &asked, &best);
	if (asked.ig_pk[0] != '\0')
		offer_rows(facts, &store->pks, hash_text(asked.ig_pk), &asked, &best);
	if (asked.handle[0] != '\0')
		offer_rows(facts, &store->handles,
			   keys_hash_folded(asked.handle, strlen(asked.handle)), &asked, &best);
	return best.row;
}

/* The number of the nth row of the person; false after the last. */
static bool
list_row(const struct facts_dir *facts, const struct row_lists *lists, const struct person *person,
	 size_t nth, size_t *row)
{
	size_t number = (size_t)(person - facts->people);

	if (lists->start == NULL || lists->start[number] + nth >= lists->start[number + 1])
		return false;
	*row = lists->rows[lists->start[number] + nth];
	return true;
}

const struct relation *
facts_relation(const struct facts_dir *facts, const struct person *person, size_t nth)
{
	size_t row;

	return list_row(facts, &facts->store->relations, person, nth, &row) ? &facts->relations[row]
									    : NULL;
}

const struct work *
facts_work(const struct facts_dir *facts, const struct person *person, size_t nth)
{
	size_t row;

	return list_row(facts, &facts->store->works, person, nth, &row) ? &facts->works[row] : NULL;
}

bool
facts_related(const struct facts_dir *facts, const struct person *a, const struct person *b)
{
	const struct relation *relation;

	for (size_t i = 0; (relation = facts_relation(facts, a, i)) != NULL; i++)
		if ((relation->from == a ? relation->to : relation->from) == b)
			return true;
	return false;
}

const char *
person_pronoun(const struct person *person)
{
	static const char *const known[] = {"she", "he", "they"};

	for (size_t i = 0; i < COUNT(known); i++) {
		size_t n = strlen(known[i]);

		if (strncmp(person->pronouns, known[i], n) == 0 &&
		    (person->pronouns[n] == '/' || person->pronouns[n] == '\0'))
			return known[i];
	}
	return NULL;
}
