/* Intervals in which stories of an account may have been lost unseen. Pure: no clock, no I/O. */
#ifndef INGEST_GAP_H
#define INGEST_GAP_H

#include "ingest/state/outcome.h"
#include "lib/when.h"

/* A story can be read for this long. Meta's page on stories says 24 hours. */
#define STORY_LIFE WHEN_DAY

/*
 * What is taken off those 24 hours, so that no promise hangs on minutes: the lag of the API, the
 * time a poll takes, the step of cron, an error of this machine's clock.
 */
#define DEADLINE_MARGIN WHEN_HOUR

/* A story may be listed this much after it was taken. Meta states nothing; seconds are usual. */
#define LISTING_LAG (10 * WHEN_MINUTE)

enum gap_reason {
	GAP_NOT_RUN, /* no attempt was made */
	GAP_UNREACHABLE,
	GAP_THROTTLED,
	GAP_DENIED,
	GAP_FAILED,
	GAP_MISSED_STORY, /* one that a notice tells of and no poll saw */
	GAP_REASONS,
};

struct gap {
	when_ms from_time, to_time; /* half open, by taken_at */
	when_ms found_at;           /* when the poll ended that found it */
	enum gap_reason reason;
};

const char *gap_reason_name(enum gap_reason reason);
MUST_USE bool gap_reason_read(struct span text, enum gap_reason *reason);

/* What an attempt with that outcome makes of the stories it did not list; `answered` is HTTP. */
enum gap_reason gap_reason_of(enum poll_outcome outcome, bool answered);

/*
 * The last moment at which a complete poll of the account must have ended for nothing to be lost.
 * `last_ok` is when the last complete one began, or WHEN_NONE; `since`, when the account was
 * first known.
 */
when_ms gap_deadline(when_ms since, when_ms last_ok);

/*
 * What may be lost where the next complete poll ends at `end`; false where nothing is. Sets the
 * interval only.
 */
MUST_USE bool gap_between(when_ms since, when_ms last_ok, when_ms end, struct gap *gap);

#endif
