/*
 * The indexes. Few articles stand on the index itself; many on parts of it, and it says where each
 * day or account is to be found.
 */
#ifndef TRANSFORM_PREVIEW_INDEX_PAGE_H
#define TRANSFORM_PREVIEW_INDEX_PAGE_H

#include "transform/preview/entries.h"

enum listing_kind {
	LISTING_BY_DAY, /* the newest first */
	LISTING_BY_ACCOUNT,
	LISTINGS,
};

#define LISTING_NAME_MAX 48 /* bytes of "accounts-<number>.html" with its NUL */

/* One index: the entries, which it sorts and borrows, and its parts. */
struct listing {
	const struct layout *layout;
	const struct entries *entries;
	size_t *ends; /* of each part: how many entries it and those before it have */
	size_t parts, cap;
};

void listing_open(struct listing *listing, enum listing_kind kind, struct entries *entries);
void listing_release(struct listing *listing);

const char *listing_address(const struct listing *listing);
void listing_write(struct buf *out, const struct listing *listing);

/* Parts have numbers from 0; there are none where the index has all. */
size_t listing_parts(const struct listing *listing);
void listing_part_name(const struct listing *listing, size_t part, char name[LISTING_NAME_MAX]);
void listing_part_write(struct buf *out, const struct listing *listing, size_t part);

/* Whether a name is that of a part. */
bool listing_is_part(const char *name);

#endif
