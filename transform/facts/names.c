/*
 * Names in captions. Every name is hashed once, and so is each of its beginnings that ends a word:
 * a caption is read forward from the start of a word for as long as some name may go on.
 */
#include "lib/mem.h"

#include "transform/facts/store.h"
#include "transform/hygiene.h"

/* The hash of the name; each beginning of it that ends a word is kept on the way. */
static uint64_t
hash_name(struct name_index *names, const struct known_name *name)
{
	uint64_t hash = KEYS_SEED;
	bool word;

	for (size_t at = 0; at < name->length;) {
		size_t end = at + hygiene_point(name->text + at, &word);

		for (; at < end && at < name->length; at++)
			hash = keys_step(hash, keys_fold(name->text[at]));
		if (at < name->length && hygiene_ends_word(name->text + at) &&
		    keys_find(&names->beginnings, hash) == KEYS_END)
			keys_add(&names->beginnings, hash, 0);
	}
	return hash;
}

static void
add_name(struct name_index *names, struct known_name name)
{
	name.length = strlen(name.text);
	if (name.length == 0 || name.person == NULL)
		return;
	if (name.length > names->longest)
		names->longest = name.length;
	names->list = mem_grow(names->list, names->n, &names->cap, sizeof *names->list);
	names->list[names->n] = name;
	keys_add(&names->names, hash_name(names, &name), names->n++);
}

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
						    .is_alias = true});
}

void
names_drop(struct name_index *names)
{
	free(names->list);
	keys_release(&names->names);
	keys_release(&names->beginnings);
}

/* Keeps the longest name; two people with one name are nobody. */
static void
offer(struct name_match *best, const struct known_name *name)
{
	if (name->length > best->length)
		*best = (struct name_match){name->person, name->length, name->is_alias, false};
	else if (name->person != best->person)
		best->ambiguous = true;
	else
		best->is_alias = best->is_alias && name->is_alias;
}

static bool
same_folded(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (keys_fold(a[i]) != keys_fold(b[i]))
			return false;
	return true;
}

/* A single word counts only with its capital, or "pink drinks" would be a singer. */
static bool
stands_at(const struct known_name *name, const char *p, const struct person *poster)
{
	if (name->is_alias)
		return memcmp(p, name->text, name->length) == 0 &&
		       (name->context == NULL || name->context == poster);
	return same_folded(p, name->text, name->length) &&
	       (*p == name->text[0] || strchr(name->text, ' ') != NULL);
}

static void
offer_names(const struct name_index *names, uint64_t hash, const char *p, size_t length,
	    const struct person *poster, struct name_match *best)
{
	uint32_t at = keys_find(&names->names, hash);

	for (; at != KEYS_END; at = keys_next(&names->names, at)) {
		const struct known_name *name = &names->list[keys_item(&names->names, at)];

		if (name->length == length && stands_at(name, p, poster))
			offer(best, name);
	}
}

struct name_match
facts_name_at(const struct facts_dir *facts, const struct person *poster, const char *p)
{
	const struct name_index *names = &facts->store->names;
	struct name_match best = {.person = NULL};
	uint64_t hash = KEYS_SEED;
	size_t at = 0;
	bool word;

	while (at < names->longest && p[at] != '\0') {
		size_t end = at + hygiene_point(p + at, &word);

		for (; at < end; at++)
			hash = keys_step(hash, keys_fold(p[at]));
		if (!hygiene_ends_word(p + at))
			continue;
		offer_names(names, hash, p, at, poster, &best);
		if (keys_find(&names->beginnings, hash) == KEYS_END)
			break;
	}
	return best;
}
