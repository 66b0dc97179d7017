/* Answers of the Graph API that were kept: pages of media, lists of media, single media. */
#include "ingest/import/values.h"
#include "lib/jsontext.h"

static const char *const lists[] = {"data", NULL};
static const char *const ids[] = {"id", NULL};
static const char *const members[] = {"timestamp", "media_type", "permalink", "media_product_type",
				      NULL};
/* Items of other sources, comments, and what scrapers make of posts. */
static const char *const foreign[] = {"pk",      "taken_at",      "text", "shortCode",
				      "ownerId", "ownerUsername", NULL};

/* Edges of an account or a story that a wider question unfolds beside its stories. */
static const char *const other_edges[] = {"media", "tags", "comments", "children", "live_media"};

/* Links of feed posts and reels, which can stand in the same lists. */
static const char *const other_links[] = {"/p/", "/reel/", "/tv/"};

static bool
has(struct span text, const char *part)
{
	return text.p != NULL && memmem(text.p, text.n, part, strlen(part)) != NULL;
}

/* An album is a post, since no story has several pictures, unless it says itself that it is one. */
static bool
is_other(const json_t *tree)
{
	struct span type = json_text(json_object_get(tree, "media_product_type"));
	struct span link = json_text(json_object_get(tree, "permalink"));

	if (json_object_get(tree, "text") != NULL)
		return true; /* a comment */
	if (type.p != NULL)
		return type.n != 5 || memcmp(type.p, "STORY", 5) != 0;
	for (size_t i = 0; i < COUNT(other_links); i++)
		if (has(link, other_links[i]))
			return true;
	return json_is(json_object_get(tree, "media_type"), "CAROUSEL_ALBUM") &&
	       !has(link, "/stories/");
}

static bool
is_of_other_edge(const struct place *place)
{
	for (; place != NULL; place = place->up)
		for (size_t i = 0; place->key.p != NULL && i < COUNT(other_edges); i++)
			if (place->key.n == strlen(other_edges[i]) &&
			    memcmp(place->key.p, other_edges[i], place->key.n) == 0)
				return true;
	return false;
}

static enum fate
read_item(const json_t *tree, const struct around *around, struct item *item)
{
	struct owner owner = owner_of_json(json_object_get(tree, "owner"));
	struct span handle = json_text(json_object_get(tree, "username"));

	if (is_other(tree) || (json_object_get(tree, "media_product_type") == NULL &&
			       is_of_other_edge(around->place)))
		return SKIP_NOT_A_STORY;
	item->account_id = owner.pk;
	if (is_handle(handle))
		memcpy(item->handle, handle.p, handle.n);
	else if (around->owner.pk.text[0] == '\0')
		memcpy(item->handle, around->owner.handle, sizeof item->handle);
	item->story_id = id_of_media(tree);
	if (item->story_id.text[0] == '\0')
		return is_float_number(json_object_get(tree, "id")) ? REJECT_FLOAT_ID
								    : REJECT_NO_ID;
	return time_of_json(json_object_get(tree, "timestamp"), &item->taken_at);
}

static struct id *
owner_id(struct item *item)
{
	return &item->account_id;
}

/*
 * An id and a timestamp have the lines of logs of all sorts. In a list "data" they are taken for a
 * thin answer; where nothing is around them, it takes a member that only media have.
 */
static void
judge(const struct document *document, struct verdict *verdict)
{
	static const char *const media[] = {"media_type", "media_url", "permalink",
					    "media_product_type", "ig_id"};
	struct document first = *document;

	while (first.head.n != 0 && strchr(" \t\r\n[", *first.head.p) != NULL)
		first.head = (struct span){first.head.p + 1, first.head.n - 1};
	if (!document_has(&first, "id") || !document_has(&first, "timestamp"))
		return;
	for (size_t i = 0; i < COUNT(media); i++)
		if (document_has(&first, media[i]))
			return;
	verdict->surety = SURE_NOT;
}

/* {"data":[]}, the whole answer for an account without a live story. */
static bool
is_empty(const struct document *document)
{
	struct span data, element;
	struct jsontext in;

	if (!document_member(document, "data", &data))
		return false;
	in = jsontext_at(data);
	return jsontext_enter(&in, '[') && !jsontext_element(&in, &element);
}

const struct format format_graph = {
    .name = "graph",
    .marks = "id with timestamp, media_type, permalink or media_product_type",
    .shape = {.lists = lists, .with = {ids, members}, .without = foreign, .bare = true},
    .judge = judge,
    .read = read_item,
    .owner_id = owner_id,
    .is_empty = is_empty,
    .before = "{\"data\":[",
    .after = "]}",
};
