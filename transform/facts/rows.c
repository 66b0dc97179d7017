/* The rows of the six files: each cell checked on its own. */
#include "lib/record.h"

#include "transform/facts/rows.h"
#include "transform/text/clean.h"

static const char *
cell(const struct row *row, size_t column)
{
	return csvfile_cell(row->csv, row->number, column);
}

static void
wrong(const struct row *row, size_t column, const struct problem *problem)
{
	facts_fault(row->facts, row->table, row->number, column, problem, row->faults);
}

static const struct problem two_lines = {"more than one line", "Write it on one line."};
static const struct problem unseen = {"nothing that can be seen", "Write it anew."};

/*
 * A text that readers see: cleaned as captions are, or a blank too many in a name would make the
 * linter refuse every article with it.
 */
static const char *
read_text(const struct row *row, size_t column)
{
	const char *text = cell(row, column), *clean;
	bool mended = false;

	clean = clean_text(&row->facts->store->names.arena, span_of(text), &mended);
	if (strchr(clean, '\n') != NULL)
		wrong(row, column, &two_lines);
	else if (text[0] != '\0' && clean[0] == '\0')
		wrong(row, column, &unseen);
	return clean;
}

static const struct problem not_a_date = {
    "not a date YYYY-MM-DD", "Write year, month and day, such as 1980-10-21, or leave it empty."};

static bool
read_date_as(const struct row *row, size_t column, struct local_date *date,
	     const struct problem *problem)
{
	const char *text = cell(row, column);

	if (text[0] == '\0')
		return false;
	if (local_date_parse(text, date))
		return true;
	wrong(row, column, problem);
	return false;
}

static bool
read_date(const struct row *row, size_t column, struct local_date *date)
{
	return read_date_as(row, column, date, &not_a_date);
}

static const struct problem not_after = {
    "not after 'from'", "A period ends on a later day than it begins; the day in 'to' is no "
			"longer part of it."};

static struct period
read_period(const struct row *row, size_t from, size_t to)
{
	struct period period = {.has_from = false};

	period.has_from = read_date(row, from, &period.from);
	period.has_to = read_date(row, to, &period.to);
	if (period.has_from && period.has_to && local_date_compare(period.from, period.to) >= 0)
		wrong(row, to, &not_after);
	return period;
}

static const struct problem no_person = {"no such person_id in people.csv",
					 "Add the person there, or correct the spelling here."};

/* An empty cell has had its own words where it must not be empty. */
static const struct person *
read_person(const struct row *row, size_t column)
{
	const char *id = cell(row, column);
	const struct person *person = facts_person(row->facts, id);

	if (person == NULL && id[0] != '\0' && row->people_whole)
		wrong(row, column, &no_person);
	return person;
}

static const struct problem no_zone = {
    "no such time zone", "Use a name of the tz database, such as America/Los_Angeles."};

static void
check_zone(const struct row *row, size_t column)
{
	const char *zone = cell(row, column);

	if (zone[0] == '\0' ||
	    (row->number > 0 && strcmp(zone, csvfile_cell(row->csv, row->number - 1, column)) == 0))
		return;
	if (!zone_exists(zone))
		wrong(row, column, &no_zone);
}

static const struct problem not_an_id = {
    "not an id", "Ids of accounts are numbers, as the Graph API and archives tell them."};

static void
check_id(const struct row *row, size_t column)
{
	const char *text = cell(row, column);

	if (text[0] != '\0' && (strlen(text) > record_field(story_account_id)->max ||
				!field_text_good(FIELD_ID, span_of(text))))
		wrong(row, column, &not_an_id);
}

/* The number of the word in the cell, in a list that ends with NULL. */
static size_t
read_choice(const struct row *row, size_t column, const char *const *words, const char *hint)
{
	struct problem problem = {"not one of the words for it", hint};
	size_t i = 0;

	while (words[i] != NULL && strcmp(words[i], cell(row, column)) != 0)
		i++;
	if (words[i] == NULL)
		wrong(row, column, &problem);
	return i;
}

enum {
	PERSON_ID,
	PERSON_FULL_NAME,
	PERSON_SHORT_NAME,
	PERSON_LAST_NAME,
	PERSON_PRONOUNS,
	PERSON_BIRTH_DATE,
	PERSON_BIRTH_PRECISION,
	PERSON_DEATH_DATE,
	PERSON_MINOR_OK,
	PERSON_PRIORITY,
	PERSON_OCCUPATION,
	PERSON_SOURCE,
};

static const struct csv_column people_columns[] = {
    {"person_id", true},        {"full_name", true},   {"short_name", false},
    {"last_name", false},       {"pronouns", false},   {"birth_date", false},
    {"birth_precision", false}, {"death_date", false}, {"public_minor_ok", false},
    {"priority", false},        {"occupation", false}, {"source", false},
};

static const struct problem early_death = {"before the birth",
					   "Correct birth_date or death_date, whichever is wrong."};

static const struct problem not_a_birth = {
    "not a date YYYY-MM-DD",
    "Write year, month and day, such as 1980-10-21; where less is known, 1980-10-01 with "
    "birth_precision month."};

static void
read_life(const struct row *row, struct person *person)
{
	static const char *const precisions[] = {"none", "year", "month", "day", "", NULL};
	size_t precision =
	    read_choice(row, PERSON_BIRTH_PRECISION, precisions,
			"Write day, month, year or none: what of the date is known.");

	person->has_birth = read_date_as(row, PERSON_BIRTH_DATE, &person->birth, &not_a_birth);
	if (person->has_birth)
		person->birth_precision =
		    precision < BIRTH_DAY ? (enum birth_precision)precision : BIRTH_DAY;
	person->has_died = read_date(row, PERSON_DEATH_DATE, &person->death);
	if (person->has_birth && person->has_died &&
	    local_date_compare(person->birth, person->death) > 0)
		wrong(row, PERSON_DEATH_DATE, &early_death);
}

static const struct problem twice = {
    "stands twice", "Every row needs an id of its own: rename one, or make the two rows one."};
static const struct problem not_a_number = {
    "not a number", "Write a whole number: the more newsworthy, the higher; or leave it empty."};

/* An id that no row before has is taken now. */
static void
take_id(const struct row *row, struct keys *keys, size_t column, bool is_known)
{
	const char *id = cell(row, column);

	if (is_known) {
		wrong(row, column, &twice);
		return;
	}
	keys_add(keys, keys_hash(id, strlen(id)), row->number);
}

static void
read_people(const struct row *row, void *slot)
{
	static const char *const flags[] = {"", "0", "1", NULL};
	struct person *person = slot;
	char *after;

	person->id = cell(row, PERSON_ID);
	take_id(row, &row->facts->store->people, PERSON_ID,
		facts_person(row->facts, person->id) != NULL);
	person->full_name = read_text(row, PERSON_FULL_NAME);
	person->short_name = read_text(row, PERSON_SHORT_NAME);
	person->last_name = read_text(row, PERSON_LAST_NAME);
	person->pronouns = cell(row, PERSON_PRONOUNS);
	person->occupation = read_text(row, PERSON_OCCUPATION);
	person->source = cell(row, PERSON_SOURCE);
	read_life(row, person);
	person->minor_ok = read_choice(row, PERSON_MINOR_OK, flags,
				       "Write 1 only where you may name this minor, else 0.") == 2;
	person->priority = strtol(cell(row, PERSON_PRIORITY), &after, 10);
	if (*after != '\0')
		wrong(row, PERSON_PRIORITY, &not_a_number);
}

enum {
	HANDLE_FROM = HANDLE_HANDLE + 1,
	HANDLE_TO,
	HANDLE_TZ,
	HANDLE_CREDIT_NAME,
};

static const struct csv_column handles_columns[] = {
    {"person_id", true}, {"account_id", false}, {"ig_pk", false}, {"handle", true},
    {"from", false},     {"to", false},         {"tz", false},    {"credit_name", false},
};

#define HANDLE_MAX 30 /* characters; Instagram's limit */
#define HANDLE_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._"

static const struct problem not_a_handle = {
    "not a handle", "Write it without @: at most 30 letters, digits, dots and underscores."};

static void
check_handle(const struct row *row, size_t column)
{
	const char *text = cell(row, column);

	if (strlen(text) > HANDLE_MAX || strspn(text, HANDLE_LETTERS) != strlen(text))
		wrong(row, column, &not_a_handle);
}

static void
read_handles(const struct row *row, void *slot)
{
	struct handle *handle = slot;

	handle->person = read_person(row, HANDLE_PERSON);
	handle->account_id = cell(row, HANDLE_ACCOUNT_ID);
	handle->ig_pk = cell(row, HANDLE_IG_PK);
	handle->handle = cell(row, HANDLE_HANDLE);
	handle->when = read_period(row, HANDLE_FROM, HANDLE_TO);
	handle->tz = cell(row, HANDLE_TZ);
	handle->credit_name = read_text(row, HANDLE_CREDIT_NAME);
	check_id(row, HANDLE_ACCOUNT_ID);
	check_id(row, HANDLE_IG_PK);
	check_zone(row, HANDLE_TZ);
	check_handle(row, HANDLE_HANDLE);
}

static const struct csv_column aliases_columns[] = {{"person_id", true},
						    {"alias", true},
						    {"context_person_id", false}};

static void
read_aliases(const struct row *row, void *slot)
{
	struct alias *alias = slot;

	alias->person = read_person(row, ALIAS_PERSON);
	alias->alias = read_text(row, ALIAS_ALIAS);
	alias->context = read_person(row, ALIAS_CONTEXT);
}

static const struct csv_column relations_columns[] = {{"from_person_id", true},
						      {"kind", true},
						      {"to_person_id", true},
						      {"from", false},
						      {"to", false}};

static const struct problem same_person = {"the same person on both sides",
					   "A relation joins two people: correct one of them."};

static void
read_relations(const struct row *row, void *slot)
{
	static const char *const kinds[] = {"parent",  "child", "sibling", "spouse",
					    "partner", "ex",    "friend",  NULL};
	struct relation *relation = slot;
	size_t kind = read_choice(row, RELATION_KIND, kinds,
				  "Write parent, child, sibling, spouse, partner, ex or friend.");

	relation->from = read_person(row, RELATION_FROM);
	relation->to = read_person(row, RELATION_TO);
	relation->when = read_period(row, RELATION_TO + 1, RELATION_TO + 2);
	if (kind < RELATION_KINDS)
		relation->kind = (enum relation_kind)kind;
	if (relation->from != NULL && relation->from == relation->to)
		wrong(row, RELATION_TO, &same_person);
}

static const struct csv_column works_columns[] = {{"person_id", true}, {"title", true},
						  {"kind", true},      {"epithet", false},
						  {"from", false},     {"to", false}};

static void
read_works(const struct row *row, void *slot)
{
	struct work *work = slot;

	work->person = read_person(row, 0);
	work->title = read_text(row, 1);
	work->kind = read_text(row, 2);
	work->epithet = read_text(row, 3);
	work->when = read_period(row, 4, 5);
}

static const struct csv_column places_columns[] = {{"place_id", true}, {"name", true},
						   {"city", false},    {"country", false},
						   {"tz", false},      {"lat", false},
						   {"lon", false}};

enum {
	PLACE_ID,
	PLACE_NAME,
	PLACE_CITY,
	PLACE_COUNTRY,
	PLACE_TZ,
	PLACE_LAT,
	PLACE_LON,
};

static const struct problem no_degrees = {
    "not an angle", "Write degrees as a decimal number, such as -115.1398; latitudes reach 90, "
		    "longitudes 180."};
static const struct problem half_a_place = {"without its other half",
					    "Give latitude and longitude, or leave both empty."};

/* A decimal number as JSON has it: a sign, digits, a point between digits. */
static bool
is_decimal(const char *text)
{
	size_t whole, sign = text[0] == '-';

	whole = strspn(text + sign, "0123456789");
	text += sign + whole;
	if (whole == 0 || (whole > 1 && text[-(ptrdiff_t)whole] == '0'))
		return false;
	if (text[0] != '.')
		return text[0] == '\0';
	return text[1] != '\0' && strspn(text + 1, "0123456789") == strlen(text + 1);
}

static bool
check_degrees(const struct row *row, size_t column, double most)
{
	const char *text = cell(row, column);
	double degrees = strtod(text, NULL);

	if (text[0] == '\0' || (is_decimal(text) && degrees <= most && degrees >= -most))
		return true;
	wrong(row, column, &no_degrees);
	return false;
}

static void
read_coordinates(const struct row *row, struct place *place)
{
	bool lat_good = check_degrees(row, PLACE_LAT, 90);
	bool lon_good = check_degrees(row, PLACE_LON, 180);

	place->lat = cell(row, PLACE_LAT);
	place->lon = cell(row, PLACE_LON);
	if (lat_good && lon_good && (place->lat[0] == '\0') != (place->lon[0] == '\0'))
		wrong(row, place->lat[0] != '\0' ? PLACE_LAT : PLACE_LON, &half_a_place);
}

static void
read_places(const struct row *row, void *slot)
{
	struct place *place = slot;

	place->id = cell(row, PLACE_ID);
	take_id(row, &row->facts->store->places, PLACE_ID,
		facts_place(row->facts, place->id) != NULL);
	place->name = read_text(row, PLACE_NAME);
	place->city = read_text(row, PLACE_CITY);
	place->country = read_text(row, PLACE_COUNTRY);
	place->tz = cell(row, PLACE_TZ);
	check_zone(row, PLACE_TZ);
	read_coordinates(row, place);
}

const struct row_reader row_readers[FACTS_FILES] = {
#define READER(member)                                                                   \
	{                                                                                \
#member ".csv", member##_columns, COUNT(member##_columns), read_##member \
	}
    READER(people),    READER(handles), READER(aliases),
    READER(relations), READER(works),   READER(places),
#undef READER
};
