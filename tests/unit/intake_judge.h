/*
 * Judges the way from a line to entries without trees by the way with them: both take the same.
 * For the unit test and for the fuzzer.
 */
#ifndef TESTS_INTAKE_JUDGE_H
#define TESTS_INTAKE_JUDGE_H

#include "transform/map/sighting.h"

struct intake_judge {
	struct settings *settings;
	struct facts_dir facts;
	struct intake by_tree, by_scan;
};

static inline void
judge_init(struct intake_judge *judge)
{
	struct fail fail = FAIL_NONE;

	if (facts_dir_read(&judge->facts, NULL, &fail) < 0)
		abort();
	intake_init(&judge->by_tree, &judge->facts, judge->settings);
	intake_init(&judge->by_scan, &judge->facts, judge->settings);
}

static inline void
judge_release(struct intake_judge *judge)
{
	intake_release(&judge->by_tree);
	intake_release(&judge->by_scan);
	facts_dir_free(&judge->facts);
}

static inline void
judge_begin(struct intake *intake)
{
	buf_clear(&intake->out);
	intake->items_in = intake->rejects = intake->skipped = 0;
}

/* As the program does it; where it cannot, nothing may be left of the line. */
static inline bool
judge_unread(struct intake *intake, struct span line)
{
	bool taken;

	judge_begin(intake);
	taken = intake_take_unread(intake, line);
	if (!taken && (intake->out.n != 0 || intake->items_in != 0))
		abort();
	return taken;
}

static inline void
judge_take(struct intake *intake, struct span line,
	   enum record_read (*read)(struct span line, struct record *record,
				    struct record_fault *fault))
{
	struct record record = RECORD_NONE;
	struct record_fault fault;

	judge_begin(intake);
	if (read(line, &record, &fault) == RECORD_GOOD)
		intake_take(intake, &record, line);
	record_release(&record);
}

/* False where the two ways differ; otherwise the entries of the line are in both. */
static inline bool
judge_line(struct intake_judge *judge, struct span line)
{
	struct intake *a = &judge->by_tree, *b = &judge->by_scan;

	judge_take(a, line, record_read);
	if (!judge_unread(b, line))
		judge_take(b, line, record_scan);
	return a->items_in == b->items_in && a->rejects == b->rejects && a->skipped == b->skipped &&
	       a->out.n == b->out.n && memcmp(buf_text(&a->out), buf_text(&b->out), a->out.n) == 0;
}

#endif
