/* What the files that write the article record share; nobody else includes it. */
#ifndef TRANSFORM_ARTICLE_WRITE_H
#define TRANSFORM_ARTICLE_WRITE_H

#include "lib/buf.h"

#include "transform/article/article.h"

/* The elements of each list; facts must be numbered. */
void put_blocks(struct buf *out, const struct article *article);
void put_sentences(struct buf *out, const struct article *article);
void put_facts(struct buf *out, const struct article *article);
void put_quotes(struct buf *out, const struct article *article);
void put_figures(struct buf *out, const struct article *article);
void put_people(struct buf *out, const struct article *article);
void put_places(struct buf *out, const struct article *article);
void put_works(struct buf *out, const struct article *article);
void put_tags(struct buf *out, const struct article *article);
void put_subjects(struct buf *out, const struct article *article);
void put_related(struct buf *out, const struct article *article);
void put_crossings(struct buf *out, const struct article *article);
void put_review(struct buf *out, const struct article *article);

/* The blocks as plain text. */
void put_body_text(struct buf *out, const struct article *article);

#endif
