/* What the files that compose an article share; nobody else includes it. */
#ifndef TRANSFORM_ARTICLE_COMPOSE_H
#define TRANSFORM_ARTICLE_COMPOSE_H

#include "transform/article/article.h"

/* How a quote ends, which decides what may stand behind it. */
enum ending {
	ENDING_OPEN,   /* no stop of its own: it must not end a sentence */
	ENDING_STOP,   /* a full stop: it can only end one */
	ENDING_STRONG, /* "!", "?" or "…": it can stand anywhere */
};

/* One story of the session, with what the texts say of it. */
struct frame {
	const struct story *story;
	const char *kind; /* static: "IMAGE", "VIDEO", "OTHER" */
	struct shown_place place;
	struct span site;      /* where its link sticker leads; n 0: it has none */
	const char *zone;      /* of its place, else the event's */
	struct local_date day; /* on the calendar there */
	struct span quote;     /* the beginning of its caption that may be quoted; n 0: nothing */
	enum ending ending;
	const char *lang; /* of the quote, once asked for; NULL: not sure */
	bool lang_known;
	bool grave;  /* its caption has a sensitive word */
	bool cut;    /* the caption says more than the quote */
	bool quoted; /* it was */
};

#define ACTORS_MAX 24 /* of the cast; a text with more people is a list */

/* Somebody the article names: the poster, or one of the cast. */
struct actor {
	const struct person *person;
	const struct cast_member *member; /* NULL: the poster */
	struct shown_person *shown;       /* in the article's list */
	bool introduced;                  /* the body said the whole name */
	bool age_told;
	size_t works_used; /* works.csv rows whose epithet was used or does not count */
};

/* What most texts of an article use. */
struct plan {
	struct article *article;
	const struct facts_dir *facts;
	const struct archive *archive; /* or NULL */
	struct arena *arena;
	struct frame *frames;
	struct actor *actors; /* the poster first, where known; then the cast, as it is ordered */
	struct actor *poster; /* or NULL */
	struct actor *star;   /* the most newsworthy of the cast, where more so than the poster */
	struct actor *celebrant; /* whose birthday it is, or NULL */
	struct local_date birthday;
	const char *zone;                         /* of the event */
	const struct frame *first_day, *last_day; /* of the earliest and the latest day */
	struct slots common; /* poster, whose, place, days, media, channel, credit */
	struct slots slots;  /* of the text in hand */
	size_t frames_n, actors_n;
	size_t main;         /* the first frame of the main event; those before it are earlier */
	bool only_grave;     /* nothing else can be quoted */
	bool epithet_before; /* the sentence before has an epithet */
};

/* Fills the frames, the place and days, and the slots that all texts share (setting.c). */
void plan_setting(struct plan *plan);

/* The handle that the stories show; the account's number where none does. */
struct slot plan_account(const struct plan *plan);

/* The place of some of the stories as a slot; a day of one of them, in a zone (setting.c). */
struct slot plan_place(const struct plan *plan, const struct shown_place *place);
struct slot plan_story_day(const struct plan *plan, const char *id, const struct frame *frame,
			   const char *zone, struct local_date day);

/* The people: who, in which order, who leads (actors.c). */
void plan_actors(struct plan *plan);

/* What the text leads with (angle.c). */
void plan_angle(struct plan *plan);

/* Whether all was posted on one day, so that "the day" is clear. */
bool plan_is_one_day(const struct plan *plan);

/* Whether the place is in another zone than the one the account lives in. */
bool plan_is_travel(const struct plan *plan);

/* The texts, in the order of the record. */
void compose_headline(struct plan *plan);
void compose_dek(struct plan *plan);
void compose_lede(struct plan *plan);
void compose_quotes(struct plan *plan);
void compose_people(struct plan *plan);
void compose_background(struct plan *plan);
void compose_note(struct plan *plan);
void compose_figures(struct plan *plan);

/* Tags, subjects and what other accounts' articles may share (tags.c). */
void compose_tags(struct plan *plan);

/* Empties the slots in hand but for the common ones. */
void plan_begin(struct plan *plan);

/* Tells a template with the slots in hand. */
struct told plan_tell(struct plan *plan, const char *id);
struct told plan_tell_variant(struct plan *plan, const char *id, uint64_t variant);

/* Tells it as a sentence of the body; false where no template fits. */
bool plan_sentence(struct plan *plan, const char *id, uint64_t variant);

/* A slot whose text rests on one fact. */
struct slot plan_fact_slot(const struct plan *plan, const struct fact *fact);

/* What may be quoted of a caption: its first line, or as much as ends with a sentence. */
void quotable_find(struct plan *plan, struct frame *frame);

/* What people are called (actors.c). The full name rests on what shows the person is there. */
struct slot actor_full_name(const struct plan *plan, const struct actor *actor);
struct slot actor_short_name(const struct plan *plan, const struct actor *actor);

/* "others", where the actor is one of those; tagged or mentioned. */
struct slot actor_as_other(const struct plan *plan, const struct actor *actor);

/* Whole at the first mention in the body, short after it. */
struct slot actor_name(const struct plan *plan, struct actor *actor);

/* "Kim’s" */
struct slot actor_whose(const struct plan *plan, struct slot name);

/* "her", where the operator keeps pronouns. */
struct slot actor_possessive(const struct plan *plan, const struct actor *actor);

/* Whether "she" or "he" is kept for them: a word for a relation fits one then. */
bool actor_is_one(const struct actor *actor);

/* The age where it may be told and was not yet. */
struct slot actor_age(const struct plan *plan, struct actor *actor);
struct slot actor_age_on(const struct plan *plan, const struct actor *actor, struct local_date day);

/* The next epithet that was not used, as works.csv has it for the day. */
struct slot actor_epithet(struct plan *plan, struct actor *actor);

/* Whether the actor is of the poster's family: friends and former partners are not. */
bool actor_is_family(const struct plan *plan, const struct actor *actor);

/* "daughter", and "Kim’s daughter", seen from the poster or another one named before. */
struct slot actor_relation_word(const struct plan *plan, const struct actor *actor);
struct slot actor_relation(const struct plan *plan, const struct actor *actor);

#endif
