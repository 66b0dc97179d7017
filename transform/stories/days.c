#include "transform/stories/days.h"

#include "lib/mem.h"

#include "transform/stories/watch.h"

#define BLOCK_STORIES 256 /* about; enough that handing a block over costs nothing */

/*
 * How far after a story another one can matter to its day: the rest of a day of 25 hours, 24 hours
 * from the last session in it, in which a handle may be told, and as much as zones are apart.
 */
#define LOOK_AHEAD (4 * WHEN_DAY)

struct days {
	struct sorter *stories;
	struct watch *watch;
	const struct facts_dir *facts;
	struct buf tail; /* entries that the next block begins with, each after its head */
	bool ended;
};

/* What stands before an entry of the tail: its length, and what is known beside it. */
struct head {
	size_t n;
	when_ms vanished_at;
	bool fresh;
};

struct days *
days_new(struct sorter *stories, struct sorter *live, const struct facts_dir *facts,
	 struct fail *fail)
{
	struct days *days;

	if (sorter_read(stories, fail) < 0)
		return NULL;
	days = must_calloc(1, sizeof *days);
	days->stories = stories;
	days->facts = facts;
	days->tail = BUF_MAX(SIZE_MAX / 2);
	days->watch = watch_new(live, fail);
	if (days->watch != NULL)
		return days;
	days_free(days);
	return NULL;
}

void
days_free(struct days *days)
{
	if (days == NULL)
		return;
	sorter_close(days->stories);
	watch_free(days->watch);
	buf_release(&days->tail);
	free(days);
}

void
day_block_release(struct day_block *block)
{
	free(block->sessions);
	free(block->stories.list);
	arena_release(&block->arena);
	*block = (struct day_block){.sessions_n = 0};
}

static struct story *
add_story(struct day_block *block, struct span entry)
{
	struct stories *stories = &block->stories;
	struct span copy = {arena_text(&block->arena, entry), entry.n};
	struct story *story;

	stories->list =
	    mem_grow(stories->list, stories->n, &block->stories_cap, sizeof *stories->list);
	story = &stories->list[stories->n++];
	story_read(copy, story);
	story->entry = copy;
	return story;
}

static void
add_tail(struct days *days, struct day_block *block)
{
	const char *at = buf_text(&days->tail), *end = at + days->tail.n;

	while (at < end) {
		struct story *story;
		struct head head;

		memcpy(&head, at, sizeof head);
		story = add_story(block, (struct span){at + sizeof head, head.n});
		story->vanished_at = head.vanished_at;
		story->fresh = head.fresh;
		at += sizeof head + head.n;
	}
	buf_clear(&days->tail);
}

static void
keep_tail(struct days *days, const struct day_block *block, size_t from)
{
	for (size_t i = from; i < block->stories.n; i++) {
		const struct story *story = &block->stories.list[i];
		struct head head = {story->entry.n, story->vanished_at, story->fresh};

		buf_put(&days->tail, &head, sizeof head);
		buf_put(&days->tail, story->entry.p, story->entry.n);
	}
}

/* Whether all stories that can matter to the day of this one are there. */
static bool
is_whole(const struct days *days, const struct stories *stories, size_t at)
{
	const struct story *story = &stories->list[at], *last = &stories->list[stories->n - 1];

	return days->ended || strcmp(last->account_id, story->account_id) != 0 ||
	       last->taken_at - story->taken_at > LOOK_AHEAD;
}

/* The sessions of the (account, editorial day) that begins at stories[from]; returns its end. */
static size_t
add_day(const struct days *days, struct day_block *block, size_t from)
{
	size_t first = block->sessions_n, at = from;
	bool fresh = false;

	while (at < block->stories.n) {
		struct session session = session_at(&block->stories, at, days->facts);

		if (at != from &&
		    (strcmp(session.stories->account_id, block->stories.list[from].account_id) !=
			 0 ||
		     local_date_compare(session.day, block->sessions[first].day) != 0))
			break;
		block->sessions = mem_grow(block->sessions, block->sessions_n, &block->sessions_cap,
					   sizeof *block->sessions);
		block->sessions[block->sessions_n++] = session;
		at += session.n;
	}
	/* A day is made anew as a whole: one fresh story makes all of its day fresh. */
	for (size_t i = from; i < at; i++)
		fresh = fresh || block->stories.list[i].fresh;
	for (size_t i = from; i < at; i++)
		block->stories.list[i].fresh = fresh;
	return at;
}

/* Reads until the first day is whole, and some more. */
static int
read_stories(struct days *days, struct day_block *block, struct fail *fail)
{
	while (!days->ended &&
	       (block->stories.n < BLOCK_STORIES || !is_whole(days, &block->stories, 0))) {
		struct span entry;
		int got = sorter_next(days->stories, &entry, fail);

		if (got < 0)
			return -1;
		if (got == 0)
			days->ended = true;
		else if (watch_story(days->watch, add_story(block, entry), fail) < 0)
			return -1;
	}
	return 0;
}

int
days_next(struct days *days, struct day_block *block, struct fail *fail)
{
	size_t at = 0;

	arena_reset(&block->arena);
	block->stories.n = block->sessions_n = 0;
	add_tail(days, block);
	if (read_stories(days, block, fail) < 0)
		return -1;
	while (at < block->stories.n && is_whole(days, &block->stories, at))
		at = add_day(days, block, at);
	keep_tail(days, block, at);
	return at != 0;
}
