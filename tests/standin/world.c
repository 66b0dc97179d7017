#include "tests/standin/world.h"

#include <inttypes.h>

#include "lib/mem.h"

/* Where the first generated story of everybody lies; well before any clock of a test. */
#define BEGINNING INT64_C(1577836800000) /* ms; 2020-01-01 */

#define PK_BEGINNING INT64_C(1314220021721) /* ms; where the time in a pk counts from */
#define GENERATED_ID UINT64_C(17841400000000000)
#define VISIBLE WHEN_DAY

uint64_t
world_hash(uint64_t a, uint64_t b)
{
	uint64_t x = a * UINT64_C(0x9e3779b97f4a7c15) + b;

	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

void
world_release(struct world *world)
{
	for (size_t i = 0; i < world->listed_n; i++)
		free(world->listed[i].caption);
	free(world->listed);
	free(world->gone);
	free(world->accounts);
}

static struct account *
add_account(struct world *world)
{
	struct account *account;

	world->accounts = mem_grow(world->accounts, world->accounts_n, &world->accounts_cap,
				   sizeof *world->accounts);
	account = &world->accounts[world->accounts_n];
	*account = (struct account){.token = world->accounts_n++, .login = LOGIN_FACEBOOK};
	return account;
}

void
world_generate(struct world *world, size_t accounts, unsigned stories_a_day, bool mixed,
	       enum login login)
{
	for (size_t i = 0; i < accounts; i++) {
		struct account *account = add_account(world);

		snprintf(account->id, sizeof account->id, "%" PRIu64, GENERATED_ID + i);
		snprintf(account->username, sizeof account->username, "account%zu", i);
		account->login = mixed && i % 2 == 1 ? LOGIN_INSTAGRAM : login;
	}
	world->generated = accounts;
	world->a_day = stories_a_day;
}

when_ms
world_now(const struct world *world)
{
	struct timespec now;

	if (world->standing)
		return world->now;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (when_ms)now.tv_sec * 1000 + now.tv_nsec / 1000000 + world->advanced;
}

void
world_advance(struct world *world, when_ms by)
{
	if (world->standing)
		world->now += by;
	else
		world->advanced += by;
}

struct account *
world_account(struct world *world, const char *id)
{
	uint64_t number = strtoull(id, NULL, 10) - GENERATED_ID;

	if (number < world->generated && strcmp(world->accounts[number].id, id) == 0)
		return &world->accounts[number];
	for (size_t i = world->generated; i < world->accounts_n; i++)
		if (strcmp(world->accounts[i].id, id) == 0)
			return &world->accounts[i];
	return NULL;
}

static bool
is_gone(const struct world *world, const char *id)
{
	for (size_t i = 0; i < world->gone_n; i++)
		if (strcmp(world->gone[i], id) == 0)
			return true;
	return false;
}

void
world_delete(struct world *world, const char *id)
{
	world->gone = mem_grow(world->gone, world->gone_n, &world->gone_cap, ID_LENGTH);
	snprintf(world->gone[world->gone_n++], ID_LENGTH, "%s", id);
}

static bool
is_visible(const struct world *world, const struct story *story)
{
	when_ms age = world_now(world) - story->taken_at;

	return age >= 0 && age < VISIBLE && !is_gone(world, story->id);
}

/* Most stories have none. */
static const char *const captions[] = {
    "Backstage, five minutes to go \xf0\x9f\x8e\xa4",
    "What a night! @friend_of_mine #tour",
    "\xe5\x8e\x89\xe5\xae\xb3\xe4\xba\x86",
    "Two\nlines, a \"quote\" and a back\\slash",
};

/* Story k of generated account i: somewhere in the k-th part of the account's time. */
static struct story
generate(const struct world *world, size_t i, uint64_t k)
{
	when_ms part = WHEN_DAY / world->a_day;
	uint64_t seed = world_hash(i + 1, k);
	struct story story = {.account = i, .seed = seed, .video = seed % 3 == 0};

	if (seed % 5 == 0)
		story.caption = (char *)captions[seed / 5 % COUNT(captions)];
	story.taken_at =
	    BEGINNING + (when_ms)k * part + (when_ms)(seed % (uint64_t)part) / 1000 * 1000;
	story.pk = (uint64_t)(story.taken_at - PK_BEGINNING) << 23 | (seed >> 41);
	/* 17 digits, as the API's: where they come from is written in them */
	snprintf(story.id, sizeof story.id, "18%06zu%09" PRIu64, i % 1000000, k % 1000000000);
	return story;
}

/* The part of time that is being filled. */
static uint64_t
current_part(const struct world *world)
{
	when_ms since = world_now(world) - BEGINNING;

	return since > 0 ? (uint64_t)(since / (WHEN_DAY / world->a_day)) : 0;
}

static void
add_visible(const struct world *world, const struct story *story, struct stories *stories)
{
	if (!is_visible(world, story))
		return;
	stories->list = mem_grow(stories->list, stories->n, &stories->cap, sizeof *stories->list);
	stories->list[stories->n] = *story;
	if (story->caption != NULL)
		stories->list[stories->n].caption = must_strdup(story->caption);
	stories->n++;
}

static int
by_time(const void *a, const void *b)
{
	const struct story *x = a, *y = b;

	if (x->taken_at != y->taken_at)
		return x->taken_at < y->taken_at ? 1 : -1;
	return strcmp(x->id, y->id);
}

struct stories
world_stories(const struct world *world, const struct account *account)
{
	struct stories stories = {.list = NULL};
	size_t i = (size_t)(account - world->accounts);
	bool generated = i < world->generated && world->a_day != 0;
	uint64_t part = generated ? current_part(world) : 0;

	for (uint64_t back = 0; generated && back <= world->a_day + 1 && back <= part; back++) {
		struct story story = generate(world, i, part - back);

		add_visible(world, &story, &stories);
	}
	for (size_t k = 0; k < world->listed_n; k++)
		if (world->listed[k].account == i)
			add_visible(world, &world->listed[k], &stories);
	if (stories.n != 0)
		qsort(stories.list, stories.n, sizeof *stories.list, by_time);
	return stories;
}

void
stories_release(struct stories *stories)
{
	for (size_t i = 0; i < stories->n; i++)
		free(stories->list[i].caption);
	free(stories->list);
}

/* Out of "18", six digits of the account, nine of the number. */
static bool
read_generated(const struct world *world, const char *id, struct story *story)
{
	char account[8] = "";

	if (strlen(id) != 17 || strncmp(id, "18", 2) != 0 || world->a_day == 0)
		return false;
	memcpy(account, id + 2, 6);
	if (strtoull(account, NULL, 10) >= world->generated)
		return false;
	*story = generate(world, strtoull(account, NULL, 10), strtoull(id + 8, NULL, 10));
	return true;
}

struct stories
world_story(struct world *world, const char *id, struct account **account)
{
	struct stories found = {.list = NULL};
	struct story story;
	bool there = read_generated(world, id, &story);

	for (size_t i = 0; !there && i < world->listed_n; i++) {
		there = strcmp(world->listed[i].id, id) == 0;
		if (there)
			story = world->listed[i];
	}
	if (there)
		add_visible(world, &story, &found);
	if (found.n != 0)
		*account = &world->accounts[story.account];
	return found;
}

/* The fields of a line, apart by tabs; NULL where there are fewer. */
#define FIELDS_MAX 8

static bool
read_story(struct world *world, char *const *field)
{
	const struct account *account = field[1] != NULL ? world_account(world, field[1]) : NULL;
	struct story story = {.caption = NULL};

	if (account == NULL || field[5] == NULL || !when_parse(span_of(field[4]), &story.taken_at))
		return false;
	snprintf(story.id, sizeof story.id, "%s", field[2]);
	story.pk = strtoull(field[3], NULL, 10);
	story.account = (size_t)(account - world->accounts);
	story.video = strcmp(field[5], "VIDEO") == 0;
	story.seed = world_hash(story.pk, 1);
	if (field[6] != NULL)
		story.caption = must_strdup(field[6]);
	world->listed =
	    mem_grow(world->listed, world->listed_n, &world->listed_cap, sizeof *world->listed);
	world->listed[world->listed_n++] = story;
	return true;
}

static bool
read_line(struct world *world, char *line)
{
	char *field[FIELDS_MAX] = {NULL};
	size_t n = 0;

	for (char *at = line; at != NULL && n < FIELDS_MAX;)
		field[n++] = strsep(&at, "\t");
	if (line[0] == '\0' || line[0] == '#')
		return true;
	if (strcmp(field[0], "story") == 0)
		return read_story(world, field);
	if (strcmp(field[0], "gone") == 0 && field[1] != NULL) {
		world_delete(world, field[1]);
		return true;
	}
	if (strcmp(field[0], "account") == 0 && field[2] != NULL) {
		struct account *account = add_account(world);

		snprintf(account->id, sizeof account->id, "%s", field[1]);
		snprintf(account->username, sizeof account->username, "%s", field[2]);
		return true;
	}
	return false;
}

bool
world_read(struct world *world, struct span lines, char bad[80])
{
	char *copy = must_strndup(lines.p != NULL ? lines.p : "", lines.n), *rest = copy, *line;
	bool good = true;

	while (good && (line = strsep(&rest, "\n")) != NULL) {
		snprintf(bad, 80, "%s", line);
		good = read_line(world, line);
	}
	free(copy);
	return good;
}
