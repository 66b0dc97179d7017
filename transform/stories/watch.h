/*
 * Stories that were gone before their time: a complete poll did not list them any more while they
 * still should have been live. The rule is that of the database (storywire.vanished_at).
 */
#ifndef TRANSFORM_WATCH_H
#define TRANSFORM_WATCH_H

#include "transform/stories/story.h"

struct watch;

/* `live` is lent, and read until watch_free(). NULL: -1. */
struct watch *watch_new(struct sorter *live, struct fail *fail);
void watch_free(struct watch *watch); /* NULL is fine */

/*
 * Says of a story whether it vanished, and makes it fresh where a poll tells that for the first
 * time. Stories come by account and time, so that only polls of some days are held.
 */
MUST_USE int watch_story(struct watch *watch, struct story *story, struct fail *fail);

#endif
