/* What the files of the linter share; nobody else includes it. */
#ifndef TRANSFORM_ARTICLE_LINT_H
#define TRANSFORM_ARTICLE_LINT_H

#include "transform/article/article.h"

#define LINT_SHOWN_MAX 120 /* bytes of what is complained about */

/* Fills the reason; false, for the caller to return. */
bool lint_complain(char reason[LINT_REASON_MAX], const char *what, struct span where);

/* The next word at or after *p; false at the end. */
bool lint_next_word(const char **p, const char *end, struct span *word);

/* Makes ages, weekdays and dates again, in another way than they were made. */
MUST_USE bool lint_facts(const struct article *article, char reason[LINT_REASON_MAX]);

#endif
