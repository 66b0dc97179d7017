/*
 * Giveaways of those who must not be named, by their keys. Keys that count anywhere in a text are
 * sorted: of all that begin like the text at one place, the greatest that is not after it is found
 * by bisection, and every key the text begins with is a beginning of that one.
 */
#include "lib/mem.h"

#include "transform/facts/store.h"
#include "transform/text/hygiene.h"

#define PIECE_MIN 5 /* bytes of a key; a shorter name inside a longer word is chance */

static void
keep_key(struct guard_index *guard, const char *key, bool is_piece, struct giveaway giveaway)
{
	struct guarded_key made = {.key = key, .shorter = KEYS_END, .giveaway = giveaway};
	size_t n = strlen(key);

	if (n >= PIECE_MIN || is_piece) {
		guard->pieces = mem_grow(guard->pieces, guard->pieces_n, &guard->pieces_cap,
					 sizeof *guard->pieces);
		guard->pieces[guard->pieces_n++] = made;
		byteset_add(&guard->initials, (unsigned char)made.key[0]);
		return;
	}
	guard->words =
	    mem_grow(guard->words, guard->words_n, &guard->words_cap, sizeof *guard->words);
	guard->words[guard->words_n] = made;
	keys_add(&guard->by_word, keys_hash(made.key, n), guard->words_n++);
}

/* As it is, and with each of its letters once, as drawn out ones are compared. */
static void
add_spelling(struct guard_index *guard, const char *name, struct giveaway giveaway)
{
	char *key = hygiene_key(&guard->arena, name, false), *squeezed;
	bool is_piece = strchr(name, ' ') != NULL;

	if (key[0] == '\0')
		return;
	keep_key(guard, key, is_piece, giveaway);
	squeezed = arena_text(&guard->arena, span_of(key));
	hygiene_squeeze(squeezed);
	giveaway.squeezed = true;
	if (strcmp(key, squeezed) != 0)
		keep_key(guard, squeezed, is_piece, giveaway);
}

/* "ae" for "ä", as those write who lack the letter; NULL where the name has none of them. */
static const char *
without_umlauts(struct arena *arena, const char *name)
{
	static const char *const letters[][2] = {{"ä", "ae"}, {"Ä", "Ae"}, {"ö", "oe"}, {"Ö", "Oe"},
						 {"ü", "ue"}, {"Ü", "Ue"}, {"ø", "oe"}, {"Ø", "Oe"},
						 {"å", "aa"}, {"Å", "Aa"}};
	char *plain = arena_text(arena, span_of(name));
	bool any = false;

	for (size_t i = 0; i < COUNT(letters); i++)
		for (char *at = plain; (at = strstr(at, letters[i][0])) != NULL; any = true)
			memcpy(at, letters[i][1], 2);
	return any ? plain : NULL;
}

static void
add_key(struct guard_index *guard, const char *name, struct giveaway giveaway)
{
	const char *plain = without_umlauts(&guard->arena, name);

	add_spelling(guard, name, giveaway);
	if (plain != NULL)
		add_spelling(guard, plain, giveaway);
}

/* The names before the last one: "Anna Maria" of Anna Maria Stone. */
static size_t
given_names(const struct person *person)
{
	size_t all = strlen(person->full_name), last = strlen(person->last_name);

	if (last == 0 || last + 1 >= all || person->full_name[all - last - 1] != ' ' ||
	    strcmp(person->full_name + all - last, person->last_name) != 0)
		return 0;
	return all - last - 1;
}

/* First names count in the family's texts: the short one, the first, and all together. */
static void
add_first_names(struct guard_index *guard, const struct person *person)
{
	size_t first = strcspn(person->full_name, " "), given = given_names(person);
	const char *name = arena_text(&guard->arena, (struct span){person->full_name, first});
	struct giveaway giveaway = {.person = person, .close = true};

	add_key(guard, person->short_name, giveaway);
	if (strcmp(name, person->short_name) != 0 && strcmp(name, person->full_name) != 0)
		add_key(guard, name, giveaway);
	if (given > first)
		add_key(guard, arena_text(&guard->arena, (struct span){person->full_name, given}),
			giveaway);
}

/* Whether the person is protected on some day that has stories. */
static bool
is_guarded(const struct person *person)
{
	return person != NULL && person_is_protected(person, facts_first_stories);
}

static void
add_keys(const struct facts_dir *facts, struct guard_index *guard)
{
	for (size_t i = 0; i < facts->people_n; i++) {
		const struct person *person = &facts->people[i];

		if (!is_guarded(person))
			continue;
		add_key(guard, person->full_name, (struct giveaway){.person = person});
		add_first_names(guard, person);
	}
	for (size_t i = 0; i < facts->aliases_n; i++) {
		const struct alias *alias = &facts->aliases[i];

		if (is_guarded(alias->person))
			add_key(guard, alias->alias,
				(struct giveaway){.person = alias->person,
						  .context = alias->context});
	}
	for (size_t i = 0; i < facts->handles_n; i++)
		if (is_guarded(facts->handles[i].person))
			add_key(guard, facts->handles[i].handle,
				(struct giveaway){.person = facts->handles[i].person});
}

static int
by_key(const void *left, const void *right)
{
	return strcmp(((const struct guarded_key *)left)->key,
		      ((const struct guarded_key *)right)->key);
}

static bool
begins_with(const char *text, const char *beginning)
{
	return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* The bytes by which a key is grouped. */
static size_t
group_length(const char *key)
{
	return strnlen(key, PIECE_MIN);
}

static void
group_pieces(struct guard_index *guard)
{
	for (size_t i = 0; i < guard->pieces_n; i++) {
		struct guarded_key *piece = &guard->pieces[i];
		size_t n = group_length(piece->key);

		if (i != 0) {
			piece->shorter = (uint32_t)(i - 1);
			while (piece->shorter != KEYS_END &&
			       !begins_with(piece->key, guard->pieces[piece->shorter].key))
				piece->shorter = guard->pieces[piece->shorter].shorter;
		}
		if (i != 0 && group_length(piece[-1].key) == n &&
		    memcmp(piece->key, piece[-1].key, n) == 0)
			continue;
		guard->group_lengths |= 1U << n;
		keys_add(&guard->groups, keys_hash(piece->key, n), i);
	}
}

void
guard_build(struct facts_dir *facts)
{
	struct guard_index *guard = &facts->store->guard;

	add_keys(facts, guard);
	if (guard->pieces_n != 0)
		qsort(guard->pieces, guard->pieces_n, sizeof *guard->pieces, by_key);
	group_pieces(guard);
}

bool
facts_have_giveaways(const struct facts_dir *facts)
{
	return facts->store->guard.pieces_n + facts->store->guard.words_n != 0;
}

void
guard_drop(struct guard_index *guard)
{
	arena_release(&guard->arena);
	free(guard->pieces);
	free(guard->words);
	keys_release(&guard->groups);
	keys_release(&guard->by_word);
}

/* The last piece from `first` on that is not after the text; first itself is not. */
static size_t
last_not_after(const struct guard_index *guard, size_t first, const char *text)
{
	size_t low = first, high = guard->pieces_n;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(guard->pieces[middle].key, text) <= 0)
			low = middle;
		else
			high = middle;
	}
	return low;
}

struct asking {
	const struct guard_index *guard;
	bool (*counts)(const struct giveaway *giveaway, void *context);
	void *context;
};

/* Whether a piece that the text begins with counts. */
static bool
begins_with_name(const struct asking *asking, const char *text, size_t first)
{
	const struct guarded_key *pieces = asking->guard->pieces;
	uint32_t at;

	if (strcmp(pieces[first].key, text) > 0)
		return false;
	at = (uint32_t)last_not_after(asking->guard, first, text);
	for (; at != KEYS_END; at = pieces[at].shorter)
		if (begins_with(text, pieces[at].key) &&
		    asking->counts(&pieces[at].giveaway, asking->context))
			return true;
	return false;
}

static bool
name_at(const struct asking *asking, const char *text)
{
	const struct guard_index *guard = asking->guard;
	uint64_t hash = KEYS_SEED;

	if (!byteset_has(&guard->initials, (unsigned char)text[0]))
		return false;
	for (size_t n = 1; n <= PIECE_MIN && text[n - 1] != '\0'; n++) {
		uint32_t at;

		hash = keys_step(hash, text[n - 1]);
		if ((guard->group_lengths & 1U << n) == 0)
			continue;
		at = keys_find(&guard->groups, hash);
		for (; at != KEYS_END; at = keys_next(&guard->groups, at))
			if (begins_with_name(asking, text, keys_item(&guard->groups, at)))
				return true;
	}
	return false;
}

static bool
word_is_name(const struct asking *asking, const char *word, size_t n)
{
	const struct keys *keys = &asking->guard->by_word;
	uint32_t at = keys_find(keys, keys_hash(word, n));

	for (; at != KEYS_END; at = keys_next(keys, at)) {
		const struct guarded_key *known = &asking->guard->words[keys_item(keys, at)];

		if (strlen(known->key) == n && memcmp(known->key, word, n) == 0 &&
		    asking->counts(&known->giveaway, asking->context))
			return true;
	}
	return false;
}

bool
facts_gives_away(const struct facts_dir *facts, const char *run, const char *words,
		 bool (*counts)(const struct giveaway *giveaway, void *context), void *context)
{
	struct asking asking = {&facts->store->guard, counts, context};

	for (const char *at = run; *at != '\0'; at++)
		if (name_at(&asking, at))
			return true;
	while (*words != '\0') {
		size_t n = strcspn(words, " ");

		if (word_is_name(&asking, words, n))
			return true;
		words += n + (words[n] == ' ');
	}
	return false;
}
