/* Where the records of a run go: to standard output, or into a segment of the spool. */
#ifndef INGEST_SINK_H
#define INGEST_SINK_H

#include "lib/segment.h"

struct sink {
	struct stream_out *stream; /* what the records are put into */
	struct spool *spool;       /* NULL: standard output */
	struct segment *segment;
};

/* `stage` names the lock taken with --spool. Close the sink whatever came of it. */
MUST_USE int sink_open(struct sink *sink, const struct settings *settings, const char *stage,
		       struct fail *fail);

/* Ends the stream with `members` (see stream_end()); a segment is published. */
MUST_USE int sink_end(struct sink *sink, const char *members, struct fail *fail);

/* What was not ended is lost, and leaves nothing behind in the spool. */
void sink_close(struct sink *sink);

#endif
