/* yt-dlp's .info.json of one story, or the playlist with its entries that -J prints. */
#include "ingest/import/values.h"
#include "lib/jsontext.h"

#define PK_DIGITS_MIN 15 /* fewer digits are a short code that happens to have no letter */
#define CODE_LENGTH 11   /* characters of a short code; what follows is a private account's key */

static const char *const marks[] = {"extractor", "extractor_key", NULL};
static const char *const ids[] = {"id", NULL};
static const char *const times[] = {"timestamp", "upload_date", NULL};
static const char *const foreign[] = {"entries", NULL};

static const char *const drop[] = {"http_headers", NULL};

static void
judge(const struct document *document, struct verdict *verdict)
{
	struct span type;

	if (!document_has(document, "extractor") || !document_member(document, "_type", &type))
		return;
	if (type.n == 10 && memcmp(type.p, "\"playlist\"", type.n) == 0 &&
	    !document_has(document, "entries"))
		verdict_raise(verdict, SURE_CERTAIN, true,
			      "yt-dlp's word on a playlist; its films have files of their own");
}

static bool
is_story(const json_t *tree)
{
	struct span extractor = json_text(json_object_get(tree, "extractor"));
	static const char word[] = "instagram:story";

	if (extractor.p == NULL)
		return json_is(json_object_get(tree, "extractor_key"), "InstagramStory");
	return extractor.n == sizeof word - 1 && strncasecmp(extractor.p, word, extractor.n) == 0;
}

static struct id
id_of_code(struct span code)
{
	struct id id = {""};

	if (code.n >= PK_DIGITS_MIN)
		id = id_of_digits(code);
	if (id.text[0] == '\0' && code.n > CODE_LENGTH)
		code.n = CODE_LENGTH;
	return id.text[0] != '\0' ? id : id_of_shortcode(code);
}

static enum fate
read_item(const json_t *tree, const struct around *around, struct item *item)
{
	struct owner owner = {.pk = id_of_json(json_object_get(tree, "uploader_id"))};
	struct span handle = json_text(json_object_get(tree, "channel"));

	(void)around;
	if (!is_story(tree))
		return SKIP_NOT_A_STORY;
	item->story_id = id_of_code(json_text(json_object_get(tree, "id")));
	if (item->story_id.text[0] == '\0')
		return REJECT_NO_ID;
	if (is_handle(handle))
		memcpy(owner.handle, handle.p, handle.n);
	item_set_owner(item, &owner);
	return time_of_json(json_object_get(tree, "timestamp"), &item->taken_at);
}

const struct format format_yt_dlp = {
    .name = "yt-dlp",
    .marks = "extractor, id and timestamp",
    .shape = {.with = {marks, ids, times}, .without = foreign},
    .judge = judge,
    .read = read_item,
    .owner_id = item_ig_pk,
    .drop = drop,
    .before = "",
    .after = "",
};
