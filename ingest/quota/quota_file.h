/*
 * Where the governor's knowledge lies: quota/ in the state folder, one file a token, named by its
 * key, to which lines are added (see budget.h; the last line of a pool counts). Runs at the same
 * time read what the others have added, and write only under one lock; so two of them stay within
 * one budget. All of it may be deleted at any time, and a line that is none is passed over.
 */
#ifndef INGEST_QUOTA_FILE_H
#define INGEST_QUOTA_FILE_H

#include <sys/types.h>

#include "ingest/quota/budget.h"
#include "lib/fail.h"

struct quota_file {
	int dir, lock;
	bool broken; /* it failed: nothing more is kept by this run */
};

/* How far a file was read; all zero = not at all. */
struct quota_place {
	ino_t inode;
	off_t read;
};

/* Makes and opens the folder. EX_CANTCREAT where it cannot. */
MUST_USE int quota_file_open(struct quota_file *file, int state_dir_fd, struct fail *fail);
void quota_file_close(struct quota_file *file);

void quota_file_lock(const struct quota_file *file);
void quota_file_unlock(const struct quota_file *file);

/* Takes in what was added since the last time. */
void quota_file_catch_up(struct quota_file *file, const char *key, struct quota_place *place,
			 struct budget *budget);

/*
 * Adds lines; the caller holds the lock and has caught up. A file that has grown far beyond what
 * it says is written anew out of the budget.
 */
void quota_file_add(struct quota_file *file, const char *key, struct quota_place *place,
		    const struct budget *budget, struct span lines);

#endif
