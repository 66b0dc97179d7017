/* What tests of the governor share: one of them, one key, and short words for asking it. */
#ifndef TESTS_QUOTA_ASKING_H
#define TESTS_QUOTA_ASKING_H

#include "ingest/quota/quota.h"
#include "tests/unit/unit.h"

#define NOW INT64_C(1700000000000)
#define MINUTE WHEN_MINUTE
#define PLENTY (20 * WHEN_HOUR) /* of slack */
#define LITTLE WHEN_HOUR

static struct quota *quota;
static char key[QUOTA_KEY + 1];
static when_ms when;

static inline enum quota_word
ask(const char *account, when_ms slack, when_ms now)
{
	return quota_ask(quota, key, account, slack, false, now, &when);
}

static inline enum quota_word
ask_optional(const char *account, when_ms now)
{
	return quota_ask(quota, key, account, PLENTY, true, now, &when);
}

static inline void
learn(const char *account, const char *app, const char *business, when_ms now)
{
	struct quota_news news = {true, span_of(app), span_of(business)};

	quota_learn_news(quota, key, account, &news, now);
}

static inline void
learn_app(int percent, when_ms now)
{
	char header[64];

	snprintf(header, sizeof header, "{\"call_count\":%d}", percent);
	learn("1", header, "", now);
}

static inline void
learn_business(const char *account, const char *id, int percent, int regain, when_ms now)
{
	char header[256];

	snprintf(header, sizeof header,
		 "{\"%s\":[{\"type\":\"instagram\",\"call_count\":%d,"
		 "\"estimated_time_to_regain_access\":%d}]}",
		 id, percent, regain);
	learn(account, "", header, now);
}

#endif
