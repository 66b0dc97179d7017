#include "ingest/quota/budget.h"

#include <inttypes.h>

#include "lib/mem.h"

#define APP_KEY "app"
#define UNKNOWN_TIME (-1)                   /* how a line writes WHEN_NONE */
#define NUMBER_MAX INT64_C(253402300800000) /* ms; the year 10000 */

void
budget_init(struct budget *budget)
{
	*budget = (struct budget){.pools = NULL};
	budget->app = budget_make_pool(budget, APP_KEY);
}

void
budget_release(struct budget *budget)
{
	for (size_t i = 0; i < budget->pools_n; i++)
		free(budget->pools[i]);
	free(budget->pools);
	free(budget->members);
	*budget = (struct budget){.pools = NULL};
}

/* The place of the key, or where it would stand. */
static size_t
pool_place(const struct budget *budget, const char *key)
{
	size_t low = 0, high = budget->pools_n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(budget->pools[middle]->key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct pool *
budget_pool(const struct budget *budget, const char *key)
{
	size_t i = pool_place(budget, key);

	if (i < budget->pools_n && strcmp(budget->pools[i]->key, key) == 0)
		return budget->pools[i];
	return NULL;
}

struct pool *
budget_make_pool(struct budget *budget, const char *key)
{
	size_t i = pool_place(budget, key);
	struct pool *pool = budget_pool(budget, key);

	if (pool != NULL)
		return pool;
	pool = must_malloc(sizeof *pool);
	*pool = POOL_NEW;
	snprintf(pool->key, sizeof pool->key, "%s", key);
	budget->pools =
	    mem_grow(budget->pools, budget->pools_n, &budget->pools_cap, sizeof(struct pool *));
	memmove(budget->pools + i + 1, budget->pools + i,
		(budget->pools_n - i) * sizeof(struct pool *));
	budget->pools[i] = pool;
	budget->pools_n++;
	return pool;
}

static size_t
member_place(const struct budget *budget, const char *account_id)
{
	size_t low = 0, high = budget->members_n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(budget->members[middle].account.text, account_id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct member *
budget_member(const struct budget *budget, const char *account_id)
{
	size_t i = member_place(budget, account_id);

	if (i < budget->members_n && strcmp(budget->members[i].account.text, account_id) == 0)
		return &budget->members[i];
	return NULL;
}

static struct member *
make_member(struct budget *budget, const char *account_id)
{
	size_t i = member_place(budget, account_id);
	struct member *member = budget_member(budget, account_id);

	if (member != NULL)
		return member;
	budget->members = mem_grow(budget->members, budget->members_n, &budget->members_cap,
				   sizeof *budget->members);
	member = budget->members + i;
	memmove(member + 1, member, (budget->members_n - i) * sizeof *member);
	budget->members_n++;
	*member = (struct member){.pools_n = 0};
	snprintf(member->account.text, sizeof member->account.text, "%s", account_id);
	return member;
}

bool
budget_link(struct budget *budget, const char *account_id, struct pool *pool)
{
	struct member *member = make_member(budget, account_id);

	for (size_t i = 0; i < member->pools_n; i++)
		if (member->pools[i] == pool)
			return false;
	if (member->pools_n == MEMBER_POOLS_MAX)
		return false;
	member->pools[member->pools_n++] = pool;
	return true;
}

static int64_t
number_of(when_ms time)
{
	return time == WHEN_NONE ? UNKNOWN_TIME : time;
}

void
budget_put_pool(struct buf *out, const struct pool *pool)
{
	buf_printf(out, "pool %s %d %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 "\n",
		   pool->key, pool->percent, number_of(pool->read_at), number_of(pool->until),
		   number_of(pool->parked_at), number_of(pool->next), number_of(pool->probed));
}

void
budget_put_link(struct buf *out, const char *account_id, const struct pool *pool)
{
	buf_printf(out, "link %s %s\n", account_id, pool->key);
}

/* The next word of the line, at most max - 1 bytes; false where there is none. */
static bool
take_word(struct span *line, char *word, size_t max)
{
	const char *blank = memchr(line->p, ' ', line->n);
	size_t n = blank != NULL ? (size_t)(blank - line->p) : line->n;

	if (n == 0 || n >= max)
		return false;
	memcpy(word, line->p, n);
	word[n] = '\0';
	n += blank != NULL ? 1 : 0;
	line->p += n;
	line->n -= n;
	return strlen(word) == n - (blank != NULL ? 1 : 0);
}

static bool
take_number(struct span *line, int64_t *number)
{
	char word[24], *end;

	if (!take_word(line, word, sizeof word))
		return false;
	*number = strtoll(word, &end, 10);
	return *end == '\0' && *number >= UNKNOWN_TIME && *number < NUMBER_MAX;
}

static bool
take_time(struct span *line, when_ms *time)
{
	if (!take_number(line, time))
		return false;
	if (*time == UNKNOWN_TIME)
		*time = WHEN_NONE;
	return true;
}

static bool
is_key(const char *key)
{
	bool known = strcmp(key, APP_KEY) == 0;

	if (strchr("ipa", key[0]) != NULL && key[1] == ':')
		known = key[2] != '\0' && strspn(key + 2, "0123456789") == strlen(key + 2);
	return known;
}

static bool
take_pool(struct budget *budget, const char *key, struct span line)
{
	struct pool read = POOL_NEW, *pool;
	int64_t percent;

	if (!take_number(&line, &percent) || percent < 0 || percent > 1000 ||
	    !take_time(&line, &read.read_at) || !take_time(&line, &read.until) ||
	    !take_time(&line, &read.parked_at) || !take_time(&line, &read.next) ||
	    !take_time(&line, &read.probed) || line.n != 0)
		return false;
	read.percent = (int)percent;
	pool = budget_make_pool(budget, key);
	memcpy(read.key, pool->key, sizeof read.key);
	*pool = read;
	return true;
}

bool
budget_take_line(struct budget *budget, struct span line)
{
	char what[8], name[POOL_KEY_MAX], key[POOL_KEY_MAX];

	if (line.n == 0 || !take_word(&line, what, sizeof what) ||
	    !take_word(&line, name, sizeof name))
		return false;
	if (strcmp(what, "pool") == 0)
		return is_key(name) && take_pool(budget, name, line);
	if (strcmp(what, "link") != 0 || !take_word(&line, key, sizeof key) || line.n != 0 ||
	    !is_key(key) || id_of_digits(span_of(name)).text[0] == '\0')
		return false;
	(void)budget_link(budget, name, budget_make_pool(budget, key));
	return true;
}
