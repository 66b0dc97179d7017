/*
 * The store of media: a file for each content, named by its hash, in the spool's media/. What is
 * half fetched waits in tmp/ under a name made of what it belongs to, so that the next try can
 * go on with it; a file a day old is cleared away with the rest of tmp/.
 */
#ifndef INGEST_GRAPH_MEDIA_STORE_H
#define INGEST_GRAPH_MEDIA_STORE_H

#include "ingest/graph/media_link.h"
#include "lib/digest.h"
#include "lib/spool.h"

struct media_part {
	int fd;        /* positioned at its end; -1 = closed */
	uint64_t have; /* bytes in it */
	char name[SPOOL_NAME_MAX];
};

struct media_content {
	char sha256[DIGEST_HEX + 1];
	uint64_t bytes;
	const char *seen_type; /* NULL where the bytes begin like nothing known */
};

/* 1 it is open and ours alone; 0 another process is at it; -1. `key` is hex of a hash. */
MUST_USE int media_part_open(struct media_part *part, const struct spool *spool, const char *key,
			     struct fail *fail);

/* Takes note of what was written to it. */
MUST_USE int media_part_measure(struct media_part *part, struct fail *fail);

/* Empties it. */
MUST_USE int media_part_empty(struct media_part *part, struct fail *fail);

/* Closes it; it stays for the next try unless it is empty. */
void media_part_close(struct media_part *part, const struct spool *spool);
void media_part_drop(struct media_part *part, const struct spool *spool);

/* Hashes the whole and looks at its beginning. */
MUST_USE int media_part_read(const struct media_part *part, struct media_content *content,
			     struct fail *fail);

/*
 * Makes it durable under its hash; where that file is already there, this one goes. Closes the
 * part on success.
 */
MUST_USE int media_part_keep(struct media_part *part, const struct spool *spool,
			     const struct media_content *content, struct fail *fail);

#endif
