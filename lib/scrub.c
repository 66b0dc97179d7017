#include "lib/scrub.h"

#include "lib/jsontext.h"
#include "lib/record.h"

#define ID_TEXT_MAX 64 /* bytes of an id; see records.def */
#define TOKEN_MIN 8    /* bytes: shorter parts of an address are no ids of stories */
#define ACCOUNTS_MAX 4 /* names of one account in a line, and any account */
#define NONE ((struct span){NULL, 0})

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
    [SHA256] = "sha256",
    [KEY] = "key",
    [ARTICLE_ID] = "article_id",
    [EVENT_KEY] = "event_key",
    [HEADLINE] = "headline",
};

/* One line at work. */
struct scrub {
	const struct tombs *tombs;
	const struct scrub_told *told;
	struct span line;
	struct span members[MEMBERS];
	struct span accounts[ACCOUNTS_MAX]; /* what the line calls its account; the last is any */
	size_t accounts_n;
	struct span hit; /* the account by which the last tombstone was found */
	bool erased;     /* the account has a tombstone */
	bool fill;       /* an element that goes leaves {} in its place */
	uint64_t changes;
	size_t depth;
};

static const struct scrub_told nobody = {NULL, NULL, NULL, NULL};

static struct span
text_of(struct span value)
{
	if (value.n < 2 || value.p[0] != '"')
		return value;
	return (struct span){value.p + 1, value.n - 2};
}

static bool
is_word(struct span text)
{
	return text.n != 0 && text.n <= ID_TEXT_MAX && field_text_good(FIELD_ID, text);
}

/* Whether a story of that id has a tombstone; leaves the account of it in `hit`. */
static bool
is_erased(struct scrub *s, struct span id)
{
	char key[DIGEST_HEX + 1];

	for (size_t i = 0; i < s->accounts_n && is_word(id); i++) {
		const struct span words[] = {s->accounts[i], id};

		tomb_key(key, "story", words, COUNT(words));
		if (!tombs_has(s->tombs, key))
			continue;
		s->hit = s->accounts[i];
		return true;
	}
	return false;
}

static bool
is_id_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_' || c == '-';
}

/* Archives write a story's id as "<id>_<account>". */
static struct span
first_number(struct span text)
{
	size_t n = 0;

	while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
		n++;
	return n < text.n && text.p[n] == '_' ? (struct span){text.p, n} : NONE;
}

/* An id, or an address one part of which is one. A text with blanks is none. */
static bool
names_erased(struct scrub *s, struct span text)
{
	if (text.n == 0)
		return false;
	if (is_erased(s, text) || is_erased(s, first_number(text)))
		return true;
	if (memchr(text.p, ' ', text.n) != NULL)
		return false;
	for (size_t from = 0, to; from < text.n; from = to + 1) {
		for (to = from; to < text.n && is_id_char(text.p[to]);)
			to++;
		struct span token = {text.p + from, to - from};

		if (token.n >= TOKEN_MIN && token.n < text.n &&
		    (is_erased(s, token) || is_erased(s, first_number(token))))
			return true;
	}
	return false;
}

bool
scrub_names(const struct tombs *tombs, struct span text)
{
	struct scrub s = {.tombs = tombs, .accounts = {{TOMB_ANY, 1}}, .accounts_n = 1};
	char key[DIGEST_HEX + 1];

	tomb_key(key, "account", &text, 1);
	return tombs_has(tombs, key) || names_erased(&s, text);
}

/* What an object calls the story it is about, besides the id that was found. Lists of polls only
 * repeat what their stories told. */
static void
tell_ids(const struct scrub *s, struct span object)
{
	static const char *const names[] = {"id",       "ig_id",    "pk",   "story_id",
					    "graph_id", "media_id", "code", "shortcode"};
	struct jsontext in = jsontext_at(object);
	struct span key, value;

	if (s->told->id == NULL || s->fill || !jsontext_enter(&in, '{'))
		return;
	while (jsontext_member(&in, &key, &value)) {
		struct span text = text_of(value);
		struct span number = text.n != 0 ? first_number(text) : NONE;

		for (size_t i = 0; i < COUNT(names); i++)
			if (key.n == strlen(names[i]) && memcmp(key.p, names[i], key.n) == 0 &&
			    is_word(text))
				s->told->id(s->told->context, s->hit,
					    number.n != 0 ? number : text);
	}
}

static bool scrub_value(struct scrub *s, struct span value, struct buf *out);

/* Copies an object with its members scrubbed; whether it names an erased story outside of lists. */
static bool
scrub_object(struct scrub *s, struct span object, struct buf *out)
{
	struct jsontext in = jsontext_at(object);
	const char *copied = object.p;
	struct span key, value;
	bool here = false, inside = false;

	if (!jsontext_enter(&in, '{'))
		return false;
	while (jsontext_member(&in, &key, &value)) {
		bool names;

		buf_put(out, copied, (size_t)(value.p - copied));
		names = scrub_value(s, value, out);
		here |= names && value.p[0] != '{';
		inside |= names;
		copied = value.p + value.n;
	}
	buf_put(out, copied, (size_t)(object.p + object.n - copied));
	if (here)
		tell_ids(s, object);
	return inside;
}

/* Copies a list without the elements that name an erased story; as it was, where all stay. */
static void
scrub_list(struct scrub *s, struct span list, struct buf *out)
{
	struct jsontext in = jsontext_at(list);
	uint64_t changes = s->changes;
	size_t start = out->n;
	struct span element;
	bool first = true;

	if (!jsontext_enter(&in, '['))
		return;
	buf_putc(out, '[');
	while (jsontext_element(&in, &element)) {
		size_t before = out->n;

		buf_puts(out, first ? "" : ",");
		if (scrub_value(s, element, out)) {
			s->changes++;
			out->n = before;
			if (s->fill)
				buf_puts(out, first ? "{}" : ",{}");
		}
		first = first && out->n == before;
	}
	buf_putc(out, ']');
	if (s->changes != changes)
		return;
	out->n = start;
	buf_put(out, list.p, list.n);
}

static bool
scrub_value(struct scrub *s, struct span value, struct buf *out)
{
	bool names = false;

	if (++s->depth > JSONTEXT_DEPTH_MAX || (value.p[0] != '{' && value.p[0] != '[')) {
		buf_put(out, value.p, value.n);
		names = names_erased(s, text_of(value));
	} else if (value.p[0] == '{') {
		names = scrub_object(s, value, out);
	} else {
		scrub_list(s, value, out);
	}
	s->depth--;
	return names;
}

/* A member with other lists inside replaces the one of the line. */
static enum scrubbed
scrub_member(struct scrub *s, enum member member, struct buf *out)
{
	struct span value = s->members[member];
	const char *after, *end = s->line.p + s->line.n;

	if (value.p == NULL)
		return SCRUB_KEPT;
	after = value.p + value.n;
	buf_clear(out);
	buf_put(out, s->line.p, (size_t)(value.p - s->line.p));
	if (scrub_value(s, value, out))
		return SCRUB_GONE;
	buf_put(out, after, (size_t)(end - after));
	return s->changes != 0 ? SCRUB_CHANGED : SCRUB_KEPT;
}

static struct span
member_text(const struct scrub *s, enum member member)
{
	return s->members[member].p != NULL ? text_of(s->members[member]) : NONE;
}

/* Whether the line itself is about an erased story. */
static bool
is_about(struct scrub *s)
{
	if (!is_erased(s, member_text(s, STORY_ID)) && !is_erased(s, member_text(s, GRAPH_ID)))
		return false;
	tell_ids(s, s->line);
	return true;
}

static enum scrubbed
scrub_raw(struct scrub *s, struct buf *out)
{
	struct span text = member_text(s, BODY_TEXT);

	if (is_about(s) || (text.n != 0 && names_erased(s, text)))
		return SCRUB_GONE;
	return scrub_member(s, BODY, out);
}

/* The number of what was listed stays: it proves what was not. */
static enum scrubbed
scrub_poll(struct scrub *s, struct buf *out)
{
	s->fill = true;
	return scrub_member(s, LIVE, out);
}

static enum scrubbed
scrub_keyed(struct scrub *s, struct buf *out)
{
	(void)out;
	return is_about(s) ? SCRUB_GONE : SCRUB_KEPT;
}

static enum scrubbed
scrub_media(struct scrub *s, struct buf *out)
{
	enum scrubbed result = scrub_keyed(s, out);

	if (s->told->file != NULL && s->members[SHA256].p != NULL)
		s->told->file(s->told->context, member_text(s, SHA256),
			      s->erased || result == SCRUB_GONE);
	return result;
}

static bool
has_erased_story(struct scrub *s)
{
	struct jsontext in;
	struct span id;

	if (s->members[STORY_IDS].p == NULL)
		return false;
	in = jsontext_at(s->members[STORY_IDS]);
	if (!jsontext_enter(&in, '['))
		return false;
	while (jsontext_element(&in, &id))
		if (is_erased(s, text_of(id)))
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
tells_erased_text(const struct scrub *s)
{
	char reason[JSONTEXT_REASON_MAX], key[DIGEST_HEX + 1];
	json_t *list =
	    s->members[RELATED].p != NULL ? jsontext_load(s->members[RELATED], reason) : NULL;
	bool found = false;

	for (size_t i = 0; i < json_array_size(list) && !found; i++) {
		const json_t *one = json_array_get(list, i);
		const struct span words[] = {string_span(one, "account_id"),
					     string_span(one, "article_id"),
					     string_span(one, "headline")};

		tomb_key(key, "article", words, COUNT(words));
		found = tombs_has(s->tombs, key);
	}
	json_decref(list);
	return found;
}

static void
tell_text(const struct scrub *s)
{
	static const enum member names[] = {ARTICLE_ID, EVENT_KEY};
	char reason[JSONTEXT_REASON_MAX];
	json_t *headline;

	if (s->told->text == NULL || s->members[HEADLINE].p == NULL)
		return;
	headline = jsontext_load(s->members[HEADLINE], reason);
	for (size_t i = 0; i < COUNT(names) && headline != NULL; i++)
		s->told->text(s->told->context, member_text(s, ACCOUNT_ID),
			      member_text(s, names[i]),
			      (struct span){json_string_value(headline),
					    json_string_length(headline)});
	json_decref(headline);
}

static enum scrubbed
scrub_article(struct scrub *s, struct buf *out)
{
	(void)out;
	if (!has_erased_story(s) && !tells_erased_text(s))
		return SCRUB_KEPT;
	tell_text(s);
	return SCRUB_GONE;
}

/* The key is an id, or "account/id". */
static enum scrubbed
scrub_reject(struct scrub *s, struct buf *out)
{
	struct span key = member_text(s, KEY);
	const char *slash = key.n != 0 ? memchr(key.p, '/', key.n) : NULL;
	struct span id = key;

	(void)out;
	if (slash != NULL)
		id = (struct span){slash + 1, (size_t)(key.p + key.n - slash - 1)};
	return is_about(s) || is_erased(s, id) ? SCRUB_GONE : SCRUB_KEPT;
}

/* A line of another kind: a rejected item, or none of ours. */
static enum scrubbed
scrub_other(struct scrub *s, struct buf *out)
{
	buf_clear(out);
	if (scrub_value(s, s->line, out))
		return SCRUB_GONE;
	return s->changes != 0 ? SCRUB_CHANGED : SCRUB_KEPT;
}

static const struct {
	const char *type;
	enum scrubbed (*scrub)(struct scrub *s, struct buf *out);
} kinds[] = {
    {"raw", scrub_raw},       {"poll", scrub_poll},         {"media", scrub_media},
    {"story", scrub_keyed},   {"observation", scrub_keyed}, {"article", scrub_article},
    {"reject", scrub_reject},
};

static void
read_members(struct scrub *s)
{
	struct jsontext in = jsontext_at(s->line);
	struct span key, value;

	if (!jsontext_enter(&in, '{'))
		return;
	while (jsontext_member(&in, &key, &value))
		for (size_t i = 0; i < MEMBERS; i++)
			if (s->members[i].p == NULL && key.n == strlen(member_names[i]) &&
			    memcmp(key.p, member_names[i], key.n) == 0)
				s->members[i] = value;
}

/* What the line calls its account, and whether that has a tombstone. */
static void
read_account(struct scrub *s)
{
	static const enum member names[] = {ACCOUNT_ID, IG_PK, HANDLE};
	char key[DIGEST_HEX + 1];

	for (size_t i = 0; i < COUNT(names); i++) {
		struct span name = member_text(s, names[i]);

		if (name.n == 0)
			continue;
		tomb_key(key, "account", &name, 1);
		s->erased = s->erased || tombs_has(s->tombs, key);
		if (names[i] != HANDLE)
			s->accounts[s->accounts_n++] = name;
	}
	s->accounts[s->accounts_n++] = (struct span){TOMB_ANY, 1};
}

/* All of an erased account goes, whatever it is about. */
static enum scrubbed
scrub_typed(struct scrub *s, size_t kind, struct buf *out)
{
	enum scrubbed result = kinds[kind].scrub(s, out);

	if (!s->erased)
		return result;
	if (kinds[kind].scrub == scrub_article && result == SCRUB_KEPT)
		tell_text(s);
	return SCRUB_GONE;
}

enum scrubbed
scrub_line(const struct tombs *tombs, struct span line, const struct scrub_told *told,
	   struct buf *out)
{
	struct scrub s = {.tombs = tombs, .told = told != NULL ? told : &nobody, .line = line};
	struct span type;

	read_members(&s);
	read_account(&s);
	type = member_text(&s, TYPE);
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (type.n != 0 && type.n == strlen(kinds[i].type) &&
		    memcmp(type.p, kinds[i].type, type.n) == 0)
			return scrub_typed(&s, i, out);
	return s.erased ? SCRUB_GONE : scrub_other(&s, out);
}
