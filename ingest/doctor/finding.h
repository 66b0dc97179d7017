/* What doctor found, one line each: fine, a warning, or something that needs a person now. */
#ifndef INGEST_FINDING_H
#define INGEST_FINDING_H

#include "lib/buf.h"

enum level {
	LEVEL_OK,
	LEVEL_WARN,
	LEVEL_BAD,
	LEVELS,
};

struct finding {
	enum level level;
	int status;    /* the exit status it asks for; EX_OK unless it is bad */
	char *subject; /* an account's handle, "spool", ...; owned */
	char *what;    /* owned */
	char *hint;    /* what to do, a full sentence; "" = nothing; owned */
};

struct findings {
	struct finding *list;
	size_t n, cap;
};

/* One that is fine. */
void found_ok(struct findings *findings, const char *subject, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* One that is not; `status` is one of sysexits.h, or EX_OK for a warning. */
void found(struct findings *findings, int status, const char *subject, const char *hint,
	   const char *format, ...) PRINTF_LIKE(5, 6);

void findings_release(struct findings *findings);

/* The exit status of the worst: what needs a person goes before what may pass. */
int findings_status(const struct findings *findings);

/* For people, the lines in columns, each hint below its line. */
void findings_table(struct buf *out, const struct findings *findings);

/* As one JSON object. */
void findings_json(struct buf *out, const struct findings *findings);

#endif
