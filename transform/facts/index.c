/* The indexes behind the lookups, made once after all rows are read. */
#include "lib/mem.h"

#include "transform/facts/store.h"

static void
add_text(struct keys *keys, const char *text, size_t row)
{
	if (text[0] != '\0')
		keys_add(keys, keys_hash(text, strlen(text)), row);
}

static void
index_ids(const struct facts_dir *facts, struct facts_store *store)
{
	for (size_t i = 0; i < facts->people_n && store->people.n < facts->people_n; i++)
		add_text(&store->people, facts->people[i].id, i);
	for (size_t i = 0; i < facts->places_n && store->places.n < facts->places_n; i++)
		add_text(&store->places, facts->places[i].id, i);
	for (size_t i = 0; i < facts->handles_n; i++) {
		const struct handle *row = &facts->handles[i];

		add_text(&store->accounts, row->account_id, i);
		add_text(&store->pks, row->ig_pk, i);
		keys_add(&store->handles, keys_hash_folded(row->handle, strlen(row->handle)), i);
	}
}

/* Whose a row is: its people, NULL for none. */
struct sides {
	const struct person *list[2];
};

static struct sides
sides_of_relation(const struct facts_dir *facts, size_t row)
{
	return (struct sides){{facts->relations[row].from, facts->relations[row].to}};
}

static struct sides
sides_of_work(const struct facts_dir *facts, size_t row)
{
	return (struct sides){{facts->works[row].person, NULL}};
}

/* Rows by person, in two passes: how many each has, then which. */
static void
list_rows(const struct facts_dir *facts, struct row_lists *lists, size_t rows_n,
	  struct sides (*sides_of)(const struct facts_dir *facts, size_t row))
{
	size_t people_n = facts->people_n;

	lists->start = must_calloc(people_n + 2, sizeof *lists->start);
	lists->rows = must_calloc(rows_n * 2 + 1, sizeof *lists->rows);
	for (size_t i = 0; i < rows_n * 2; i++) {
		const struct person *person = sides_of(facts, i / 2).list[i % 2];

		if (person != NULL)
			lists->start[person - facts->people + 2]++;
	}
	for (size_t i = 2; i < people_n + 2; i++)
		lists->start[i] += lists->start[i - 1];
	for (size_t i = 0; i < rows_n * 2; i++) {
		const struct person *person = sides_of(facts, i / 2).list[i % 2];

		if (person != NULL)
			lists->rows[lists->start[person - facts->people + 1]++] = (uint32_t)(i / 2);
	}
}

void
facts_index(struct facts_dir *facts)
{
	if (facts->store == NULL)
		facts->store = must_calloc(1, sizeof *facts->store);
	index_ids(facts, facts->store);
	list_rows(facts, &facts->store->relations, facts->relations_n, sides_of_relation);
	list_rows(facts, &facts->store->works, facts->works_n, sides_of_work);
	names_build(facts);
	guard_build(facts);
}

static void
release_lists(struct row_lists *lists)
{
	free(lists->start);
	free(lists->rows);
}

void
facts_unindex(struct facts_dir *facts)
{
	struct facts_store *store = facts->store;

	if (store == NULL)
		return;
	keys_release(&store->people);
	keys_release(&store->places);
	keys_release(&store->accounts);
	keys_release(&store->pks);
	keys_release(&store->handles);
	release_lists(&store->relations);
	release_lists(&store->works);
	names_drop(&store->names);
	guard_drop(&store->guard);
	free(store);
	facts->store = NULL;
}
