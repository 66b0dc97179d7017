/*
 * What the stand-in answers, out of the files of a folder:
 *
 *   stories-pageN.json    page N; asked for by the cursor of the page before it
 *   insights-ID.json      the insights of one media
 *   user.json             the account itself
 *   FILE.status           "STATUS [TIMES]": the file's reply goes out with that status; with
 *                         TIMES the first so many replies are a short HTML page instead
 *   FILE.cut              a number: the connection breaks after so many bytes
 *
 * A reply with a member "error" goes out with HTTP 400, as Meta does.
 */
#ifndef STANDIN_ANSWERS_H
#define STANDIN_ANSWERS_H

#include "tests/standin/reply.h"

#define PAGES_MAX 32
#define FILE_MAX ((size_t)64 << 20) /* bytes; above what ingest takes, so that it can be tried */
#define NAME_MAX_LENGTH 256

struct folder {
	const char *path, *account, *token, *base;
	char *after[PAGES_MAX]; /* the cursor that each page gives; NULL where none */
	size_t pages;
	struct {
		char name[NAME_MAX_LENGTH];
		unsigned count;
	} asked[64]; /* replies given of files that have TIMES */
	size_t asked_n;
};

/* Appends the file's bytes; false where it cannot be opened. */
bool read_path(const char *path, struct buf *out);

/* Learns which cursor each page gives. */
void folder_read_cursors(struct folder *folder);
void folder_release(struct folder *folder);

/* Fills the reply to a question; `after` and `fields` are parameters of its query, or NULL. */
void folder_answer(struct folder *folder, const char *path, const char *after, const char *fields,
		   struct reply *reply);

#endif
