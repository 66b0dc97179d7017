/* Ages and days once more: what was stated must come out again, counted in another way. */
#include <ctype.h>

#include "transform/article/lint.h"

#define EPOCH_WEEKDAY 4 /* 1970-01-01 was a Thursday */
#define YEARS_FROM 2    /* younger ones are told in months */
#define FULL_AGE_MAX 130

/* Whether the month and day of a birth come on or before the day in its year. */
static bool
had_birthday(struct local_date birth, struct local_date day)
{
	return day.month > birth.month || (day.month == birth.month && day.day >= birth.day);
}

/* Birthdays had since birth, one after the other. */
static int
count_birthdays(struct local_date birth, struct local_date day)
{
	int count = 0;

	for (int year = birth.year + 1; year <= day.year && count <= FULL_AGE_MAX; year++)
		count += year < day.year || had_birthday(birth, day);
	return count;
}

/* Months begun and ended since birth, one after the other. */
static int
count_months(struct local_date birth, struct local_date day)
{
	int count = 0, year = birth.year, month = birth.month;

	for (;;) {
		month = month % 12 + 1;
		year += month == 1;
		if (year > day.year || (year == day.year && month > day.month) ||
		    (year == day.year && month == day.month && birth.day > day.day))
			return count;
		count++;
	}
}

static bool
age_is_right(const struct fact *fact)
{
	const char *p = fact->value.p;
	int told, years;

	if (fact->person == NULL || fact->person->birth_precision != BIRTH_DAY)
		return false;
	while (*p != '\0' && !isdigit((unsigned char)*p))
		p++;
	told = (int)strtol(p, NULL, 10);
	years = count_birthdays(fact->person->birth, fact->day);
	return told == (years >= YEARS_FROM ? years : count_months(fact->person->birth, fact->day));
}

/* The date is the story's, and a weekday beside it that date's. */
static bool
day_is_right(const struct template_set *set, const struct fact *fact)
{
	int weekday = (int)((local_date_number(fact->day) % WEEKDAYS + EPOCH_WEEKDAY) % WEEKDAYS);
	const char *p = fact->value.p, *end = p + fact->value.n;
	struct span word;

	if (fact->zone != NULL &&
	    local_date_compare(fact->day, zone_calendar_day(fact->zone, fact->story->taken_at)) !=
		0)
		return false;
	while (lint_next_word(&p, end, &word)) {
		int told = template_weekday(set, word);

		if (told < WEEKDAYS && told != weekday)
			return false;
	}
	return true;
}

static bool
is_day(const struct fact *fact)
{
	return strcmp(fact->kind, "weekday") == 0 || strcmp(fact->kind, "date") == 0 ||
	       strcmp(fact->kind, "birthday") == 0;
}

bool
lint_facts(const struct article *article, char reason[LINT_REASON_MAX])
{
	for (size_t i = 0; i < article->facts_n; i++) {
		const struct fact *fact = &article->facts[i];

		if (strcmp(fact->kind, "age") == 0 && !age_is_right(fact))
			return lint_complain(reason, "a wrong age", fact->value);
		if (is_day(fact) && !day_is_right(article->templates, fact))
			return lint_complain(reason, "a wrong day", fact->value);
	}
	return true;
}
