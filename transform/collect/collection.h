/*
 * What diff and preview look at: articles with their stories and media, out of records as they
 * are, or out of raw that is transformed first. The lines lie in a temporary file; memory holds
 * where each of them is and what they are sorted by (about 0.4 KB an article, 0.1 KB a story).
 */
#ifndef TRANSFORM_COLLECT_COLLECTION_H
#define TRANSFORM_COLLECT_COLLECTION_H

#include "lib/record.h"
#include "lib/settings.h"
#include "lib/spool.h"

struct kept_line {
	uint64_t at;
	size_t n;
};

/* All texts are lent by the collection. */
struct kept_article {
	const char *account_id, *article_id, *event_key, *day;
	const char *inputs_sha256, *content_sha256;
	when_ms event_start, event_end, observed_at;
	int64_t inputs;
	uint64_t order; /* of arrival */
	struct kept_line line;
};

struct collection;

struct collection *collection_new(const struct settings *settings);
void collection_free(struct collection *collection); /* NULL is fine */

/*
 * Takes in files, or standard input where none is named: each holds raw, poll and media records,
 * or the records that were made from such; the first record that tells decides.
 */
MUST_USE int collection_add_files(struct collection *collection, const char *const *words, size_t n,
				  struct fail *fail);

/* Takes in the segments of a kind, pending and done. Nothing is moved or locked. */
MUST_USE int collection_add_segments(struct collection *collection, const struct spool *spool,
				     enum spool_kind kind, struct fail *fail);

/* Of everything taken in: makes the records out of raw, and finds which articles are current. */
MUST_USE int collection_settle(struct collection *collection, struct fail *fail);

/*
 * The current articles by account, day, begin and key. Which those are, among all versions given,
 * the loader would say alike: those with the most inputs, that share no story.
 */
const struct kept_article *collection_articles(const struct collection *collection, size_t *n);

/* Whether there is a story of that account. */
bool collection_knows_account(const struct collection *collection, const char *account_id);

/* The records, read anew; the caller releases them. A story: 1, or 0 where it is not there. */
MUST_USE int collection_read_article(const struct collection *collection,
				     const struct kept_article *article, struct record *record,
				     struct fail *fail);
MUST_USE int collection_read_story(const struct collection *collection, const char *account_id,
				   const char *story_id, struct record *record, struct fail *fail);

/* A picture or film whose bytes are kept in the spool. */
struct kept_media {
	const char *account_id, *story_id;
	const char *sha256, *seen_type; /* "" where the type is none that is known */
	bool is_thumbnail;
	uint64_t order;
};

/* NULL where there is none. */
const struct kept_media *collection_media(const struct collection *collection,
					  const char *account_id, const char *story_id,
					  bool is_thumbnail);

#endif
