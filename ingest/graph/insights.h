/*
 * The insights of a story: which metrics go into one question, and when the next reading is due.
 * What a story leaves behind is a curve, dense where it ends, since nothing can be read later.
 */
#ifndef INGEST_INSIGHTS_H
#define INGEST_INSIGHTS_H

#include "ingest/graph/nameset.h"
#include "ingest/net/url.h"
#include "lib/when.h"

/* Of the metrics of insights.def. */
typedef nameset metricset;

/* What a reading asks for. */
metricset metrics_of(enum login login, bool last);

/* Those of the set that go into the next question; none of none. `singly`: one at a time. */
metricset metrics_next(metricset set, bool singly);

/* The set as the value of the parameter, and its breakdown ("" = none). */
void metrics_put(struct buf *out, metricset set);
const char *metrics_breakdown(metricset set);

const char *metrics_first_name(metricset set);
metricset metrics_named(const char *name);

/* Whether a reading now is the last of the story's life. */
MUST_USE bool reading_is_last(when_ms taken_at, when_ms now);

/*
 * Whether a reading is due. `read_at`: the one before, WHEN_NONE = none; `last_read`: the last
 * one was made. A story whose time is not known is always due.
 */
MUST_USE bool reading_is_due(when_ms taken_at, when_ms read_at, bool last_read, when_ms now);

#endif
