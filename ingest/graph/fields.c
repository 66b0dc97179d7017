#include "ingest/graph/fields.h"

#include <ctype.h>

#define FOR_INSTAGRAM (1U << LOGIN_INSTAGRAM)
#define FOR_FACEBOOK (1U << LOGIN_FACEBOOK)
#define FOR_BOTH (FOR_INSTAGRAM | FOR_FACEBOOK)

enum trust {
	TRUST_CORE,
	TRUST_PLAIN,
	TRUST_RISKY,
};

static const char *const list[] = {
#define STORY_FIELD(name, logins, media, trust) #name,
#include "ingest/graph/fields.def"
#undef STORY_FIELD
};

static const struct names names = {list, COUNT(list)};

static const struct {
	unsigned logins;
	enum media_policy media;
	enum trust trust;
} rows[] = {
#define STORY_FIELD(name, logins, media, trust) {FOR_##logins, MEDIA_##media, TRUST_##trust},
#include "ingest/graph/fields.def"
#undef STORY_FIELD
};

_Static_assert(COUNT(rows) <= NAMESET_MAX, "too many fields for a set");

fieldset
fields_of(enum login login, enum media_policy media)
{
	fieldset set = 0;

	for (size_t i = 0; i < COUNT(rows); i++)
		if ((rows[i].logins & 1U << login) != 0 && rows[i].media <= media)
			set |= NAMESET_BIT(i);
	return set;
}

static fieldset
with_trust(enum trust trust)
{
	fieldset set = 0;

	for (size_t i = 0; i < COUNT(rows); i++)
		if (rows[i].trust == trust)
			set |= NAMESET_BIT(i);
	return set;
}

fieldset
fields_core(void)
{
	return with_trust(TRUST_CORE);
}

void
fields_put(struct buf *out, fieldset set)
{
	nameset_put(out, &names, set);
}

const char *
fields_first_name(fieldset set)
{
	return nameset_first(&names, set);
}

fieldset
fields_named(const char *name)
{
	return nameset_named(&names, name);
}

static bool
is_word_character(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool
has_word(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (const char *hit = text; (hit = strstr(hit, word)) != NULL; hit++)
		if ((hit == text || !is_word_character(hit[-1])) && !is_word_character(hit[n]))
			return true;
	return false;
}

fieldset
fields_in_text(fieldset set, const char *text)
{
	fieldset found = 0;

	for (size_t i = 0; i < COUNT(rows); i++)
		if ((set & NAMESET_BIT(i)) != 0 && has_word(text, list[i]))
			found |= NAMESET_BIT(i);
	return found;
}

/* Half of the set; the risky ones go apart first, since it is one of them as a rule. */
static fieldset
half_of(fieldset set)
{
	fieldset risky = set & with_trust(TRUST_RISKY), half = 0;
	size_t n = nameset_count(set) / 2;

	if (risky != 0 && risky != set)
		return set & ~risky;
	for (; n > 0; n--) {
		fieldset low = set & (~set + 1);

		half |= low;
		set &= ~low;
	}
	return half;
}

static void
push(struct hunt *hunt, fieldset set, bool bad, bool pair)
{
	hunt->groups[hunt->n].set = set;
	hunt->groups[hunt->n].bad = bad;
	hunt->groups[hunt->n].pair = pair;
	hunt->n++;
}

void
hunt_start(struct hunt *hunt, fieldset all)
{
	*hunt = (struct hunt){.core = all & fields_core()};
	if ((all & ~hunt->core) != 0)
		push(hunt, all & ~hunt->core, true, false);
}

/* Splits what is known to be bad until the group on top is one to ask for. */
static void
split(struct hunt *hunt)
{
	while (hunt->n != 0 && hunt->groups[hunt->n - 1].bad) {
		fieldset set = hunt->groups[--hunt->n].set, half = half_of(set);

		if (half == 0) {
			hunt->bad |= set;
			continue;
		}
		push(hunt, set & ~half, false, true);
		push(hunt, half, false, false);
	}
}

/* Groups of which nothing is known are likely to be good: one question does for all of them. */
static void
merge(struct hunt *hunt)
{
	while (hunt->n > 1 && !hunt->groups[hunt->n - 2].pair) {
		hunt->groups[hunt->n - 2].set |= hunt->groups[hunt->n - 1].set;
		hunt->n--;
	}
}

fieldset
hunt_next(struct hunt *hunt)
{
	if (!hunt->asked_core)
		return hunt->core;
	split(hunt);
	merge(hunt);
	return hunt->n == 0 ? 0 : hunt->core | hunt->good | hunt->groups[hunt->n - 1].set;
}

void
hunt_tell(struct hunt *hunt, bool refused)
{
	if (!hunt->asked_core) {
		hunt->asked_core = true;
		hunt->hopeless = refused;
		if (refused)
			hunt->n = 0;
		return;
	}
	if (refused) {
		hunt->groups[hunt->n - 1].bad = true;
		if (hunt->n > 1)
			hunt->groups[hunt->n - 2].pair = false;
		return;
	}
	hunt->good |= hunt->groups[--hunt->n].set;
	if (hunt->n != 0 && hunt->groups[hunt->n - 1].pair)
		hunt->groups[hunt->n - 1].bad = true;
}
