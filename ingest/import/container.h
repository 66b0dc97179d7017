/*
 * Containers and compressed files, read as streams; the one door to libarchive. Names in them
 * are words for people and never become paths. What comes out is bounded in size, and in
 * proportion to what went in.
 */
#ifndef INGEST_CONTAINER_H
#define INGEST_CONTAINER_H

#include "ingest/import/window.h"

struct container_reader {
	/* One entry, to be read as far as wanted; `path` is "outer: name" and lent. */
	void (*on_entry)(void *context, struct source *entry, const char *path);
	/* An entry, or all that follows, that cannot be read. */
	void (*on_refused)(void *context, const char *path, const char *why);
	/* Whether an entry of that name is wanted at all. */
	bool (*wants)(const char *name);
	void *context;
	const bool *stop; /* ends between two entries once it is true; lent */
};

/* Whether the first bytes are those of a container or compressed file. */
bool container_is(struct span head);

/* Reads what the window is at the beginning of; a window on a file may be moved about. */
void container_read(struct window *window, const char *path, const struct container_reader *reader);

#endif
