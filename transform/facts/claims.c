/* What several rows say together: whose an account is, and rows that say the same. */
#include <strings.h>

#include "transform/facts/store.h"

bool
periods_overlap(const struct period *a, const struct period *b)
{
	bool a_first = a->has_to && b->has_from && local_date_compare(a->to, b->from) <= 0;
	bool b_first = b->has_to && a->has_from && local_date_compare(b->to, a->from) <= 0;

	return !a_first && !b_first;
}

static const struct problem
    other_account = {"belongs to another account in the same period",
		     "Give the two rows periods that do not meet, in 'from' and 'to'."},
    handle_twice = {"stands twice for the same period", "One of the two rows can go."},
    other_person = {"belongs to another person in the same period",
		    "An account is one person's at a time: correct person_id, or the periods."},
    other_pk = {"stands with another ig_pk in another row",
		"An account has one ig_pk for ever: one of the two is wrong."};

/* What is wrong with a later row beside an earlier one, or NULL. */
static const struct problem *
same_handle(const struct handle *row, const struct handle *before)
{
	bool other = strcmp(before->account_id, row->account_id) != 0 ||
		     strcmp(before->ig_pk, row->ig_pk) != 0;

	if (strcasecmp(before->handle, row->handle) != 0 ||
	    !periods_overlap(&before->when, &row->when))
		return NULL;
	return other ? &other_account : &handle_twice;
}

static bool
other_owner(const struct handle *row, const struct handle *before)
{
	return before->person != row->person && before->person != NULL && row->person != NULL &&
	       periods_overlap(&before->when, &row->when);
}

static const struct problem *
same_account(const struct handle *row, const struct handle *before)
{
	if (strcmp(before->account_id, row->account_id) != 0)
		return NULL;
	if (before->ig_pk[0] != '\0' && row->ig_pk[0] != '\0' &&
	    strcmp(before->ig_pk, row->ig_pk) != 0)
		return &other_pk;
	return other_owner(row, before) ? &other_person : NULL;
}

static const struct problem *
same_pk(const struct handle *row, const struct handle *before)
{
	return strcmp(before->ig_pk, row->ig_pk) == 0 && other_owner(row, before) ? &other_person
										  : NULL;
}

/* The fault of a row beside the rows before it that share a key; none where the key is empty. */
static const struct problem *
claim_problem(const struct facts_dir *facts, const struct keys *keys, uint64_t hash, size_t row,
	      const struct problem *(*compare)(const struct handle *, const struct handle *))
{
	const struct problem *problem = NULL;
	uint32_t at = keys_find(keys, hash);

	for (; at != KEYS_END && problem == NULL; at = keys_next(keys, at))
		if (keys_item(keys, at) < row)
			problem =
			    compare(&facts->handles[row], &facts->handles[keys_item(keys, at)]);
	return problem;
}

static void
check_handle(const struct facts_dir *facts, size_t i, struct faults *faults)
{
	const struct handle *row = &facts->handles[i];
	const struct facts_store *store = facts->store;
	const struct {
		size_t column;
		const struct keys *keys;
		uint64_t hash;
		const char *text;
		const struct problem *(*compare)(const struct handle *, const struct handle *);
	} claims[] = {
	    {HANDLE_HANDLE, &store->handles, keys_hash_folded(row->handle, strlen(row->handle)),
	     row->handle, same_handle},
	    {HANDLE_ACCOUNT_ID, &store->accounts,
	     keys_hash(row->account_id, strlen(row->account_id)), row->account_id, same_account},
	    {HANDLE_IG_PK, &store->pks, keys_hash(row->ig_pk, strlen(row->ig_pk)), row->ig_pk,
	     same_pk},
	};

	for (size_t k = 0; k < COUNT(claims); k++) {
		const struct problem *problem =
		    claims[k].text[0] == '\0' ? NULL
					      : claim_problem(facts, claims[k].keys, claims[k].hash,
							      i, claims[k].compare);
		if (problem == NULL)
			continue;
		facts_fault(facts, TABLE_HANDLES, i, claims[k].column, problem, faults);
		return; /* the other claims of the row follow from this one */
	}
}

static bool
same_alias(const struct alias *a, const struct alias *b)
{
	return a->person == b->person && a->context == b->context && a->person != NULL &&
	       strcmp(a->alias, b->alias) == 0;
}

static void
check_aliases(const struct facts_dir *facts, struct faults *faults)
{
	static const struct problem twice = {"stands twice", "One of the two rows can go."};
	struct keys keys = {.n = 0};

	for (size_t i = 0; i < facts->aliases_n; i++) {
		const struct alias *alias = &facts->aliases[i];
		uint64_t hash = keys_hash(alias->alias, strlen(alias->alias));
		uint32_t at;

		if (alias->person == NULL)
			continue;
		hash += keys_hash(alias->person->id, strlen(alias->person->id));
		at = keys_find(&keys, hash);
		while (at != KEYS_END && !same_alias(alias, &facts->aliases[keys_item(&keys, at)]))
			at = keys_next(&keys, at);
		if (at != KEYS_END)
			facts_fault(facts, TABLE_ALIASES, i, ALIAS_ALIAS, &twice, faults);
		keys_add(&keys, hash, i);
	}
	keys_release(&keys);
}

void
facts_check_claims(const struct facts_dir *facts, struct faults *faults)
{
	for (size_t i = 0; i < facts->handles_n; i++)
		check_handle(facts, i, faults);
	check_aliases(facts, faults);
}
