#include "transform/preview/view.h"

#include "lib/mem.h"

#include "transform/time/zone.h"

#define ZONE_UNKNOWN "UTC"

static json_t *
places_of(const json_t *list, const char *key)
{
	json_t *places = json_object(), *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		const char *id = key != NULL ? item_text(item, key) : item_word(item);

		if (id[0] != '\0')
			json_object_set_new(places, id, json_integer((json_int_t)i));
	}
	return places;
}

static int64_t
place_of(const json_t *places, const char *id)
{
	int64_t place = item_int(places, id);

	return place == ITEM_NO_INT ? -1 : place;
}

bool
view_is_brief(const struct view *view)
{
	return strcmp(item_text(view->root, "kind"), "brief") == 0;
}

int64_t
view_frame(const struct view *view, const char *story_id)
{
	return place_of(view->frame_places, story_id);
}

int64_t
view_fact(const struct view *view, const char *fact_id)
{
	return place_of(view->fact_places, fact_id);
}

static bool
has_item(const json_t *list, const char *key, const char *text)
{
	json_t *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		if (strcmp(item_text(item, key), text) == 0)
			return true;
	}
	return false;
}

/*
 * Where the article protects somebody only those captions are shown that it quotes: of the others
 * its notes do not tell which may name them.
 */
static void
hide_captions(struct view *view)
{
	view->protects = has_item(item_list(view->root, "review"), "reason", "minor_not_cleared");
	for (size_t i = 0; i < view->frames_n && view->protects; i++)
		view->frames[i].hidden = frame_caption(&view->frames[i])[0] != '\0' &&
					 !has_item(item_list(view->root, "quotes"), "story_id",
						   view->frames[i].story_id);
}

static int
open_frame(struct frame *frame, const struct collection *collection, const char *account_id,
	   const char *story_id, struct fail *fail)
{
	*frame = (struct frame){
	    .story_id = story_id,
	    .media = collection_media(collection, account_id, story_id, false),
	    .still = collection_media(collection, account_id, story_id, true),
	};
	return collection_read_story(collection, account_id, story_id, &frame->story, fail);
}

static void
hang_figures(struct view *view)
{
	const json_t *figures = item_list(view->root, "figures");
	size_t i;
	json_t *figure;

	json_array_foreach(figures, i, figure)
	{
		int64_t at = view_frame(view, item_text(figure, "story_id"));

		if (at >= 0)
			view->frames[at].figure = figure;
	}
}

static int
open_frames(struct view *view, const struct collection *collection, const char *account_id,
	    struct fail *fail)
{
	const json_t *ids = record_json(&view->record, article_story_ids);
	size_t n = json_array_size(ids);

	view->frames = must_calloc(n + 1, sizeof *view->frames);
	view->frame_places = places_of(ids, NULL);
	for (; view->frames_n < n; view->frames_n++)
		if (open_frame(&view->frames[view->frames_n], collection, account_id,
			       item_word(json_array_get(ids, view->frames_n)), fail) < 0)
			return -1;
	hang_figures(view);
	hide_captions(view);
	return 0;
}

/* The poster's name, else the handle, else the number. */
static void
name_poster(struct view *view)
{
	const json_t *people = item_list(view->root, "people");
	size_t i;
	json_t *person;

	view->handle = view->frames_n != 0 && !view->protects
			   ? frame_text(&view->frames[0], story_handle)
			   : "";
	view->name = view->handle[0] != '\0' ? view->handle : item_text(view->root, "account_id");
	json_array_foreach(people, i, person)
	{
		if (strcmp(item_text(person, "role"), "poster") == 0 &&
		    item_has(person, "name_shown"))
			view->name = item_text(person, "name_shown");
	}
}

int
view_open(struct view *view, const struct collection *collection,
	  const struct kept_article *article, struct fail *fail)
{
	*view = (struct view){.root = NULL};
	if (collection_read_article(collection, article, &view->record, fail) < 0)
		return -1;
	view->root = view->record.root;
	view->lang = item_text(view->root, "lang");
	view->zone = item_text(view->root, "time_zone");
	if (!zone_exists(view->zone))
		view->zone = ZONE_UNKNOWN;
	view->fact_places = places_of(item_list(view->root, "facts"), "fact_id");
	if (open_frames(view, collection, article->account_id, fail) < 0)
		return -1;
	name_poster(view);
	return 0;
}

void
view_release(struct view *view)
{
	for (size_t i = 0; i < view->frames_n; i++)
		record_release(&view->frames[i].story);
	free(view->frames);
	json_decref(view->frame_places);
	json_decref(view->fact_places);
	record_release(&view->record);
}

const char *
frame_text(const struct frame *frame, enum field_id field)
{
	if (frame->story.root != NULL && record_has(&frame->story, field))
		return record_text(&frame->story, field).p;
	return item_text(frame->figure, record_field(field)->name);
}

int64_t
frame_int(const struct frame *frame, enum field_id field)
{
	if (frame->story.root != NULL && record_has(&frame->story, field))
		return record_int(&frame->story, field);
	return item_int(frame->figure, record_field(field)->name);
}

/* A figure's caption is the article's, not the poster's. */
const char *
frame_caption(const struct frame *frame)
{
	if (frame->hidden || frame->story.root == NULL || !record_has(&frame->story, story_caption))
		return "";
	return record_text(&frame->story, story_caption).p;
}

when_ms
frame_time(const struct frame *frame)
{
	const char *text = frame_text(frame, story_taken_at);
	when_ms ms;

	return when_parse(span_of(text), &ms) ? ms : WHEN_NONE;
}
