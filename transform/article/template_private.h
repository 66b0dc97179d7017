/* What the files of the template set share; nobody else includes it. */
#ifndef TRANSFORM_ARTICLE_TEMPLATE_PRIVATE_H
#define TRANSFORM_ARTICLE_TEMPLATE_PRIVATE_H

#include <limits.h>

#include "transform/article/template.h"

enum op_kind {
	OP_LITERAL, /* text as it stands */
	OP_SLOT,
	OP_CAPITAL, /* a slot with a capital first letter */
	OP_PART,    /* the next `ops` belong together and need the slots of `needs` */
};

struct op {
	enum op_kind kind;
	enum slot_id slot;
	struct span literal;
	uint64_t needs;
	size_t ops;
};

struct template
{
	const char *id;
	struct span text; /* as it stands in the set */
	uint64_t needs;   /* slots without which it is not used */
	size_t slots_n;   /* so many */
	struct op *ops;
	size_t ops_n;
};

/* The lines with one id stand together. */
struct template_group {
	struct span id;
	size_t first, n;
};

#define PAIR_BITS 32 /* of a letter, what is the same in upper and lower case */

/* A word; where it has at most eight bytes, they are `start` and nothing else need be compared. */
struct known_word {
	struct span text;
	uint64_t start;
};

/* A set of words by hash; open addressing, at most half full. */
struct word_set {
	struct known_word *places;
	size_t size, n;
};

struct template_set {
	const char *lang;
	char name[64];
	char *source; /* the whole file, cut into ids and texts */
	struct template *list;
	size_t n, cap;
	struct template_group *groups; /* open addressing; id.p NULL: free */
	size_t groups_size;
	struct word_set words;
	struct span weekdays[WEEKDAYS], months[MONTHS], months_by_day[MONTHS];
	const char **banned; /* lower case, by ban.* lines; sorted */
	size_t banned_n, banned_cap;
	size_t banned_from[UCHAR_MAX + 2]; /* the first that begins with that byte or a later one */
	uint32_t banned_pairs[PAIR_BITS];  /* by the first letter a bit for each second one */
};

/* Cuts the file into templates of the style and compiles them; EX_SOFTWARE with the line. */
MUST_USE int template_parse(struct template_set *set, const char *style, struct fail *fail);

/* Gathers the words and the banned ones. */
void template_index_words(struct template_set *set);
void template_drop_words(struct template_set *set);

#endif
