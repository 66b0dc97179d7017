#include "transform/stories/watch.h"

#include "lib/mem.h"

#include "transform/map/live.h"

/* Nothing is live for two days, which bounds the search. */
#define LIVE_MAX (2 * WHEN_DAY)

/* Clocks differ: only a poll that was over so long before the story's end proves an absence. */
#define CLOCK_MARGIN (10 * WHEN_MINUTE)

/*
 * Bytes of polls that are held, some thousand with a hundred stories each. Of more the oldest do
 * not count: what a later one says stands anyway.
 */
#define HELD_MAX ((size_t)8 << 20)

struct watch {
	struct sorter *live;
	struct span next; /* the entry read ahead; NULL: there is none */
	struct buf held;  /* entries of one account by time, each after its length */
	size_t from;      /* where the first that counts begins */
};

static int
read_next(struct watch *watch, struct fail *fail)
{
	int got = sorter_next(watch->live, &watch->next, fail);

	if (got == 0)
		watch->next = (struct span){NULL, 0};
	return got < 0 ? -1 : 0;
}

struct watch *
watch_new(struct sorter *live, struct fail *fail)
{
	struct watch *watch;

	if (sorter_read(live, fail) < 0)
		return NULL;
	watch = must_calloc(1, sizeof *watch);
	watch->live = live;
	watch->held = BUF_MAX(SIZE_MAX / 2);
	if (read_next(watch, fail) == 0)
		return watch;
	watch_free(watch);
	return NULL;
}

void
watch_free(struct watch *watch)
{
	if (watch == NULL)
		return;
	sorter_close(watch->live);
	buf_release(&watch->held);
	free(watch);
}

/* The entry held at `at`, which is stepped over it; false at the end. */
static bool
next_held(const struct watch *watch, size_t *at, struct live *live)
{
	size_t n;

	if (*at == watch->held.n)
		return false;
	memcpy(&n, watch->held.p + *at, sizeof n);
	entry_live_read((struct span){watch->held.p + *at + sizeof n, n}, live);
	*at += sizeof n + n;
	return true;
}

/* Lets go of what is of another account, too old or too much. */
static void
drop_held(struct watch *watch, const struct story *story)
{
	struct live live;
	size_t at = watch->from;

	while (next_held(watch, &at, &live) && (strcmp(live.account_id, story->account_id) != 0 ||
						live.started_at < story->taken_at - LIVE_MAX ||
						watch->held.n - watch->from > HELD_MAX))
		watch->from = at;
	if (watch->from == 0 || watch->from < watch->held.n / 2)
		return;
	memmove(watch->held.p, watch->held.p + watch->from, watch->held.n - watch->from);
	watch->held.n -= watch->from;
	watch->from = 0;
}

/* Reads on to the last poll that may have listed the story. */
static int
hold(struct watch *watch, const struct story *story, struct fail *fail)
{
	while (watch->next.p != NULL) {
		struct live live;
		int order;

		entry_live_read(watch->next, &live);
		order = strcmp(live.account_id, story->account_id);
		if (order > 0 || (order == 0 && live.started_at > story->taken_at + LIVE_MAX))
			return 0;
		if (order == 0) {
			buf_put(&watch->held, &watch->next.n, sizeof watch->next.n);
			buf_put(&watch->held, watch->next.p, watch->next.n);
			drop_held(watch, story);
		}
		if (read_next(watch, fail) < 0)
			return -1;
	}
	return 0;
}

static when_ms
expiry_of(const struct story *story)
{
	const char *text = story_text(story, CELL(expires_at));
	when_ms at;

	return text != NULL && when_parse(span_of(text), &at) ? at : WHEN_NONE;
}

static bool
proves_absence(const struct live *live, when_ms expires_at)
{
	return live->is_whole && live->started_at > expires_at - LIVE_MAX &&
	       live->finished_at < expires_at - CLOCK_MARGIN;
}

/* What a later poll lists again had not vanished. */
static void
judge(const struct watch *watch, struct story *story)
{
	const char *graph_id = story_text(story, CELL(graph_id));
	when_ms expires_at = expiry_of(story), listed_at = story->last_seen;
	struct live live;

	for (size_t at = watch->from; next_held(watch, &at, &live);) {
		if (live.started_at <= story->last_seen || live.started_at >= expires_at)
			continue;
		if (live_has(&live, story->story_id, graph_id)) {
			listed_at = live.started_at;
			story->vanished_at = WHEN_NONE;
		} else if (story->vanished_at == WHEN_NONE && live.started_at > listed_at &&
			   proves_absence(&live, expires_at)) {
			story->vanished_at = live.started_at;
		}
		story->fresh = story->fresh || !live.is_context;
	}
}

int
watch_story(struct watch *watch, struct story *story, struct fail *fail)
{
	drop_held(watch, story);
	if (hold(watch, story, fail) < 0)
		return -1;
	if (watch->held.n != watch->from && story->last_seen != WHEN_NONE)
		judge(watch, story);
	return 0;
}
