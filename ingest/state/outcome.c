#include "ingest/state/outcome.h"

static const char *const names[POLL_OUTCOMES] = {
    [POLL_OK] = "ok",         [POLL_EMPTY] = "empty",         [POLL_PARTIAL] = "partial",
    [POLL_DENIED] = "denied", [POLL_THROTTLED] = "throttled", [POLL_FAILED] = "failed",
};

const char *
poll_outcome_name(enum poll_outcome outcome)
{
	return names[outcome];
}

bool
poll_outcome_read(struct span text, enum poll_outcome *outcome)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (strlen(names[i]) == text.n && memcmp(names[i], text.p, text.n) == 0) {
			*outcome = (enum poll_outcome)i;
			return true;
		}
	return false;
}

bool
poll_outcome_complete(enum poll_outcome outcome)
{
	return outcome == POLL_OK || outcome == POLL_EMPTY;
}
