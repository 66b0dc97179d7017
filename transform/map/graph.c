/* The Graph API's shapes: pages of stories; for insights see insights.c. */
#include "lib/jsonscan.h"

#include "transform/map/archive.h"

/* Members of an item that are looked at. The owner is an object with an id. */
enum member {
	ITEM_ID,
	ITEM_IG_ID,
	ITEM_OWNER_ID,
	ITEM_TIMESTAMP,
	ITEM_USERNAME,
	ITEM_CAPTION,
	ITEM_PERMALINK,
	ITEM_MEDIA_URL,
	ITEM_THUMBNAIL_URL,
	ITEM_SHORTCODE,
	ITEM_MEDIA_TYPE,
	ITEM_ALT_TEXT,
	ITEM_PRODUCT,
	ITEM_MEMBERS,
};

static const char *const member_names[ITEM_MEMBERS] = {
    "id",
    "ig_id",
    "owner",
    "timestamp",
    "username",
    "caption",
    "permalink",
    "media_url",
    "thumbnail_url",
    "shortcode",
    "media_type",
    "alt_text",
    "media_product_type",
};

/* What an item says of its account, where the record names one. */
enum whose {
	WHOSE_OWN,    /* it is the record's, or the record names none */
	WHOSE_SILENT, /* no number, and not the name of the question */
	WHOSE_OTHER,
};

/* An item as it was told; texts are lent by the body, or live in the intake's arena. */
struct item {
	struct told_value told[ITEM_MEMBERS];
	struct item *next;
};

static const char *
text_of(struct intake *intake, struct span text)
{
	return text.n != 0 ? arena_text(&intake->arena, text) : NULL;
}

/* The last part of a permalink, or the shortcode, tell the id where ig_id is not offered. */
static const char *
id_from_permalink(struct intake *intake, const struct item *item)
{
	struct span told = item->told[ITEM_PERMALINK].text;
	const char *link = arena_text(&intake->arena, told);
	size_t end = strcspn(link, "?#"), from;

	if (strstr(link, "/stories/") == NULL || strstr(link, "/highlights/") != NULL)
		return NULL;
	end -= end > 0 && link[end - 1] == '/';
	for (from = end; from > 0 && link[from - 1] >= '0' && link[from - 1] <= '9'; from--)
		;
	if (end - from < 15 || end - from > 20 || from == 0 || link[from - 1] != '/')
		return NULL;
	return arena_text(&intake->arena, (struct span){link + from, end - from});
}

/* A shortcode is the id in base64url, the alphabet of which is A-Z a-z 0-9 - _. */
static const char *
id_from_shortcode(struct intake *intake, const struct item *item)
{
	static const char alphabet[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *code = arena_text(&intake->arena, item->told[ITEM_SHORTCODE].text);
	uint64_t id = 0;

	if (strlen(code) < 9 || strlen(code) > 11)
		return NULL;
	for (; *code != '\0'; code++) {
		const char *hit = strchr(alphabet, *code);

		if (hit == NULL || id >> 58 != 0)
			return NULL;
		id = id << 6 | (uint64_t)(hit - alphabet);
	}
	return arena_printf(&intake->arena, "%llu", (unsigned long long)id);
}

static const char *
story_id_of(struct intake *intake, const struct item *item)
{
	const char *id = told_id(&intake->arena, &item->told[ITEM_IG_ID]);

	if (id == NULL)
		id = id_from_permalink(intake, item);
	if (id == NULL)
		id = id_from_shortcode(intake, item);
	return id != NULL ? id : told_id(&intake->arena, &item->told[ITEM_ID]);
}

/* Links of feed posts and reels. */
static const char *const other_links[] = {"/p/", "/reel/", "/tv/"};

/*
 * An account's stories are all that is asked for. Whatever else stands among them says so by its
 * product type, or by its link.
 */
static bool
is_no_story(const struct item *item)
{
	const struct told_value *product = &item->told[ITEM_PRODUCT];
	struct span link = item->told[ITEM_PERMALINK].text;

	if (product->kind == TOLD_TEXT && product->text.n != 0)
		return product->text.n != 5 || strncasecmp(product->text.p, "STORY", 5) != 0;
	for (size_t i = 0; i < COUNT(other_links) && link.n != 0; i++)
		if (memmem(link.p, link.n, other_links[i], strlen(other_links[i])) != NULL)
			return true;
	return false;
}

static bool
is_account(struct intake *intake, const struct sighting *s, const struct raw *raw,
	   const char *number)
{
	return strcmp(number, s->account_id) == 0 ||
	       span_is(record_text(raw->record, raw_ig_pk), number) ||
	       is_other_number(intake, s->account_id, number);
}

static bool
same_handle(struct span one, struct span other)
{
	return one.n == other.n && strncasecmp(one.p, other.p, one.n) == 0;
}

/*
 * The account is that of the question. The owner's number proves that the item is of it; that it is
 * not, only where the name is another one, too: an account has numbers that nobody mapped. A name
 * alone proves nothing: accounts are renamed, and of a story made together with another account the
 * API tells that one's name and no owner.
 */
static enum whose
whose_item(struct intake *intake, const struct sighting *s, const struct raw *raw,
	   const struct item *item)
{
	const char *owner = told_id(&intake->arena, &item->told[ITEM_OWNER_ID]);
	struct span handle = record_text(raw->record, raw_handle);

	if (s->account_id == NULL || record_text(raw->record, raw_account_id).n == 0 ||
	    (owner != NULL && is_account(intake, s, raw, owner)) ||
	    (handle.n != 0 && same_handle(item->told[ITEM_USERNAME].text, handle)))
		return WHOSE_OWN;
	if (owner != NULL)
		return WHOSE_OTHER;
	return handle.n == 0 ? WHOSE_OWN : WHOSE_SILENT;
}

static void
fill_cells(struct intake *intake, struct sighting *s, const struct raw *raw,
	   const struct item *item, enum whose whose)
{
	static const struct {
		enum member member;
		size_t cell;
	} texts[] = {{ITEM_CAPTION, CELL(caption)},       {ITEM_PERMALINK, CELL(permalink)},
		     {ITEM_MEDIA_URL, CELL(media_url)},   {ITEM_THUMBNAIL_URL, CELL(thumbnail_url)},
		     {ITEM_SHORTCODE, CELL(shortcode)},   {ITEM_USERNAME, CELL(handle)},
		     {ITEM_MEDIA_TYPE, CELL(media_type)}, {ITEM_ALT_TEXT, CELL(alt_text)}};
	const char *graph_id = told_id(&intake->arena, &item->told[ITEM_ID]);

	cell_handle(intake, s, record_text(raw->record, raw_handle));
	for (size_t i = 0; i < COUNT(texts); i++)
		if (texts[i].member != ITEM_USERNAME || whose == WHOSE_OWN)
			cell_told(intake, s, texts[i].cell, &item->told[texts[i].member]);
	if (graph_id != NULL)
		cell_put(s, CELL(graph_id), graph_id);
	cell_time(intake, s, CELL(taken_at), s->taken_at);
	cell_time(intake, s, CELL(expires_at), s->taken_at + WHEN_DAY);
	if (s->cells[CELL(caption)].text != NULL)
		cell_hashtags(intake, s, s->cells[CELL(caption)].text, NULL);
}

/* An item tells its owner only to the account that made it, else a username alone. */
static const char *
account_of(struct intake *intake, const struct raw *raw, const struct item *item, when_ms taken_at)
{
	const char *account = text_of(intake, record_text(raw->record, raw_account_id));
	const char *handle = NULL;

	if (account == NULL)
		account = told_id(&intake->arena, &item->told[ITEM_OWNER_ID]);
	if (account != NULL)
		return account;
	if (item->told[ITEM_USERNAME].kind == TOLD_TEXT)
		handle = arena_text(&intake->arena, item->told[ITEM_USERNAME].text);
	if (handle == NULL)
		handle = text_of(intake, record_text(raw->record, raw_handle));
	return handle != NULL ? account_of_handle(intake, handle, taken_at) : NULL;
}

static void
map_item(struct intake *intake, const struct raw *raw, const struct item *item)
{
	struct sighting s = {.source = SOURCE_GRAPH,
			     .observed_at = raw->fetched_at,
			     .raw_sha256 = raw->sha256,
			     .sanitised = raw->salvaged};
	const char *key;
	enum whose whose;

	intake->items_in++;
	s.taken_at = told_story_time(&item->told[ITEM_TIMESTAMP]);
	s.story_id = story_id_of(intake, item);
	s.account_id = account_of(intake, raw, item, s.taken_at);
	whose = whose_item(intake, &s, raw, item);
	key = s.story_id != NULL ? s.story_id : raw->sha256;
	if (is_no_story(item))
		intake_reject(intake, raw, key, "not_a_story", "it is a post, a reel or an ad");
	else if (s.story_id == NULL)
		intake_reject(intake, raw, key, "no_id", "the story has no usable id");
	else if (s.account_id == NULL)
		intake_reject(intake, raw, key, "no_owner", "nothing says whose story it is");
	else if (whose == WHOSE_OTHER)
		intake_reject(
		    intake, raw, key, "other_account",
		    "its owner has another number than the account asked for, and not its name");
	else if (s.taken_at == WHEN_NONE)
		intake_reject(intake, raw, key, "no_time", "the timestamp is missing or no time");
	else {
		fill_cells(intake, &s, raw, item, whose);
		intake_sighting(intake, &s);
	}
}

static void
map_tree(struct intake *intake, const struct raw *raw, const json_t *tree)
{
	struct item item;

	for (size_t i = 0; i < ITEM_MEMBERS; i++) {
		const json_t *value = json_object_get(tree, member_names[i]);

		item.told[i] = told_json(i == ITEM_OWNER_ID ? json_object_get(value, "id") : value);
	}
	map_item(intake, raw, &item);
}

void
map_graph(struct intake *intake, const struct raw *raw)
{
	const json_t *data = json_object_get(raw->body, "data");
	size_t i;
	json_t *item;

	if (is_insights(raw)) {
		map_insights(intake, raw);
		return;
	}
	if (json_is_array(data)) {
		json_array_foreach(data, i, item) map_tree(intake, raw, item);
	} else if (json_object_get(raw->body, "id") != NULL &&
		   json_object_get(raw->body, "timestamp") != NULL) {
		map_tree(intake, raw, raw->body);
	}
}

static struct told_value
told_scanned(struct intake *intake, const struct jsonscan_value *value)
{
	struct told_value told = {.kind = TOLD_OTHER};

	if (value->kind == JSONSCAN_INT) {
		told = (struct told_value){.kind = TOLD_NUMBER, .number = jsonscan_int(value)};
	} else if (value->kind == JSONSCAN_TEXT) {
		told = (struct told_value){.kind = TOLD_TEXT, .text = value->text};
		if (value->escaped) {
			char *plain = arena_text(&intake->arena, value->text);

			told.text = (struct span){plain, jsonscan_decode(value->text, plain)};
		}
	}
	return told;
}

/* The owner's id; what is no object has none. False where it is not sure. */
static bool
scan_owner(struct intake *intake, struct jsonscan *in, struct told_value *told)
{
	struct jsonscan_value value;
	struct span key;
	int got;

	*told = (struct told_value){.kind = TOLD_NOT};
	if (!jsonscan_enter(in, '{'))
		return jsonscan_value(in, &value);
	while ((got = jsonscan_member(in, &key, &value)) > 0) {
		if (!span_is(key, "id"))
			continue;
		if (told->kind != TOLD_NOT)
			return false;
		*told = told_scanned(intake, &value);
	}
	return got == 0;
}

static bool
scan_member(struct intake *intake, struct jsonscan *in, size_t member, struct item *item)
{
	struct jsonscan_value value;

	if (member == ITEM_OWNER_ID)
		return scan_owner(intake, in, &item->told[member]);
	if (!jsonscan_value(in, &value))
		return false;
	if (member != ITEM_MEMBERS)
		item->told[member] = told_scanned(intake, &value);
	return true;
}

static size_t
find_member(struct span key)
{
	size_t i = 0;

	while (i < ITEM_MEMBERS && !span_is(key, member_names[i]))
		i++;
	return i;
}

/* NULL where it is no object, a member stands twice, or anything else is not sure. */
static struct item *
scan_item(struct intake *intake, struct jsonscan *in)
{
	struct item *item = arena_alloc(&intake->arena, sizeof *item);
	struct span key;
	unsigned seen = 0;
	int got;

	if (!jsonscan_enter(in, '{'))
		return NULL;
	while ((got = jsonscan_key(in, &key)) > 0) {
		size_t member = find_member(key);
		unsigned bit = member < ITEM_MEMBERS ? 1U << member : 0;

		if ((seen & bit) != 0 || !scan_member(intake, in, member, item))
			return NULL;
		seen |= bit;
	}
	return got == 0 ? item : NULL;
}

/* The items of the array at hand. */
static bool
scan_items(struct intake *intake, struct jsonscan *in, struct item **items)
{
	int got;

	if (!jsonscan_enter(in, '['))
		return false;
	while ((got = jsonscan_next(in)) > 0) {
		*items = scan_item(intake, in);
		if (*items == NULL)
			return false;
		items = &(*items)->next;
	}
	return got == 0;
}

/* The items of the body's "data", of which there must be one. */
static bool
scan_body(struct intake *intake, struct span body, struct item **items)
{
	struct jsonscan in = jsonscan_at(body);
	struct jsonscan_value value;
	struct span key;
	bool found = false;
	int got;

	if (!jsonscan_enter(&in, '{'))
		return false;
	while ((got = jsonscan_key(&in, &key)) > 0) {
		bool is_data = span_is(key, "data");

		if (is_data && found)
			return false;
		if (!(is_data ? scan_items(intake, &in, items) : jsonscan_value(&in, &value)))
			return false;
		found = found || is_data;
	}
	return got == 0 && found && jsonscan_ended(&in);
}

bool
map_graph_text(struct intake *intake, const struct raw *raw, struct span body)
{
	struct item *items = NULL;

	if (is_insights(raw) || !scan_body(intake, body, &items))
		return false;
	for (const struct item *item = items; item != NULL; item = item->next)
		map_item(intake, raw, item);
	return true;
}
