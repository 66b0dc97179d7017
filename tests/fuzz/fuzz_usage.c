/*
 * Whatever the usage headers, Retry-After and the kept lines of the governor hold, what is read of
 * them is in range; and a line that was taken is written and read again as the same.
 */
#include "ingest/quota/budget.h"

#include "lib/mem.h"

#define NOW INT64_C(1700000000000)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void
must(bool truth)
{
	if (!truth)
		abort();
}

static void
check_usages(struct span header)
{
	struct usage usages[USAGES_MAX];
	size_t n;

	(void)usage_read_app(header, usages, &n);
	must(n <= 1 && (n == 0 || (usages[0].percent >= 0 && usages[0].percent <= 1000)));
	(void)usage_read_business(header, usages, &n);
	must(n <= USAGES_MAX);
	for (size_t i = 0; i < n; i++) {
		must(usages[i].percent >= 0 && usages[i].percent <= 1000);
		must(usages[i].type == 'i' || usages[i].type == 'p');
		must(usages[i].id.text[0] >= '0' && usages[i].id.text[0] <= '9');
		must(usages[i].regain_mins >= 0 && usages[i].regain_mins <= 1440);
	}
}

/* The first line feed parts Retry-After from Date. */
static void
check_retry_after(struct span text)
{
	const char *end = text.n != 0 ? memchr(text.p, '\n', text.n) : NULL;
	struct span first = {text.p, end != NULL ? (size_t)(end - text.p) : text.n};
	struct span second = {end, end != NULL ? text.n - first.n : 0};
	when_ms pause = usage_retry_after(first, second, NOW);

	must(pause > 0 && pause <= RETRY_AFTER_MAX);
}

static void
check_pool(const struct pool *pool)
{
	struct pool copy = *pool;
	when_ms when = NOW;

	pool_mend(&copy, NOW);
	must(pool_percent(&copy, NOW) >= 0 && pool_percent(&copy, NOW) <= 1000);
	if (pool_ask(&copy, WHEN_HOUR, false, NOW, &when) != QUOTA_GO)
		must(when > NOW && when <= NOW + 2 * WHEN_DAY);
	else
		(void)pool_take(&copy, NOW);
}

static void
check_lines(struct span text)
{
	struct budget budget, again;
	struct buf out = BUF_MAX((size_t)1 << 20), twice = BUF_MAX((size_t)1 << 20);
	struct span line = text;

	budget_init(&budget);
	budget_init(&again);
	while (text.n != 0) {
		const char *end = memchr(text.p, '\n', text.n);

		line.p = text.p;
		line.n = end != NULL ? (size_t)(end - text.p) : text.n;
		(void)budget_take_line(&budget, line);
		text.p += line.n + (end != NULL ? 1 : 0);
		text.n -= line.n + (end != NULL ? 1 : 0);
	}
	for (size_t i = 0; i < budget.pools_n; i++) {
		check_pool(budget.pools[i]);
		buf_clear(&out);
		budget_put_pool(&out, budget.pools[i]);
		must(budget_take_line(&again, (struct span){out.p, out.n - 1}));
		buf_clear(&twice);
		budget_put_pool(&twice, budget_pool(&again, budget.pools[i]->key));
		must(twice.n == out.n && memcmp(twice.p, out.p, out.n) == 0);
	}
	budget_release(&budget);
	budget_release(&again);
	buf_release(&out);
	buf_release(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct span text = {(const char *)bytes, n};

	check_usages(text);
	check_retry_after(text);
	check_lines(text);
	return 0;
}
