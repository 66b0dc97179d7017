/*
 * Where the records of a run go: to standard output as one stream, or into segments of the spool.
 *
 * A segment ends by size or by time, whichever comes first, so that a kill or a power cut loses
 * seconds of a long run and no more. Its bytes stay in memory until it is durable: one that
 * cannot be written is given up and written anew, once, with the room of the reserve
 * (lib/space.h); if that fails too, the run is over with EX_IOERR.
 */
#ifndef INGEST_SINK_H
#define INGEST_SINK_H

#include "lib/buf.h"
#include "lib/spool.h"
#include "lib/stream.h"

#define SINK_TALLIES_MAX 8

enum sink_use {
	SINK_LIVE,    /* graph: what is lost may have vanished when it is asked for again */
	SINK_ARCHIVE, /* import: it can be run again */
};

struct sink {
	struct spool *spool;       /* NULL: standard output */
	struct stream_out *stream; /* standard output; NULL with a spool */
	enum sink_use use;
	struct buf lines; /* of the segment in hand */
	int64_t begun_ms; /* when its first line came; when_ticks() */
	uint64_t put, durable;
	bool broken;
	struct {
		const char *name; /* static */
		uint64_t n;
	} tallies[SINK_TALLIES_MAX];
	size_t tallies_n;
};

/* Takes the stage's lock with --spool. Close the sink whatever came of it. */
MUST_USE int sink_open(struct sink *sink, const struct settings *settings, enum sink_use use,
		       struct fail *fail);

/*
 * Adds to a count that the end record of the segment in hand will state, after those named
 * before it: `,"items":3`. Count what a record stands for before the record is put.
 */
void sink_tally(struct sink *sink, const char *name, uint64_t n);

/* Puts one record line; ends the segment when it is due. */
MUST_USE int sink_put(struct sink *sink, struct span line, struct fail *fail);

/* Ends the segment when its time is over: for loops that wait. */
MUST_USE int sink_turn(struct sink *sink, struct fail *fail);

/* ms until sink_turn() has something to do; -1 when nothing is in hand. */
int sink_due_ms(const struct sink *sink);

/* Ends the segment in hand, if it holds a record. Nothing on standard output. */
MUST_USE int sink_seal(struct sink *sink, struct fail *fail);

/* Ends the last segment, or the stream. */
MUST_USE int sink_end(struct sink *sink, struct fail *fail);

/*
 * How many records were put, and how many of them, from the first on, are durable. What was put
 * when sink_count() said n is safe once sink_durable() is n or more. Standard output is durable
 * when it was ended.
 */
uint64_t sink_count(const struct sink *sink);
uint64_t sink_durable(const struct sink *sink);

/* What was not ended is lost, and leaves nothing behind in the spool. */
void sink_close(struct sink *sink);

#endif
