#include "ingest/graph/errors.h"

#include <ctype.h>

#define ANY (-999999) /* no subcode has this number */

static const struct {
	int first, last, subcode;
	enum error_class class;
	const char *meaning;
} rules[] = {
#define ERROR_ROW(first, last, subcode, class, meaning) \
	{first, last, subcode, ERROR_##class, meaning},
#define ERROR_TEXT(code, words, class, meaning)
#define ERROR_STATUS(first, last, class, meaning)
#define ERROR_TYPE(type, class, meaning)
#include "ingest/graph/errors.def"
#undef ERROR_ROW
#undef ERROR_TEXT
};

static const struct {
	int code;
	const char *words;
	enum error_class class;
	const char *meaning;
} texts[] = {
#define ERROR_ROW(first, last, subcode, class, meaning)
#define ERROR_TEXT(code, words, class, meaning) {code, words, ERROR_##class, meaning},
#include "ingest/graph/errors.def"
#undef ERROR_TEXT
#undef ERROR_STATUS
};

static const struct {
	long first, last;
	enum error_class class;
	const char *meaning;
} statuses[] = {
#define ERROR_TEXT(code, words, class, meaning)
#define ERROR_STATUS(first, last, class, meaning) {first, last, ERROR_##class, meaning},
#include "ingest/graph/errors.def"
#undef ERROR_STATUS
#undef ERROR_TYPE
};

static const struct {
	const char *type;
	enum error_class class;
	const char *meaning;
} types[] = {
#define ERROR_STATUS(first, last, class, meaning)
#define ERROR_TYPE(type, class, meaning) {type, ERROR_##class, meaning},
#include "ingest/graph/errors.def"
};

bool error_is_throttle(enum error_class class)
{
	return class == ERROR_PARK_TOKEN || class == ERROR_PARK_ACCOUNT;
}

static void
integer(const json_t *object, const char *key, bool *has, int64_t *value)
{
	const json_t *found = json_object_get(object, key);

	*has = json_is_integer(found);
	*value = json_integer_value(found);
}

/* Old answers have their code only in front of the message: "(#341) ...". */
static void
code_of_message(struct verdict *verdict, const char *message)
{
	char *end;

	if (verdict->has_code || message == NULL || strncmp(message, "(#", 2) != 0 ||
	    !isdigit((unsigned char)message[2]))
		return;
	verdict->code = strtol(message + 2, &end, 10);
	verdict->has_code = *end == ')';
}

static bool
judge_by_words(struct verdict *verdict, const char *message)
{
	for (size_t i = 0; verdict->has_code && message != NULL && i < COUNT(texts); i++) {
		if (verdict->code != texts[i].code || strstr(message, texts[i].words) == NULL)
			continue;
		verdict->class = texts[i].class;
		verdict->meaning = texts[i].meaning;
		return true;
	}
	return false;
}

/* Their message, cut at a whole character. */
static void
keep_message(struct verdict *verdict, const json_t *message)
{
	const char *text = json_string_value(message);
	size_t n = json_string_length(message);

	if (text == NULL)
		return;
	if (n >= sizeof verdict->message) {
		n = sizeof verdict->message - 1;
		while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
			n--;
	}
	memcpy(verdict->message, text, n);
	verdict->message[n] = '\0';
}

static bool
judge_by_code(struct verdict *verdict)
{
	for (size_t i = 0; verdict->has_code && i < COUNT(rules); i++) {
		if (verdict->code < rules[i].first || verdict->code > rules[i].last)
			continue;
		if (rules[i].subcode != ANY &&
		    (!verdict->has_subcode || verdict->subcode != rules[i].subcode))
			continue;
		verdict->class = rules[i].class;
		verdict->meaning = rules[i].meaning;
		return true;
	}
	return false;
}

static bool
judge_by_status(struct verdict *verdict, long http_status)
{
	for (size_t i = 0; i < COUNT(statuses); i++) {
		if (http_status < statuses[i].first || http_status > statuses[i].last)
			continue;
		verdict->class = statuses[i].class;
		verdict->meaning = statuses[i].meaning;
		return true;
	}
	return false;
}

/* 1 has variants that say themselves that they will not pass. */
static bool
never_passes(const struct verdict *verdict, const json_t *error)
{
	return verdict->class == ERROR_RETRY && verdict->has_subcode &&
	       json_is_false(json_object_get(error, "is_transient"));
}

static void
judge_error(struct verdict *verdict, const json_t *error, long http_status)
{
	const json_t *message = json_object_get(error, "message");

	integer(error, "code", &verdict->has_code, &verdict->code);
	integer(error, "error_subcode", &verdict->has_subcode, &verdict->subcode);
	code_of_message(verdict, json_string_value(message));
	keep_message(verdict, message);
	if (judge_by_words(verdict, json_string_value(message)) || judge_by_code(verdict)) {
		if (never_passes(verdict, error))
			verdict->class = ERROR_BAD_REQUEST;
	} else if (json_is_true(json_object_get(error, "is_transient"))) {
		verdict->class = ERROR_RETRY;
		verdict->meaning = "an error that passes, says Meta";
	} else if (!judge_by_status(verdict, http_status)) {
		verdict->class = ERROR_BAD_REQUEST;
		verdict->meaning = "an error we do not know";
	}
}

/* {"error_type", "code", "error_message"}: the code is often an HTTP status. */
static void
judge_flat(struct verdict *verdict, const json_t *answer, long http_status)
{
	const char *type = json_string_value(json_object_get(answer, "error_type"));
	const json_t *message = json_object_get(answer, "error_message");

	integer(answer, "code", &verdict->has_code, &verdict->code);
	keep_message(verdict, message);
	if (judge_by_code(verdict))
		return;
	for (size_t i = 0; type != NULL && i < COUNT(types); i++) {
		if (strcmp(type, types[i].type) != 0)
			continue;
		verdict->class = types[i].class;
		verdict->meaning = types[i].meaning;
		return;
	}
	if (judge_by_status(verdict, http_status))
		return;
	verdict->class = ERROR_BAD_REQUEST;
	verdict->meaning = "an error we do not know";
}

struct verdict
error_judge(const json_t *answer, long http_status)
{
	const json_t *error = json_object_get(answer, "error");
	struct verdict verdict = {.class = ERROR_NONE, .meaning = ""};

	if (json_is_object(error)) {
		judge_error(&verdict, error, http_status);
	} else if (json_is_string(json_object_get(answer, "error_type"))) {
		judge_flat(&verdict, answer, http_status);
	} else if (http_status != 200 && judge_by_status(&verdict, http_status)) {
		return verdict;
	} else if (http_status != 200 || answer == NULL) {
		verdict.class = ERROR_GARBLED;
		verdict.meaning = "not an answer of the Graph API";
	}
	return verdict;
}
