#include "ingest/import/format.h"

#include <ctype.h>

#include "lib/jsontext.h"

#define KEYS_SHOWN 5             /* members of an unknown object that a message names */
#define SECONDS_END 253402300800 /* 10000-01-01, the first second no record can hold */

/* In the order they are tried: the narrower shape first. */
static const struct format *const formats[] = {&format_private_api, &format_graph};

/* How files that are no JSON begin. */
static const struct {
	const char *begin;
	const char *is;
} magics[] = {
    {"PK\x03\x04", "a zip archive, which must be unpacked first"},
    {"\x1f\x8b", "a gzip file, which must be unpacked first"},
    {"\xfd"
     "7zXZ",
     "an xz file, which must be unpacked first"},
    {"\xff\xfe", "UTF-16 text, which must be turned into UTF-8 first"},
    {"\xfe\xff", "UTF-16 text, which must be turned into UTF-8 first"},
    {"\xff\xd8\xff", "a JPEG picture"},
    {"\x89PNG", "a PNG picture"},
    {"<", "HTML or XML"},
};

const struct format *
format_find(const char *name)
{
	for (size_t i = 0; i < COUNT(formats); i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return NULL;
}

void
format_names(struct buf *out)
{
	for (size_t i = 0; i < COUNT(formats); i++)
		buf_printf(out, "%s%s", i != 0 ? ", " : "", formats[i]->name);
}

struct probe {
	struct walk walk;
	struct buf *where;
	bool likely;
};

static void
on_probe(void *context, struct span item, const struct place *place, bool likely)
{
	struct probe *probe = context;

	(void)item;
	if (!likely)
		return;
	probe->likely = true;
	probe->walk.stop = true;
	place_print(probe->where, place);
	if (probe->where->n == 0)
		buf_puts(probe->where, "the top");
}

static bool
has_items(const struct format *format, struct span text, struct buf *where)
{
	struct probe probe = {.where = where};

	probe.walk = (struct walk){.shape = &format->shape, .on_item = on_probe, .context = &probe};
	walk_text(&probe.walk, text);
	return probe.likely;
}

const struct format *
format_detect(struct span text, struct buf *where)
{
	struct jsontext in = jsontext_at(text);
	struct span value;

	buf_clear(where);
	for (size_t i = 0; i < COUNT(formats); i++)
		if (has_items(formats[i], text, where))
			return formats[i];
	if (!jsontext_value(&in, &value))
		return NULL;
	for (size_t i = 0; i < COUNT(formats); i++)
		if (formats[i]->is_empty(value))
			return formats[i];
	return NULL;
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
		buf_printf(out, "%s%.*s", n == 0 ? " with " : ", ", (int)(key.n < 40 ? key.n : 40),
			   key.p);
}

void
format_describe(struct buf *out, struct span text)
{
	while (text.n != 0 && isspace((unsigned char)*text.p)) {
		text.p++;
		text.n--;
	}
	for (size_t i = 0; i < COUNT(magics); i++) {
		size_t n = strlen(magics[i].begin);

		if (text.n >= n && memcmp(text.p, magics[i].begin, n) == 0) {
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
	else
		buf_puts(out, "no JSON");
}

enum fate
time_of_json(const json_t *value, when_ms *ms)
{
	struct span text = json_text(value);
	struct id digits = id_of_digits(text);
	double real = json_real_value(value);

	if (value == NULL || json_is_null(value))
		return REJECT_NO_TIME;
	if (json_is_integer(value) && json_integer_value(value) == 0)
		return REJECT_NO_TIME;
	if (json_is_integer(value) && when_from_seconds(json_integer_value(value), ms))
		return ITEM_GOOD;
	if (json_is_real(value) && real > 0 && real < SECONDS_END &&
	    when_from_seconds((int64_t)real, ms))
		return ITEM_GOOD;
	if (digits.text[0] != '\0' && when_from_seconds(strtoll(digits.text, NULL, 10), ms))
		return ITEM_GOOD;
	return text.p != NULL && when_parse(text, ms) ? ITEM_GOOD : REJECT_BAD_TIME;
}
