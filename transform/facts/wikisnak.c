/* Labels, statements and values inside an entity of Wikidata. */
#include "transform/facts/wikidata.h"

/* The names of Wikidata's precisions and calendars, as its JSON has them. */
#define PRECISION_YEAR 9
#define PRECISION_MONTH 10
#define PRECISION_DAY 11
#define GREGORIAN "http://www.wikidata.org/entity/Q1985727"

static const char *
text_member(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

const char *
wiki_label(const json_t *entity, const char *lang)
{
	const json_t *labels = json_object_get(entity, "labels");
	const char *label = text_member(json_object_get(labels, lang), "value");

	return label != NULL ? label : text_member(json_object_get(labels, "mul"), "value");
}

static bool
has_rank(const json_t *statement, const char *rank)
{
	const char *text = text_member(statement, "rank");

	return strcmp(text != NULL ? text : "normal", rank) == 0;
}

static bool
has_preferred(const json_t *list)
{
	size_t i;
	const json_t *statement;

	json_array_foreach(list, i, statement)
	{
		if (has_rank(statement, "preferred"))
			return true;
	}
	return false;
}

const json_t *
wiki_statement(const json_t *entity, const char *property, bool best, size_t nth)
{
	const json_t *list = json_object_get(json_object_get(entity, "claims"), property);
	bool preferred = best && has_preferred(list);
	size_t i;
	const json_t *statement;

	json_array_foreach(list, i, statement)
	{
		if (has_rank(statement, "deprecated") ||
		    (preferred && !has_rank(statement, "preferred")))
			continue;
		if (nth-- == 0)
			return statement;
	}
	return NULL;
}

const json_t *
wiki_main(const json_t *statement)
{
	return json_object_get(statement, "mainsnak");
}

const json_t *
wiki_qualifier(const json_t *statement, const char *property)
{
	return json_array_get(json_object_get(json_object_get(statement, "qualifiers"), property),
			      0);
}

static const json_t *
value_of(const json_t *snak)
{
	return json_object_get(json_object_get(snak, "datavalue"), "value");
}

const char *
wiki_text(const json_t *snak)
{
	const json_t *value = value_of(snak);

	return json_is_string(value) ? json_string_value(value) : text_member(value, "text");
}

const char *
wiki_language(const json_t *snak)
{
	return text_member(value_of(snak), "language");
}

const char *
wiki_item(const json_t *snak)
{
	return text_member(value_of(snak), "id");
}

bool
wiki_is_unknown(const json_t *snak)
{
	const char *type = text_member(snak, "snaktype");

	return type != NULL && strcmp(type, "somevalue") == 0;
}

static int
days_of(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

/* The number of so many digits at text, or -1. */
static int
digits(const char *text, size_t n)
{
	int number = 0;

	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		number = number * 10 + text[i] - '0';
	}
	return number;
}

/* "+1980-10-21T00:00:00Z"; parts beyond the precision are nothing, whatever stands there. */
static bool
parse_time(const char *text, struct wiki_date *date)
{
	if (strlen(text) < sizeof "+YYYY-MM-DD" - 1 || text[0] != '+' || text[5] != '-' ||
	    text[8] != '-')
		return false;
	date->year = digits(text + 1, 4);
	date->month = date->precision >= BIRTH_MONTH ? digits(text + 6, 2) : 0;
	date->day = date->precision == BIRTH_DAY ? digits(text + 9, 2) : 0;
	if (date->year < 1 ||
	    (date->precision >= BIRTH_MONTH && (date->month < 1 || date->month > 12)))
		return false;
	return date->precision != BIRTH_DAY ||
	       (date->day >= 1 && date->day <= days_of(date->year, date->month));
}

bool
wiki_date(const json_t *snak, struct wiki_date *date)
{
	const json_t *value = value_of(snak);
	const char *time = text_member(value, "time"),
		   *calendar = text_member(value, "calendarmodel");
	json_int_t precision = json_integer_value(json_object_get(value, "precision"));

	if (time == NULL || precision < PRECISION_YEAR || precision > PRECISION_DAY ||
	    (calendar != NULL && strcmp(calendar, GREGORIAN) != 0))
		return false;
	*date = (struct wiki_date){.precision = precision == PRECISION_DAY     ? BIRTH_DAY
						: precision == PRECISION_MONTH ? BIRTH_MONTH
									       : BIRTH_YEAR};
	return parse_time(time, date);
}

struct local_date
wiki_first_day(const struct wiki_date *date)
{
	return (struct local_date){date->year, date->month != 0 ? date->month : 1,
				   date->day != 0 ? date->day : 1, 0};
}

struct local_date
wiki_last_day(const struct wiki_date *date)
{
	int month = date->month != 0 ? date->month : 12;

	return (struct local_date){date->year, month,
				   date->day != 0 ? date->day : days_of(date->year, month), 0};
}
