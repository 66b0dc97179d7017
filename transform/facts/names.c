/*
 * Names in captions. Every name is hashed once, and so is each of its beginnings that ends a word:
 * a caption is read forward from the start of a word for as long as some name may go on.
 */
#include "lib/mem.h"

#include "transform/cast/letter.h"
#include "transform/facts/store.h"
#include "transform/text/hygiene.h"

/* The hash of the name; each beginning of it that ends a word is kept on the way. */
static uint64_t
hash_name(struct name_index *names, const char *text)
{
	struct letter_hash hash = LETTER_HASH;
	struct letter letter = letter_at(text);

	while (letter.folded != 0) {
		letter_hash_add(&hash, letter.folded);
		text += letter.bytes;
		letter = letter_at(text);
		if (letter.folded != 0 && !letter.word &&
		    keys_find(&names->beginnings, hash.hash) == KEYS_END)
			keys_add(&names->beginnings, hash.hash, 0);
	}
	return hash.hash;
}

static void
add_name(struct name_index *names, struct known_name name)
{
	bool mended = false;

	name.text = hygiene_clean(&names->arena, span_of(name.text), &mended);
	name.many_words = strchr(name.text, ' ') != NULL;
	name.is_common = facts_is_common(name.text);
	names->list = mem_grow(names->list, names->n, &names->cap, sizeof *names->list);
	names->list[names->n] = name;
	if (name.person != NULL && name.text[0] != '\0') {
		byteset_add(&names->initials, (uint32_t)letter_at(name.text).folded);
		keys_add(&names->names, hash_name(names, name.text), names->n);
	}
	names->n++;
}

/* "Anna" is thousands of people: who of them is meant only the poster's circle can tell. */
static void
add_first_name(struct name_index *names, const struct facts_dir *facts, size_t number)
{
	const struct person *person = &facts->people[number];
	size_t n = strcspn(person->full_name, " ");
	struct span name = span_of(person->short_name);
	bool mended = false;
	uint64_t hash;

	if (name.n == 0 && person->full_name[n] == ' ')
		name = (struct span){person->full_name, n};
	if (name.n == 0)
		return;
	names->firsts[number] = hygiene_clean(&names->arena, name, &mended);
	hash = hash_name(names, names->firsts[number]);
	byteset_add(&names->initials, (uint32_t)letter_at(names->firsts[number]).folded);
	if (keys_find(&names->first_names, hash) == KEYS_END)
		keys_add(&names->first_names, hash, 0);
}

/* A name a row: those of people.csv, then those of aliases.csv; first names apart. */
void
names_build(struct facts_dir *facts)
{
	struct name_index *names = &facts->store->names;

	for (size_t i = 0; i < facts->people_n; i++)
		add_name(names, (struct known_name){.text = facts->people[i].full_name,
						    .person = &facts->people[i]});
	for (size_t i = 0; i < facts->aliases_n; i++)
		add_name(names, (struct known_name){.text = facts->aliases[i].alias,
						    .person = facts->aliases[i].person,
						    .context = facts->aliases[i].context,
						    .kind = NAME_ALIAS});
	names->firsts = must_calloc(facts->people_n + 1, sizeof *names->firsts);
	for (size_t i = 0; i < facts->people_n; i++)
		add_first_name(names, facts, i);
}

void
names_drop(struct name_index *names)
{
	arena_release(&names->arena);
	free(names->list);
	keys_release(&names->names);
	keys_release(&names->beginnings);
	keys_release(&names->first_names);
	free(names->firsts);
}

bool
facts_have_names(const struct facts_dir *facts)
{
	return facts->store->names.n != 0;
}

/* A look at one place of a caption: first names apart, for they count less. */
struct name_look {
	const struct facts_dir *facts;
	const struct person *poster;
	struct local_date day;
	const char *p;
	struct name_match given, first;
};

/* Keeps the longest name; two people with one name are nobody. */
static void
offer(struct name_match *best, const struct known_name *name, size_t length, bool in_context)
{
	if (length > best->length) {
		*best = (struct name_match){name->person, length,     name->kind,
					    false,        in_context, name->is_common};
		return;
	}
	best->ambiguous = best->ambiguous || name->person != best->person;
	best->in_context = best->in_context || in_context;
	best->is_common = best->is_common || name->is_common;
	if (name->kind < best->kind)
		best->kind = name->kind;
}

/*
 * A single word counts only with its capital, or "pink drinks" would be a singer; and "heading
 * north west" nobody's child.
 */
static bool
is_spelled(const struct known_name *name, struct spelling how)
{
	if (name->kind == NAME_FULL && !(name->many_words && name->is_common))
		return how.same && (name->many_words || how.capital);
	return how.same && (how.exact || how.shouted);
}

static void
offer_name(struct name_look *look, const struct known_name *name, size_t length)
{
	const struct person *poster = look->poster;
	bool own = name->context != NULL;

	if ((own && name->context != poster) ||
	    !is_spelled(name, spelling_of(look->p, length, name->text)))
		return;
	if (name->kind == NAME_FULL)
		own =
		    poster != NULL && facts_in_circle(look->facts, poster, name->person, look->day);
	offer(&look->given, name, length, own);
}

/* A first name of somebody at the place: of the poster's circle? */
struct first_look {
	struct name_look *look;
	size_t length;
};

static bool
offer_first(const struct kin *kin, void *context)
{
	const struct first_look *first = context;
	const struct facts_dir *facts = first->look->facts;
	struct known_name name = {.person = kin->person, .kind = NAME_FIRST};

	name.text = facts->store->names.firsts[kin->person - facts->people];
	if (name.text == NULL ||
	    !is_spelled(&name, spelling_of(first->look->p, first->length, name.text)))
		return true;
	name.is_common = facts_is_common(name.text);
	offer(&first->look->first, &name, first->length, true);
	return true;
}

static void
offer_names(struct name_look *look, uint64_t hash, size_t length)
{
	const struct name_index *names = &look->facts->store->names;
	struct first_look first = {look, length};
	const struct kin poster = {look->poster, RELATION_KINDS};
	uint32_t at = keys_find(&names->names, hash);

	for (; at != KEYS_END; at = keys_next(&names->names, at))
		offer_name(look, &names->list[keys_item(&names->names, at)], length);
	if (look->poster == NULL || keys_find(&names->first_names, hash) == KEYS_END)
		return;
	offer_first(&poster, &first);
	facts_circle(look->facts, look->poster, look->day, offer_first, &first);
}

static void
read_on(struct name_look *look)
{
	const struct name_index *names = &look->facts->store->names;
	struct letter_hash hash = LETTER_HASH;
	struct letter letter = letter_at(look->p);
	size_t length = 0;

	while (letter.folded != 0) {
		letter_hash_add(&hash, letter.folded);
		length += letter.bytes;
		letter = letter_at(look->p + length);
		if (letter.word)
			continue;
		offer_names(look, hash.hash, length);
		if (keys_find(&names->beginnings, hash.hash) == KEYS_END)
			break;
	}
}

/* What the place says when a first name may stand there too. */
static struct name_match
judge(struct name_match given, const struct name_match *first)
{
	if (first->length != given.length)
		return first->length > given.length ? *first : given;
	if (first->person == given.person && !first->ambiguous)
		given.in_context = given.in_context || first->in_context;
	else if (first->person != NULL && !(given.kind == NAME_ALIAS && given.in_context))
		given.ambiguous = true;
	return given;
}

struct name_match
facts_name_at(const struct facts_dir *facts, const struct person *poster, struct local_date day,
	      const char *p)
{
	struct name_look look;

	if (!byteset_has(&facts->store->names.initials, (uint32_t)letter_at(p).folded))
		return (struct name_match){.person = NULL};
	look = (struct name_look){.facts = facts, .poster = poster, .day = day, .p = p};
	read_on(&look);
	return judge(look.given, &look.first);
}
