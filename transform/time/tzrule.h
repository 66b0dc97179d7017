/* What a zone does after the last change that its file lists: a rule for every year. */
#ifndef TRANSFORM_TZRULE_H
#define TRANSFORM_TZRULE_H

#include "lib/std.h"

/* A moment of the year by local time: Mm.w.d, Jn or n of POSIX. */
struct tzmoment {
	char kind; /* 'M', 'J', or '0' for n */
	int month, week, day;
	int64_t seconds; /* after midnight */
};

struct tzrule {
	int64_t standard, summer; /* seconds ahead of UTC */
	bool has_summer;
	struct tzmoment begin, end; /* of summer time */
};

/* Reads the text of POSIX's TZ, "CET-1CEST,M3.5.0,M10.5.0/3"; false where it is none. */
MUST_USE bool tzrule_parse(const char *text, struct tzrule *rule);

int64_t tzrule_offset(const struct tzrule *rule, int64_t at);

#endif
