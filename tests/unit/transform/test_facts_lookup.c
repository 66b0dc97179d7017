/*
 * The indexes of the facts find what a plain reading of all rows finds, over generated facts and
 * captions: names, giveaways of protected people, rows of accounts.
 */
#include "lib/std.h"

#include <inttypes.h>
#include <strings.h>

#include "lib/buf.h"
#include "lib/mem.h"

#include "tests/unit/unit.h"
#include "transform/cast/letter.h"
#include "transform/facts/facts.h"
#include "transform/text/hygiene.h"

#define SETS 300 /* generated sets of facts; a failure prints the seed */
#define TEXTS 40 /* generated captions for each */
#define ROWS 12  /* at most, of each kind */
#define PIECE_MIN 5

static uint64_t random_state;

static uint64_t
roll(uint64_t sides)
{
	random_state += 0x9e3779b97f4a7c15;
	uint64_t z = random_state;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (z ^ (z >> 31)) % sides;
}

/* The plain reading. */

struct plain_match {
	const struct person *person;
	size_t length;
	enum name_kind kind;
	bool ambiguous;
};

/* A text is at most so much longer than a name that it spells: letters drawn out, apostrophes. */
#define LONGER 12 /* bytes */

/* How much of the text at p spells the name, as it is written or otherwise; 0 for none of it. */
static size_t
plain_length(const char *p, const char *name, enum name_kind kind)
{
	if (letter_at(p).folded != letter_at(name).folded)
		return 0;
	for (size_t n = 1; n <= strlen(name) + LONGER && p[n - 1] != '\0'; n++) {
		struct spelling how;

		if ((p[n] & 0xc0) == 0x80 || !hygiene_ends_word(p + n))
			continue;
		how = spelling_of(p, n, name);
		if (how.same &&
		    (kind != NAME_FULL || (strchr(name, ' ') != NULL && facts_is_common(name))
			 ? how.exact || how.shouted
			 : strchr(name, ' ') != NULL || how.capital))
			return n;
	}
	return 0;
}

static void
plain_offer(struct plain_match *best, const struct person *person, size_t length,
	    enum name_kind kind)
{
	if (length > best->length)
		*best = (struct plain_match){person, length, kind, false};
	else if (length != 0 && length == best->length && person != best->person)
		best->ambiguous = true;
}

static bool
plain_related(const struct facts_dir *facts, const struct person *a, const struct person *b)
{
	for (size_t i = 0; i < facts->relations_n; i++) {
		const struct relation *r = &facts->relations[i];

		if ((r->from == a && r->to == b) || (r->to == a && r->from == b))
			return true;
	}
	return false;
}

static bool
plain_child(const struct facts_dir *facts, const struct person *parent, const struct person *child)
{
	for (size_t i = 0; i < facts->relations_n; i++)
		if (facts->relations[i].from == parent && facts->relations[i].to == child)
			return true;
	return false;
}

/* All relations here are of a parent to a child. */
static bool
plain_circle(const struct facts_dir *facts, const struct person *poster,
	     const struct person *person)
{
	if (poster == NULL)
		return false;
	for (size_t i = 0; i < facts->people_n; i++)
		if (plain_child(facts, &facts->people[i], poster) &&
		    plain_child(facts, &facts->people[i], person))
			return true;
	return poster == person || plain_related(facts, poster, person);
}

static const char *
plain_first_word(struct arena *arena, const struct person *person)
{
	const char *gap = strchr(person->full_name, ' ');

	return gap == NULL ? ""
			   : arena_text(arena, (struct span){person->full_name,
							     (size_t)(gap - person->full_name)});
}

static const char *
plain_first(struct arena *arena, const struct person *person)
{
	return person->short_name[0] != '\0' ? person->short_name : plain_first_word(arena, person);
}

/* Row by row: full names, aliases, then the first names of the circle. */
static struct plain_match
plain_name_at(const struct facts_dir *facts, const struct person *poster, const char *p)
{
	struct plain_match best = {.person = NULL}, first = {.person = NULL};
	struct arena arena = ARENA_EMPTY;
	bool own = false;

	for (size_t i = 0; i < facts->people_n; i++) {
		const char *name = facts->people[i].full_name;

		plain_offer(&best, &facts->people[i], plain_length(p, name, NAME_FULL), NAME_FULL);
	}
	for (size_t i = 0; i < facts->aliases_n; i++) {
		const struct alias *alias = &facts->aliases[i];
		size_t n = plain_length(p, alias->alias, NAME_ALIAS);

		if (alias->context != NULL && alias->context != poster)
			continue;
		own = (n <= best.length && own) ||
		      (n != 0 && n >= best.length && alias->context != NULL);
		plain_offer(&best, alias->person, n, NAME_ALIAS);
	}
	for (size_t i = 0; i < facts->people_n; i++)
		if (plain_circle(facts, poster, &facts->people[i]))
			plain_offer(&first, &facts->people[i],
				    plain_length(p, plain_first(&arena, &facts->people[i]),
						 NAME_FIRST),
				    NAME_FIRST);
	arena_release(&arena);
	if (first.length > best.length)
		return first;
	if (first.length == best.length && !(best.kind == NAME_ALIAS && own) &&
	    (first.ambiguous || first.person != best.person))
		best.ambiguous = true;
	return best;
}

static bool
plain_has_word(const char *words, const char *key)
{
	size_t n = strlen(key);

	for (const char *hit = words; (hit = strstr(hit, key)) != NULL; hit++)
		if ((hit == words || hit[-1] == ' ') && (hit[n] == ' ' || hit[n] == '\0'))
			return true;
	return false;
}

static bool
plain_has_name(struct arena *arena, const char *run, const char *words, const char *name)
{
	const char *key = hygiene_key(arena, name, false);

	if (key[0] == '\0')
		return false;
	if (strlen(key) >= PIECE_MIN || strchr(name, ' ') != NULL)
		return strstr(run, key) != NULL;
	return plain_has_word(words, key);
}

struct teller {
	const struct facts_dir *facts;
	const struct person *poster;
	struct local_date day;
};

static bool
plain_gives_away(const struct teller *teller, const struct person *person, const char *run,
		 const char *words, struct arena *arena)
{
	const struct facts_dir *facts = teller->facts;

	if (plain_has_name(arena, run, words, person->full_name) ||
	    (plain_related(facts, teller->poster, person) &&
	     (plain_has_name(arena, run, words, person->short_name) ||
	      plain_has_name(arena, run, words, plain_first_word(arena, person)))))
		return true;
	for (size_t i = 0; i < facts->aliases_n; i++)
		if (facts->aliases[i].person == person &&
		    (facts->aliases[i].context == NULL ||
		     facts->aliases[i].context == teller->poster) &&
		    plain_has_name(arena, run, words, facts->aliases[i].alias))
			return true;
	for (size_t i = 0; i < facts->handles_n; i++)
		if (facts->handles[i].person == person &&
		    plain_has_name(arena, run, words, facts->handles[i].handle))
			return true;
	return false;
}

static int
plain_fit(const struct handle *row, const char *account_id, const char *ig_pk, const char *handle,
	  struct local_date day)
{
	bool valid = period_has(&row->when, day);

	if ((account_id[0] != '\0' && row->account_id[0] != '\0' &&
	     strcmp(account_id, row->account_id) != 0) ||
	    (ig_pk[0] != '\0' && row->ig_pk[0] != '\0' && strcmp(ig_pk, row->ig_pk) != 0))
		return 0;
	if (account_id[0] != '\0' && strcmp(account_id, row->account_id) == 0)
		return valid ? 6 : 5;
	if (ig_pk[0] != '\0' && strcmp(ig_pk, row->ig_pk) == 0)
		return valid ? 4 : 3;
	return handle[0] != '\0' && strcasecmp(handle, row->handle) == 0 && valid ? 2 : 0;
}

static const struct handle *
plain_handle(const struct facts_dir *facts, const char *account_id, const char *ig_pk,
	     const char *handle, struct local_date day)
{
	const struct handle *best = NULL;
	int best_fit = 0;

	for (size_t i = 0; i < facts->handles_n; i++) {
		int fit = plain_fit(&facts->handles[i], account_id, ig_pk, handle, day);

		if (fit > best_fit) {
			best = &facts->handles[i];
			best_fit = fit;
		}
	}
	return best;
}

/* Facts and texts out of few words, so that they meet often. */

static const char *const words[] = {
    "Ann",   "ann",  "ANN",  "Lee",  "O'Neil", "Zoë",     "ZOE",  "Ann-Lee",   "P!nk",
    "a",     "日本", "Kim",  "kimk", "West",   "Western", "K.",   "will.i.am", "👩‍👩‍👧",
    "ñandú", "é",    "Max1", "_x",   "Annnn",  "KIMMM",   "ÑANDÚ"};
static const char *const gaps[] = {" ", " ", " ", "\n", "-", "", ". ", "’", " #", "_", " & "};

static void
put_words(struct buf *out, size_t most)
{
	size_t n = 1 + roll(most);

	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%s%s", words[roll(COUNT(words))],
			   i + 1 < n ? gaps[roll(most > 4 ? COUNT(gaps) : 4)] : "");
}

static const char *
some_name(struct arena *arena, bool may_be_empty)
{
	struct buf name = BUF_MAX(4096);
	const char *made;

	if (!may_be_empty || roll(3) != 0)
		put_words(&name, 3);
	made = arena_text(arena, buf_span(&name));
	buf_release(&name);
	return made;
}

static struct local_date
some_day(void)
{
	return (struct local_date){2000 + (int)roll(25), 1 + (int)roll(12), 1 + (int)roll(28), 0};
}

struct world {
	struct arena arena;
	struct person people[ROWS];
	struct handle handles[ROWS];
	struct alias aliases[ROWS];
	struct relation relations[ROWS];
	struct facts_dir facts;
};

static void
make_people(struct world *w)
{
	for (size_t i = 0; i < w->facts.people_n; i++)
		w->people[i] = (struct person){
		    .id = arena_printf(&w->arena, "p%zu", i),
		    .full_name = some_name(&w->arena, false),
		    .short_name = some_name(&w->arena, true),
		    .last_name = "",
		    .has_birth = roll(5) != 0,
		    .minor_ok = roll(4) == 0,
		    .birth_precision = roll(4) != 0 ? BIRTH_DAY : BIRTH_YEAR,
		    .birth = some_day(),
		};
}

static const char *
some_number(struct arena *arena)
{
	return roll(2) == 0 ? "" : arena_printf(arena, "%d", (int)roll(4));
}

static const struct person *
somebody(const struct world *w)
{
	return &w->people[roll(w->facts.people_n)];
}

static void
make_rows(struct world *w)
{
	static const char *const handles[] = {"kim", "KIM", "ann.lee", "zo.e", "annlee", "west"};

	for (size_t i = 0; i < w->facts.handles_n; i++)
		w->handles[i] = (struct handle){
		    .person = somebody(w),
		    .account_id = some_number(&w->arena),
		    .ig_pk = some_number(&w->arena),
		    .handle = handles[roll(COUNT(handles))],
		    .when = {.has_from = roll(2) == 0, .from = some_day()},
		};
	for (size_t i = 0; i < w->facts.aliases_n; i++)
		w->aliases[i] = (struct alias){somebody(w), some_name(&w->arena, false),
					       roll(3) == 0 ? somebody(w) : NULL};
	for (size_t i = 0; i < w->facts.relations_n; i++)
		w->relations[i] = (struct relation){somebody(w),
						    somebody(w),
						    RELATION_PARENT,
						    {.has_from = false}};
}

static struct world *
make_world(uint64_t seed)
{
	struct world *w = must_calloc(1, sizeof *w);

	random_state = seed;
	w->facts = (struct facts_dir){
	    .people = w->people,
	    .people_n = 1 + roll(ROWS),
	    .handles = w->handles,
	    .handles_n = roll(ROWS + 1),
	    .aliases = w->aliases,
	    .aliases_n = roll(ROWS + 1),
	    .relations = w->relations,
	    .relations_n = roll(ROWS + 1),
	};
	make_people(w);
	make_rows(w);
	facts_index(&w->facts);
	return w;
}

static void
drop_world(struct world *w)
{
	facts_unindex(&w->facts);
	arena_release(&w->arena);
	free(w);
}

static size_t
check_names(const struct world *w, const char *text, uint64_t seed)
{
	const struct person *poster = roll(2) == 0 ? somebody(w) : NULL;
	size_t found = 0;

	for (const char *p = text; *p != '\0';) {
		struct plain_match plain = plain_name_at(&w->facts, poster, p);
		struct name_match match = facts_name_at(&w->facts, poster, some_day(), p);
		bool word;

		if (plain.length != match.length || plain.ambiguous != match.ambiguous ||
		    (!plain.ambiguous &&
		     (plain.person != match.person || plain.kind != match.kind)))
			fail_msg("seed %" PRIu64 ": another name at '%s'", seed, p);
		found += match.person != NULL;
		p += hygiene_point(p, &word);
	}
	return found;
}

static bool
tells(const struct giveaway *giveaway, void *context)
{
	const struct teller *teller = context;

	return !giveaway->squeezed && person_is_protected(giveaway->person, teller->day) &&
	       (giveaway->context == NULL || giveaway->context == teller->poster) &&
	       (!giveaway->close || facts_related(teller->facts, teller->poster, giveaway->person));
}

static size_t
check_giveaways(struct world *w, const char *text, uint64_t seed)
{
	struct teller teller = {&w->facts, somebody(w), some_day()};
	const char *run = hygiene_key(&w->arena, text, false);
	const char *apart = hygiene_key(&w->arena, text, true);
	bool found = facts_gives_away(&w->facts, run, apart, tells, &teller), plain = false;

	for (size_t i = 0; i < w->facts.people_n && !plain; i++)
		plain = person_is_protected(&w->people[i], teller.day) &&
			plain_gives_away(&teller, &w->people[i], run, apart, &w->arena);
	if (plain != found)
		fail_msg("seed %" PRIu64 ": '%s' gives away %d, not %d", seed, text, found, plain);
	return found;
}

static void
indexes_find_what_plain_reading_finds(void **state)
{
	size_t names = 0, giveaways = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= SETS; seed++) {
		struct world *w = make_world(seed);

		for (size_t i = 0; i < TEXTS; i++) {
			struct buf text = BUF_MAX(65536);

			put_words(&text, 12);
			names += check_names(w, buf_text(&text), seed);
			giveaways += check_giveaways(w, buf_text(&text), seed);
			buf_release(&text);
		}
		drop_world(w);
	}
	assert_true(names > SETS * TEXTS / 2); /* the captions are of some use */
	assert_in_range(giveaways, SETS * TEXTS / 10, SETS * TEXTS * 9 / 10);
}

static void
rows_of_accounts_are_those_of_plain_reading(void **state)
{
	static const char *const handles[] = {"", "kim", "Ann.Lee", "WEST", "nobody"};

	(void)state;
	for (uint64_t seed = 1; seed <= SETS; seed++) {
		struct world *w = make_world(seed);

		for (size_t i = 0; i < TEXTS; i++) {
			const char *account = some_number(&w->arena);
			const char *ig_pk = some_number(&w->arena);
			const char *handle = handles[roll(COUNT(handles))];
			struct local_date day = some_day();

			if (facts_handle(&w->facts, account, ig_pk, handle, &day) !=
			    plain_handle(&w->facts, account, ig_pk, handle, day))
				fail_msg("seed %" PRIu64 ": another row for %s %s %s", seed,
					 account, ig_pk, handle);
		}
		for (size_t i = 0; i < w->facts.people_n; i++)
			for (size_t k = 0; k < w->facts.people_n; k++)
				assert_int_equal(facts_related(&w->facts, &w->people[i],
							       &w->people[k]),
						 plain_related(&w->facts, &w->people[i],
							       &w->people[k]));
		drop_world(w);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(indexes_find_what_plain_reading_finds),
	    cmocka_unit_test(rows_of_accounts_are_those_of_plain_reading),
	};

	mem_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
