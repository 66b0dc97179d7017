/* The rows about one person alone: dates, names, accounts. */
#include "transform/facts/drafting.h"

#define HANDLE_MAX 30 /* characters; Instagram's limit */

/* The label of the only thing a property names, where that thing is in the file too. */
static const char *
label_of(struct drafting *d, const json_t *entity, const char *property, bool only)
{
	const json_t *first = wiki_statement(entity, property, true, 0);
	const char *item = wiki_item(wiki_main(first));

	if (item == NULL || (only && wiki_statement(entity, property, true, 1) != NULL))
		return "";
	return drafting_text(d, wiki_label(wikidata_find(d->wiki, item), d->lang));
}

/* Whether the vaguer of two dates says nothing against the other. */
static bool
agrees(const struct wiki_date *vague, const struct wiki_date *exact)
{
	return vague->year == exact->year &&
	       (vague->precision < BIRTH_MONTH || vague->month == exact->month) &&
	       (vague->precision < BIRTH_DAY || vague->day == exact->day);
}

/*
 * The date of birth: the most exact that all others agree with. Where they differ the latest year
 * is kept, without precision: no age is told by it, but a minor stays protected.
 */
static bool
find_birth(struct drafting *d, const struct subject *subject, struct wiki_date *birth)
{
	const json_t *statement, *json = subject->entity->json;
	bool found = false, differ = false;
	struct wiki_date date;

	for (size_t i = 0; (statement = wiki_statement(json, "P569", true, i)) != NULL; i++) {
		const struct wiki_date *more, *less;

		if (!wiki_date(wiki_main(statement), &date))
			continue;
		more = found && birth->precision > date.precision ? birth : &date;
		less = more == birth ? &date : birth;
		differ = differ || (found && !agrees(less, more));
		if (!found || (differ ? date.year > birth->year : more == &date))
			*birth = date;
		found = true;
	}
	if (!differ)
		return found;
	drafting_note(d, NOTE_BIRTHS_DIFFER, subject->entity->id);
	*birth = (struct wiki_date){.year = birth->year, .precision = BIRTH_NONE};
	return true;
}

/* By when the person was dead at the latest. */
static const char *
death_cell(struct drafting *d, const struct subject *subject)
{
	const json_t *statement, *json = subject->entity->json;
	const char *latest = "";
	struct wiki_date date;
	bool dead = false;

	for (size_t i = 0; (statement = wiki_statement(json, "P570", true, i)) != NULL; i++) {
		const char *day;

		dead = dead || wiki_is_unknown(wiki_main(statement));
		if (!wiki_date(wiki_main(statement), &date))
			continue;
		day = drafting_day(d, true, wiki_last_day(&date));
		if (strcmp(day, latest) > 0)
			latest = day;
	}
	if (dead && latest[0] == '\0')
		drafting_note(d, NOTE_NO_DEATH_DATE, subject->entity->id);
	return latest;
}

static const char *
source_cell(struct drafting *d, const struct subject *subject)
{
	json_int_t revision =
	    json_integer_value(json_object_get(subject->entity->json, "lastrevid"));
	const char *url =
	    arena_printf(&d->arena, "https://www.wikidata.org/wiki/%s", subject->entity->id);

	return revision > 0
		   ? arena_printf(&d->arena, "%s?oldid=%" JSON_INTEGER_FORMAT, url, revision)
		   : url;
}

void
draft_person(struct drafting *d, const struct subject *subject)
{
	static const char *const precisions[] = {"none", "year", "month", "day"};
	const json_t *json = subject->entity->json;
	struct wiki_date birth = {.year = 0};
	bool born = find_birth(d, subject, &birth);
	const char *cells[] = {
	    subject->id,
	    subject->label,
	    label_of(d, json, "P735", true),
	    label_of(d, json, "P734", true),
	    "",
	    drafting_day(d, born, wiki_first_day(&birth)),
	    born ? precisions[birth.precision] : "",
	    death_cell(d, subject),
	    "0",
	    "",
	    label_of(d, json, "P106", false),
	    source_cell(d, subject),
	};

	if (subject->kept == NULL)
		drafting_row(d, DRAFT_PEOPLE, cells, COUNT(cells));
}

static bool
has_alias(const struct drafting *d, const struct person *kept, const char *alias)
{
	for (size_t i = 0; i < d->facts->aliases_n; i++)
		if (d->facts->aliases[i].person == kept &&
		    strcmp(d->facts->aliases[i].alias, alias) == 0)
			return true;
	return false;
}

static void
put_alias(struct drafting *d, const struct subject *subject, const char *text)
{
	const char *cells[] = {subject->id, drafting_text(d, text), ""};

	if (cells[1][0] == '\0' || strcmp(cells[1], subject->label) == 0 ||
	    (subject->kept != NULL && (strcmp(cells[1], subject->kept->full_name) == 0 ||
				       has_alias(d, subject->kept, cells[1]))))
		return;
	drafting_row(d, DRAFT_ALIASES, cells, COUNT(cells));
}

/* Aliases in the language, pseudonyms and nicknames. */
void
draft_aliases(struct drafting *d, const struct subject *subject)
{
	static const char *const properties[] = {"P742", "P1449"};
	const char *langs[] = {d->lang, "mul"};
	const json_t *json = subject->entity->json, *statement, *alias;
	size_t i;

	for (size_t k = 0; k < COUNT(langs); k++) {
		json_array_foreach(json_object_get(json_object_get(json, "aliases"), langs[k]), i,
				   alias)
		    put_alias(d, subject, json_string_value(json_object_get(alias, "value")));
	}
	for (size_t k = 0; k < COUNT(properties); k++)
		for (i = 0; (statement = wiki_statement(json, properties[k], false, i)) != NULL;
		     i++) {
			const char *lang = wiki_language(wiki_main(statement));

			if (lang == NULL || strcmp(lang, d->lang) == 0 || strcmp(lang, "mul") == 0)
				put_alias(d, subject, wiki_text(wiki_main(statement)));
		}
}

static bool
has_handle(const struct drafting *d, const struct person *kept, const char *handle)
{
	const struct handle *row = facts_handle(d->facts, NULL, NULL, handle, NULL);

	return kept != NULL && row != NULL && row->person == kept;
}

static bool
is_number(const char *text)
{
	return text != NULL && text[0] != '\0' && strspn(text, "0123456789") == strlen(text);
}

/* The number of the account: said with the handle, or the only one of a person with one handle. */
static const char *
pk_cell(const json_t *json, const json_t *statement)
{
	const char *told = wiki_text(wiki_qualifier(statement, "P12546"));

	if (!is_number(told) && wiki_statement(json, "P2003", false, 1) == NULL &&
	    wiki_statement(json, "P12546", false, 1) == NULL)
		told = wiki_text(wiki_main(wiki_statement(json, "P12546", false, 0)));
	return is_number(told) ? told : "";
}

static void
put_handle(struct drafting *d, const struct subject *subject, const json_t *statement)
{
	const char *handle = wiki_text(wiki_main(statement));
	struct period when;
	const char *cells[] = {subject->id, "", "", handle, "", "", "", ""};

	if (handle == NULL || handle[0] == '\0' || strlen(handle) > HANDLE_MAX ||
	    strspn(handle, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._") !=
		strlen(handle)) {
		drafting_note(d, NOTE_BAD_HANDLE, subject->entity->id);
		return;
	}
	if (!drafting_period(statement, &when)) {
		drafting_note(d, NOTE_NO_PERIOD, subject->entity->id);
		return;
	}
	cells[2] = pk_cell(subject->entity->json, statement);
	cells[4] = drafting_day(d, when.has_from, when.from);
	cells[5] = drafting_day(d, when.has_to, when.to);
	if (!has_handle(d, subject->kept, handle))
		drafting_row(d, DRAFT_HANDLES, cells, COUNT(cells));
}

void
draft_handles(struct drafting *d, const struct subject *subject)
{
	const json_t *statement, *json = subject->entity->json;

	for (size_t i = 0; (statement = wiki_statement(json, "P2003", false, i)) != NULL; i++)
		put_handle(d, subject, statement);
}
