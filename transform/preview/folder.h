/*
 * The folder of a site, which appears under its name whole or not at all: it is made beside its
 * place and then put there. What was there before must be a preview as well.
 */
#ifndef TRANSFORM_PREVIEW_FOLDER_H
#define TRANSFORM_PREVIEW_FOLDER_H

#include "lib/buf.h"
#include "lib/fail.h"

struct folder {
	char *path; /* where it goes */
	char *made; /* where it is made */
	int fd;     /* of the new one; -1 */
};

/* Ends "<event_key>.html"; the keys are UUIDs, and nothing else from outside is part of a name. */
#define FOLDER_PAGE_ENDING ".html"

/*
 * EX_CANTCREAT where the place is taken by something that is no preview, or by one with files in
 * it that are none of ours. Drop the folder whatever came of it.
 */
MUST_USE int folder_begin(struct folder *folder, const char *path, struct fail *fail);

MUST_USE int folder_write(const struct folder *folder, const char *name, struct span text,
			  struct fail *fail);

/* Puts the new one in its place and removes what was there. */
MUST_USE int folder_finish(struct folder *folder, struct fail *fail);

/* Removes a new one that was not finished. */
void folder_drop(struct folder *folder);

#endif
