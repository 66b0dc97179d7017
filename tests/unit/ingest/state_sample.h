/* Polls for tests of the state of accounts. */
#ifndef TESTS_STATE_SAMPLE_H
#define TESTS_STATE_SAMPLE_H

#include "ingest/state/state.h"
#include "tests/unit/unit.h"

#define NOW INT64_C(1770000000000)
#define POLLS 400
#define ACCOUNTS 3

static uint64_t seed = 7;

static inline uint64_t
draw(uint64_t below)
{
	seed = seed * 6364136223846793005U + 1442695040888963407U;
	return (seed >> 33) % below;
}

/* A poll with what it lists; ids are those of the hours. */
struct sample {
	struct poll_facts facts;
	struct live_story live[4];
	char account_id[8];
};

static inline struct live_story
story_of(int64_t number)
{
	struct live_story story = {.taken_at = NOW + number * WHEN_HOUR, .read_at = WHEN_NONE};

	snprintf(story.graph_id.text, sizeof story.graph_id.text, "90%ld", (long)number);
	snprintf(story.story_id.text, sizeof story.story_id.text, "30%ld", (long)number);
	return story;
}

static inline void
sample_make(struct sample *sample, unsigned account, when_ms at, enum poll_outcome outcome)
{
	int64_t hour = (at - NOW) / WHEN_HOUR;

	*sample = (struct sample){.facts = {.started_at = at,
					    .finished_at = at + 30 * WHEN_SECOND,
					    .outcome = outcome,
					    .answered = draw(2) != 0}};
	snprintf(sample->account_id, sizeof sample->account_id, "17%u", account);
	sample->facts.account_id = span_of(sample->account_id);
	sample->facts.handle = SPAN("example");
	for (int64_t i = 0; i < 4 && outcome == POLL_OK; i++)
		if (draw(3) != 0)
			sample->live[sample->facts.live_n++] = story_of(hour - i);
	sample->facts.stories = (int64_t)sample->facts.live_n;
	sample->facts.live = sample->live;
}

/* Two weeks of polls of some accounts, in the order of time, with long holes. */
static inline struct sample *
make_history(size_t n)
{
	struct sample *list = calloc(n, sizeof *list);
	when_ms at = NOW;

	assert_non_null(list);
	for (size_t i = 0; i < n; i++) {
		at += (when_ms)(1 + draw(draw(20) == 0 ? 3000 : 40)) * WHEN_MINUTE;
		sample_make(&list[i], (unsigned)draw(ACCOUNTS), at,
			    draw(3) == 0 ? (enum poll_outcome)draw(POLL_OUTCOMES) : POLL_OK);
		list[i].facts.live = list[i].live;
	}
	return list;
}

#endif
