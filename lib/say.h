/*
 * Words for people, on stderr: "program: subject: what: detail", then a "hint:" line. Control
 * characters and broken UTF-8 are replaced, so that nothing from outside can forge a line or
 * drive a terminal. Call say_open() once, before anything else here.
 */
#ifndef LIB_SAY_H
#define LIB_SAY_H

#include "lib/fail.h"

enum say_format {
	SAY_TEXT,
	SAY_LOGFMT,
	SAY_JSON,
};

enum say_level {
	SAY_ERROR,
	SAY_WARNING,
	SAY_INFO,
	SAY_DEBUG,
};

/* `program` is lent for the run. Levels above `loudest` are not said. */
void say_open(const char *program, enum say_format format, enum say_level loudest);

/* Whether a person is looking: stderr is a terminal. */
bool say_to_person(void);

/* One message; the format has no line feed and no final stop. */
void say(enum say_level level, const char *format, ...) PRINTF_LIKE(2, 3);

/* A failure with its hint, as an error. Nothing for a failure without text. */
void say_fail(const struct fail *fail);

/* A failure that costs only the thing it names: said as a warning with its hint. */
void say_warning(const struct fail *fail);

/*
 * The one summary line of a run. Said to a person, or with -v; silent otherwise (cron mails
 * every word), unless `always`.
 */
void say_summary(bool always, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
