/*
 * One name for each measure, whoever tells it: the Graph API of today, its webhooks, archives,
 * and what is kept of the years before.
 */
#ifndef TRANSFORM_METRIC_H
#define TRANSFORM_METRIC_H

#include <jansson.h>

#include "transform/arena.h"

#define METRIC_TOO_FEW (-1) /* what Meta writes for a count too low to show, below 5 */

/*
 * The measure's name: lower case words joined by "_". NULL where it cannot be one. Two measures
 * that count different things have two names, however near they are (impressions and views).
 */
const char *metric_name(struct arena *arena, struct span told);

/* The name of one part of a broken down metric: navigation and TAP_EXIT are navigation_tap_exit. */
const char *metric_part_name(struct arena *arena, const char *metric, struct span part);

/* A count, told as a number or as its digits, or METRIC_TOO_FEW; false for anything else. */
bool metric_count(const json_t *value, int64_t *count);

#endif
