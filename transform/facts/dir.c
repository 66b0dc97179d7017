#include "transform/facts/facts.h"

#include <errno.h>
#include <strings.h>
#include <sys/stat.h>

#include "lib/buf.h"
#include "lib/csvfile.h"
#include "lib/mem.h"
#include "lib/record.h"

#define PATH_SIZE 4096 /* bytes */

struct facts_store {
	struct csvfile files[FACTS_FILES];
};

/* One row under reading: cells by column, and where to complain. */
struct row {
	const struct csvfile *csv;
	size_t number;
	const struct facts_dir *facts;
	struct fail *fail;
};

static const char *
cell(const struct row *row, size_t column)
{
	return csvfile_cell(row->csv, row->number, column);
}

static int
wrong(const struct row *row, size_t column, const char *what)
{
	return csvfile_wrong(row->csv, row->number, column, what, row->fail);
}

static bool
read_date(const struct row *row, size_t column, struct local_date *date)
{
	const char *text = cell(row, column);

	if (text[0] == '\0')
		return false;
	if (local_date_parse(text, date))
		return true;
	wrong(row, column, "not a date YYYY-MM-DD");
	return false;
}

static struct period
read_period(const struct row *row, size_t from, size_t to)
{
	struct period period = {.has_from = false};

	period.has_from = read_date(row, from, &period.from);
	period.has_to = read_date(row, to, &period.to);
	if (period.has_from && period.has_to && local_date_compare(period.from, period.to) >= 0)
		wrong(row, to, "not after 'from'");
	return period;
}

static const struct person *
read_person(const struct row *row, size_t column, bool need)
{
	const char *id = cell(row, column);
	const struct person *person = facts_person(row->facts, id);

	if (person == NULL && (need || id[0] != '\0'))
		wrong(row, column, "no such person_id in people.csv");
	return person;
}

static void
check_zone(const struct row *row, size_t column)
{
	if (cell(row, column)[0] != '\0' && !zone_exists(cell(row, column)))
		wrong(row, column, "no such time zone");
}

static void
check_id(const struct row *row, size_t column)
{
	const char *text = cell(row, column);

	if (text[0] != '\0' && (strlen(text) > record_field(story_account_id)->max ||
				!field_text_good(FIELD_ID, (struct span){text, strlen(text)})))
		wrong(row, column, "not an id");
}

/* The number of the word in the cell, in a list that ends with NULL. */
static size_t
read_choice(const struct row *row, size_t column, const char *const *words)
{
	size_t i = 0;

	while (words[i] != NULL && strcmp(words[i], cell(row, column)) != 0)
		i++;
	if (words[i] == NULL)
		wrong(row, column, "not one of the words for it");
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
};

static const struct csv_column people_columns[] = {
    {"person_id", true},        {"full_name", true},   {"short_name", false},
    {"last_name", false},       {"pronouns", false},   {"birth_date", false},
    {"birth_precision", false}, {"death_date", false}, {"public_minor_ok", false},
    {"priority", false},        {"occupation", false}, {"source", false},
};

static void
read_birth(const struct row *row, struct person *person)
{
	static const char *const precisions[] = {"none", "year", "month", "day", NULL};
	struct local_date death;
	size_t precision;

	if (!read_date(row, PERSON_BIRTH_DATE, &person->birth)) {
		person->has_died = read_date(row, PERSON_DEATH_DATE, &death);
		return;
	}
	person->has_birth = true;
	precision = cell(row, PERSON_BIRTH_PRECISION)[0] == '\0'
			? BIRTH_DAY
			: read_choice(row, PERSON_BIRTH_PRECISION, precisions);
	if (precision <= BIRTH_DAY)
		person->birth_precision = (enum birth_precision)precision;
	person->has_died = read_date(row, PERSON_DEATH_DATE, &death);
	if (person->has_died && local_date_compare(person->birth, death) > 0)
		wrong(row, PERSON_DEATH_DATE, "before the birth");
}

static void
read_people(const struct row *row, void *slot)
{
	static const char *const flags[] = {"", "0", "1", NULL};
	struct person *person = slot;
	char *after;

	person->id = cell(row, PERSON_ID);
	if (facts_person(row->facts, person->id) != person)
		wrong(row, PERSON_ID, "stands twice");
	person->full_name = cell(row, PERSON_FULL_NAME);
	person->short_name = cell(row, PERSON_SHORT_NAME);
	person->last_name = cell(row, PERSON_LAST_NAME);
	person->pronouns = cell(row, PERSON_PRONOUNS);
	person->occupation = cell(row, PERSON_OCCUPATION);
	read_birth(row, person);
	person->minor_ok = read_choice(row, PERSON_MINOR_OK, flags) == 2;
	person->priority = strtol(cell(row, PERSON_PRIORITY), &after, 10);
	if (*after != '\0')
		wrong(row, PERSON_PRIORITY, "not a number");
}

enum {
	HANDLE_PERSON,
	HANDLE_ACCOUNT_ID,
	HANDLE_IG_PK,
	HANDLE_HANDLE,
	HANDLE_FROM,
	HANDLE_TO,
	HANDLE_TZ,
	HANDLE_CREDIT_NAME,
};

static const struct csv_column handles_columns[] = {
    {"person_id", true}, {"account_id", false}, {"ig_pk", false}, {"handle", true},
    {"from", false},     {"to", false},         {"tz", false},    {"credit_name", false},
};

static bool
periods_overlap(const struct period *a, const struct period *b)
{
	bool a_first = a->has_to && b->has_from && local_date_compare(a->to, b->from) <= 0;
	bool b_first = b->has_to && a->has_from && local_date_compare(b->to, a->from) <= 0;

	return !a_first && !b_first;
}

static void
check_overlap(const struct row *row, const struct handle *handle)
{
	for (const struct handle *other = row->facts->handles; other < handle; other++) {
		bool same = strcasecmp(other->handle, handle->handle) == 0;
		bool other_account = strcmp(other->account_id, handle->account_id) != 0 ||
				     strcmp(other->ig_pk, handle->ig_pk) != 0;

		if (same && periods_overlap(&other->when, &handle->when))
			wrong(row, HANDLE_HANDLE,
			      other_account ? "belongs to another account in the same period"
					    : "stands twice for the same period");
	}
}

static void
read_handles(const struct row *row, void *slot)
{
	struct handle *handle = slot;

	handle->person = read_person(row, HANDLE_PERSON, true);
	handle->account_id = cell(row, HANDLE_ACCOUNT_ID);
	handle->ig_pk = cell(row, HANDLE_IG_PK);
	handle->handle = cell(row, HANDLE_HANDLE);
	handle->when = read_period(row, HANDLE_FROM, HANDLE_TO);
	handle->tz = cell(row, HANDLE_TZ);
	handle->credit_name = cell(row, HANDLE_CREDIT_NAME);
	check_id(row, HANDLE_ACCOUNT_ID);
	check_id(row, HANDLE_IG_PK);
	check_zone(row, HANDLE_TZ);
	check_overlap(row, handle);
}

static const struct csv_column aliases_columns[] = {{"person_id", true},
						    {"alias", true},
						    {"context_person_id", false}};

static void
read_aliases(const struct row *row, void *slot)
{
	struct alias *alias = slot;

	alias->person = read_person(row, 0, true);
	alias->alias = cell(row, 1);
	alias->context = read_person(row, 2, false);
}

static const struct csv_column relations_columns[] = {{"from_person_id", true},
						      {"kind", true},
						      {"to_person_id", true},
						      {"from", false},
						      {"to", false}};

static void
read_relations(const struct row *row, void *slot)
{
	static const char *const kinds[] = {"parent",  "child", "sibling", "spouse",
					    "partner", "ex",    "friend",  NULL};
	struct relation *relation = slot;
	size_t kind = read_choice(row, 1, kinds);

	relation->from = read_person(row, 0, true);
	relation->to = read_person(row, 2, true);
	relation->when = read_period(row, 3, 4);
	if (kind < RELATION_KINDS)
		relation->kind = (enum relation_kind)kind;
	if (relation->from != NULL && relation->from == relation->to)
		wrong(row, 2, "the same person on both sides");
}

static const struct csv_column works_columns[] = {{"person_id", true}, {"title", true},
						  {"kind", true},      {"epithet", false},
						  {"from", false},     {"to", false}};

static void
read_works(const struct row *row, void *slot)
{
	struct work *work = slot;

	work->person = read_person(row, 0, true);
	work->title = cell(row, 1);
	work->kind = cell(row, 2);
	work->epithet = cell(row, 3);
	work->when = read_period(row, 4, 5);
}

static const struct csv_column places_columns[] = {{"place_id", true}, {"name", true},
						   {"city", false},    {"country", false},
						   {"tz", false},      {"lat", false},
						   {"lon", false}};

static void
read_places(const struct row *row, void *slot)
{
	struct place *place = slot;

	place->id = cell(row, 0);
	if (facts_place(row->facts, place->id) != place)
		wrong(row, 0, "stands twice");
	place->name = cell(row, 1);
	place->city = cell(row, 2);
	place->country = cell(row, 3);
	place->tz = cell(row, 4);
	check_zone(row, 4);
}

/* People first: the other files name them. */
static const struct table {
	const char *name;
	const struct csv_column *columns;
	size_t width;
	size_t size;         /* of one slot */
	size_t slots, count; /* offsets in struct facts_dir */
	void (*read)(const struct row *row, void *slot);
} tables[FACTS_FILES] = {
#define TABLE(member, type)                                                                     \
	{                                                                                       \
#member ".csv", member##_columns, COUNT(member##_columns), sizeof(struct type), \
		    offsetof(struct facts_dir, member), offsetof(struct facts_dir, member##_n), \
		    read_##member                                                               \
	}
    TABLE(people, person),      TABLE(handles, handle), TABLE(aliases, alias),
    TABLE(relations, relation), TABLE(works, work),     TABLE(places, place),
#undef TABLE
};

static int
read_table(struct facts_dir *facts, const struct table *table, const struct csvfile *csv,
	   struct fail *fail)
{
	char *slots = must_calloc(csv->count, table->size);

	memcpy((char *)facts + table->slots, &slots, sizeof slots);
	for (size_t i = 0; i < csv->count && fail->status == EX_OK; i++) {
		struct row row = {csv, i, facts, fail};
		size_t count = i + 1;

		memcpy((char *)facts + table->count, &count, sizeof count);
		table->read(&row, slots + i * table->size);
	}
	return fail->status == EX_OK ? 0 : -1;
}

static int
read_facts_file(struct facts_dir *facts, const char *folder, size_t number, struct fail *fail)
{
	const struct table *table = &tables[number];
	struct csvfile *csv = &facts->store->files[number];
	struct facts_file *file = &facts->files[facts->files_n];
	char path[PATH_SIZE];
	struct stat status;

	snprintf(path, sizeof path, "%s/%s", folder, table->name);
	if (stat(path, &status) < 0 && errno == ENOENT)
		return 0;
	if (csvfile_read(csv, path, table->columns, table->width, fail) < 0)
		return -1;
	file->name = table->name;
	memcpy(file->sha256, csv->sha256, sizeof file->sha256);
	facts->files_n++;
	return read_table(facts, table, csv, fail);
}

int
facts_dir_read(struct facts_dir *facts, const char *path, struct fail *fail)
{
	struct stat status;

	*facts = (struct facts_dir){.files_n = 0};
	facts->store = must_calloc(1, sizeof *facts->store);
	if (path == NULL)
		return 0;
	if (stat(path, &status) < 0 || !S_ISDIR(status.st_mode)) {
		facts_dir_free(facts);
		return fail_set(fail, EX_NOINPUT, "%s: no such facts directory", path);
	}
	for (size_t i = 0; i < FACTS_FILES; i++) {
		if (read_facts_file(facts, path, i, fail) < 0) {
			facts_dir_free(facts);
			return -1;
		}
	}
	return 0;
}

void
facts_dir_free(struct facts_dir *facts)
{
	for (size_t i = 0; i < FACTS_FILES; i++) {
		void *slots;

		memcpy(&slots, (char *)facts + tables[i].slots, sizeof slots);
		free(slots);
		if (facts->store != NULL)
			csvfile_free(&facts->store->files[i]);
	}
	free(facts->store);
	*facts = (struct facts_dir){.files_n = 0};
}
