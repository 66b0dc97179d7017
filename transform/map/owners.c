#include "transform/map/owners.h"

#include <ctype.h>

#include "lib/mem.h"

#define PREFIX "handle:"
#define PK_DIGITS_MIN 15 /* ids of stories with fewer digits are a tool's own, and not unique */

const char *
owner_key(struct arena *arena, struct span handle)
{
	char *key;

	if (handle.n == 0 || handle.n + sizeof PREFIX > record_field(story_account_id)->max)
		return NULL;
	key = arena_printf(arena, PREFIX "%.*s", (int)handle.n, handle.p);
	for (char *p = key; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return field_text_good(FIELD_ID, (struct span){key, strlen(key)}) ? key : NULL;
}

bool
owner_is_handle(const char *account_id)
{
	return strncmp(account_id, PREFIX, sizeof PREFIX - 1) == 0;
}

static int
by_story(const void *left, const void *right)
{
	return strcmp(((const struct told_owner *)left)->story_id,
		      ((const struct told_owner *)right)->story_id);
}

static int
by_handle(const void *left, const void *right)
{
	const struct told_owner *a = left, *b = right;
	int order = strcmp(a->handle_key, b->handle_key);

	return order != 0 ? order : (a->at > b->at) - (a->at < b->at);
}

static bool
is_unique(const char *story_id)
{
	size_t n = strspn(story_id, "0123456789");

	return n >= PK_DIGITS_MIN && story_id[n] == '\0';
}

struct told_owner
owner_told(const struct sighting *sighting)
{
	const char *taken = sighting->cells[CELL(taken_at)].text;
	struct told_owner told = {sighting->story_id,
				  sighting->handle_key != NULL ? sighting->handle_key : "",
				  sighting->account_id, 0};

	if (taken == NULL || !when_parse((struct span){taken, strlen(taken)}, &told.at))
		told.at = 0;
	return told;
}

/* What records of the set tell that know a number, twice: by story and by handle. */
struct evidence {
	struct told_owner *stories, *handles; /* sorted; owned */
	size_t n;
};

static struct evidence
gather(const struct intake *intake)
{
	size_t most = intake->sightings_n + intake->elsewhere_n + 1;
	struct evidence evidence = {.stories = must_calloc(most, sizeof *evidence.stories),
				    .handles = must_calloc(most, sizeof *evidence.handles)};

	for (size_t i = 0; i < intake->sightings_n; i++)
		if (!owner_is_handle(intake->sightings[i].account_id))
			evidence.stories[evidence.n++] = owner_told(&intake->sightings[i]);
	for (size_t i = 0; i < intake->elsewhere_n; i++)
		evidence.stories[evidence.n++] = intake->elsewhere[i];
	if (evidence.n == 0)
		return evidence;
	memcpy(evidence.handles, evidence.stories, evidence.n * sizeof *evidence.handles);
	qsort(evidence.stories, evidence.n, sizeof *evidence.stories, by_story);
	qsort(evidence.handles, evidence.n, sizeof *evidence.handles, by_handle);
	return evidence;
}

/* The first place in the sorted list that is not before what is sought. */
static size_t
lower(const struct told_owner *list, size_t n, const struct told_owner *sought,
      int (*compare)(const void *left, const void *right))
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&list[middle], sought) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The one account in the list from..end; NULL where there is none, or another one. */
static const char *
agreed(const struct told_owner *from, const struct told_owner *end)
{
	for (const struct told_owner *one = from; one < end; one++)
		if (strcmp(one->account_id, from->account_id) != 0)
			return NULL;
	return from < end ? from->account_id : NULL;
}

/*
 * A pk is one story of one account: where the list has it under the account's two numbers, which
 * nobody mapped, it is the longer one, the Graph API's.
 */
static const char *
longest(const struct told_owner *from, const struct told_owner *end)
{
	const char *best = NULL;

	for (const struct told_owner *one = from; one < end; one++) {
		size_t n = strlen(one->account_id), most = best != NULL ? strlen(best) : 0;

		if (best == NULL || n > most || (n == most && strcmp(one->account_id, best) > 0))
			best = one->account_id;
	}
	return best;
}

static const char *
find(const struct evidence *evidence, const struct sighting *s)
{
	struct told_owner sought = owner_told(s);
	when_ms until = sought.at + OWNER_REACH;
	size_t low = lower(evidence->stories, evidence->n, &sought, by_story), end = low;
	const char *found;

	while (end < evidence->n && strcmp(evidence->stories[end].story_id, s->story_id) == 0)
		end++;
	found = is_unique(s->story_id) ? longest(evidence->stories + low, evidence->stories + end)
				       : NULL;
	if (found != NULL)
		return found;
	sought.at -= OWNER_REACH;
	low = lower(evidence->handles, evidence->n, &sought, by_handle);
	for (end = low; end < evidence->n && evidence->handles[end].at <= until &&
			strcmp(evidence->handles[end].handle_key, sought.handle_key) == 0;)
		end++;
	return agreed(evidence->handles + low, evidence->handles + end);
}

static bool
is_wanted(const struct intake *intake, const struct sighting *s)
{
	const char *ig_pk = s->cells[CELL(ig_pk)].text, *handle = s->cells[CELL(handle)].text;

	return settings_wants_account(intake->settings,
				      (struct span){s->account_id, strlen(s->account_id)},
				      (struct span){ig_pk, ig_pk != NULL ? strlen(ig_pk) : 0},
				      (struct span){handle, handle != NULL ? strlen(handle) : 0});
}

void
owners_settle(struct intake *intake)
{
	struct evidence evidence = {.n = 0};
	size_t kept = 0;

	for (size_t i = 0; i < intake->sightings_n; i++) {
		struct sighting *s = &intake->sightings[i];

		if (owner_is_handle(s->account_id)) {
			const char *found;

			if (evidence.stories == NULL)
				evidence = gather(intake);
			found = find(&evidence, s);
			s->account_id = found != NULL ? found : s->account_id;
			if (!is_wanted(intake, s)) {
				intake->skipped++;
				continue;
			}
		}
		intake->sightings[kept++] = *s;
	}
	intake->sightings_n = kept;
	free(evidence.stories);
	free(evidence.handles);
}
