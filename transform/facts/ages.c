/* What follows from the dates in people.csv. */
#include "transform/facts/facts.h"

#define ADULT_AGE 18

const struct local_date facts_first_stories = {2016, 8, 2, 2};

bool
period_has(const struct period *period, struct local_date day)
{
	return (!period->has_from || local_date_compare(period->from, day) <= 0) &&
	       (!period->has_to || local_date_compare(day, period->to) < 0);
}

/* A day that the month does not have counts as the first of the next: 29 February on 1 March. */
static int
full_months(struct local_date from, struct local_date to)
{
	return (to.year - from.year) * MONTHS_A_YEAR + to.month - from.month - (to.day < from.day);
}

int
person_months(const struct person *person, struct local_date day)
{
	int months;

	if (person->birth_precision != BIRTH_DAY || person->has_died)
		return -1;
	months = full_months(person->birth, day);
	return months >= 0 ? months : -1;
}

int
person_age(const struct person *person, struct local_date day)
{
	int months = person_months(person, day);

	return months >= 0 ? months / MONTHS_A_YEAR : -1;
}

bool
person_is_protected(const struct person *person, struct local_date day)
{
	if (person->minor_ok || !person->has_birth)
		return false;
	if (person->birth_precision == BIRTH_DAY)
		return full_months(person->birth, day) < ADULT_AGE * MONTHS_A_YEAR;
	return day.year - person->birth.year <= ADULT_AGE;
}
