/* What an item of the private API tells: as the app gets it, as models of it, as vendors thin it.
 */
#include <ctype.h>

#include "lib/jsontext.h"

#include "transform/map/archive.h"

#define KEY_MAX 128 /* bytes of a member's name that is worth spelling anew */

enum shape {
	SHAPE_APP,    /* whole, as the app and the website get it */
	SHAPE_MODEL,  /* with names and lists of a library's model; an empty list tells nothing */
	SHAPE_VENDOR, /* a few members, null for whatever is not known */
};

static const json_t *
get(const json_t *object, const char *key)
{
	return json_object_get(object, key);
}

static bool
has_any(const json_t *item, const char *const keys[])
{
	for (size_t i = 0; keys[i] != NULL; i++)
		if (get(item, keys[i]) != NULL)
			return true;
	return false;
}

static enum shape
shape_of(const json_t *item)
{
	static const char *const app[] = {"image_versions2", "video_versions", "reel_mentions",
					  "story_bloks_stickers", NULL};
	static const char *const model[] = {"thumbnail_url", "mentions", "medias", "stickers",
					    NULL};
	static const char *const vendor[] = {"display_url", "is_video", "url", "mimetype", NULL};

	if (has_any(item, app))
		return SHAPE_APP;
	if (has_any(item, model))
		return SHAPE_MODEL;
	return has_any(item, vendor) ? SHAPE_VENDOR : SHAPE_APP;
}

int
item_rank(const json_t *item)
{
	static const int ranks[] = {[SHAPE_APP] = 60, [SHAPE_MODEL] = 45, [SHAPE_VENDOR] = 40};

	return ranks[shape_of(item)];
}

/* "takenAt" as "taken_at". */
static void
snake_key(char out[KEY_MAX * 2 + 1], const char *key)
{
	size_t n = 0;

	for (size_t i = 0; i < KEY_MAX && key[i] != '\0'; i++) {
		if (isupper((unsigned char)key[i]) && i != 0)
			out[n++] = '_';
		out[n++] = (char)tolower((unsigned char)key[i]);
	}
	out[n] = '\0';
}

/* A copy with every member spelled in snake case. NOLINTBEGIN(misc-no-recursion) */
static json_t *
snake_copy(json_t *value, size_t depth)
{
	json_t *copy, *member;
	const char *key;
	size_t i;

	if ((!json_is_object(value) && !json_is_array(value)) || depth > JSONTEXT_DEPTH_MAX)
		return json_incref(value);
	copy = json_is_array(value) ? json_array() : json_object();
	json_array_foreach(value, i, member)
	    json_array_append_new(copy, snake_copy(member, depth + 1));
	json_object_foreach(value, key, member)
	{
		char name[KEY_MAX * 2 + 1];

		snake_key(name, key);
		json_object_set_new(copy, name, snake_copy(member, depth + 1));
	}
	return copy;
}
/* NOLINTEND(misc-no-recursion) */

static void
fill_type(struct sighting *s, const json_t *item)
{
	static const struct {
		const char *told, *word;
	} words[] = {{"1", "IMAGE"},     {"2", "VIDEO"},     {"8", "CAROUSEL_ALBUM"},
		     {"image", "IMAGE"}, {"video", "VIDEO"}, {"photo", "IMAGE"}};
	const json_t *type = get(item, "media_type");
	const char *told = json_string_value(type);
	char number[24];

	if (json_is_integer(type)) {
		snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(type));
		told = number;
	}
	if (type == NULL)
		told = json_string_value(get(item, "type"));
	for (size_t i = 0; told != NULL && i < COUNT(words); i++)
		if (strcasecmp(told, words[i].told) == 0)
			cell_put(s, CELL(media_type), words[i].word);
	if (s->cells[CELL(media_type)].seen)
		return;
	if (json_is_boolean(get(item, "is_video")))
		cell_put(s, CELL(media_type),
			 json_is_true(get(item, "is_video")) ? "VIDEO" : "IMAGE");
	else if (json_array_size(get(item, "video_versions")) != 0)
		cell_put(s, CELL(media_type), "VIDEO");
}

/* The first of the members that is a text. */
static const json_t *
text_among(const json_t *item, const char *const keys[])
{
	for (size_t i = 0; keys[i] != NULL; i++)
		if (json_string_length(get(item, keys[i])) != 0)
			return get(item, keys[i]);
	return NULL;
}

static void
fill_media(struct intake *intake, struct sighting *s, const json_t *item)
{
	static const char *const stills[] = {"thumbnail_url", "display_url", "url", NULL};
	static const char *const films[] = {"video_url", NULL};
	const json_t *image =
	    get(largest(get(get(item, "image_versions2"), "candidates"), "width", "url"), "url");
	const json_t *video = get(largest(get(item, "video_versions"), "width", "url"), "url");

	image = image != NULL ? image : text_among(item, stills);
	video = video != NULL ? video : text_among(item, films);
	cell_text(intake, s, CELL(media_url), video != NULL ? video : image);
	if (video != NULL)
		cell_text(intake, s, CELL(thumbnail_url), image);
	cell_number(intake, s, CELL(width), get(item, "original_width"));
	cell_number(intake, s, CELL(height), get(item, "original_height"));
	cell_seconds(intake, s, CELL(duration_ms), get(item, "video_duration"));
}

/* null: seen as none, but for models; an object with text, or a plain text: the caption. */
static void
fill_caption(struct intake *intake, struct sighting *s, const json_t *item, enum shape shape)
{
	const json_t *caption = get(item, "caption");
	const json_t *tags = get(item, "story_hashtags");

	if (json_is_null(caption) && shape == SHAPE_APP)
		cell_none(s, CELL(caption));
	else
		cell_text(intake, s, CELL(caption),
			  json_is_object(caption) ? get(caption, "text") : caption);
	cell_hashtags(intake, s, s->cells[CELL(caption)].text,
		      json_is_array(tags) ? tags : get(item, "hashtags"));
}

static const char *
put_bloks(struct intake *intake, struct buf *out, const json_t *sticker)
{
	const json_t *data = get(get(sticker, "bloks_sticker"), "sticker_data");

	return put_user(intake, out, get(data, "ig_mention"));
}

static void
fill_mentions(struct intake *intake, struct sighting *s, const json_t *item, enum shape shape)
{
	struct list list = list_new(intake);
	const json_t *tags = get(item, "usertags");

	list_add(&list, get(item, "reel_mentions"), put_mention);
	list_add(&list, get(item, "story_bloks_stickers"), put_bloks);
	list_add(&list, get(item, "mentions"), put_mention);
	if (list.n == 0 && !list.told)
		shape = SHAPE_MODEL; /* photo tags alone do not say that nobody is mentioned */
	list_add(&list, json_is_object(tags) ? get(tags, "in") : tags, put_mention);
	list_cell(&list, s, CELL(mentions), shape == SHAPE_APP);
}

static void
fill_links(struct intake *intake, struct sighting *s, const json_t *item, enum shape shape)
{
	struct list list = list_new(intake);
	size_t i;
	json_t *swipe;

	list_add(&list, get(item, "story_link_stickers"), put_link);
	json_array_foreach(get(item, "story_cta"), i, swipe)
	    list_add(&list, get(swipe, "links"), put_link);
	list_add(&list, get(item, "stickers"), put_link);
	list_add(&list, get(item, "links"), put_link);
	list_cell(&list, s, CELL(links), shape == SHAPE_APP);
}

static void
fill_places(struct intake *intake, struct sighting *s, const json_t *item, enum shape shape)
{
	struct list list = list_new(intake);

	list_add(&list, get(item, "story_locations"), put_place);
	list_add(&list, get(item, "locations"), put_place);
	list_cell(&list, s, CELL(places), shape == SHAPE_APP);
}

static void
fill_paid(struct sighting *s, const json_t *item)
{
	const json_t *told = get(item, "is_paid_partnership");

	if (json_is_true(told) || json_array_size(get(item, "sponsor_tags")) != 0)
		cell_put(s, CELL(paid_partnership), "true");
	else if (json_is_false(told))
		cell_put(s, CELL(paid_partnership), "false");
}

static void
fill_cells(struct intake *intake, struct sighting *s, const json_t *item)
{
	enum shape shape = shape_of(item);

	archive_expiry(intake, s, get(item, "expiring_at"));
	cell_text(intake, s, CELL(shortcode), get(item, "code"));
	fill_type(s, item);
	fill_media(intake, s, item);
	fill_caption(intake, s, item, shape);
	cell_text(intake, s, CELL(alt_text), get(item, "accessibility_caption"));
	fill_mentions(intake, s, item, shape);
	fill_places(intake, s, item, shape);
	fill_links(intake, s, item, shape);
	fill_paid(s, item);
	archive_reshare(intake, s, get(item, "reshared_story_media_author"));
}

void
item_cells(struct intake *intake, struct sighting *s, const json_t *item)
{
	bool camel = get(item, "takenAt") != NULL || get(item, "mediaType") != NULL;
	json_t *tree = shared(item), *copy;

	if (camel) {
		copy = snake_copy(tree, 0);
		json_decref(tree);
		tree = copy;
	}
	fill_cells(intake, s, tree);
	json_decref(tree);
}
