/*
 * The canonical article: blocks, sentences, and the facts that every sentence rests on. Made by
 * compose.c out of one session, refused or passed by lint.c, written by article_write.c.
 */
#ifndef TRANSFORM_ARTICLE_H
#define TRANSFORM_ARTICLE_H

#include "transform/cast.h"
#include "transform/template.h"

#define ARTICLE_HEADLINE_MAX 110 /* characters; what search engines show whole */
#define ARTICLE_UUID 37          /* bytes of a UUID with its NUL */

/* Where a fact comes from. */
enum origin {
	ORIGIN_STORY,
	ORIGIN_PEOPLE,
	ORIGIN_RELATIONS,
	ORIGIN_WORKS,
	ORIGIN_PLACES,
	ORIGIN_CONFIG,
	ORIGINS,
};

extern const char *const origin_names[ORIGINS];

/* One value the article states. Texts are lent by the stories, the facts directory or the arena. */
struct fact {
	const char *kind; /* static: "person", "age", "quote", ... */
	const char *value;
	enum origin origin;
	const char *story_id; /* or NULL */
	size_t number;        /* in the record, from 1, by first use; 0: no text uses it */
};

struct sentence {
	struct realised made;
	size_t block;
};

struct block {
	const char *kind; /* static: "lede", "quote", "people" */
	const char *text;
};

struct quote {
	const struct story *story;
	const char *verbatim;
	const struct person *speaker; /* or NULL */
};

struct figure {
	const struct story *story;
	struct realised alt, caption, credit;
};

struct shown_person {
	const struct person *person;
	const char *role; /* static: "poster", "main", "mentioned" */
	const char *name_shown;
	int age_shown; /* -1: none */
	unsigned evidence;
};

struct shown_place {
	const char *place_id, *name;
};

struct article {
	const struct session *session;
	const struct template_set *templates;
	struct arena *arena; /* what the texts live in */
	char event_key[ARTICLE_UUID];
	const char *kind; /* static: "story" or "brief" */
	const char *slug;
	struct realised headline, dek;
	struct fact *facts;
	size_t *places; /* index of the facts by hash: their number from 1, or 0 */
	struct block *blocks;
	struct sentence *sentences;
	struct quote *quotes;
	struct figure *figures; /* one a story; in the arena */
	struct shown_person *people;
	struct shown_place shown_place; /* name NULL: none */
	struct cast cast;
	size_t places_n;
	size_t facts_n, blocks_n, sentences_n, quotes_n, figures_n, people_n;
	size_t facts_cap, blocks_cap, sentences_cap, quotes_cap, people_cap;
};

/* Composes the article of a session. Texts live in the arena until it is released. */
void article_compose(struct article *article, const struct session *session,
		     const struct facts_dir *facts, const struct template_set *templates,
		     struct arena *arena);
void article_release(struct article *article);

/* The number of a fact, added when it is new. */
size_t article_fact(struct article *article, const char *kind, const char *value,
		    enum origin origin, const char *story_id);

/* A new block at the end of the body; returns its place. */
size_t article_block(struct article *article, const char *kind);

/* A sentence at the end of the block; nothing for a template that did not fit. */
void article_sentence(struct article *article, size_t block, struct realised made);

/*
 * Checks that every name, number, weekday and quoted span of every text is covered by a fact
 * behind it or by the template's own words. False with the reason in words.
 */
#define LINT_REASON_MAX 256 /* bytes */
MUST_USE bool article_lint(const struct article *article, char reason[LINT_REASON_MAX]);

/*
 * Writes the article record; the line is lent until the next use of out. No line ({NULL, 0}) where
 * a part is larger than records.def allows.
 */
struct span article_write(struct article *article, const struct facts_dir *facts,
			  struct record_out *out);

/* The key of the event: a UUIDv5 of the account and its earliest story. */
void event_key_make(const char *account_id, const char *story_id, char key[ARTICLE_UUID]);

/* The first eight bytes of SHA-256(event_key | slot): which of several equal templates is used. */
uint64_t article_variant(const struct article *article, const char *slot);

#endif
