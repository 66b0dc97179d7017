/* What becomes of the stories: their records, and an article for each session. */
#ifndef TRANSFORM_SESSIONS_H
#define TRANSFORM_SESSIONS_H

#include "transform/job.h"

/*
 * Writes the stories of each session, then its article, in the order of accounts and times.
 * `stories` is what stories_fold() made. Of what was taken in as context only the days it shares
 * with fresh stories appear.
 */
MUST_USE int sessions_write(struct job *job, struct sorter *stories, struct fail *fail);

#endif
