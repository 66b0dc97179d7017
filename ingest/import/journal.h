/*
 * How far an import into a spool has come, for the run that goes on where it was stopped: files
 * that are read, and items of the one in hand, of which all records are durable. It lies in
 * state/imports/ under a hash of what the run was asked, and is gone once the run is through, so
 * that the same command can be run anew. Losing it costs time and nothing else.
 */
#ifndef INGEST_JOURNAL_H
#define INGEST_JOURNAL_H

#include "ingest/sink.h"
#include "lib/settings.h"

struct journal;

/* NULL with errno where there is none to be had; the import then starts over next time. */
struct journal *journal_open(const struct spool *spool, const struct settings *settings,
			     const char *const *words, size_t n);
void journal_close(struct journal *journal);

/*
 * A file begins: how many of its items an earlier run has dealt with; UINT64_MAX = all. `fd` is
 * open on it. What cannot be told from another file is never known.
 */
uint64_t journal_file(struct journal *journal, const char *path, int fd);

/*
 * So many items of the file in hand are dealt with, or all; their records are what the sink has.
 * Written down once those are durable.
 */
void journal_note(struct journal *journal, const struct sink *sink, uint64_t items, bool all);

/* The run is through: forgets everything. */
void journal_done(struct journal *journal);

#endif
