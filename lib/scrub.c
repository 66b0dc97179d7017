#include "lib/scrub_private.h"

#include "lib/base64.h"
#include "lib/jsontext.h"
#include "lib/stream.h"

/* The members of a line that matter, as JSON text; without p where it has none of that name. */
enum member {
	TYPE,
	ACCOUNT_ID,
	IG_PK,
	HANDLE,
	STORY_ID,
	GRAPH_ID,
	SHORTCODE,
	STORY_IDS,
	RELATED,
	LIVE,
	BODY,
	BODY_TEXT,
	BODY_BASE64,
	ITEM,
	ITEM_TEXT,
	ITEM_BASE64,
	OWNER_ID,
	OWNER_HANDLE,
	SHA256,
	KEY,
	ARTICLE_ID,
	EVENT_KEY,
	HEADLINE,
	MEMBERS,
};

static const char *const member_names[MEMBERS] = {
    [TYPE] = "type",
    [ACCOUNT_ID] = "account_id",
    [IG_PK] = "ig_pk",
    [HANDLE] = "handle",
    [STORY_ID] = "story_id",
    [GRAPH_ID] = "graph_id",
    [SHORTCODE] = "shortcode",
    [STORY_IDS] = "story_ids",
    [RELATED] = "related",
    [LIVE] = "live",
    [BODY] = "body",
    [BODY_TEXT] = "body_text",
    [BODY_BASE64] = "body_base64",
    [ITEM] = "item",
    [ITEM_TEXT] = "item_text",
    [ITEM_BASE64] = "item_base64",
    [OWNER_ID] = "owner_id",
    [OWNER_HANDLE] = "owner_handle",
    [SHA256] = "sha256",
    [KEY] = "key",
    [ARTICLE_ID] = "article_id",
    [EVENT_KEY] = "event_key",
    [HEADLINE] = "headline",
};

/* One line with its members. */
struct work {
	struct scrub scrub;
	struct span members[MEMBERS];
	bool erased; /* the account has a tombstone */
};

static const struct scrub_told nobody = {NULL, NULL, NULL, NULL};

/* A member with other lists inside replaces the one of the line. */
static enum scrubbed
scrub_member(struct work *w, enum member member, struct buf *out)
{
	struct span value = w->members[member];
	const char *after, *end = w->scrub.line.p + w->scrub.line.n;

	if (value.p == NULL)
		return SCRUB_KEPT;
	after = value.p + value.n;
	buf_clear(out);
	buf_put(out, w->scrub.line.p, (size_t)(value.p - w->scrub.line.p));
	if (scrub_value(&w->scrub, value, out))
		return SCRUB_GONE;
	buf_put(out, after, (size_t)(end - after));
	return w->scrub.changes != 0 ? SCRUB_CHANGED : SCRUB_KEPT;
}

static struct span
member_text(const struct work *w, enum member member)
{
	return w->members[member].p != NULL ? scrub_text(w->members[member]) : SCRUB_NONE;
}

/* Whether the line itself is about an erased story. */
static bool
is_about(struct work *w)
{
	if (!scrub_is_erased(&w->scrub, member_text(w, STORY_ID)) &&
	    !scrub_is_erased(&w->scrub, member_text(w, GRAPH_ID)))
		return false;
	scrub_tell_ids(&w->scrub, w->scrub.line);
	return true;
}

/* What could not be read as JSON goes as a whole, wherever in it an id stands. */
static bool
text_names_erased(struct work *w, enum member text, enum member base64)
{
	struct span plain = member_text(w, text), encoded = member_text(w, base64);
	struct buf decoded = BUF_MAX(STREAM_LINE_MAX);
	bool found = plain.n != 0 && scrub_contains_erased(&w->scrub, plain);

	if (!found && encoded.n != 0 && base64_decode(&decoded, encoded))
		found = scrub_contains_erased(&w->scrub, buf_span(&decoded));
	buf_release(&decoded);
	return found;
}

static enum scrubbed
scrub_raw(struct work *w, struct buf *out)
{
	if (is_about(w) || text_names_erased(w, BODY_TEXT, BODY_BASE64))
		return SCRUB_GONE;
	return scrub_member(w, BODY, out);
}

/* An item that import has rejected. */
static enum scrubbed
scrub_rejected(struct work *w, struct buf *out)
{
	if (text_names_erased(w, ITEM_TEXT, ITEM_BASE64))
		return SCRUB_GONE;
	return scrub_member(w, ITEM, out);
}

/* The number of what was listed stays: it proves what was not. */
static enum scrubbed
scrub_poll(struct work *w, struct buf *out)
{
	w->scrub.fill = true;
	return scrub_member(w, LIVE, out);
}

static enum scrubbed
scrub_keyed(struct work *w, struct buf *out)
{
	(void)out;
	return is_about(w) ? SCRUB_GONE : SCRUB_KEPT;
}

static enum scrubbed
scrub_media(struct work *w, struct buf *out)
{
	enum scrubbed result = scrub_keyed(w, out);

	if (w->scrub.told->file != NULL && w->members[SHA256].p != NULL)
		w->scrub.told->file(w->scrub.told->context, member_text(w, SHA256),
				    w->erased || result == SCRUB_GONE);
	return result;
}

static bool
has_erased_story(struct work *w)
{
	struct jsontext in;
	struct span id;

	if (w->members[STORY_IDS].p == NULL)
		return false;
	in = jsontext_at(w->members[STORY_IDS]);
	if (!jsontext_enter(&in, '['))
		return false;
	while (jsontext_element(&in, &id))
		if (scrub_is_erased(&w->scrub, scrub_text(id)))
			return true;
	return false;
}

static struct span
string_span(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	return (struct span){json_string_value(value), json_string_length(value)};
}

/* An article may rest on an earlier one and tell its headline. */
static bool
tells_erased_text(const struct work *w)
{
	char reason[JSONTEXT_REASON_MAX], key[DIGEST_HEX + 1];
	json_t *list =
	    w->members[RELATED].p != NULL ? jsontext_load(w->members[RELATED], reason) : NULL;
	bool found = false;

	for (size_t i = 0; i < json_array_size(list) && !found; i++) {
		const json_t *one = json_array_get(list, i);
		const struct span words[] = {string_span(one, "account_id"),
					     string_span(one, "article_id"),
					     string_span(one, "headline")};

		tomb_key(key, "article", words, COUNT(words));
		found = tombs_has(w->scrub.tombs, key);
	}
	json_decref(list);
	return found;
}

static void
tell_text(const struct work *w)
{
	static const enum member names[] = {ARTICLE_ID, EVENT_KEY};
	char reason[JSONTEXT_REASON_MAX];
	json_t *headline;

	if (w->scrub.told->text == NULL || w->members[HEADLINE].p == NULL)
		return;
	headline = jsontext_load(w->members[HEADLINE], reason);
	for (size_t i = 0; i < COUNT(names) && headline != NULL; i++)
		w->scrub.told->text(w->scrub.told->context, member_text(w, ACCOUNT_ID),
				    member_text(w, names[i]),
				    (struct span){json_string_value(headline),
						  json_string_length(headline)});
	json_decref(headline);
}

static enum scrubbed
scrub_article(struct work *w, struct buf *out)
{
	(void)out;
	if (!has_erased_story(w) && !tells_erased_text(w))
		return SCRUB_KEPT;
	tell_text(w);
	return SCRUB_GONE;
}

/* The key is an id, or "account/id". */
static enum scrubbed
scrub_reject(struct work *w, struct buf *out)
{
	struct span key = member_text(w, KEY);
	const char *slash = key.n != 0 ? memchr(key.p, '/', key.n) : NULL;
	struct span id = key;

	(void)out;
	if (slash != NULL)
		id = (struct span){slash + 1, (size_t)(key.p + key.n - slash - 1)};
	return is_about(w) || scrub_is_erased(&w->scrub, id) ? SCRUB_GONE : SCRUB_KEPT;
}

/* A line of another kind: a rejected item, or none of ours. */
static enum scrubbed
scrub_other(struct work *w, struct buf *out)
{
	buf_clear(out);
	if (scrub_value(&w->scrub, w->scrub.line, out))
		return SCRUB_GONE;
	return w->scrub.changes != 0 ? SCRUB_CHANGED : SCRUB_KEPT;
}

static const struct {
	const char *type;
	enum scrubbed (*scrub)(struct work *w, struct buf *out);
} kinds[] = {
    {"raw", scrub_raw},           {"poll", scrub_poll},
    {"media", scrub_media},       {"story", scrub_keyed},
    {"observation", scrub_keyed}, {"article", scrub_article},
    {"reject", scrub_reject},     {"import-reject", scrub_rejected},
};

static void
read_members(struct work *w)
{
	struct jsontext in = jsontext_at(w->scrub.line);
	struct span key, value;

	if (!jsontext_enter(&in, '{'))
		return;
	while (jsontext_member(&in, &key, &value))
		for (size_t i = 0; i < MEMBERS; i++)
			if (w->members[i].p == NULL && key.n == strlen(member_names[i]) &&
			    memcmp(key.p, member_names[i], key.n) == 0)
				w->members[i] = value;
}

/* What the line calls its account, and whether that has a tombstone. */
static void
read_account(struct work *w)
{
	static const enum member names[] = {ACCOUNT_ID, IG_PK, OWNER_ID, HANDLE, OWNER_HANDLE};
	char key[DIGEST_HEX + 1];

	for (size_t i = 0; i < COUNT(names); i++) {
		struct span name = member_text(w, names[i]);

		if (name.n == 0)
			continue;
		tomb_key(key, "account", &name, 1);
		w->erased = w->erased || tombs_has(w->scrub.tombs, key);
		if (names[i] != HANDLE && names[i] != OWNER_HANDLE)
			w->scrub.accounts[w->scrub.accounts_n++] = name;
	}
	w->scrub.accounts[w->scrub.accounts_n++] = (struct span){TOMB_ANY, 1};
}

/* All of an erased account goes, whatever it is about. */
static enum scrubbed
scrub_typed(struct work *w, size_t kind, struct buf *out)
{
	enum scrubbed result = kinds[kind].scrub(w, out);

	if (!w->erased)
		return result;
	if (kinds[kind].scrub == scrub_article && result == SCRUB_KEPT)
		tell_text(w);
	return SCRUB_GONE;
}

enum scrubbed
scrub_line(const struct tombs *tombs, struct span line, const struct scrub_told *told,
	   struct buf *out)
{
	struct work w = {
	    .scrub = {.tombs = tombs, .told = told != NULL ? told : &nobody, .line = line}};
	struct span type;

	read_members(&w);
	read_account(&w);
	type = member_text(&w, TYPE);
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (type.n != 0 && type.n == strlen(kinds[i].type) &&
		    memcmp(type.p, kinds[i].type, type.n) == 0)
			return scrub_typed(&w, i, out);
	return w.erased ? SCRUB_GONE : scrub_other(&w, out);
}
