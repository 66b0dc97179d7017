#include "ingest/import/document.h"

#include <ctype.h>

#include "lib/jsontext.h"

#define KEYS_SHOWN 5 /* members of an unknown object that a message names */
#define KEY_SHOWN 40 /* bytes of each */

/* How files that are no text begin. */
static const struct {
	const char *begin;
	const char *is;
} magics[] = {
    {"\xff\xfe", "UTF-16 text, which must be turned into UTF-8 first"},
    {"\xfe\xff", "UTF-16 text, which must be turned into UTF-8 first"},
    {"\xff\xd8\xff", "a JPEG picture"},
    {"\x89PNG", "a PNG picture"},
    {"%PDF", "a PDF"},
    {"<", "HTML or XML"},
};

static bool
begins(struct span text, const char *word)
{
	size_t n = strlen(word);

	return text.n >= n && memcmp(text.p, word, n) == 0;
}

size_t
document_preamble(struct span head)
{
	static const char *const preambles[] = {"\xef\xbb\xbf", "for (;;);"};
	size_t n = 0;

	for (size_t i = 0; i < COUNT(preambles); i++)
		if (begins((struct span){head.p + n, head.n - n}, preambles[i]))
			n += strlen(preambles[i]);
	return n;
}

struct span
document_name(const struct document *document)
{
	const char *name = document->path;

	for (const char *p = name; *p != '\0'; p++) {
		if (*p == '/')
			name = p + 1;
		else if (p[0] == ':' && p[1] == ' ')
			name = p + 2;
	}
	return span_of(name);
}

static struct span
without_blanks(struct span text)
{
	while (text.n != 0 && isspace((unsigned char)*text.p)) {
		text.p++;
		text.n--;
	}
	return text;
}

/* The rest of the text is a member whose value is cut: `key` then is right, and value is it. */
static bool
cut_member(struct jsontext *in, struct span *key, struct span *value)
{
	struct span quoted;

	if (jsontext_at_end(in))
		return false;
	if (*in->at == '"') {
		if (!jsontext_value(in, &quoted) || jsontext_at_end(in) || *in->at != ':')
			return false;
		in->at++;
		*key = (struct span){quoted.p + 1, quoted.n - 2};
	}
	*value = without_blanks((struct span){in->at, (size_t)(in->end - in->at)});
	return true;
}

bool
document_member(const struct document *document, const char *key, struct span *value)
{
	struct jsontext in = jsontext_at(document->head);
	struct span found = {"", 0};

	if (!jsontext_enter(&in, '{'))
		return false;
	while (jsontext_member(&in, &found, value))
		if (found.n == strlen(key) && memcmp(found.p, key, found.n) == 0)
			return true;
	return !document->whole && cut_member(&in, &found, value) && found.n == strlen(key) &&
	       memcmp(found.p, key, found.n) == 0;
}

bool
document_has(const struct document *document, const char *key)
{
	struct span value;

	return document_member(document, key, &value);
}

bool
document_has_column(const struct document *document, const char *name)
{
	for (size_t i = 0; document->table != NULL && i < document->table->n; i++)
		if (strcmp(document->table->columns[i], name) == 0)
			return true;
	return false;
}

/* Whether the line is a whole object or list, with nothing before it. */
static bool
is_value_line(struct span line)
{
	struct jsontext in = jsontext_at(line);
	struct span value;

	return line.n != 0 && (*line.p == '{' || *line.p == '[') && jsontext_value(&in, &value) &&
	       jsontext_at_end(&in);
}

/* JSON over several lines has lines that happen to be a value, but never mostly. */
size_t
document_damaged_lines(struct span head)
{
	size_t at = 0, before = 0, whole = 0, damaged = 0;
	const char *end;

	while (at < head.n && (end = memchr(head.p + at, '\n', head.n - at)) != NULL) {
		struct span line = {head.p + at, (size_t)(end - head.p) - at};

		if (is_value_line(line)) {
			before = whole++ == 0 ? at : before;
			if (whole == 1 && damaged == 0)
				return 0;
		} else if (without_blanks(line).n != 0) {
			damaged++;
		}
		at += line.n + 1;
	}
	return whole > 1 && whole > damaged ? before : 0;
}

static void
describe_object(struct buf *out, struct span object)
{
	struct jsontext in = jsontext_at(object);
	struct span key, value;
	size_t n = 0;

	buf_puts(out, "a JSON object");
	if (!jsontext_enter(&in, '{'))
		return;
	for (; n < KEYS_SHOWN && jsontext_member(&in, &key, &value); n++)
		buf_printf(out, "%s%.*s", n == 0 ? " with " : ", ",
			   (int)(key.n < KEY_SHOWN ? key.n : KEY_SHOWN), key.p);
}

static void
describe_table(struct buf *out, const struct table *table)
{
	buf_puts(out, "a table");
	for (size_t i = 0; i < table->n && i < KEYS_SHOWN; i++)
		buf_printf(out, "%s%.*s", i == 0 ? " with " : ", ", KEY_SHOWN, table->columns[i]);
}

void
document_describe(struct buf *out, const struct document *document)
{
	struct span text = without_blanks(document->head);

	for (size_t i = 0; i < COUNT(magics); i++) {
		if (begins(text, magics[i].begin)) {
			buf_puts(out, magics[i].is);
			return;
		}
	}
	if (text.n == 0)
		buf_puts(out, "an empty file");
	else if (*text.p == '{')
		describe_object(out, text);
	else if (*text.p == '[')
		buf_puts(out, "a JSON list of other things");
	else if (document->table != NULL)
		describe_table(out, document->table);
	else
		buf_puts(out, "no JSON");
}
