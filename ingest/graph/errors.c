#include "ingest/graph/errors.h"

#define ANY (-999999) /* no subcode has this number */

/* First and last code, subcode or ANY; the first row that fits counts. The numbers are Meta's. */
static const struct {
	int first, last, subcode;
	enum error_class class;
	const char *meaning;
} rules[] = {
    {1, 1, ANY, ERROR_RETRY, "an unknown error at Meta"},
    {2, 2, ANY, ERROR_RETRY, "the service is down"},
    {3, 3, ANY, ERROR_DENIED, "the app lacks this capability"},
    {4, 4, ANY, ERROR_THROTTLED, "the app has reached its rate limit"},
    {10, 10, ANY, ERROR_DENIED, "no permission"},
    {17, 17, ANY, ERROR_THROTTLED, "the user has reached the rate limit"},
    {24, 24, ANY, ERROR_GONE, "the media is not found"},
    {32, 32, ANY, ERROR_THROTTLED, "the Page has reached its rate limit"},
    {100, 100, 33, ERROR_GONE, "the object is not there, or not for this token"},
    {100, 100, 2108006, ERROR_NO_VALUE, "posted before the account became a business account"},
    {100, 100, 2207086, ERROR_NO_VALUE, "the story was not shared to Facebook"},
    {100, 100, ANY, ERROR_BAD_REQUEST, "a parameter is refused"},
    {102, 102, ANY, ERROR_DENIED, "the session is no longer valid"},
    {104, 104, ANY, ERROR_DENIED, "the request needs a token"},
    {190, 190, 458, ERROR_DENIED, "the app is not installed for this user"},
    {190, 190, 459, ERROR_DENIED, "the user must pass a checkpoint at Facebook"},
    {190, 190, 460, ERROR_DENIED, "the password was changed"},
    {190, 190, 463, ERROR_DENIED, "the token has expired"},
    {190, 190, 464, ERROR_DENIED, "the user is not confirmed"},
    {190, 190, 466, ERROR_DENIED, "the token was revoked by a call"},
    {190, 190, 467, ERROR_DENIED, "the token was invalidated"},
    {190, 190, 492, ERROR_DENIED, "the user has no role on the Page"},
    {190, 190, ANY, ERROR_DENIED, "the token is not valid"},
    {200, 299, ANY, ERROR_DENIED, "a permission is missing"},
    {341, 341, ANY, ERROR_THROTTLED, "the app has reached its limit"},
    {368, 368, ANY, ERROR_THROTTLED, "blocked for a time by Meta's policies"},
    {613, 613, ANY, ERROR_THROTTLED, "calls come too fast"},
    {803, 803, ANY, ERROR_BAD_REQUEST, "the id does not exist"},
    {2500, 2500, ANY, ERROR_BAD_REQUEST, "the path is not understood"},
    {9005, 9005, ANY, ERROR_BAD_REQUEST, "a field cannot be read"},
    {80000, 80014, ANY, ERROR_THROTTLED, "the business use case has reached its rate limit"},
    {2874010, 2874010, ANY, ERROR_NO_VALUE, "too few users"},
};

/* Where no code helps; a status of 0 stands for any. */
static const struct {
	long first, last;
	enum error_class class;
	const char *meaning;
} statuses[] = {
    {401, 401, ERROR_DENIED, "not authorised"},
    {403, 403, ERROR_DENIED, "forbidden"},
    {404, 404, ERROR_BAD_REQUEST, "not found"},
    {429, 429, ERROR_THROTTLED, "too many requests"},
    {500, 599, ERROR_RETRY, "the server is in trouble"},
    {300, 399, ERROR_BAD_REQUEST, "a redirect, which is not followed"},
};

static const json_t *
integer(const json_t *object, const char *key, bool *has, int64_t *value)
{
	const json_t *found = json_object_get(object, key);

	*has = json_is_integer(found);
	*value = json_integer_value(found);
	return found;
}

/* Their message, cut at a whole character. */
static void
keep_message(struct verdict *verdict, const json_t *error)
{
	const json_t *message = json_object_get(error, "message");
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

static void
judge_error(struct verdict *verdict, const json_t *error, long http_status)
{
	const json_t *transient = json_object_get(error, "is_transient");

	(void)integer(error, "code", &verdict->has_code, &verdict->code);
	(void)integer(error, "error_subcode", &verdict->has_subcode, &verdict->subcode);
	keep_message(verdict, error);
	if (judge_by_code(verdict)) {
		/* 1 has variants that say themselves that they will not pass */
		if (verdict->class == ERROR_RETRY && json_is_false(transient) &&
		    verdict->has_subcode)
			verdict->class = ERROR_BAD_REQUEST;
		return;
	}
	if (json_is_true(transient)) {
		verdict->class = ERROR_RETRY;
		verdict->meaning = "an error that passes, says Meta";
	} else if (!judge_by_status(verdict, http_status)) {
		verdict->class = ERROR_BAD_REQUEST;
		verdict->meaning = "an error we do not know";
	}
}

struct verdict
error_judge(const json_t *answer, long http_status)
{
	const json_t *error = json_object_get(answer, "error");
	struct verdict verdict = {.class = ERROR_NONE, .meaning = ""};

	if (json_is_object(error)) {
		judge_error(&verdict, error, http_status);
	} else if (http_status != 200 && judge_by_status(&verdict, http_status)) {
		return verdict;
	} else if (http_status != 200 || answer == NULL) {
		verdict.class = ERROR_GARBLED;
		verdict.meaning = "not an answer of the Graph API";
	}
	return verdict;
}
