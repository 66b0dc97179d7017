/* Looking things up in the facts directory, and what follows from its dates. */
#include <strings.h>

#include "transform/facts/facts.h"

#define ADULT_AGE 18

bool
period_has(const struct period *period, struct local_date day)
{
	return (!period->has_from || local_date_compare(period->from, day) <= 0) &&
	       (!period->has_to || local_date_compare(day, period->to) < 0);
}

const struct person *
facts_person(const struct facts_dir *facts, const char *id)
{
	for (size_t i = 0; i < facts->people_n; i++)
		if (strcmp(facts->people[i].id, id) == 0)
			return &facts->people[i];
	return NULL;
}

const struct place *
facts_place(const struct facts_dir *facts, const char *id)
{
	for (size_t i = 0; i < facts->places_n; i++)
		if (strcmp(facts->places[i].id, id) == 0)
			return &facts->places[i];
	return NULL;
}

static bool
same_id(const char *asked, const char *kept)
{
	return asked != NULL && asked[0] != '\0' && strcmp(asked, kept) == 0;
}

/* Both are known, and they differ. */
static bool
other_id(const char *asked, const char *kept)
{
	return asked != NULL && asked[0] != '\0' && kept[0] != '\0' && strcmp(asked, kept) != 0;
}

/* How well a row fits: 0 not at all, more is better. */
static int
handle_fit(const struct handle *row, const char *account_id, const char *ig_pk, const char *handle,
	   const struct local_date *day)
{
	bool valid = day == NULL || period_has(&row->when, *day);

	if (other_id(account_id, row->account_id) || other_id(ig_pk, row->ig_pk))
		return 0; /* a handle passes from one account to another; numbers do not */
	if (same_id(account_id, row->account_id))
		return valid ? 6 : 5;
	if (same_id(ig_pk, row->ig_pk))
		return valid ? 4 : 3;
	if (handle != NULL && handle[0] != '\0' && strcasecmp(handle, row->handle) == 0 && valid)
		return 2;
	return 0;
}

const struct handle *
facts_handle(const struct facts_dir *facts, const char *account_id, const char *ig_pk,
	     const char *handle, const struct local_date *day)
{
	const struct handle *best = NULL;
	int best_fit = 0;

	for (size_t i = 0; i < facts->handles_n; i++) {
		int fit = handle_fit(&facts->handles[i], account_id, ig_pk, handle, day);

		if (fit > best_fit) {
			best = &facts->handles[i];
			best_fit = fit;
		}
	}
	return best;
}

/* 29 February counts on 1 March in other years. */
static int
full_years(struct local_date from, struct local_date to)
{
	bool before = to.month < from.month || (to.month == from.month && to.day < from.day);

	return to.year - from.year - before;
}

int
person_age(const struct person *person, struct local_date day)
{
	int age;

	if (person->birth_precision != BIRTH_DAY || person->has_died)
		return -1;
	age = full_years(person->birth, day);
	return age >= 0 ? age : -1;
}

bool
person_is_protected(const struct person *person, struct local_date day)
{
	if (person->minor_ok || !person->has_birth)
		return false;
	if (person->birth_precision == BIRTH_DAY)
		return full_years(person->birth, day) < ADULT_AGE;
	return day.year - person->birth.year <= ADULT_AGE;
}
