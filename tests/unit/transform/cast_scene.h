/* A family, its accounts and words, and sessions of theirs, for tests of the cast. */
#ifndef TESTS_TRANSFORM_CAST_SCENE_H
#define TESTS_TRANSFORM_CAST_SCENE_H

#include "tests/unit/unit.h"

#include "lib/buf.h"
#include "lib/mem.h"

#include "transform/cast/cast.h"

enum {
	KIM,
	NORTH,
	SAINT,
	KATY,
	KOURTNEY,
	PENELOPE,
	PINK,
	KRIS,
	BOB,
	ANNA,
	ANNE,
	TWIN,
	BABY,
	HOPE,
	PEOPLE,
};

#define BORN(year, month, day) \
	.birth = {year, month, day, 0}, .has_birth = true, .birth_precision = BIRTH_DAY
#define NAMED(key, full, first, last, pronoun)                                        \
	.id = (key), .full_name = (full), .short_name = (first), .last_name = (last), \
	.pronouns = (pronoun)

/* Kim posts; her circle: children North and Saint, sister Kourtney, mother Kris. */
static struct person people[PEOPLE] = {
    [KIM] = {NAMED("kim", "Kim Kard", "Kim", "Kard", "she/her"), BORN(1980, 10, 21)},
    [NORTH] = {NAMED("north", "North West", "North", "West", "she/her"), BORN(2013, 6, 15),
	       .minor_ok = true},
    [SAINT] = {NAMED("saint", "Saint West", "Saint", "West", "he/him"), BORN(2015, 12, 5)},
    [KATY] = {NAMED("katy", "Katy Perry", "Katy", "Perry", "she/her"), .priority = 95},
    [KOURTNEY] = {NAMED("kourtney", "Kourtney Kard", "Kourtney", "Kard", "she/her")},
    [PENELOPE] = {NAMED("penelope", "Penelope D", "Penelope", "D", "she/her"), BORN(2012, 7, 8),
		  .minor_ok = true},
    [PINK] = {NAMED("pink", "Pink", "", "", "she/her")},
    [KRIS] = {NAMED("kris", "Kris Jenner", "", "Jenner", "she/her")},
    [BOB] = {NAMED("bob", "Robert Stone", "Bobby", "Stone", "he/him"), .has_died = true,
	     .death = {2023, 4, 15, 6}},
    [ANNA] = {NAMED("anna", "Anna Lee", "Anna", "Lee", "she/her")},
    [ANNE] = {NAMED("anne", "Anna Ray", "Anna", "Ray", "she/her")},
    [TWIN] = {NAMED("twin", "Sam Kard", "Sam", "Kard", "")},
    [BABY] = {NAMED("baby", "Chicago West", "Chicago", "West", "she/her"), BORN(2024, 1, 1),
	      .minor_ok = true},
    [HOPE] = {NAMED("hope", "Hope D", "Hope", "D", "she/her"), BORN(2014, 3, 2)},
};

static struct handle handles[] = {
    {.person = &people[KIM], .account_id = "1", .ig_pk = "10", .handle = "kim"},
    {.person = &people[KATY], .account_id = "2", .ig_pk = "20", .handle = "katy.perry"},
    {.person = &people[PINK],
     .account_id = "",
     .ig_pk = "",
     .handle = "star",
     .when = {.has_to = true, .to = {2020, 1, 1, 0}}},
    {.person = &people[ANNA],
     .account_id = "3",
     .ig_pk = "30",
     .handle = "star",
     .when = {.has_from = true, .from = {2020, 1, 1, 0}}},
    {.person = &people[KOURTNEY], .account_id = "4", .ig_pk = "40", .handle = "kourt"},
};

static struct alias aliases[] = {
    {&people[NORTH], "North", &people[KIM]},
    {&people[KATY], "Katy", NULL},
    {&people[PENELOPE], "P", &people[KOURTNEY]},
    {&people[BABY], "Chi", &people[KIM]},
    {&people[KATY], "Hope", NULL},
};

static struct relation relations[] = {
    {&people[KIM], &people[NORTH], RELATION_PARENT, {.has_from = false}},
    {&people[SAINT], &people[KIM], RELATION_CHILD, {.has_from = false}},
    {&people[KIM], &people[BABY], RELATION_PARENT, {.has_from = false}},
    {&people[KOURTNEY], &people[KIM], RELATION_SIBLING, {.has_from = false}},
    {&people[KOURTNEY], &people[PENELOPE], RELATION_PARENT, {.has_from = false}},
    {&people[KOURTNEY], &people[HOPE], RELATION_PARENT, {.has_from = false}},
    {&people[KRIS], &people[KIM], RELATION_PARENT, {.has_from = false}},
    {&people[KIM],
     &people[BOB],
     RELATION_SPOUSE,
     {.has_from = true, .from = {2010, 1, 1, 0}, .has_to = true, .to = {2022, 1, 1, 0}}},
    {&people[KIM], &people[ANNA], RELATION_FRIEND, {.has_from = false}},
    {&people[KIM], &people[ANNE], RELATION_FRIEND, {.has_from = true, .from = {2023, 1, 1, 0}}},
};

static struct facts_dir facts = {
    .people = people,
    .people_n = PEOPLE,
    .handles = handles,
    .handles_n = COUNT(handles),
    .aliases = aliases,
    .aliases_n = COUNT(aliases),
    .relations = relations,
    .relations_n = COUNT(relations),
};

#define STORIES_MAX 4

/* A session of the poster in handles[], on a day. */
struct scene {
	struct session session;
	struct story stories[STORIES_MAX];
	struct cast cast;
	struct arena arena;
};

static inline struct scene *
scene_of(size_t poster, struct local_date day, const char *const captions[], size_t n)
{
	struct scene *scene = must_calloc(1, sizeof *scene);

	scene->session =
	    (struct session){.stories = scene->stories,
			     .n = n,
			     .day = day,
			     .zone = "UTC",
			     .poster = poster < COUNT(handles) ? &handles[poster] : NULL};
	for (size_t i = 0; i < n; i++) {
		scene->stories[i].account_id = "1";
		scene->stories[i].story_id = (const char *const[]){"s1", "s2", "s3", "s4"}[i];
		scene->stories[i].cells[CELL(caption)] =
		    (struct cell){.text = captions[i], .seen = true};
	}
	return scene;
}

static inline void
scene_find(struct scene *scene)
{
	cast_find(&scene->cast, &scene->session, &facts, &scene->arena);
}

static inline void
scene_free(struct scene *scene)
{
	cast_release(&scene->cast);
	arena_release(&scene->arena);
	free(scene);
}

/* "katy full name, alias 'Katy'; ambiguous_name North" */
static inline void
tell(const struct cast *cast, struct buf *out)
{
	for (size_t i = 0; i < cast->n; i++) {
		const struct cast_member *member = &cast->list[i];

		buf_printf(out, "%s%s", out->n != 0 ? "; " : "", member->person->id);
		for (size_t bit = 0; bit < EVIDENCE_KINDS; bit++)
			if ((member->evidence & 1U << bit) != 0)
				buf_printf(out, " %s", evidence_names[bit]);
	}
	for (size_t i = 0; i < cast->notes_n; i++)
		if (strcmp(cast->notes[i].reason, "low_confidence") != 0)
			buf_printf(out, "%s%s: %s", out->n != 0 ? "; " : "", cast->notes[i].reason,
				   cast->notes[i].detail);
}

static const struct local_date spring = {2023, 4, 15, 6}, before = {2021, 4, 15, 4};

static inline void
expect_of(size_t poster, struct local_date day, const char *caption, const char *expected)
{
	struct scene *scene = scene_of(poster, day, &caption, 1);
	struct buf told = BUF_MAX(4096);

	scene_find(scene);
	tell(&scene->cast, &told);
	if (strcmp(buf_text(&told), expected) != 0)
		fail_msg("'%s' tells '%s', not '%s'", caption, buf_text(&told), expected);
	buf_release(&told);
	scene_free(scene);
}

#define ANYBODY SIZE_MAX /* an account of which the operator keeps nothing */

static inline void
expect(const char *caption, const char *expected)
{
	expect_of(0, spring, caption, expected);
}

#endif
