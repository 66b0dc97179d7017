/* One page of /{account}/stories: its stories, and the cursor of the page after it. */
#ifndef INGEST_PAGE_H
#define INGEST_PAGE_H

#include "ingest/ids.h"
#include "lib/when.h"

/* A story as far as its insights need it. */
struct story {
	struct id graph_id; /* the node to ask */
	struct id story_id; /* what the story is kept under; the pk where it is told */
	when_ms taken_at;   /* WHEN_NONE where that is not told */
};

struct page {
	size_t items;          /* elements of the list, whatever they are */
	struct story *stories; /* those with a usable id; owned */
	size_t stories_n;
	size_t strange;             /* elements that are no story we can read, in full or at all */
	bool more;                  /* another page follows */
	char after[CURSOR_MAX + 1]; /* its cursor; empty where there is none we can use */
};

/*
 * False, with nothing to free, where the answer is no list of stories. What is there in place of a
 * next link but is none counts as one without a cursor: it does not say that the list is over.
 */
MUST_USE bool page_read(struct page *page, const json_t *answer);
void page_release(struct page *page);

#endif
