/*
 * instaloader's files, and what else keeps the website's GraphQL nodes of 2018 to 2023:
 * instagram-scraper and answers that were saved as they came.
 */
#include "ingest/import/values.h"
#include "lib/jsontext.h"

static const char *const lists[] = {"GraphStories", "items", NULL};

/* A file of instaloader has the node and a word about itself; a node alone has id and time. */
static const char *const times[] = {"taken_at_timestamp", "instaloader", NULL};
static const char *const ids[] = {"id", "node", NULL};

static void
judge(const struct document *document, struct verdict *verdict)
{
	struct span mark, type;

	if (document_has(document, "GraphStories"))
		verdict_raise(verdict, SURE_MARK, false, "instagram-scraper's GraphStories");
	if (!document_member(document, "instaloader", &mark) ||
	    !jsontext_find(mark, "node_type", &type))
		return;
	if (type.n == 11 && memcmp(type.p, "\"StoryItem\"", type.n) == 0)
		verdict_raise(verdict, SURE_CERTAIN, false, "instaloader's StoryItem");
	else
		verdict_raise(verdict, SURE_CERTAIN, true, "instaloader's %.*s, not a StoryItem",
			      (int)(type.n < 40 ? type.n : 40), type.p);
}

/* Nodes of posts have the same members, and stand in the same files. */
static bool
is_story(const json_t *tree, const json_t *node)
{
	const json_t *mark = json_object_get(tree, "instaloader");
	struct span type = json_text(json_object_get(node, "__typename"));

	if (json_is_object(mark))
		return json_is(json_object_get(mark, "node_type"), "StoryItem");
	if (type.p != NULL)
		return memmem(type.p, type.n, "Story", 5) != NULL;
	return json_object_get(node, "expiring_at_timestamp") != NULL;
}

static enum fate
read_item(const json_t *tree, const struct around *around, struct item *item)
{
	const json_t *node = json_object_get(tree, "node");
	const json_t *id;
	struct owner owner;

	if (!json_is_object(node))
		node = tree;
	if (!is_story(tree, node))
		return SKIP_NOT_A_STORY;
	item->close_friends =
	    is_close_friends(json_object_get(node, "audience")) ||
	    is_close_friends(json_object_get(json_object_get(node, "iphone_struct"), "audience"));
	id = json_object_get(node, "id");
	item->story_id = id_of_json(id);
	if (item->story_id.text[0] == '\0')
		return is_float_number(id) ? REJECT_FLOAT_ID : REJECT_NO_ID;
	owner = owner_of_json(json_object_get(node, "owner"));
	item_set_owner(item, owner_is_known(&owner) ? &owner : &around->owner);
	return time_of_json(json_object_get(node, "taken_at_timestamp"), &item->taken_at);
}

const struct format format_instaloader = {
    .name = "instaloader",
    .marks = "id and taken_at_timestamp",
    .shape = {.lists = lists, .with = {times, ids}, .bare = true},
    .judge = judge,
    .read = read_item,
    .owner_id = item_ig_pk,
    .before = "",
    .after = "",
};
