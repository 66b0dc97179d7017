/* What the indexes say of each article. */
#ifndef TRANSFORM_PREVIEW_ENTRIES_H
#define TRANSFORM_PREVIEW_ENTRIES_H

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

/* By day, the newest first, and within it by account; the second the other way round. */
void entries_sort_by_day(struct entries *entries);
void entries_sort_by_account(struct entries *entries);

/* Of what an index says of one article, the whole; and whose it is. */
void entry_put(struct markup *markup, const struct entry *entry);
void entry_put_account(struct markup *markup, const struct entry *entry);

#endif
