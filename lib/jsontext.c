#include "lib/jsontext.h"

#include <ctype.h>

#include "lib/hex.h"
#include "lib/jsonw.h"
#include "lib/utf8.h"

#define REDACTED "REDACTED"
#define ESCAPE 6 /* bytes of \u00XX */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void
skip_blanks(struct jsontext *in)
{
	while (in->at < in->end && is_blank(*in->at))
		in->at++;
}

struct jsontext
jsontext_at(struct span text)
{
	return (struct jsontext){text.p, text.p + text.n};
}

bool
jsontext_at_end(struct jsontext *in)
{
	skip_blanks(in);
	return in->at == in->end;
}

/*
 * The byte after the closing quote of the string that begins at p, or NULL where it is cut. A
 * quote after an odd run of backslashes is part of the string.
 */
static const char *
string_end(const char *p, const char *end)
{
	for (p++; p < end; p++) {
		const char *run;

		p = memchr(p, '"', (size_t)(end - p));
		if (p == NULL)
			return NULL;
		for (run = p; run[-1] == '\\'; run--)
			;
		if ((p - run) % 2 == 0)
			return p + 1;
	}
	return NULL;
}

/* The byte after the closing bracket of the array or object that begins at p, or NULL. */
static const char *
bracket_end(const char *p, const char *end)
{
	size_t depth = 0;

	while (p < end) {
		switch (*p) {
		case '"':
			p = string_end(p, end);
			if (p == NULL)
				return NULL;
			continue;
		case '{':
		case '[':
			depth++;
			break;
		case '}':
		case ']':
			if (--depth == 0)
				return p + 1;
			break;
		default:
			break;
		}
		p++;
	}
	return NULL;
}

static bool
ends_scalar(char c)
{
	return is_blank(c) || c == ',' || c == ']' || c == '}' || c == ':' || c == '"' ||
	       c == '[' || c == '{';
}

bool
jsontext_value(struct jsontext *in, struct span *value)
{
	const char *first, *after;

	skip_blanks(in);
	first = in->at;
	if (first == in->end)
		return false;
	if (*first == '"') {
		after = string_end(first, in->end);
	} else if (*first == '{' || *first == '[') {
		after = bracket_end(first, in->end);
	} else {
		after = first;
		while (after < in->end && !ends_scalar(*after))
			after++;
	}
	if (after == NULL || after == first)
		return false;
	*value = (struct span){first, (size_t)(after - first)};
	in->at = after;
	return true;
}

bool
jsontext_enter(struct jsontext *in, char bracket)
{
	skip_blanks(in);
	if (in->at == in->end || *in->at != bracket)
		return false;
	in->at++;
	return true;
}

static void
skip_comma(struct jsontext *in)
{
	skip_blanks(in);
	if (in->at < in->end && *in->at == ',')
		in->at++;
}

bool
jsontext_element(struct jsontext *in, struct span *value)
{
	skip_comma(in);
	return jsontext_value(in, value);
}

bool
jsontext_member(struct jsontext *in, struct span *key, struct span *value)
{
	struct span quoted;

	skip_comma(in);
	skip_blanks(in);
	if (in->at == in->end || *in->at != '"' || !jsontext_value(in, &quoted))
		return false;
	skip_blanks(in);
	if (in->at == in->end || *in->at != ':')
		return false;
	in->at++;
	*key = (struct span){quoted.p + 1, quoted.n - 2};
	return jsontext_value(in, value);
}

bool
jsontext_find(struct span object, const char *key, struct span *value)
{
	struct jsontext in = jsontext_at(object);
	struct span found;

	if (!jsontext_enter(&in, '{'))
		return false;
	while (jsontext_member(&in, &found, value))
		if (span_is(found, key))
			return true;
	return false;
}

/* The value of the escape \u00XX at p; -1 where none stands there. */
static int
escaped_byte(const char *p, const char *end)
{
	return end - p >= ESCAPE && memcmp(p, "\\u00", 4) == 0 ? hex_four(p + 2) : -1;
}

/* The ASCII character written as \u00XX at p, else that at p itself; *n becomes its bytes. */
static char
plain_character(const char *p, const char *end, size_t *n)
{
	int c = escaped_byte(p, end);

	*n = c >= 0 ? ESCAPE : 1;
	return c >= 0 ? (char)c : *p;
}

/* The next character in lower case, blind to what parts words; 0 at the end. */
static char
next_letter(struct span *key)
{
	while (key->n != 0) {
		size_t n;
		char c = plain_character(key->p, key->p + key->n, &n);

		*key = (struct span){key->p + n, key->n - n};
		if (c != '_' && c != '-')
			return (char)tolower((unsigned char)c);
	}
	return '\0';
}

/* Whether the key is that word, "device_id" also as deviceId, Device-Id or with escapes. */
static bool
key_is(struct span key, const char *word)
{
	struct span rest = span_of(word);
	char a, b;

	do {
		a = next_letter(&key);
		b = next_letter(&rest);
	} while (a == b && a != '\0');
	return a == b;
}

#define LOWER 0x20 /* makes a small letter of any ASCII letter; enough for a first glance */

static bool
is_dropped(struct span key, const char *const *drop)
{
	char first;

	if (key.n == 0)
		return false;
	first = strchr("\\_-", *key.p) != NULL ? 0 : (char)(*key.p | LOWER);
	for (; drop != NULL && *drop != NULL; drop++)
		if ((first == 0 || first == (**drop | LOWER)) && key_is(key, *drop))
			return true;
	return false;
}

/*
 * The bytes of the character at p where it belongs to a token's value, else 0. JSON may write it
 * as an escape: Meta's own links have "%" as \u0025.
 */
static size_t
token_character(const char *p, const char *end)
{
	int c = escaped_byte(p, end);

	if (isalnum((unsigned char)*p) || (*p != '\0' && strchr("|%._~-", *p) != NULL))
		return 1;
	return c >= 0 && isgraph(c) && c != '&' && c != '"' ? ESCAPE : 0;
}

/* Whether the text that ends at `end` ends with the name of a parameter that holds a secret. */
static bool
names_secret(const char *start, const char *end)
{
	static const char *const names[] = {
	    "access_token", "appsecret_proof", "client_secret", "fb_exchange_token", "input_token",
	};

	for (size_t i = 0; i < COUNT(names); i++) {
		size_t n = strlen(names[i]);

		if ((size_t)(end - start) >= n && memcmp(end - n, names[i], n) == 0)
			return true;
	}
	return false;
}

void
jsontext_redact(struct buf *out, struct span text)
{
	const char *p = text.p, *at = text.p, *end = text.p + text.n;

	while (at < end && (at = memchr(at, '=', (size_t)(end - at))) != NULL) {
		at++;
		if (!names_secret(p, at - 1))
			continue;
		buf_put(out, p, (size_t)(at - p));
		buf_puts(out, REDACTED);
		while (at < end && token_character(at, end) != 0)
			at += token_character(at, end);
		p = at;
	}
	buf_put(out, p, (size_t)(end - p));
}

/* Commas are not copied but set anew: a dropped member takes its own along. */
static void
comma(struct buf *out, size_t base)
{
	char last = out->n > base ? out->p[out->n - 1] : '{';

	if (last != '{' && last != '[' && last != ':')
		buf_putc(out, ',');
}

/*
 * Whether the string token is the key of a member that is to be left out; skips its value, and all
 * that is left where that is cut.
 */
static bool
drops_member(struct jsontext *in, struct span token, const char *const *drop)
{
	struct span value;

	skip_blanks(in);
	if (in->at == in->end || *in->at != ':')
		return false;
	if (!is_dropped((struct span){token.p + 1, token.n - 2}, drop))
		return false;
	in->at++;
	if (!jsontext_value(in, &value))
		in->at = in->end;
	return true;
}

/* The JSON that the string holds as its text, as a tree; NULL where it holds other text. */
static json_t *
text_within(struct span token, struct span *text)
{
	char reason[JSONTEXT_REASON_MAX];
	json_t *string, *inner;

	if (token.n < 4 || (token.p[1] != '{' && token.p[1] != '['))
		return NULL;
	string = json_loadb(token.p, token.n, JSON_DECODE_ANY, NULL);
	*text = (struct span){json_string_value(string), json_string_length(string)};
	inner = text->p != NULL ? jsontext_load(*text, reason) : NULL;
	if (inner == NULL)
		json_decref(string);
	json_decref(inner);
	return inner != NULL ? string : NULL;
}

/*
 * A string: tables and some exports keep JSON as the text of a cell, and what is left out is left
 * out of that as well. A text that has nothing of it stays as it stands. Each level doubles the
 * escapes, so that there are few. NOLINTBEGIN(misc-no-recursion)
 */
static void
copy_string(struct buf *out, struct span token, const char *const *drop)
{
	struct span text;
	json_t *string = drop != NULL ? text_within(token, &text) : NULL;
	struct buf all = BUF_MAX(token.n * 2), kept = BUF_MAX(token.n * 2);

	if (string != NULL) {
		jsontext_copy(&all, text, NULL);
		jsontext_copy(&kept, text, drop);
	}
	if (all.n == kept.n)
		jsontext_redact(out, token);
	else
		jsonw_text(out, buf_span(&kept));
	buf_release(&all);
	buf_release(&kept);
	json_decref(string);
}

/* Copies what stands at in->at: a bracket, or a whole string or scalar. */
static void
copy_token(struct buf *out, size_t base, struct jsontext *in, const char *const *drop)
{
	char c = *in->at;
	struct span token;

	if (c == '}' || c == ']' || c == ':') {
		buf_putc(out, c);
		in->at++;
	} else if (c == '{' || c == '[') {
		comma(out, base);
		buf_putc(out, c);
		in->at++;
	} else if (!jsontext_value(in, &token)) {
		in->at = in->end;
	} else if (c != '"') {
		comma(out, base);
		buf_put(out, token.p, token.n);
	} else if (!drops_member(in, token, drop)) {
		comma(out, base);
		copy_string(out, token, drop);
	}
}

void
jsontext_copy(struct buf *out, struct span value, const char *const *drop)
{
	struct jsontext in = jsontext_at(value);
	size_t base = out->n;

	while (in.at < in.end) {
		if (is_blank(*in.at) || *in.at == ',')
			in.at++;
		else
			copy_token(out, base, &in, drop);
	}
}
/* NOLINTEND(misc-no-recursion) */

size_t
jsontext_depth(struct span text)
{
	size_t depth = 0, deepest = 0;
	const char *p = text.p, *end = text.p + text.n;

	while (p < end) {
		if (*p == '"') {
			p = string_end(p, end);
			if (p == NULL)
				break;
			continue;
		}
		if ((*p == '{' || *p == '[') && ++depth > deepest)
			deepest = depth;
		if ((*p == '}' || *p == ']') && depth > 0)
			depth--;
		p++;
	}
	return deepest;
}

/* jansson quotes what it could not read, at times half a character of it. */
static void
explain(const json_error_t *error, char reason[JSONTEXT_REASON_MAX])
{
	struct buf words = BUF_MAX(JSONTEXT_REASON_MAX / 2);

	utf8_copy(&words, span_of(error->text), "?", NULL);
	snprintf(reason, JSONTEXT_REASON_MAX, "byte %d: %s", error->position, buf_text(&words));
	buf_release(&words);
}

json_t *
jsontext_load(struct span text, char reason[JSONTEXT_REASON_MAX])
{
	json_error_t error = {.text = ""};
	const char *nul = text.n != 0 ? memchr(text.p, '\0', text.n) : NULL;
	json_t *tree;

	/* jansson 2.14 passes over a NUL that follows a number or word */
	if (nul != NULL) {
		snprintf(reason, JSONTEXT_REASON_MAX, "byte %td: a NUL", nul - text.p);
		return NULL;
	}
	if (jsontext_depth(text) > JSONTEXT_DEPTH_MAX) {
		snprintf(reason, JSONTEXT_REASON_MAX, "nested deeper than %d", JSONTEXT_DEPTH_MAX);
		return NULL;
	}
	tree = json_loadb(text.p, text.n, JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);
	if (tree == NULL)
		explain(&error, reason);
	return tree;
}

bool
jsontext_repeats(struct span value)
{
	json_error_t error = {.text = ""};
	json_t *tree =
	    json_loadb(value.p, value.n, JSON_ALLOW_NUL | JSON_DECODE_ANY | JSON_REJECT_DUPLICATES,
		       &error);

	json_decref(tree);
	return tree == NULL && json_error_code(&error) == json_error_duplicate_key;
}
