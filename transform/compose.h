/* What the files that compose an article share; nobody else includes it. */
#ifndef TRANSFORM_COMPOSE_H
#define TRANSFORM_COMPOSE_H

#include "transform/article.h"

#define ALL_STORIES SIZE_MAX /* in place of a story's number: anywhere in the session */

/* Where and when, by the stickers and times of some stories; no place where they name several. */
struct setting {
	struct local_date date; /* of the first story, in the place's zone, else the account's */
	struct slot place, weekday, day, full_date;
};

/* What most texts of an article use. */
struct plan {
	struct article *article;
	const struct facts_dir *facts;
	const struct person *poster_person; /* or NULL */
	struct setting setting;             /* of the whole session */
	struct slot poster, credit, media;
};

/* Finds poster, place and date (setting.c). */
void plan_setting(struct plan *plan);

/* The setting of one story, for its figure. */
struct setting setting_of_story(const struct plan *plan, size_t story);

/* One paragraph a caption that may be quoted (quotes.c). */
void compose_quotes(struct plan *plan);

/* A person's name: whole at the first mention, short after it. */
struct slot compose_name(const struct plan *plan, const char *slot_name,
			 const struct person *person, bool first_mention);

/* A cast member's name, with the words or tag that show the person is there as a fact. */
struct slot compose_member(const struct plan *plan, const char *slot_name,
			   const struct cast_member *member, bool first_mention);

/* The slot "age" where the age is known; remembers that it is shown. */
struct slot compose_age(const struct plan *plan, const struct person *person);

/* The slot "epithet", as works.csv has it for the day: "the Skims founder". */
struct slot compose_epithet(const struct plan *plan, const struct person *person);

/* What the person is to the poster: "daughter", and "Kim’s daughter". */
struct slot compose_relation_word(const struct plan *plan, const struct person *person);
struct slot compose_relation(const struct plan *plan, const struct person *person);

/* The list of people: the poster, then the cast (people.c). */
void compose_cast(struct plan *plan);

/* The paragraph about the cast. */
void compose_people(struct plan *plan);

#endif
