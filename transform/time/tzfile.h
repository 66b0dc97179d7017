/*
 * Time zones as tzdata keeps them (RFC 8536): the offset of local time at any instant. Unlike the C
 * library's, any number of zones can be asked at once, by any thread.
 */
#ifndef TRANSFORM_TZFILE_H
#define TRANSFORM_TZFILE_H

#include "lib/std.h"

struct tzfile;

/* Reads the file; NULL where it is none that can be understood. */
struct tzfile *tzfile_read(const char *path);
void tzfile_free(struct tzfile *tz); /* NULL is fine */

/* Seconds that local time is ahead of UTC at an instant in seconds since 1970. */
int64_t tzfile_offset(const struct tzfile *tz, int64_t at);

#endif
