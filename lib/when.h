/*
 * Times, as milliseconds since 1970-01-01T00:00:00Z. No time zone, no locale, no clock but
 * when_now() and when_ticks(), which only the stages that may look at a clock call.
 */
#ifndef LIB_WHEN_H
#define LIB_WHEN_H

#include "lib/std.h"

typedef int64_t when_ms;

#define WHEN_NONE INT64_MIN       /* unknown */
#define WHEN_TEXT_MAX 32          /* bytes of a printed time with its NUL */
#define WHEN_SECOND INT64_C(1000) /* ms */
#define WHEN_MINUTE (60 * WHEN_SECOND)
#define WHEN_HOUR (60 * WHEN_MINUTE)
#define WHEN_DAY (24 * WHEN_HOUR)

/*
 * Reads RFC 3339 ("2023-04-16T06:10:27Z", "+02:00", a fraction) and the Graph API's spelling
 * "+0000" (as Meta's media reference shows it). A time without a zone is refused: it would be a
 * guess. Years 1970 to 9999; second 60, "now" and "infinity" are refused. False leaves *ms alone.
 */
MUST_USE bool when_parse(struct span text, when_ms *ms);

/* As when_parse; a plain date "2023-04-15" too, meaning its midnight UTC. For options. */
MUST_USE bool when_parse_window(struct span text, when_ms *ms);

/* A length of time with its unit, "90s", "10m", "1h", "2d"; a second to a century. */
MUST_USE bool when_parse_length(struct span text, when_ms *ms);

/* Whether the text is a calendar date "YYYY-MM-DD" that exists. */
MUST_USE bool when_is_date(struct span text);

/* Seconds since 1970 of a JSON archive; false outside the years 1970 to 9999. 0 is unknown. */
MUST_USE bool when_from_seconds(int64_t seconds, when_ms *ms);

/* Prints RFC 3339 UTC with Z; milliseconds only where they are not zero. Returns text. */
const char *when_print(when_ms ms, char text[WHEN_TEXT_MAX]);

/*
 * The creation time inside a 19-digit media pk: (pk >> 23) + 1314220021721 ms. Of use for a
 * warning only; false where the id is not of that kind.
 */
MUST_USE bool when_from_pk(struct span id, when_ms *ms);

/*
 * The clock. The environment's STORYWIRE_NOW (RFC 3339) stands still in its place: recorded
 * answers can then be replayed at the hour they were recorded.
 */
when_ms when_now(void);

/* ms on a clock that nobody sets and nothing stands in for: how long something takes. */
int64_t when_ticks(void);

#endif
