#include "transform/facts/advice.h"

#include "lib/mem.h"

#include "transform/cast/letter.h"
#include "transform/facts/store.h"
#include "transform/text/hygiene.h"

#define ALIAS_MIN 3 /* characters; a shorter word stands in too many texts */

/* What the checks look at. */
struct look {
	const struct facts_dir *facts;
	struct local_date since;
	bool *shared, *begins; /* of each known name: another's too, and the beginning of one */
};

static bool
no_birth(const struct look *look, size_t row)
{
	return !look->facts->people[row].has_birth && !look->facts->people[row].has_died;
}

static bool
vague_birth(const struct look *look, size_t row)
{
	const struct person *person = &look->facts->people[row];

	return person->has_birth && person->birth_precision != BIRTH_DAY;
}

static bool
minor_not_cleared(const struct look *look, size_t row)
{
	return person_is_protected(&look->facts->people[row], look->since);
}

static bool
odd_pronouns(const struct look *look, size_t row)
{
	const struct person *person = &look->facts->people[row];

	return person->pronouns[0] != '\0' && person_pronoun(person) == NULL;
}

/* A name that is a common word, of somebody whom no relation ties to any poster. */
static bool
lone_common_name(const struct look *look, size_t row)
{
	const struct person *person = &look->facts->people[row];

	return facts_is_common(person->full_name) && facts_relation(look->facts, person, 0) == NULL;
}

static bool
shared_name(const struct look *look, size_t row)
{
	return look->shared[row];
}

static bool
name_begins_another(const struct look *look, size_t row)
{
	return look->begins[row];
}

static bool
no_zone(const struct look *look, size_t row)
{
	return look->facts->handles[row].tz[0] == '\0';
}

static bool
no_number(const struct look *look, size_t row)
{
	const struct handle *handle = &look->facts->handles[row];

	return handle->account_id[0] == '\0' && handle->ig_pk[0] == '\0';
}

static bool
common_alias(const struct look *look, size_t row)
{
	const struct alias *alias = &look->facts->aliases[row];

	return alias->context == NULL && facts_is_common(alias->alias);
}

/* Short, or without a capital: it stands in running text by chance. */
static bool
slight_alias(const struct look *look, size_t row)
{
	const struct alias *alias = &look->facts->aliases[row];
	char first = alias->alias[0];

	return alias->context == NULL && strchr(alias->alias, ' ') == NULL &&
	       (hygiene_length(alias->alias) < ALIAS_MIN || (first >= 'a' && first <= 'z'));
}

static bool
shared_alias(const struct look *look, size_t row)
{
	return look->shared[look->facts->people_n + row];
}

static bool
alias_begins_another(const struct look *look, size_t row)
{
	return look->begins[look->facts->people_n + row];
}

static bool
parent_not_older(const struct look *look, size_t row)
{
	const struct relation *relation = &look->facts->relations[row];
	bool is_parent = relation->kind == RELATION_PARENT;
	const struct person *parent = is_parent ? relation->from : relation->to;
	const struct person *child = is_parent ? relation->to : relation->from;

	return (is_parent || relation->kind == RELATION_CHILD) && parent->has_birth &&
	       child->has_birth && local_date_compare(parent->birth, child->birth) >= 0;
}

static bool
two_spouses(const struct look *look, size_t row)
{
	const struct relation *relation = &look->facts->relations[row], *other;

	if (relation->kind != RELATION_SPOUSE)
		return false;
	for (size_t i = 0; (other = facts_relation(look->facts, relation->from, i)) != NULL; i++)
		if (other->kind == RELATION_SPOUSE && other->from != relation->to &&
		    other->to != relation->to && periods_overlap(&other->when, &relation->when))
			return true;
	return false;
}

static const struct check {
	enum facts_table table;
	size_t column; /* what is shown of the row */
	bool (*applies)(const struct look *look, size_t row);
	const char *what, *hint;
} checks[] = {
    {TABLE_PEOPLE, 0, no_birth, "without birth_date",
     "They are never taken for minors, and no age of theirs is told."},
    {TABLE_PEOPLE, 0, vague_birth, "with a birth_precision below day",
     "No age of theirs is told; they count as minors until the end of the year they are 18 in."},
    {TABLE_PEOPLE, 0, minor_not_cleared, "minors not cleared for naming",
     "No article names them, and captions that do are not quoted; public_minor_ok clears one."},
    {TABLE_PEOPLE, 4, odd_pronouns, "pronouns no text knows",
     "Texts know those that begin with she, he or they, such as she/her."},
    {TABLE_PEOPLE, 1, lone_common_name, "names that are common words, of people without relations",
     "They are known by tags and handles, and by aliases with context_person_id."},
    {TABLE_PEOPLE, 1, shared_name, "names that are another person's too",
     "Nobody is named by them; tags and handles still tell the people apart."},
    {TABLE_PEOPLE, 1, name_begins_another, "names that another person's name begins with",
     "Where the longer name is cut short the shorter one's owner is named."},
    {TABLE_HANDLES, HANDLE_HANDLE, no_zone, "handles without tz",
     "Days of their stories are told in UTC."},
    {TABLE_HANDLES, HANDLE_HANDLE, no_number, "handles without account_id and ig_pk",
     "They are known by a name that can pass to others: add a number, or 'from' and 'to'."},
    {TABLE_ALIASES, ALIAS_ALIAS, common_alias, "aliases that are common words, without context",
     "Give context_person_id: such a word names somebody only in the captions it is kept for."},
    {TABLE_ALIASES, ALIAS_ALIAS, slight_alias,
     "aliases that are short or have no capital, without context",
     "Give context_person_id, or they name somebody in ordinary text."},
    {TABLE_ALIASES, ALIAS_ALIAS, shared_alias, "aliases that are another person's name too",
     "Where both are valid they name nobody; context_person_id keeps them apart."},
    {TABLE_ALIASES, ALIAS_ALIAS, alias_begins_another,
     "aliases that another person's name begins with",
     "Where the longer name is cut short the alias's owner is named."},
    {TABLE_RELATIONS, RELATION_FROM, parent_not_older, "parents born no earlier than the child",
     "Look at both birth dates, and at who is whose parent."},
    {TABLE_RELATIONS, RELATION_FROM, two_spouses, "people with two spouses at one time",
     "Close the earlier marriage with 'to'."},
};

/* Whether two names may be meant at one place: an alias counts only in its poster's captions. */
static bool
meet(const struct known_name *a, const struct known_name *b)
{
	return a->person != b->person &&
	       (a->context == NULL || b->context == NULL || a->context == b->context);
}

/* Looks at all names that are as the first bytes of this one: the same, or its beginning. */
static void
compare_names(struct look *look, const struct name_index *names, size_t number, uint64_t hash,
	      size_t length)
{
	const struct known_name *name = &names->list[number];
	uint32_t at = keys_find(&names->names, hash);

	for (; at != KEYS_END; at = keys_next(&names->names, at)) {
		size_t other = keys_item(&names->names, at);

		if (!meet(name, &names->list[other]) ||
		    !spelling_of(name->text, length, names->list[other].text).same)
			continue;
		if (name->text[length] == '\0') {
			look->shared[number] = true;
			return;
		}
		look->begins[other] = true;
	}
}

static void
look_at_name(struct look *look, size_t number)
{
	const struct name_index *names = &look->facts->store->names;
	const char *text = names->list[number].text;
	struct letter_hash hash = LETTER_HASH;
	struct letter letter = letter_at(text);

	for (size_t n = 0; letter.folded != 0;) {
		letter_hash_add(&hash, letter.folded);
		n += letter.bytes;
		letter = letter_at(text + n);
		if (!letter.word)
			compare_names(look, names, number, hash.hash, n);
	}
}

static void
run_check(const struct look *look, const struct check *check, struct advice *advice)
{
	const struct csvfile *csv = &look->facts->store->files[check->table];

	for (size_t row = 0; row < csv->count; row++) {
		struct advice_row *shown = &advice->rows[advice->count];

		if (!check->applies(look, row) || advice->count++ >= ADVICE_EXAMPLES)
			continue;
		shown->line = csv->lines[row];
		snprintf(shown->value, sizeof shown->value, "%s",
			 csvfile_cell(csv, row, check->column));
		shown->value[hygiene_cut(shown->value, sizeof shown->value - 1)] = '\0';
	}
}

void
facts_advise(const struct facts_dir *facts, struct local_date since,
	     void (*tell)(const struct advice *advice, void *context), void *context)
{
	static const char *const files[] = {
	    [TABLE_PEOPLE] = "people.csv",
	    [TABLE_HANDLES] = "handles.csv",
	    [TABLE_ALIASES] = "aliases.csv",
	    [TABLE_RELATIONS] = "relations.csv",
	};
	size_t names = facts->people_n + facts->aliases_n;
	struct look look = {.facts = facts, .since = since};

	look.shared = must_calloc(names * 2 + 1, sizeof *look.shared);
	look.begins = look.shared + names;
	for (size_t i = 0; i < names; i++)
		look_at_name(&look, i);
	for (size_t i = 0; i < COUNT(checks); i++) {
		struct advice advice = {.file = files[checks[i].table],
					.what = checks[i].what,
					.hint = checks[i].hint};

		run_check(&look, &checks[i], &advice);
		if (advice.count != 0)
			tell(&advice, context);
	}
	free(look.shared);
}
