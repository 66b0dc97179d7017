/*
 * Whatever a caption holds: cleaning it again changes nothing, what named somebody stands in it,
 * and a minor who is not cleared is nowhere.
 */
#include "lib/utf8.h"

#include "transform/cast/cast.h"
#include "transform/cast/language.h"
#include "transform/text/hygiene.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

enum {
	KIM,
	NORTH,
	SAINT,
	KATY,
	PEOPLE,
};

static struct person people[PEOPLE] = {
    [KIM] = {.id = "kim",
	     .full_name = "Kim Kard",
	     .last_name = "",
	     .short_name = "Kim",
	     .pronouns = "she/her"},
    [NORTH] = {.id = "north",
	       .full_name = "North West",
	       .last_name = "",
	       .short_name = "North",
	       .pronouns = "she/her",
	       .birth = {2013, 6, 15, 6},
	       .has_birth = true,
	       .birth_precision = BIRTH_DAY,
	       .minor_ok = true},
    [SAINT] = {.id = "saint",
	       .full_name = "Saint West",
	       .last_name = "",
	       .short_name = "Saint",
	       .pronouns = "he/him",
	       .birth = {2015, 12, 5, 6},
	       .has_birth = true,
	       .birth_precision = BIRTH_DAY},
    [KATY] = {.id = "katy",
	      .full_name = "Katy Perry",
	      .last_name = "",
	      .short_name = "Katy",
	      .pronouns = ""},
};
static struct handle handles[] = {
    {.person = &people[KIM], .account_id = "1", .ig_pk = "", .handle = "kim"},
    {.person = &people[SAINT], .account_id = "", .ig_pk = "", .handle = "saint.w"},
    {.person = &people[KATY], .account_id = "", .ig_pk = "", .handle = "katy.perry"},
};
static struct alias aliases[] = {{&people[NORTH], "Northie", &people[KIM]},
				 {&people[KATY], "Katy", NULL}};
static struct relation relations[] = {
    {.from = &people[KIM], .to = &people[NORTH], .kind = RELATION_PARENT},
    {.from = &people[SAINT], .to = &people[KIM], .kind = RELATION_CHILD},
};
static struct facts_dir facts = {.people = people,
				 .people_n = PEOPLE,
				 .handles = handles,
				 .handles_n = COUNT(handles),
				 .aliases = aliases,
				 .aliases_n = COUNT(aliases),
				 .relations = relations,
				 .relations_n = COUNT(relations)};

static void
must(bool condition)
{
	if (!condition)
		abort();
}

static void
check_cast(const struct cast *cast, const char *caption)
{
	for (size_t i = 0; i < cast->n; i++) {
		must(cast->list[i].person != &people[SAINT] &&
		     cast->list[i].person != &people[KIM]);
		must(strstr(caption, cast->list[i].words) != NULL);
		must(cast->list[i].confidence >= 50 && cast->list[i].named_n == 1);
	}
	if (strstr(caption, "Saint West") != NULL || strstr(caption, "@saint.w") != NULL)
		must(cast->withheld[0]);
	for (size_t i = 0; i < cast->notes_n; i++)
		must(utf8_valid(
		    (struct span){cast->notes[i].detail, strlen(cast->notes[i].detail)}));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena arena = ARENA_EMPTY;
	struct story story = {.account_id = "1", .story_id = "1"};
	const struct session session = {.stories = &story,
					.n = 1,
					.day = {2023, 4, 15, 6},
					.zone = "UTC",
					.poster = &handles[0]};
	struct cast cast;
	bool mended = false;
	const char *caption = hygiene_clean(&arena, (struct span){(const char *)bytes, n}, &mended);

	if (facts.store == NULL)
		facts_index(&facts);
	must(utf8_valid(span_of(caption)));
	must(strcmp(hygiene_clean(&arena, span_of(caption), &mended), caption) == 0);
	story.cells[CELL(caption)].text = caption;
	cast_find(&cast, &session, &facts, &arena);
	check_cast(&cast, caption);
	(void)language_of(&arena, caption);
	cast_release(&cast);
	arena_release(&arena);
	return 0;
}
