/* One run of story-transform: what it took in, what it works with, and what it counted. */
#ifndef TRANSFORM_JOB_H
#define TRANSFORM_JOB_H

#include "lib/progress.h"
#include "lib/stream.h"

#include "transform/article/archive.h"
#include "transform/article/article.h"
#include "transform/harvest/harvest.h"

/* The balance of a run (law 3): items in = stories + duplicates + rejects + skipped. */
struct tally {
	uint64_t items, stories, duplicates, rejects, skipped;
	uint64_t observations, polls, media, articles;
};

struct job {
	const struct settings *settings;
	size_t threads;
	struct facts_dir facts;
	struct template_set *templates;
	struct archive *archive; /* earlier articles */
	struct desk desk;        /* what articles are composed with: lends all of these */
	struct harvest harvest;
	bool is_context; /* what is read now was dealt with by an earlier run: see struct intake */
	struct progress *progress;
	struct stream_out *stream; /* lent while job_write() runs */
	struct record_out record;
	struct tally tally;
};

/*
 * Reads the facts and the templates. `folder` is where temporary files go, as in tempfile_open().
 * Release the job whatever came of it.
 */
MUST_USE int job_open(struct job *job, const struct settings *settings, const char *folder,
		      struct fail *fail);
void job_release(struct job *job);

/* Takes in all records of a stream. `name` is for messages. */
MUST_USE int job_read(struct job *job, int fd, const char *name, bool need_end, struct fail *fail);

/*
 * Writes everything that follows from what was taken in, in an order of its own, and the end
 * record. Of what was taken in as context only the days it shares with fresh stories appear.
 */
MUST_USE int job_write(struct job *job, struct stream_out *stream, struct fail *fail);

/* The summary, the metrics, and EX_DATAERR for rejects under --strict. */
MUST_USE int job_report(const struct job *job, struct fail *fail);

#endif
