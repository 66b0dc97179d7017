#include "transform/diff/pairs.h"

#include "lib/mem.h"

#include "transform/arena.h"

/* Whom an article was matched with; NULL: nobody yet. */
struct match {
	const struct kept_article *other;
};

struct side {
	const struct collection *collection;
	const struct kept_article *articles;
	size_t n;
	struct match *matches;
};

static void
side_open(struct side *side, const struct collection *collection)
{
	side->collection = collection;
	side->articles = collection_articles(collection, &side->n);
	side->matches = must_calloc(side->n + 1, sizeof *side->matches);
}

static void
match(struct side *was, size_t w, struct side *is, size_t i)
{
	was->matches[w].other = &is->articles[i];
	is->matches[i].other = &was->articles[w];
}

static const char *
article_id_of(const struct kept_article *article)
{
	return article->article_id;
}

static const char *
event_key_of(const struct kept_article *article)
{
	return article->event_key;
}

typedef const char *key_of(const struct kept_article *article);

struct keyed {
	const char *account_id, *key;
	size_t at;
};

static int
by_key(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;
	int order = strcmp(a->account_id, b->account_id);

	if (order == 0)
		order = strcmp(a->key, b->key);
	return order != 0 ? order : (a->at > b->at) - (a->at < b->at);
}

/* Those without a match yet, by key. */
static struct keyed *
keyed_of(const struct side *side, key_of *key, size_t *n)
{
	struct keyed *list = must_calloc(side->n + 1, sizeof *list);

	*n = 0;
	for (size_t i = 0; i < side->n; i++)
		if (side->matches[i].other == NULL)
			list[(*n)++] = (struct keyed){side->articles[i].account_id,
						      key(&side->articles[i]), i};
	if (*n != 0)
		qsort(list, *n, sizeof *list, by_key);
	return list;
}

static void
match_by(struct side *was, struct side *is, key_of *key)
{
	size_t was_n, is_n, w = 0, i = 0;
	struct keyed *old = keyed_of(was, key, &was_n), *new = keyed_of(is, key, &is_n);

	while (w < was_n && i < is_n) {
		int order = strcmp(old[w].account_id, new[i].account_id);

		if (order == 0)
			order = strcmp(old[w].key, new[i].key);
		if (order == 0)
			match(was, old[w].at, is, new[i].at);
		w += order <= 0;
		i += order >= 0;
	}
	free(old);
	free(new);
}

struct keyed_list {
	struct keyed *list;
	size_t n, cap;
	struct arena arena;
};

static int
put_stories(struct keyed_list *out, const struct side *side, size_t at, struct fail *fail)
{
	struct record record = {.root = NULL};
	const json_t *ids;
	size_t i;
	json_t *id;

	if (collection_read_article(side->collection, &side->articles[at], &record, fail) < 0)
		return -1;
	ids = record_json(&record, article_story_ids);
	json_array_foreach(ids, i, id)
	{
		struct span text = {json_string_value(id), json_string_length(id)};

		out->list = mem_grow(out->list, out->n, &out->cap, sizeof *out->list);
		out->list[out->n++] = (struct keyed){side->articles[at].account_id,
						     arena_text(&out->arena, text), at};
	}
	record_release(&record);
	return 0;
}

/* The stories of those without a match, each with its article. */
static int
stories_of(struct keyed_list *out, const struct side *side, struct fail *fail)
{
	*out = (struct keyed_list){.n = 0};
	for (size_t i = 0; i < side->n; i++)
		if (side->matches[i].other == NULL && put_stories(out, side, i, fail) < 0)
			return -1;
	if (out->n != 0)
		qsort(out->list, out->n, sizeof *out->list, by_key);
	return 0;
}

/* Two articles that share stories. */
struct kinship {
	size_t was, is, stories;
};

static int
by_articles(const void *left, const void *right)
{
	const struct kinship *a = left, *b = right;

	if (a->was != b->was)
		return a->was < b->was ? -1 : 1;
	return (a->is > b->is) - (a->is < b->is);
}

/* Most stories first; else the earlier articles. */
static int
by_kinship(const void *left, const void *right)
{
	const struct kinship *a = left, *b = right;

	if (a->stories != b->stories)
		return a->stories > b->stories ? -1 : 1;
	return by_articles(left, right);
}

/* Every shared story as a kinship of its own; an id is in one current article of a day only. */
static struct kinship *
shared_stories(const struct keyed_list *was, const struct keyed_list *is, size_t *n)
{
	struct kinship *list = NULL;
	size_t cap = 0, w = 0, i = 0;

	*n = 0;
	while (w < was->n && i < is->n) {
		int order = strcmp(was->list[w].account_id, is->list[i].account_id);

		if (order == 0)
			order = strcmp(was->list[w].key, is->list[i].key);
		if (order == 0) {
			list = mem_grow(list, *n, &cap, sizeof *list);
			list[(*n)++] = (struct kinship){was->list[w].at, is->list[i].at, 1};
		}
		w += order <= 0;
		i += order >= 0;
	}
	return list;
}

/* Adds up those of the same two articles. */
static size_t
add_up(struct kinship *list, size_t n)
{
	size_t kept = 0;

	if (n != 0)
		qsort(list, n, sizeof *list, by_articles);
	for (size_t i = 0; i < n; i++) {
		if (kept != 0 && by_articles(&list[kept - 1], &list[i]) == 0)
			list[kept - 1].stories++;
		else
			list[kept++] = list[i];
	}
	return kept;
}

static void
match_kin(struct side *was, struct side *is, const struct keyed_list *old,
	  const struct keyed_list *new)
{
	size_t n;
	struct kinship *list = shared_stories(old, new, &n);

	n = add_up(list, n);
	if (n != 0)
		qsort(list, n, sizeof *list, by_kinship);
	for (size_t k = 0; k < n; k++)
		if (was->matches[list[k].was].other == NULL &&
		    is->matches[list[k].is].other == NULL)
			match(was, list[k].was, is, list[k].is);
	free(list);
}

static void
keyed_list_release(struct keyed_list *list)
{
	free(list->list);
	arena_release(&list->arena);
}

static int
match_by_stories(struct side *was, struct side *is, struct fail *fail)
{
	struct keyed_list old, new = {.n = 0};
	int result = stories_of(&old, was, fail);

	if (result == 0)
		result = stories_of(&new, is, fail);
	if (result == 0)
		match_kin(was, is, &old, &new);
	keyed_list_release(&old);
	keyed_list_release(&new);
	return result;
}

static int
by_place(const void *left, const void *right)
{
	const struct pair *p = left, *q = right;
	const struct kept_article *a = p->is != NULL ? p->is : p->was;
	const struct kept_article *b = q->is != NULL ? q->is : q->was;
	int order = strcmp(a->account_id, b->account_id);

	if (order == 0)
		order = strcmp(a->day, b->day);
	if (order == 0)
		order = (a->event_start > b->event_start) - (a->event_start < b->event_start);
	if (order == 0)
		order = strcmp(a->event_key, b->event_key);
	return order != 0 ? order : (p->is == NULL) - (q->is == NULL);
}

static void
list_pairs(struct pairs *pairs, const struct side *was, const struct side *is)
{
	pairs->list = must_calloc(was->n + is->n + 1, sizeof *pairs->list);
	for (size_t i = 0; i < is->n; i++)
		pairs->list[pairs->n++] = (struct pair){is->matches[i].other, &is->articles[i]};
	for (size_t w = 0; w < was->n; w++)
		if (was->matches[w].other == NULL)
			pairs->list[pairs->n++] = (struct pair){&was->articles[w], NULL};
	if (pairs->n != 0)
		qsort(pairs->list, pairs->n, sizeof *pairs->list, by_place);
}

int
pairs_make(struct pairs *pairs, const struct collection *was, const struct collection *is,
	   struct fail *fail)
{
	struct side old, new;
	int result;

	*pairs = (struct pairs){.n = 0};
	side_open(&old, was);
	side_open(&new, is);
	match_by(&old, &new, article_id_of);
	match_by(&old, &new, event_key_of);
	result = match_by_stories(&old, &new, fail);
	if (result == 0)
		list_pairs(pairs, &old, &new);
	free(old.matches);
	free(new.matches);
	return result;
}

void
pairs_release(struct pairs *pairs)
{
	free(pairs->list);
}
