#include "ingest/quota/pool.h"

#define SLOW_PERCENT 75
#define URGENT_PERCENT 95
#define FULL_PERCENT 100

/* What a full reading becomes when calls pass again and nothing newer was said. */
#define PASSED_PERCENT 90

/* ms of slack above which an account waits when the budget is nearly spent. */
#define URGENT_SLACK (6 * WHEN_HOUR)

/* ms: who has less left than this may try once in a while even while the pool is closed. */
#define LAST_CHANCE (15 * WHEN_MINUTE)
#define LAST_CHANCE_PAUSE (5 * WHEN_MINUTE)

/* ms that the others wait for the answer of the call that tries; longer than any request. */
#define PROBE_PAUSE (70 * WHEN_SECOND)

/* ms closed where the server gave no estimate: a sixth of the app's hour, 1/48 of the day. */
#define APP_PARK (10 * WHEN_MINUTE)
#define BUSINESS_PARK (30 * WHEN_MINUTE)

#define APP_WINDOW WHEN_HOUR
#define BUSINESS_WINDOW WHEN_DAY
#define PARK_MAX WHEN_DAY

/* ms between calls, by percent: a budget of 4,800 a day has one every 18 s. */
static const struct {
	int percent;
	when_ms distance;
} distances[] = {
    {95, 8 * WHEN_SECOND}, {90, 4 * WHEN_SECOND}, {85, 2 * WHEN_SECOND},
    {80, WHEN_SECOND},     {75, WHEN_SECOND / 2},
};

static bool
is_app(const struct pool *pool)
{
	return pool->key[0] == 'a' && pool->key[1] == 'p';
}

int
pool_percent(const struct pool *pool, when_ms now)
{
	when_ms age;

	if (pool->read_at == WHEN_NONE)
		return 0;
	age = now - pool->read_at;
	if (age <= 0)
		return pool->percent;
	if (is_app(pool))
		return age < APP_WINDOW ? pool->percent : 0;
	if (age >= BUSINESS_WINDOW)
		return 0;
	return (int)(pool->percent * (BUSINESS_WINDOW - age) / BUSINESS_WINDOW);
}

/* When the reading will have aged below that percentage. */
static when_ms
cools_at(const struct pool *pool, int percent)
{
	if (is_app(pool))
		return pool->read_at + APP_WINDOW;
	return pool->read_at + BUSINESS_WINDOW - BUSINESS_WINDOW / pool->percent * percent +
	       WHEN_SECOND;
}

static enum quota_word
ask_closed(const struct pool *pool, when_ms slack, bool optional, when_ms now, when_ms *when)
{
	when_ms opens = pool->until;

	if (!optional && slack < LAST_CHANCE && pool->parked_at + LAST_CHANCE_PAUSE < opens)
		opens = pool->parked_at + LAST_CHANCE_PAUSE;
	if (pool->probed != WHEN_NONE && pool->probed + PROBE_PAUSE > opens)
		opens = pool->probed + PROBE_PAUSE;
	if (optional && opens < now + PROBE_PAUSE)
		opens = now + PROBE_PAUSE; /* it is not the optional ones that try */
	*when = opens;
	return now < opens ? QUOTA_PARKED : QUOTA_GO;
}

enum quota_word
pool_ask(const struct pool *pool, when_ms slack, bool optional, when_ms now, when_ms *when)
{
	int percent = pool_percent(pool, now);

	if (pool->until != WHEN_NONE)
		return ask_closed(pool, slack, optional, now, when);
	if (percent < SLOW_PERCENT)
		return QUOTA_GO;
	if (optional || (percent >= URGENT_PERCENT && slack >= URGENT_SLACK)) {
		*when = cools_at(pool, optional ? SLOW_PERCENT : URGENT_PERCENT);
		return QUOTA_PARKED;
	}
	if (pool->next != WHEN_NONE && now < pool->next) {
		*when = pool->next;
		return QUOTA_LATER;
	}
	return QUOTA_GO;
}

bool
pool_take(struct pool *pool, when_ms now)
{
	int percent = pool_percent(pool, now);

	if (pool->until != WHEN_NONE) {
		pool->probed = now;
		return true;
	}
	for (size_t i = 0; i < COUNT(distances); i++) {
		if (percent < distances[i].percent)
			continue;
		pool->next = now + distances[i].distance;
		return true;
	}
	return false;
}

void
pool_park(struct pool *pool, when_ms until, when_ms now)
{
	if (until == WHEN_NONE)
		until = now + (is_app(pool) ? APP_PARK : BUSINESS_PARK);
	if (until > now + PARK_MAX)
		until = now + PARK_MAX;
	/* a later word counts, unless the pool is closed for longer already */
	if (pool->until == WHEN_NONE || pool->until < until)
		pool->until = until;
	pool->parked_at = now;
	pool->probed = WHEN_NONE;
}

void
pool_read(struct pool *pool, const struct usage *usage, when_ms now)
{
	pool->percent = usage->percent;
	pool->read_at = now;
	if (usage->regain_mins > 0)
		pool_park(pool, now + usage->regain_mins * WHEN_MINUTE, now);
	else if (usage->percent >= FULL_PERCENT && (pool->until == WHEN_NONE || now >= pool->until))
		pool_park(pool, WHEN_NONE, now);
}

bool
pool_passed(struct pool *pool, when_ms now)
{
	if (pool->until == WHEN_NONE || pool->probed == WHEN_NONE)
		return false;
	pool->until = pool->parked_at = pool->probed = WHEN_NONE;
	if (pool_percent(pool, now) >= FULL_PERCENT) {
		pool->percent = PASSED_PERCENT;
		pool->read_at = now;
	}
	return true;
}

void
pool_mend(struct pool *pool, when_ms now)
{
	when_ms far = now + PARK_MAX;

	if (pool->read_at > far)
		pool->read_at = WHEN_NONE;
	if (pool->next > far)
		pool->next = WHEN_NONE;
	if (pool->probed > far)
		pool->probed = WHEN_NONE;
	if (pool->parked_at > far || pool->until > far || pool->until == WHEN_NONE)
		pool->until = pool->parked_at = WHEN_NONE;
}
