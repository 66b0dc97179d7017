/* The verbs of story-transform. */
#ifndef TRANSFORM_RUN_H
#define TRANSFORM_RUN_H

#include "lib/settings.h"

/*
 * Raw and poll records of the named files (or stdin) become stories, observations, polls,
 * articles and rejects on stdout: a function of the set of input records, the facts directory
 * and this program, whatever their order. Nothing is written before all input was read.
 * With --spool, input and output are segments of the spool instead.
 */
MUST_USE int transform_run(const struct settings *settings, const char *const *words, size_t n,
			   struct fail *fail);

#endif
