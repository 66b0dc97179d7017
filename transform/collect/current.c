/*
 * Which of all the versions given are current, as the loader finds it: within an account's
 * editorial day the greatest first, each that shares no story with one before it.
 */
#include "lib/mem.h"

#include "transform/collect/private.h"

/* Greatest first; of the same inputs the later text. */
static int
by_greatness(const void *left, const void *right)
{
	const struct kept_article *a = left, *b = right;
	int order = strcmp(a->account_id, b->account_id);

	if (order == 0)
		order = strcmp(a->day, b->day);
	if (order == 0)
		order = (a->inputs < b->inputs) - (a->inputs > b->inputs);
	if (order == 0)
		order = (a->observed_at < b->observed_at) - (a->observed_at > b->observed_at);
	if (order == 0)
		order = strcmp(b->inputs_sha256, a->inputs_sha256);
	return order != 0 ? order : (a->order < b->order) - (a->order > b->order);
}

static int
by_time(const void *left, const void *right)
{
	const struct kept_article *a = left, *b = right;
	int order = strcmp(a->account_id, b->account_id);

	if (order == 0)
		order = strcmp(a->day, b->day);
	if (order == 0)
		order = (a->event_start > b->event_start) - (a->event_start < b->event_start);
	return order != 0 ? order : strcmp(a->event_key, b->event_key);
}

struct id_list {
	const char **list;
	size_t n, cap;
};

static bool
shares_one(const struct id_list *taken, const json_t *ids)
{
	size_t i;
	json_t *id;

	json_array_foreach(ids, i,
			   id) for (size_t k = 0; k < taken->n;
				    k++) if (strcmp(taken->list[k], json_string_value(id)) ==
					     0) return true;
	return false;
}

static void
take_ids(struct id_list *taken, struct arena *arena, const json_t *ids)
{
	size_t i;
	json_t *id;

	json_array_foreach(ids, i, id)
	{
		taken->list = mem_grow(taken->list, taken->n, &taken->cap, sizeof *taken->list);
		taken->list[taken->n++] =
		    arena_text(arena, (struct span){json_string_value(id), json_string_length(id)});
	}
}

/* 1 the article is current beside those before it in its day, and its stories are taken; 0, -1. */
static int
take(struct collection *collection, const struct kept_article *article, struct id_list *taken,
     struct arena *arena, struct fail *fail)
{
	struct record record = {.root = NULL};
	const json_t *ids;
	bool shares;

	if (collection_read_article(collection, article, &record, fail) < 0)
		return -1;
	ids = record_json(&record, article_story_ids);
	shares = shares_one(taken, ids);
	if (!shares)
		take_ids(taken, arena, ids);
	record_release(&record);
	return !shares;
}

/* Whether one of the same key is kept already: such share their first story. */
static bool
has_key(const struct kept_article *kept, size_t n, const char *event_key)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(kept[i].event_key, event_key) == 0)
			return true;
	return false;
}

/* One day's articles list[0..n), greatest first: leaves the current ones in front. */
static int
settle_day(struct collection *collection, struct kept_article *list, size_t n, size_t *kept,
	   struct fail *fail)
{
	struct id_list taken = {.n = 0};
	struct arena arena = ARENA_EMPTY;
	int got = 0;

	*kept = 0;
	for (size_t i = 0; i < n && got >= 0; i++) {
		if (has_key(list, *kept, list[i].event_key))
			continue;
		got = n == 1 ? 1 : take(collection, &list[i], &taken, &arena, fail);
		if (got > 0)
			list[(*kept)++] = list[i];
	}
	free(taken.list);
	arena_release(&arena);
	return got < 0 ? -1 : 0;
}

static size_t
day_end(const struct collection *collection, size_t from)
{
	const struct kept_article *list = collection->articles;
	size_t end = from;

	while (end < collection->articles_n &&
	       strcmp(list[end].account_id, list[from].account_id) == 0 &&
	       strcmp(list[end].day, list[from].day) == 0)
		end++;
	return end;
}

int
collection_keep_current(struct collection *collection, struct fail *fail)
{
	struct kept_article *list = collection->articles;
	size_t total = 0, kept;

	if (collection->articles_n == 0)
		return 0;
	qsort(list, collection->articles_n, sizeof *list, by_greatness);
	for (size_t at = 0, end; at < collection->articles_n; at = end) {
		end = day_end(collection, at);
		if (settle_day(collection, list + at, end - at, &kept, fail) < 0)
			return -1;
		memmove(list + total, list + at, kept * sizeof *list);
		total += kept;
	}
	collection->articles_n = total;
	qsort(list, total, sizeof *list, by_time);
	return 0;
}
