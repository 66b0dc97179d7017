/*
 * Meta's own export ("Download your information"), of all years: no id, no owner, no expiry. A
 * story is known by when it was posted and the name of its file, which stay the same in every
 * export.
 */
#include "ingest/import/formats/meta_export.h"
#include "ingest/import/values.h"
#include "lib/digest.h"

#define ID_PREFIX "meta:"
#define ID_HEX 32 /* digits of the hash that an id keeps: 128 bits */

static const char *const lists[] = {"ig_stories", NULL};
static const char *const names[] = {"uri", "path", NULL};
static const char *const times[] = {"creation_timestamp", "taken_at", NULL};

static const char *const drop[] = {"exif_data", "latitude", "longitude", NULL};

/* Files of an export, or of Facebook's, whose names or members look like stories. */
static const struct {
	const char *member, *is;
} look_alikes[] = {
    {"ig_reels_media", "Meta's export of reels"},
    {"ig_profile_picture", "Meta's export of profile pictures"},
    {"ig_archived_post_media", "Meta's export of archived posts"},
    {"ig_recently_deleted_media", "Meta's export of what the account has deleted"},
    {"ig_igtv_media", "Meta's export of IGTV films"},
    {"ig_other_media", "Meta's export of other media"},
    {"archived_stories_v2", "Facebook's export of stories, not Instagram's"},
    {"story_activities_story_likes", "Meta's export of likes of other people's stories"},
    {"story_activities_polls", "Meta's export of votes on other people's stories"},
    {"story_activities_quizzes", "Meta's export of answers to other people's stories"},
    {"story_activities_questions", "Meta's export of answers to other people's stories"},
    {"story_activities_emoji_sliders", "Meta's export of answers to other people's stories"},
    {"story_activities_emoji_quick_reactions",
     "Meta's export of reactions to other people's stories"},
    {"story_activities_reaction_sticker_reactions",
     "Meta's export of reactions to other people's stories"},
    {"story_activities_countdowns", "Meta's export of answers to other people's stories"},
};

static bool
begins(struct span text, const char *word)
{
	return text.n >= strlen(word) && memcmp(text.p, word, strlen(word)) == 0;
}

static void
judge(const struct document *document, struct verdict *verdict)
{
	struct span head = document->head, name = document_name(document);

	if (document_has(document, "ig_stories"))
		verdict_raise(verdict, SURE_CERTAIN, false, "Meta's export, by its ig_stories");
	for (size_t i = 0; i < COUNT(look_alikes); i++)
		if (document_has(document, look_alikes[i].member))
			verdict_raise(verdict, SURE_CERTAIN, true, "%s", look_alikes[i].is);
	while (head.n != 0 && (*head.p == ' ' || *head.p == '\n' || *head.p == '['))
		head = (struct span){head.p + 1, head.n - 1};
	if (begins(head, "<") && begins(name, "stories"))
		verdict_raise(verdict, SURE_CERTAIN, true,
			      "Meta's export as HTML; request it from Meta again as JSON");
	if (verdict->surety == SURE_NOT && head.n != document->head.n &&
	    memmem(head.p, head.n, "\"label_values\"", 14) != NULL)
		verdict_raise(verdict, SURE_MARK, true,
			      "Meta's export of other acts, by its label_values");
}

static bool
is_key(struct span key, const char *name)
{
	return key.n == strlen(name) && memcmp(key.p, name, key.n) == 0;
}

/* The list it stands in is one of stories, or of nothing known and its file lies in their folder.
 */
static bool
is_story(const struct place *place, struct span file)
{
	for (; place != NULL; place = place->up) {
		if (place->key.n != 0 &&
		    (is_key(place->key, "ig_stories") || is_key(place->key, "stories")))
			return true;
		for (size_t i = 0; place->key.n != 0 && i < COUNT(look_alikes); i++)
			if (is_key(place->key, look_alikes[i].member))
				return false;
	}
	return begins(file, "stories/") || memmem(file.p, file.n, "/stories/", 9) != NULL;
}

/* Of the second it was posted in and the last part of its path. */
static void
make_id(struct id *id, when_ms taken_at, struct span file)
{
	char text[ID_MAX + 1], hex[DIGEST_HEX + 1];
	struct digest digest;
	size_t from = file.n;

	while (from > 0 && file.p[from - 1] != '/')
		from--;
	digest_init(&digest);
	digest_add(&digest, text,
		   (size_t)snprintf(text, sizeof text, "%lld ",
				    (long long)(taken_at / WHEN_SECOND)));
	digest_add(&digest, file.p + from, file.n - from);
	digest_hex(&digest, hex);
	snprintf(id->text, sizeof id->text, ID_PREFIX "%.*s", ID_HEX, hex);
}

static enum fate
read_item(const json_t *tree, const struct around *around, struct item *item)
{
	const json_t *name = json_object_get(tree, "uri");
	const json_t *time = json_object_get(tree, "creation_timestamp");
	struct owner guess = {.handle = ""};
	struct span file = json_text(name != NULL ? name : json_object_get(tree, "path"));
	enum fate fate;

	if (file.n == 0)
		return REJECT_NO_ID;
	/* one that waited for its owner has lost its place, and was asked before */
	if (!(around->final && around->place->up == NULL) && !is_story(around->place, file))
		return SKIP_NOT_A_STORY;
	/* the oldest exports told UTC without saying so */
	fate = time_of_json_utc(time != NULL ? time : json_object_get(tree, "taken_at"),
				&item->taken_at);
	if (fate != ITEM_GOOD)
		return fate;
	make_id(&item->story_id, item->taken_at, file);
	if (!owner_is_known(&around->owner) && around->final)
		guess = meta_owner_of_path(around->document->path);
	item_set_owner(item, owner_is_known(&around->owner) ? &around->owner : &guess);
	return ITEM_GOOD;
}

const struct format format_meta_export = {
    .name = "meta-export",
    .marks = "uri with creation_timestamp, or path with taken_at",
    .shape = {.lists = lists, .with = {names, times}},
    .judge = judge,
    .read = read_item,
    .owner_id = item_ig_pk,
    .profile = meta_profile,
    .root = meta_root,
    .drop = drop,
    .before = "",
    .after = "",
};
