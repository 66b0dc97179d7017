/* Stories that are known by two ids; see whose.h. */
#include "transform/harvest/whose.h"

#include "transform/harvest/entry.h"
#include "transform/harvest/pack.h"

void
name_entry(struct buf *out, const char *account_id, const char *graph_id, const char *story_id)
{
	buf_clear(out);
	pack_text(out, account_id);
	pack_text(out, graph_id);
	pack_text(out, story_id);
}

/* The names on their way beside the entries that they may rename: both by account and id. */
struct names {
	struct sorter *sorter;
	struct span entry;
	int got; /* 1: `entry` is one, 0: there are no more, -1 */
};

static void
step(struct names *names, struct fail *fail)
{
	names->got = sorter_next(names->sorter, &names->entry, fail);
}

/*
 * The name of that account and id: where two stories claim one Graph id (a broken record) the
 * first of them, always the same. 1 and the story's id, 0, -1.
 */
static int
find(struct names *names, struct span sought, const char **story_id, struct fail *fail)
{
	int order = -1;

	while (names->got > 0) {
		order = entry_compare(entry_two_texts(names->entry), sought);
		if (order >= 0)
			break;
		step(names, fail);
	}
	if (names->got <= 0 || order != 0)
		return names->got < 0 ? -1 : 0;
	*story_id = names->entry.p + sought.n;
	return 1;
}

/* Adds the entry, under its other name where it has one. */
static int
add_renamed(struct sorter *to, struct span entry, struct names *names, struct buf *made,
	    struct fail *fail)
{
	struct span old = entry_two_texts(entry);
	const char *story_id;
	int got = find(names, old, &story_id, fail);

	if (got <= 0)
		return got < 0 ? -1 : sorter_add(to, entry, fail);
	buf_clear(made);
	pack_text(made, entry.p);
	pack_text(made, story_id);
	buf_put(made, entry.p + old.n, entry.n - old.n);
	return sorter_add(to, buf_span(made), fail);
}

/* Moves all entries of a shelf, renamed where a name says so, to a new sorter in its place. */
static int
rename_all(struct harvest *harvest, enum shelf shelf, struct sorter *by, struct fail *fail)
{
	struct sorter *from = harvest->shelves[shelf], *to = sorter_new(harvest->pool);
	struct buf made = BUF_MAX(SIZE_MAX / 2);
	struct names names = {.sorter = by};
	struct span entry;
	int got = -1;

	harvest->shelves[shelf] = to;
	if (sorter_read(by, fail) == 0 && sorter_read(from, fail) == 0) {
		step(&names, fail);
		while ((got = sorter_next(from, &entry, fail)) > 0)
			if (add_renamed(to, entry, &names, &made, fail) < 0)
				break;
	}
	sorter_close(by);
	sorter_free(from);
	buf_release(&made);
	return got == 0 && names.got >= 0 ? 0 : -1;
}

/* Every pair of ids that a sighting tells. */
static int
gather(const struct harvest *harvest, struct sorter *names, struct fail *fail)
{
	struct sorter *sightings = harvest->shelves[SHELF_SIGHTINGS];
	struct buf name = BUF_MAX(SIZE_MAX / 2);
	struct span entry;
	int got = sorter_read(sightings, fail);

	while (got == 0 && (got = sorter_next(sightings, &entry, fail)) > 0) {
		struct sighting_head head = entry_sighting_head(entry);

		got = 0;
		if (head.graph_id == NULL)
			continue;
		name_entry(&name, head.account_id, head.graph_id, head.story_id);
		got = sorter_add(names, buf_span(&name), fail);
	}
	sorter_close(sightings);
	buf_release(&name);
	return got;
}

int
sightings_settle(struct harvest *harvest, struct fail *fail)
{
	struct sorter *names;
	int result;

	if ((harvest->story_lengths & harvest->graph_lengths) == 0)
		return 0;
	names = sorter_new(harvest->pool);
	result = gather(harvest, names, fail);
	if (result == 0 && sorter_count(names) != 0)
		result = rename_all(harvest, SHELF_SIGHTINGS, names, fail);
	sorter_free(names);
	return result;
}

bool
readings_may_rename(const struct harvest *harvest)
{
	return (harvest->reading_lengths & harvest->graph_lengths) != 0;
}

int
readings_settle(struct harvest *harvest, struct sorter *names, struct fail *fail)
{
	if (!readings_may_rename(harvest) || sorter_count(names) == 0)
		return 0;
	return rename_all(harvest, SHELF_READINGS, names, fail);
}
