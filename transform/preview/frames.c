/* The stories of an article: what was captured, or a drawing in its place. */
#include "transform/collect/ui.h"
#include "transform/preview/dates.h"
#include "transform/preview/media.h"
#include "transform/preview/sections.h"

#define ADDRESS_START "https://www.instagram.com/"

static const char *
media_type_of(const struct frame *frame)
{
	const char *type = frame_text(frame, story_media_type);

	return type[0] != '\0' ? type : "UNKNOWN";
}

void
frame_link_put(struct markup *markup, const struct view *view, const char *story_id)
{
	int64_t at = view_frame(view, story_id);
	const struct frame *frame = at < 0 ? NULL : &view->frames[at];

	if (frame == NULL) {
		markup_put(markup, "span", story_id);
		return;
	}
	markup_open(markup, "a");
	markup_attribute_printf(markup, "href", "#story-%zu", (size_t)at + 1);
	markup_text(markup, ui_name(media_type_of(frame)));
	if (frame_time(frame) != WHEN_NONE)
		markup_text(markup, " ");
	clock_put(markup, frame_time(frame), view->zone);
	markup_close(markup);
}

/* Own drawings, within 90 by 160. */
static const struct {
	const char *type, *path;
} drawings[] = {
    {"IMAGE", "M23 62h44v36H23zM23 90l13-14 11 11 7-7 13 13M56 72a3 3 0 1 0 .1 0"},
    {"VIDEO", "M45 60a20 20 0 1 0 .1 0M40 71v18l15-9z"},
    {"CAROUSEL_ALBUM", "M20 70h36v30H20zM27 70v-7h36v30h-7M34 63v-7h36v30h-7"},
    {"UNKNOWN", "M45 60a20 20 0 1 0 .1 0M39 75c0-9 12-9 12-1 0 6-6 5-6 10M45 88v2"},
};

static const char *
drawing_of(const char *type)
{
	for (size_t i = 0; i < COUNT(drawings); i++)
		if (strcmp(drawings[i].type, type) == 0)
			return drawings[i].path;
	return drawings[COUNT(drawings) - 1].path;
}

/* What a picture shows nobody can tell here; the article's own words say what is known. */
static const char *
alt_of(const struct frame *frame)
{
	const char *alt = item_text(frame->figure, "alt");

	if (alt[0] == '\0')
		alt = frame_text(frame, story_alt_text);
	return alt[0] != '\0' ? alt : ui_name(media_type_of(frame));
}

static void
put_label(struct markup *markup, const struct frame *frame)
{
	int64_t length = frame_int(frame, story_duration_ms);
	struct buf text = BUF_MAX(128);

	buf_puts(&text, ui_name(media_type_of(frame)));
	if (length > 0) {
		buf_puts(&text, " ");
		length_print(&text, length);
	}
	markup_open_class(markup, "text", "label");
	markup_attribute(markup, "x", "45");
	markup_attribute(markup, "y", "122");
	markup_attribute(markup, "text-anchor", "middle");
	markup_text(markup, buf_text(&text));
	markup_close(markup);
	buf_release(&text);
}

static void
put_drawing(struct markup *markup, const struct frame *frame)
{
	markup_open_class(markup, "svg", "drawing");
	markup_attribute(markup, "viewBox", "0 0 90 160");
	markup_attribute(markup, "role", "img");
	markup_attribute_printf(markup, "aria-label", "%s (%s)", alt_of(frame),
				ui(UI_not_captured));
	markup_open(markup, "path");
	markup_attribute(markup, "d", drawing_of(media_type_of(frame)));
	markup_close(markup);
	put_label(markup, frame);
	markup_close(markup);
}

static void
put_size(struct markup *markup, const struct frame *frame)
{
	int64_t width = frame_int(frame, story_width), height = frame_int(frame, story_height);

	if (width <= 0 || height <= 0)
		return;
	markup_attribute_int(markup, "width", width);
	markup_attribute_int(markup, "height", height);
}

static void
put_picture(struct markup *markup, const struct frame *frame, const char *address)
{
	markup_leaf(markup, "img");
	markup_attribute(markup, "src", address);
	markup_attribute(markup, "alt", alt_of(frame));
	put_size(markup, frame);
	markup_attribute(markup, "loading", "lazy");
}

static void
put_film(struct markup *markup, const struct frame *frame, const char *address)
{
	char still[MEDIA_ADDRESS_MAX];

	markup_open(markup, "video");
	markup_attribute(markup, "src", address);
	markup_attribute(markup, "controls", NULL);
	markup_attribute(markup, "preload", "none");
	markup_attribute(markup, "aria-label", alt_of(frame));
	put_size(markup, frame);
	if (media_address(frame->still, still) == MEDIA_PICTURE)
		markup_attribute(markup, "poster", still);
	markup_close(markup);
}

static void
put_media(struct markup *markup, const struct frame *frame)
{
	char address[MEDIA_ADDRESS_MAX];
	enum media_kind kind = media_address(frame->media, address);

	if (kind == MEDIA_NONE)
		kind = media_address(frame->still, address);
	if (kind == MEDIA_FILM)
		put_film(markup, frame, address);
	else if (kind == MEDIA_PICTURE)
		put_picture(markup, frame, address);
	else
		put_drawing(markup, frame);
}

/* Only where it leads to the story; nothing else from outside becomes a link. */
static void
put_address(struct markup *markup, const struct frame *frame)
{
	const char *address = item_text(frame->figure, "permalink");

	if (strncmp(address, ADDRESS_START, strlen(ADDRESS_START)) != 0)
		return;
	markup_text(markup, " ");
	markup_open(markup, "a");
	markup_attribute(markup, "href", address);
	markup_attribute(markup, "rel", "noopener noreferrer");
	markup_text(markup, ui(UI_on_instagram));
	markup_close(markup);
}

static void
put_heading(struct markup *markup, const struct view *view, const struct frame *frame, size_t at)
{
	markup_open_class(markup, "p", "when");
	markup_printf(markup, "%zu ", at + 1);
	markup_put(markup, "b", ui_name(media_type_of(frame)));
	markup_text(markup, " ");
	clock_put(markup, frame_time(frame), view->zone);
	put_address(markup, frame);
	markup_close(markup);
}

static void
put_words(struct markup *markup, const struct frame *frame)
{
	const char *words = frame_caption(frame);

	if (frame->hidden)
		markup_put(markup, "p", ui(UI_hidden));
	if (words[0] == '\0')
		return;
	markup_open_class(markup, "blockquote", "caption");
	markup_foreign(markup, words);
	markup_close(markup);
}

/* What the article says of it. */
static void
put_own(struct markup *markup, const struct view *view, const char *class, const char *text)
{
	if (text[0] == '\0')
		return;
	markup_open_class(markup, "p", class);
	language_put(markup, view->lang);
	markup_mixed(markup, text);
	markup_close(markup);
}

static void
put_frame(struct markup *markup, const struct view *view, size_t at)
{
	const struct frame *frame = &view->frames[at];

	markup_open(markup, "li");
	markup_attribute_printf(markup, "id", "story-%zu", at + 1);
	markup_open(markup, "figure");
	put_media(markup, frame);
	markup_open(markup, "figcaption");
	put_heading(markup, view, frame, at);
	put_words(markup, frame);
	put_own(markup, view, "figure-caption", item_text(frame->figure, "caption"));
	put_own(markup, view, "credit", item_text(frame->figure, "credit_line"));
	markup_close(markup);
	markup_close(markup);
	markup_close(markup);
}

void
frames_put(struct markup *markup, const struct view *view)
{
	if (view->frames_n == 0)
		return;
	section_open(markup, "stories", ui(UI_stories));
	markup_open_class(markup, "ol", "frames");
	for (size_t i = 0; i < view->frames_n; i++)
		put_frame(markup, view, i);
	markup_close(markup);
	markup_close(markup);
}
