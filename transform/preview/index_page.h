/* The indexes: all articles by day, the newest first, and by account. */
#ifndef TRANSFORM_PREVIEW_INDEX_PAGE_H
#define TRANSFORM_PREVIEW_INDEX_PAGE_H

#include "transform/arena.h"
#include "transform/preview/view.h"

struct entry {
	const char *day, *account_id, *name, *handle, *key, *headline, *dek, *angle, *lang;
	size_t stories, notes;
	when_ms start;
	bool is_brief;
};

struct entries {
	struct entry *list;
	size_t n, cap;
	struct arena arena; /* the texts */
};

void entries_put(struct entries *entries, const struct view *view);
void entries_release(struct entries *entries);

/* Both sort the entries anew. */
void index_by_day_write(struct buf *out, struct entries *entries);
void index_by_account_write(struct buf *out, struct entries *entries);

#endif
