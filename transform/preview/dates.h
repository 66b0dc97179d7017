/* Days and times of the clock as people read them, each as a <time> element. */
#ifndef TRANSFORM_PREVIEW_DATES_H
#define TRANSFORM_PREVIEW_DATES_H

#include "lib/when.h"

#include "transform/preview/markup.h"

/* "Saturday, April 15, 2023" of "2023-04-15"; what is no date stands as it is. */
void date_put(struct markup *markup, const char *day);

/* "April 15, 2023" */
void date_print(struct buf *out, const char *day);

/* "April 2023", the month of such a day. */
void month_put(struct markup *markup, const char *day);

/* "13:12" on the clocks of the zone; nothing for WHEN_NONE. */
void clock_put(struct markup *markup, when_ms at, const char *zone);

/* "0:15" of a film's length. */
void length_print(struct buf *out, int64_t milliseconds);

#endif
