/* The sections of an article's page. */
#ifndef TRANSFORM_PREVIEW_SECTIONS_H
#define TRANSFORM_PREVIEW_SECTIONS_H

#include "transform/preview/view.h"

/* Headline, dek and body: every sentence a link to what it rests on, which stands beside it. */
void headline_put(struct markup *markup, const struct view *view);
void body_put(struct markup *markup, const struct view *view);

/* Its stories in the order they were posted, with what was captured of them. */
void frames_put(struct markup *markup, const struct view *view);

void review_put(struct markup *markup, const struct view *view);
void quotes_put(struct markup *markup, const struct view *view);
void people_put(struct markup *markup, const struct view *view);
void facts_put(struct markup *markup, const struct view *view);
void record_put(struct markup *markup, const struct view *view);

/* A section with its heading; the caller fills and closes it. */
void section_open(struct markup *markup, const char *id, const char *heading);

/* "13:12 Photo", as a link to the story where it is on the page. */
void frame_link_put(struct markup *markup, const struct view *view, const char *story_id);

/* Where a fact comes from: its story, its file. */
void origin_put(struct markup *markup, const struct view *view, const json_t *fact);

/* Says `lang` where it is a tag of a language, as the language of the element just opened. */
void language_put(struct markup *markup, const char *lang);

#endif
