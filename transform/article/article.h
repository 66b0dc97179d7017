/*
 * The canonical article: blocks, sentences, and the facts that every sentence rests on. Made by
 * compose.c out of one session, refused or passed by lint.c, written by write.c.
 */
#ifndef TRANSFORM_ARTICLE_ARTICLE_H
#define TRANSFORM_ARTICLE_ARTICLE_H

#include "transform/article/template.h"
#include "transform/article/uuid.h"
#include "transform/cast/cast.h"

#define ARTICLE_HEADLINE_MAX 110 /* characters; what search engines show whole */
#define ARTICLE_UUID (UUID_TEXT + 1)

/* Where a fact comes from. */
enum origin {
	ORIGIN_STORY,
	ORIGIN_PEOPLE,
	ORIGIN_RELATIONS,
	ORIGIN_WORKS,
	ORIGIN_PLACES,
	ORIGIN_ARCHIVE,
	ORIGIN_CONFIG,
	ORIGINS,
};

extern const char *const origin_names[ORIGINS];

/*
 * One value the article states. Texts are lent by the stories, the facts directory or the arena.
 * What it was made from goes along where the linter can make it again.
 */
struct fact {
	const char *kind; /* static: "person", "age", "quote", ... */
	struct span value;
	enum origin origin;
	const struct story *story;   /* or NULL */
	const struct person *person; /* of an age: whose; else NULL */
	struct local_date day;       /* of an age, weekday or date: the day it is true of */
	const char *zone;            /* where that day is the story's; or NULL */
	size_t number;               /* in the record, from 1, by first use; 0: no text uses it */
};

struct sentence {
	struct told told;
	size_t block;
};

struct block {
	const char *kind; /* static: "lede", "quote", "people", ... */
	size_t sentences; /* of them */
};

struct quote {
	const struct story *story;
	struct span verbatim;         /* a piece of the story's caption */
	size_t start;                 /* bytes before it there */
	const struct person *speaker; /* or NULL */
	const char *lang;             /* or NULL: not sure */
};

struct figure {
	const struct story *story;
	struct told alt, caption, credit;
	const char *permalink; /* or NULL */
};

struct shown_person {
	const struct person *person;
	const char *role; /* static: "poster", "main", "mentioned" */
	struct span name, relation;
	int age;                          /* full years as shown; -1: none */
	const struct cast_member *member; /* NULL: the poster */
};

struct shown_place {
	const char *id; /* NULL: no place */
	struct span name;
	const struct place *kept; /* the operator's row, or NULL */
};

/* A work that the text names. */
struct told_work {
	const struct work *row;
};

/* What another account's article may share with this one. */
struct crossing {
	const char *kind; /* static: "place", "tag", "hashtag" */
	struct span key;
	when_ms from, to; /* first and last story that bears it */
};

/* An earlier article of the account, from --archive. */
struct earlier;
struct archive;

struct article {
	const struct session *session;
	const struct template_set *templates;
	struct arena *arena; /* what the texts live in */
	char event_key[ARTICLE_UUID];
	uint64_t seed;     /* which of equal templates: from the key */
	const char *kind;  /* static: "story" or "brief" */
	const char *angle; /* static; see the manual of the record */
	struct span slug;
	struct told headline, dek;
	struct fact *facts;
	uint32_t *index; /* of the facts, by hash: their number from 1, or 0 */
	struct block *blocks;
	struct sentence *sentences;
	struct quote *quotes;
	struct figure *figures; /* one a story */
	struct shown_person *people;
	struct told_work *works;
	struct span *hashtags;
	struct crossing *crossings;
	const char **subjects;            /* codes of media topics; static */
	const struct earlier *background; /* or NULL */
	struct shown_place place;
	struct local_date day; /* on the calendar of the event */
	struct cast cast;
	size_t index_n;
	size_t facts_n, blocks_n, sentences_n, quotes_n, figures_n, people_n, works_n, hashtags_n,
	    crossings_n, subjects_n;
	size_t facts_cap, blocks_cap, sentences_cap, quotes_cap, people_cap, works_cap,
	    hashtags_cap, crossings_cap, subjects_cap;
};

/* Earlier articles and switches that composing goes by. */
struct desk {
	const struct facts_dir *facts;
	const struct template_set *templates;
	const struct archive *archive; /* or NULL */
};

/* Composes the article of a session. Texts live in the arena until it is released. */
void article_compose(struct article *article, const struct session *session,
		     const struct desk *desk, struct arena *arena);
void article_release(struct article *article);

/* The reference of a fact, added when it is new. */
struct refs article_fact(struct article *article, const struct fact *fact);

/* A new block at the end of the body, in place of one that stayed empty. */
void article_block(struct article *article, const char *kind);

/* A sentence at the end of the last block; nothing, and false, for a template that did not fit. */
bool article_sentence(struct article *article, struct told told);

/*
 * Checks that every name, number, weekday, place and quoted span of every text is covered by a
 * fact behind it or by the templates' own words, and makes ages and days again. False with the
 * reason in words.
 */
#define LINT_REASON_MAX 256 /* bytes */
MUST_USE bool article_lint(const struct article *article, char reason[LINT_REASON_MAX]);

/*
 * Writes the article record; the line is lent until the next use of out. No line ({NULL, 0}) where
 * a part is larger than records.def allows.
 */
struct span article_write(struct article *article, const struct desk *desk, struct record_out *out);

/* The key of the event: a UUIDv5 of the account and its earliest story. */
void event_key_make(const char *account_id, const char *story_id, char key[ARTICLE_UUID]);

/* Chooses among equal templates: by the event's key, so the same story is told the same way. */
uint64_t article_variant(const struct article *article, const char *what);

#endif
