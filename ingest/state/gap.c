#include "ingest/state/gap.h"

static const char *const names[GAP_REASONS] = {
    [GAP_NOT_RUN] = "not_run",     [GAP_UNREACHABLE] = "unreachable",
    [GAP_THROTTLED] = "throttled", [GAP_DENIED] = "denied",
    [GAP_FAILED] = "failed",       [GAP_MISSED_STORY] = "missed_story",
};

const char *
gap_reason_name(enum gap_reason reason)
{
	return names[reason];
}

bool
gap_reason_read(struct span text, enum gap_reason *reason)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (strlen(names[i]) == text.n && memcmp(names[i], text.p, text.n) == 0) {
			*reason = (enum gap_reason)i;
			return true;
		}
	return false;
}

enum gap_reason
gap_reason_of(enum poll_outcome outcome, bool answered)
{
	if (outcome == POLL_DENIED)
		return GAP_DENIED;
	if (outcome == POLL_THROTTLED)
		return GAP_THROTTLED;
	return answered ? GAP_FAILED : GAP_UNREACHABLE;
}

/*
 * What was live when the account became known may be read as long as it lives; being late with
 * that by less than the margin is no loss of ours.
 */
when_ms
gap_deadline(when_ms since, when_ms last_ok)
{
	if (last_ok == WHEN_NONE)
		return since + DEADLINE_MARGIN;
	return last_ok + STORY_LIFE - DEADLINE_MARGIN;
}

bool
gap_between(when_ms since, when_ms last_ok, when_ms end, struct gap *gap)
{
	if (end <= gap_deadline(since, last_ok))
		return false;
	gap->from_time = last_ok == WHEN_NONE ? since - STORY_LIFE : last_ok - LISTING_LAG;
	gap->to_time = end - STORY_LIFE + DEADLINE_MARGIN;
	return true;
}
