/* One article with its stories, as the writers of its page see it. */
#ifndef TRANSFORM_PREVIEW_VIEW_H
#define TRANSFORM_PREVIEW_VIEW_H

#include "transform/collect/collection.h"
#include "transform/collect/item.h"
#include "transform/preview/markup.h"

/* One story of the article. Each of the three may be missing. */
struct frame {
	const char *story_id;
	struct record story; /* root NULL where no record of it was given */
	const json_t *figure;
	const struct kept_media *media, *still;
	bool hidden; /* its caption may name somebody who must not be named */
};

struct view {
	const json_t *root; /* the article record */
	const char *zone;   /* one that exists */
	const char *lang;
	const char *name;   /* of who posted; the account's number where nothing else is known */
	const char *handle; /* "" where none is known */
	struct frame *frames;
	size_t frames_n;
	bool protects; /* a minor whom no page may name either: see its review notes */
	json_t *frame_places, *fact_places; /* story_id or fact_id to its number here */
	struct record record;
};

MUST_USE int view_open(struct view *view, const struct collection *collection,
		       const struct kept_article *article, struct fail *fail);
void view_release(struct view *view);

/* Whether there was little to say. */
bool view_is_brief(const struct view *view);

/* The number of the frame or fact; -1 where there is none. */
int64_t view_frame(const struct view *view, const char *story_id);
int64_t view_fact(const struct view *view, const char *fact_id);

/* Of a frame: what its story says, else its figure; "" or ITEM_NO_INT where neither does. */
const char *frame_text(const struct frame *frame, enum field_id field);
int64_t frame_int(const struct frame *frame, enum field_id field);

/* What its poster wrote; "" where nothing is known of it or it is hidden. */
const char *frame_caption(const struct frame *frame);

/* When it was taken; WHEN_NONE where nobody says. */
when_ms frame_time(const struct frame *frame);

#endif
