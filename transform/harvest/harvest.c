#include "transform/harvest/harvest.h"

#include "lib/say.h"

#include "transform/harvest/entry.h"
#include "transform/harvest/pack.h"
#include "transform/map/live.h"

#define ID_LENGTHS 64 /* the longest id is a bit less or as much; see records.def */

void
harvest_init(struct harvest *harvest, size_t memory, const char *folder)
{
	*harvest = (struct harvest){.pool = pool_new(memory, folder)};
	for (size_t i = 0; i < SHELVES; i++)
		harvest->shelves[i] = sorter_new(harvest->pool);
}

void
harvest_release(struct harvest *harvest)
{
	for (size_t i = 0; i < SHELVES; i++)
		sorter_free(harvest->shelves[i]);
	pool_free(harvest->pool);
	*harvest = (struct harvest){.pool = NULL};
}

/* What stands before each entry on its way to the harvest; without gaps, that bytes may be
 * compared. */
struct label {
	size_t shelf; /* enum shelf */
	size_t n;
};

size_t
harvest_put(struct buf *out, enum shelf shelf)
{
	const struct label label = {.shelf = shelf};
	size_t begin = out->n;

	buf_put(out, &label, sizeof label);
	return begin;
}

void
harvest_put_end(struct buf *out, size_t begin)
{
	size_t n = out->n - begin - sizeof(struct label);

	memcpy(out->p + begin + offsetof(struct label, n), &n, sizeof n);
}

static uint64_t
length_bit(const char *id)
{
	return id != NULL ? UINT64_C(1) << (strlen(id) % ID_LENGTHS) : 0;
}

static void
note_moments(struct moments *moments, const struct sighting_head *head)
{
	moments_add(moments, head->account_id, head->taken_at, head->taken_at);
	if (head->handle_key[0] != '\0' && strcmp(head->handle_key, head->account_id) != 0)
		moments_add(moments, head->handle_key, head->taken_at, head->taken_at);
}

static void
note_sighting(struct harvest *harvest, struct span entry)
{
	struct sighting_head head = entry_sighting_head(entry);

	harvest->story_lengths |= length_bit(head.story_id);
	harvest->graph_lengths |= length_bit(head.graph_id);
	if (harvest->moments != NULL)
		note_moments(harvest->moments, &head);
}

/* A poll is asked about with the stories that may have been live then. */
static void
note_live(struct moments *moments, struct span entry)
{
	struct live live;

	entry_live_read(entry, &live);
	moments_add(moments, live.account_id, live.started_at - WHEN_DAY, live.started_at);
}

static void
note(struct harvest *harvest, enum shelf shelf, struct span entry)
{
	const char *at = entry.p;

	if (shelf == SHELF_BY_HANDLE)
		(void)unpack_text(&at);
	if (shelf == SHELF_SIGHTINGS || shelf == SHELF_BY_HANDLE)
		note_sighting(harvest, (struct span){at, entry.n - (size_t)(at - entry.p)});
	if (shelf == SHELF_LIVE && harvest->moments != NULL)
		note_live(harvest->moments, entry);
	if (shelf == SHELF_READINGS) {
		(void)unpack_text(&at);
		harvest->reading_lengths |= length_bit(at);
	}
}

static int
take(struct harvest *harvest, enum shelf shelf, struct span entry, struct fail *fail)
{
	if (shelf == SHELF_WARNING) {
		if (!harvest->moments_only)
			say(SAY_WARNING, "%s", entry.p);
		return 0;
	}
	note(harvest, shelf, entry);
	return harvest->moments_only ? 0 : sorter_add(harvest->shelves[shelf], entry, fail);
}

int
harvest_pour(struct harvest *harvest, struct buf *entries, struct fail *fail)
{
	const char *at = buf_text(entries), *end = at + entries->n;

	while (at < end) {
		struct label label;

		memcpy(&label, at, sizeof label);
		at += sizeof label;
		if (take(harvest, (enum shelf)label.shelf, (struct span){at, label.n}, fail) < 0)
			return -1;
		at += label.n;
	}
	buf_clear(entries);
	return 0;
}

int
harvest_take(struct harvest *harvest, struct intake *intake, struct fail *fail)
{
	harvest->items_in += intake->items_in;
	harvest->rejects += intake->rejects;
	harvest->skipped += intake->skipped;
	intake->items_in = intake->rejects = intake->skipped = 0;
	return harvest_pour(harvest, &intake->out, fail);
}
