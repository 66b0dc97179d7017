#include "lib/scrub_private.h"

#include "lib/jsontext.h"
#include "lib/record.h"

#define ID_TEXT_MAX 64 /* bytes of an id; see records.def */
#define TOKEN_MIN 8    /* bytes: shorter parts of an address are no ids of stories */

struct span
scrub_text(struct span value)
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
bool
scrub_is_erased(struct scrub *s, struct span id)
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
	return n < text.n && text.p[n] == '_' ? (struct span){text.p, n} : SCRUB_NONE;
}

/* Whether a part of the text, between characters that no id has, is an id. */
bool
scrub_contains_erased(struct scrub *s, struct span text)
{
	for (size_t from = 0, to; from < text.n; from = to + 1) {
		for (to = from; to < text.n && is_id_char(text.p[to]);)
			to++;
		struct span token = {text.p + from, to - from};

		if (token.n >= TOKEN_MIN &&
		    (scrub_is_erased(s, token) || scrub_is_erased(s, first_number(token))))
			return true;
	}
	return false;
}

/* An id, or an address one part of which is one. A text with blanks is neither. */
static bool
names_erased(struct scrub *s, struct span text)
{
	if (text.n == 0)
		return false;
	return scrub_is_erased(s, text) || scrub_is_erased(s, first_number(text)) ||
	       (memchr(text.p, ' ', text.n) == NULL && scrub_contains_erased(s, text));
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
void
scrub_tell_ids(const struct scrub *s, struct span object)
{
	static const char *const names[] = {"id",       "ig_id",    "pk",   "story_id",
					    "graph_id", "media_id", "code", "shortcode"};
	struct jsontext in = jsontext_at(object);
	struct span key, value;

	if (s->told->id == NULL || s->fill || !jsontext_enter(&in, '{'))
		return;
	while (jsontext_member(&in, &key, &value)) {
		struct span text = scrub_text(value);
		struct span number = text.n != 0 ? first_number(text) : SCRUB_NONE;

		for (size_t i = 0; i < COUNT(names); i++)
			if (key.n == strlen(names[i]) && memcmp(key.p, names[i], key.n) == 0 &&
			    is_word(text))
				s->told->id(s->told->context, s->hit,
					    number.n != 0 ? number : text);
	}
}

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
		scrub_tell_ids(s, object);
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

bool
scrub_value(struct scrub *s, struct span value, struct buf *out)
{
	bool names = false;

	if (++s->depth > JSONTEXT_DEPTH_MAX || (value.p[0] != '{' && value.p[0] != '[')) {
		buf_put(out, value.p, value.n);
		names = names_erased(s, scrub_text(value));
	} else if (value.p[0] == '{') {
		names = scrub_object(s, value, out);
	} else {
		scrub_list(s, value, out);
	}
	s->depth--;
	return names;
}
