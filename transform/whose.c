#include "transform/whose.h"

#include "lib/mem.h"

struct name {
	const char *account_id, *graph_id, *story_id; /* lent by the sighting */
};

static int
by_graph_id(const void *left, const void *right)
{
	const struct name *a = left, *b = right;
	int order = strcmp(a->account_id, b->account_id);

	return order != 0 ? order : strcmp(a->graph_id, b->graph_id);
}

/* Of two stories that claim one Graph id (a broken record) always the same one goes first. */
static int
by_all(const void *left, const void *right)
{
	const struct name *a = left, *b = right;
	int order = by_graph_id(a, b);

	return order != 0 ? order : strcmp(a->story_id, b->story_id);
}

/* Every pair of ids that a sighting tells, sorted; the caller frees the list. */
static struct name *
gather(const struct intake *intake, size_t *n)
{
	struct name *names = must_calloc(intake->sightings_n + 1, sizeof *names);

	*n = 0;
	for (size_t i = 0; i < intake->sightings_n; i++) {
		const struct sighting *s = &intake->sightings[i];
		const char *graph_id = s->cells[CELL(graph_id)].text;

		if (graph_id != NULL && strcmp(graph_id, s->story_id) != 0)
			names[(*n)++] = (struct name){s->account_id, graph_id, s->story_id};
	}
	if (*n != 0)
		qsort(names, *n, sizeof *names, by_all);
	return names;
}

/* The first of the pairs with that Graph id, by halving. */
static const struct name *
find(const struct name *names, size_t n, const struct name *sought)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (by_graph_id(&names[middle], sought) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && by_graph_id(&names[low], sought) == 0 ? &names[low] : NULL;
}

void
sightings_settle(struct intake *intake)
{
	size_t n;
	struct name *names = gather(intake, &n);

	for (size_t i = 0; i < intake->sightings_n && n != 0; i++) {
		struct sighting *s = &intake->sightings[i];
		const struct name sought = {s->account_id, s->story_id, NULL};
		const struct name *found = find(names, n, &sought);

		if (found != NULL)
			s->story_id = found->story_id;
	}
	free(names);
}

void
readings_settle(struct intake *intake)
{
	size_t n;
	struct name *names = gather(intake, &n);

	for (size_t i = 0; i < intake->readings_n && n != 0; i++) {
		struct reading *reading = &intake->readings[i];
		const struct name sought = {reading->account_id, reading->story_id, NULL};
		const struct name *found = find(names, n, &sought);

		if (found != NULL)
			reading->story_id = found->story_id;
	}
	free(names);
}
