/*
 * Earlier articles of the newsroom's own, for background: article records as this program writes
 * them. What is stated of them is only what their records hold.
 */
#ifndef TRANSFORM_ARTICLE_ARCHIVE_H
#define TRANSFORM_ARTICLE_ARCHIVE_H

#include "lib/digest.h"
#include "lib/fail.h"
#include "lib/when.h"

struct earlier {
	const char *account_id, *article_id, *event_key, *uri, *headline, *content_sha256;
	when_ms start, end;
	const char *zone;
	const char *place;   /* NULL: none, or several */
	const char **people; /* their ids, without the poster */
	size_t people_n;
	bool is_one; /* it is made of one story */
};

struct archive;

/* An empty one. */
struct archive *archive_new(void);
void archive_free(struct archive *archive);

/*
 * Adds the articles of a stream of records; other records are passed over. EX_DATAERR for what is
 * no such stream, EX_NOINPUT, EX_IOERR.
 */
MUST_USE int archive_read(struct archive *archive, const char *path, bool need_end,
			  struct fail *fail);

/* After the last file: makes lookups possible. What was read twice counts once. */
void archive_settle(struct archive *archive);

/* A hash of the set of articles; "" where there are none. */
const char *archive_sha256(const struct archive *archive);

/* The account's last one that was over by then, at most `within` ms before; NULL: none. */
const struct earlier *archive_before(const struct archive *archive, const char *account_id,
				     when_ms then, when_ms within);

#endif
