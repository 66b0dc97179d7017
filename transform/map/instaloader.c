/*
 * instaloader and what else keeps the website's GraphQL nodes of 2018 to 2023: the item as a
 * file of instaloader has it, with its node in "node", or the node alone.
 */
#include "lib/jsonw.h"

#include "transform/map/archive.h"

#define RANK_NAMELESS 34 /* a place of which the node has only the number */
#define RANK_STRUCT 55   /* the app's item inside the node is nearly as rich as the item itself */

static const json_t *
get(const json_t *object, const char *key)
{
	return json_object_get(object, key);
}

/* The elements of a list whose __typename ends so; a new array for the caller to give back. */
static json_t *
tappable(const json_t *node, const char *kind)
{
	json_t *found = json_array(), *one;
	size_t i;

	json_array_foreach(get(node, "tappable_objects"), i, one)
	{
		const char *type = json_string_value(get(one, "__typename"));
		const char *hit = type != NULL ? strstr(type, kind) : NULL;

		if (hit != NULL && strcmp(hit, kind) == 0)
			json_array_append(found, one);
	}
	return found;
}

static const char *
put_location(struct intake *intake, struct buf *out, const json_t *object)
{
	const char *id = id_text(&intake->arena, get(object, "id"));

	if (id != NULL)
		jsonw_member_word(out, "place_id", id);
	return id;
}

/* A list out of the tappable objects of one kind; none of them in a list that has others: none. */
static void
fill_list(struct intake *intake, struct sighting *s, size_t cell, const json_t *node,
	  const char *kind,
	  const char *(*put)(struct intake *intake, struct buf *out, const json_t *object))
{
	struct list list = list_new(intake);
	json_t *objects = tappable(node, kind);

	list_add(&list, objects, put);
	list_cell(&list, s, cell, json_array_size(get(node, "tappable_objects")) != 0);
	json_decref(objects);
}

static void
fill_link(struct intake *intake, struct sighting *s, const json_t *node)
{
	struct list list = list_new(intake);
	json_t *links = json_array();

	if (json_is_string(get(node, "story_cta_url")))
		json_array_append_new(links, shared(get(node, "story_cta_url")));
	list_add(&list, links, put_url);
	list_cell(&list, s, CELL(links), false);
	json_decref(links);
}

/* Those of the caption so far, and of the node's stickers. */
static void
fill_hashtags(struct intake *intake, struct sighting *s, const json_t *node)
{
	json_t *tags = tappable(node, "TappableHashtag");

	cell_hashtags(intake, s, s->cells[CELL(caption)].text, tags);
	json_decref(tags);
}

/* Rarely there: the caption of the node itself. */
static void
fill_caption(struct intake *intake, struct sighting *s, const json_t *node)
{
	const json_t *edges = get(get(node, "edge_media_to_caption"), "edges");
	const json_t *text = get(get(json_array_get(edges, 0), "node"), "text");

	cell_text(intake, s, CELL(caption), text != NULL ? text : get(node, "caption"));
	fill_hashtags(intake, s, node);
}

static void
fill_media(struct intake *intake, struct sighting *s, const json_t *node)
{
	const json_t *image =
	    get(largest(get(node, "display_resources"), "config_width", "src"), "src");
	const json_t *video =
	    get(largest(get(node, "video_resources"), "config_width", "src"), "src");
	const char *type = json_string_value(get(node, "__typename"));

	if (json_is_boolean(get(node, "is_video")))
		cell_put(s, CELL(media_type),
			 json_is_true(get(node, "is_video")) ? "VIDEO" : "IMAGE");
	else if (type != NULL && strstr(type, "Story") != NULL)
		cell_put(s, CELL(media_type), strstr(type, "Video") != NULL ? "VIDEO" : "IMAGE");
	image = image != NULL ? image : get(node, "display_url");
	video = video != NULL ? video : get(node, "video_url");
	cell_text(intake, s, CELL(media_url), json_is_string(video) ? video : image);
	if (json_is_string(video))
		cell_text(intake, s, CELL(thumbnail_url), image);
	cell_number(intake, s, CELL(width), get(get(node, "dimensions"), "width"));
	cell_number(intake, s, CELL(height), get(get(node, "dimensions"), "height"));
	cell_seconds(intake, s, CELL(duration_ms), get(node, "video_duration"));
}

static void
fill_node(struct intake *intake, struct sighting *s, const json_t *node)
{
	archive_expiry(intake, s, get(node, "expiring_at_timestamp"));
	cell_text(intake, s, CELL(shortcode), get(node, "shortcode"));
	fill_media(intake, s, node);
	fill_caption(intake, s, node);
	cell_text(intake, s, CELL(alt_text), get(node, "accessibility_caption"));
	fill_list(intake, s, CELL(mentions), node, "TappableMention", put_user);
	fill_list(intake, s, CELL(places), node, "TappableLocation", put_location);
	s->cells[CELL(places)].rank = RANK_NAMELESS;
	fill_link(intake, s, node);
	if (json_array_size(get(get(node, "edge_media_to_sponsor_user"), "edges")) != 0)
		cell_put(s, CELL(paid_partnership), "true");
}

/*
 * What the app's item tells replaces what the node does; what it does not tell, or tells as none
 * in one of its lists where the node has some, stays.
 */
static void
fill_struct(struct intake *intake, struct sighting *s, const json_t *node, const json_t *item)
{
	struct sighting rich = {.source = s->source};

	rich.cells[CELL(taken_at)] = s->cells[CELL(taken_at)];
	item_cells(intake, &rich, item);
	for (size_t i = 0; i < STORY_FIELDS; i++)
		if (rich.cells[i].seen && (rich.cells[i].text != NULL || !s->cells[i].seen))
			s->cells[i] = rich.cells[i];
	if (json_array_size(get(item, "story_hashtags")) == 0)
		fill_hashtags(intake, s, node);
	archive_reshare(intake, s, get(item, "reshared_story_media_author"));
	s->sanitised = s->sanitised || rich.sanitised;
}

void
map_instaloader(struct intake *intake, const struct raw *raw)
{
	const json_t *node = get(raw->body, "node");
	const json_t *item;
	struct told told = TOLD_NOTHING;
	struct sighting s;

	if (!json_is_object(node))
		node = raw->body;
	item = get(node, "iphone_struct");
	told.rank = json_is_object(item) ? RANK_STRUCT : 0;
	told.story_id = id_text(&intake->arena, get(node, "id"));
	told.taken_at = story_time(get(node, "taken_at_timestamp"));
	if (!archive_begin(intake, raw, &told, &s))
		return;
	fill_node(intake, &s, node);
	if (json_is_object(item))
		fill_struct(intake, &s, node, item);
	intake_sighting(intake, &s);
}
