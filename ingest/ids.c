#include "ingest/ids.h"

#include <ctype.h>
#include <inttypes.h>

/* Characters of a short code that 64 bits fill; longer ones carry a private account's key. */
#define SHORTCODE_MAX 11

struct span
id_span(const struct id *id)
{
	return span_of(id->text);
}

struct span
json_text(const json_t *value)
{
	if (!json_is_string(value))
		return (struct span){NULL, 0};
	return (struct span){json_string_value(value), json_string_length(value)};
}

struct id
id_of_digits(struct span text)
{
	struct id id = {""};

	if (text.n == 0 || text.n > PK_DIGITS_MAX)
		return id;
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < '0' || text.p[i] > '9')
			return id;
	memcpy(id.text, text.p, text.n);
	return id;
}

struct id
id_of_json(const json_t *value)
{
	struct id id = {""};

	if (!json_is_integer(value))
		return id_of_digits(json_text(value));
	if (json_integer_value(value) >= 0)
		snprintf(id.text, sizeof id.text, "%" JSON_INTEGER_FORMAT,
			 json_integer_value(value));
	return id;
}

struct id
id_of_shortcode(struct span code)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	struct id id = {""};
	uint64_t pk = 0;

	if (code.n == 0 || code.n > SHORTCODE_MAX)
		return id;
	for (size_t i = 0; i < code.n; i++) {
		const char *digit = memchr(digits, code.p[i], sizeof digits - 1);

		if (digit == NULL || pk >> 58 != 0)
			return id;
		pk = pk << 6 | (uint64_t)(digit - digits);
	}
	snprintf(id.text, sizeof id.text, "%" PRIu64, pk);
	return id;
}

struct id
id_of_permalink(struct span url)
{
	size_t end = 0, first;

	while (end < url.n && url.p[end] != '?' && url.p[end] != '#')
		end++;
	if (end > 0 && url.p[end - 1] == '/')
		end--;
	for (first = end; first > 0 && url.p[first - 1] != '/'; first--)
		;
	if (end == first || memmem(url.p, end, "/highlights/", 12) != NULL)
		return (struct id){""}; /* a highlight's number is no story's */
	return id_of_digits((struct span){url.p + first, end - first});
}

struct id
id_of_node(const json_t *value)
{
	struct id id = id_of_json(value);

	if (strspn(id.text, "0") == strlen(id.text))
		id.text[0] = '\0';
	return id;
}

struct id
id_of_media(const json_t *media)
{
	struct id id = id_of_node(json_object_get(media, "ig_id"));

	if (id.text[0] == '\0')
		id = id_of_permalink(json_text(json_object_get(media, "permalink")));
	if (id.text[0] == '\0')
		id = id_of_shortcode(json_text(json_object_get(media, "shortcode")));
	return id.text[0] != '\0' ? id : id_of_node(json_object_get(media, "id"));
}

bool
is_handle(struct span text)
{
	if (text.n == 0 || text.n > HANDLE_MAX)
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (!isalnum((unsigned char)text.p[i]) && text.p[i] != '.' && text.p[i] != '_')
			return false;
	return true;
}
