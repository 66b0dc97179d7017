/* What the files of this folder share; nobody else includes it. */
#ifndef TRANSFORM_COLLECT_PRIVATE_H
#define TRANSFORM_COLLECT_PRIVATE_H

#include "lib/stream.h"

#include "transform/arena.h"
#include "transform/collect/again.h"
#include "transform/collect/collection.h"

struct kept_story {
	const char *account_id, *story_id;
	uint64_t order;
	struct kept_line line;
};

struct collection {
	const struct settings *settings;
	struct again *again; /* NULL until raw was given */
	struct arena arena;
	int file; /* the lines; -1 until there is one */
	uint64_t file_end, order;
	const char *account; /* the last one met: most lines are of the one before */
	struct kept_article *articles;
	struct kept_story *stories;
	struct kept_media *media;
	size_t articles_n, articles_cap, stories_n, stories_cap, media_n, media_cap;
};

/* Takes in a stream of made records. */
MUST_USE int collection_read_stream(struct collection *collection, int fd, const char *name,
				    bool need_end, struct fail *fail);

/* Leaves the current articles only, in order. */
MUST_USE int collection_keep_current(struct collection *collection, struct fail *fail);

#endif
