/* What the files of this folder share: where texts and indexes live, and how to complain. */
#ifndef TRANSFORM_FACTS_STORE_H
#define TRANSFORM_FACTS_STORE_H

#include "lib/csvfile.h"

#include "transform/arena.h"
#include "transform/facts/facts.h"
#include "transform/facts/keys.h"

/* In the order of the files. */
enum facts_table {
	TABLE_PEOPLE,
	TABLE_HANDLES,
	TABLE_ALIASES,
	TABLE_RELATIONS,
	TABLE_WORKS,
	TABLE_PLACES,
};

struct byteset {
	uint64_t bits[4];
};

static inline void
byteset_add(struct byteset *set, uint32_t byte)
{
	set->bits[byte / 64 % 4] |= UINT64_C(1) << byte % 64;
}

static inline bool
byteset_has(const struct byteset *set, uint32_t byte)
{
	return (set->bits[byte / 64 % 4] >> byte % 64 & 1) != 0;
}

/* For each person (by number) the rows that concern them: rows[start[i]] to rows[start[i + 1]]. */
struct row_lists {
	uint32_t *start, *rows;
};

/* A name as it may stand in a caption. */
struct known_name {
	const char *text; /* in the index's arena, or lent by the file */
	const struct person *person;
	const struct person *context; /* of an alias, or NULL */
	enum name_kind kind;
	bool many_words, is_common;
};

struct name_index {
	struct arena arena;
	struct known_name *list;
	size_t n, cap;
	struct keys names, beginnings; /* of names (see letter.h), and of their first words */
	const char **firsts;           /* the first name of each person (by number), or NULL */
	struct keys first_names;       /* of those, each once however many people have it */
	struct byteset initials;       /* of names: most words begin none */
};

/* The key of a name that must not stand in a text. */
struct guarded_key {
	const char *key;
	uint32_t shorter; /* the nearest key before it that it begins with, or KEYS_END */
	struct giveaway giveaway;
};

struct guard_index {
	struct arena arena;         /* the keys */
	struct guarded_key *pieces; /* sorted; they count anywhere in a text */
	struct guarded_key *words;  /* they count as words of their own */
	size_t pieces_n, pieces_cap, words_n, words_cap;
	struct keys groups; /* of the first bytes of pieces: the first of them */
	struct keys by_word;
	unsigned group_lengths; /* a bit for each length of such first bytes */
	struct byteset initials;
};

struct facts_store {
	struct csvfile files[FACTS_FILES];
	struct keys people, places, accounts, pks, handles;
	struct row_lists relations, works;
	struct name_index names;
	struct guard_index guard;
};

/* What is wrong with a cell, and what to do about it. */
struct problem {
	const char *what, *hint;
};

/* Adds the fault "file: line: column: what: 'cell'". */
void facts_fault(const struct facts_dir *facts, enum facts_table table, size_t row, size_t column,
		 const struct problem *problem, struct faults *faults);

/* Of what several rows say together: claims on accounts, twice the same, kinship (checks.c). */
void facts_check_claims(const struct facts_dir *facts, struct faults *faults);
void facts_check_kin(const struct facts_dir *facts, struct faults *faults);

bool periods_overlap(const struct period *a, const struct period *b);

void names_build(struct facts_dir *facts);
void names_drop(struct name_index *names);
void guard_build(struct facts_dir *facts);
void guard_drop(struct guard_index *guard);

/* The columns other files complain about. */
enum {
	HANDLE_PERSON,
	HANDLE_ACCOUNT_ID,
	HANDLE_IG_PK,
	HANDLE_HANDLE,
};

enum {
	ALIAS_PERSON,
	ALIAS_ALIAS,
	ALIAS_CONTEXT,
};

enum {
	RELATION_FROM,
	RELATION_KIND,
	RELATION_TO,
};

#endif
