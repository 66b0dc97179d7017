/*
 * Segments: what the stages hand over through the spool. One appears whole or not at all, and is
 * a stream (lib/stream.h) whose end record is its trailer.
 */
#ifndef LIB_SEGMENT_H
#define LIB_SEGMENT_H

#include "lib/spool.h"
#include "lib/stream.h"

struct segment;

/* A new segment in tmp/; the spool must outlive it. NULL on failure. */
struct segment *segment_begin(const struct spool *spool, struct fail *fail);

/* What the records are put into, and ended with stream_end(); lent. */
struct stream_out *segment_stream(struct segment *segment);

/*
 * Puts records that stand in memory, each with its line feed, without what was taken down
 * (lib/tombs.h).
 */
MUST_USE int segment_put_lines(struct segment *segment, struct span lines, struct fail *fail);

/*
 * Makes the ended segment durable and gives it its name in the folder of its kind:
 * "<UTC, 20260102T030405.678Z>-<process and counter, 12 hex>-<16 hex of its hash>.raw.ndjson".
 * One without records gets none: there is nothing to hand over. After a failure the segment is
 * lost and must be written anew.
 */
MUST_USE int segment_publish(struct segment *segment, enum spool_kind kind, struct fail *fail);

/* The name it was given; "" before it is published, or where it has none. Lent. */
const char *segment_name(const struct segment *segment);

/* Removes what was not published; NULL is fine. */
void segment_free(struct segment *segment);

/*
 * Reads the segment to its end and judges only its end record: EX_DATAERR where it does not fit.
 * A segment is immutable, so what was good stays good.
 */
MUST_USE int segment_verify(const struct spool *spool, enum spool_folder folder, const char *name,
			    struct fail *fail);

/*
 * Says `why` as an error, adds where the segment went, and moves it to quarantine/. The
 * failure to move it is the caller's.
 */
MUST_USE int segment_quarantine(const struct spool *spool, enum spool_folder from, const char *name,
				const struct fail *why, struct fail *fail);

#endif
