/*
 * What the errors of the Graph API mean for us. HTTP status is a weak signal there: the code
 * decides, then the subcode, then is_transient, and only then the status.
 */
#ifndef INGEST_ERRORS_H
#define INGEST_ERRORS_H

#include <jansson.h>

#include "lib/std.h"

enum error_class {
	ERROR_NONE,         /* an answer, not an error */
	ERROR_RETRY,        /* the server is in trouble: ask again soon */
	ERROR_LESS,         /* ask for less at once */
	ERROR_PARK_TOKEN,   /* asking more with this token would lengthen the throttle */
	ERROR_PARK_ACCOUNT, /* the same, for this account alone */
	ERROR_DENIED,       /* token or permission: its owner must act; the account stops */
	ERROR_OPERATOR,     /* app, secret or settings: the operator must act; the account stops */
	ERROR_GONE,         /* the object is not there, or not for us; Meta does not say which */
	ERROR_NO_VALUE,     /* this reading cannot be had; nothing is wrong */
	ERROR_FIELD,        /* a field, metric or other parameter is refused */
	ERROR_BAD_REQUEST,  /* asked wrongly: asking again is no use */
	ERROR_GARBLED,      /* no answer of a Graph API */
	ERROR_STRANGE,      /* an answer, but not all in it is what was asked for */
	ERROR_CLASSES,
};

#define ERROR_MESSAGE_MAX 240 /* bytes; Meta's own words, cut */

struct verdict {
	enum error_class class;
	bool has_code, has_subcode;
	int64_t code, subcode;           /* as the answer says */
	const char *meaning;             /* ours; static, never NULL */
	char message[ERROR_MESSAGE_MAX]; /* theirs; may be empty, and in any language */
};

/* Whether asking more would lengthen it, for whomever. */
bool error_is_throttle(enum error_class class);

/* Judges an answer: its tree (NULL where it is no JSON) and HTTP status. */
struct verdict error_judge(const json_t *answer, long http_status);

#endif
