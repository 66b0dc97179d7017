/*
 * Lists of mentions, places and links, out of arrays that may be missing, null, [] or [{}]. Members
 * stand as jsonb sorts them: by the length of the name, then by its bytes.
 */
#include <strings.h>

#include "lib/jsontext.h"
#include "lib/jsonw.h"

#include "transform/map/archive.h"
#include "transform/text/clean.h"

#define LIST_MAX 65536 /* bytes of a list in a story record; see records.def */

struct list
list_new(struct intake *intake)
{
	struct list list = {.intake = intake, .out = BUF_MAX(LIST_MAX)};

	jsonw_open(&list.out, '[');
	return list;
}

/* Whether an entry of that name is to be kept: it is the first one. */
static bool
is_new(struct list *list, const char *name)
{
	if (name == NULL || list->n == LIST_NAMES_MAX)
		return false;
	for (size_t i = 0; i < list->n; i++)
		if (strcasecmp(list->names[i], name) == 0)
			return false;
	list->names[list->n++] = name;
	return true;
}

void
list_add(struct list *list, const json_t *array,
	 const char *(*put)(struct intake *intake, struct buf *out, const json_t *sticker))
{
	size_t i;
	json_t *sticker;

	if (!json_is_array(array))
		return;
	list->told = true;
	json_array_foreach(array, i, sticker)
	{
		size_t before = list->out.n;

		jsonw_open(&list->out, '{');
		if (is_new(list, put(list->intake, &list->out, sticker)))
			jsonw_close(&list->out, '}');
		else if (!list->out.over)
			list->out.n = before;
	}
}

void
list_cell(struct list *list, struct sighting *s, size_t cell, bool none)
{
	jsonw_close(&list->out, ']');
	if (list->out.over)
		s->sanitised = true;
	else if (list->n != 0)
		cell_put(s, cell, arena_text(&list->intake->arena, buf_span(&list->out)));
	else if (list->told && none)
		cell_none(s, cell);
	buf_release(&list->out);
}

/* NULL where there is no text, or none is left. */
static const char *
cleaned(struct intake *intake, const json_t *value)
{
	bool mended = false;
	const char *text;

	if (!json_is_string(value))
		return NULL;
	text =
	    clean_text(&intake->arena,
		       (struct span){json_string_value(value), json_string_length(value)}, &mended);
	return text[0] != '\0' ? text : NULL;
}

/* Puts a cleaned text as a member, when there is one; returns it or NULL. */
static const char *
put_clean(struct intake *intake, struct buf *out, const char *key, const json_t *value)
{
	const char *text = cleaned(intake, value);

	if (text != NULL)
		jsonw_member_word(out, key, text);
	return text;
}

static const char *
put_id(struct intake *intake, struct buf *out, const char *key, const json_t *object,
       const char *const members[])
{
	for (size_t i = 0; members[i] != NULL; i++) {
		const char *id = id_text(&intake->arena, json_object_get(object, members[i]));

		if (id == NULL)
			continue;
		jsonw_member_word(out, key, id);
		return id;
	}
	return NULL;
}

const char *
put_user(struct intake *intake, struct buf *out, const json_t *user)
{
	static const char *const ids[] = {"pk", "id", "pk_id", "account_id", NULL};
	const char *handle = cleaned(intake, json_object_get(user, "username"));

	if (handle == NULL)
		return NULL;
	put_id(intake, out, "ig_pk", user, ids);
	jsonw_member_word(out, "handle", handle);
	put_clean(intake, out, "full_name", json_object_get(user, "full_name"));
	return handle;
}

const char *
put_mention(struct intake *intake, struct buf *out, const json_t *sticker)
{
	const json_t *user = json_object_get(sticker, "user");

	if (user == NULL)
		user = json_object_get(sticker, "sponsor");
	return put_user(intake, out, user);
}

const char *
put_place(struct intake *intake, struct buf *out, const json_t *sticker)
{
	static const char *const ids[] = {"pk", "id", NULL};
	const json_t *location = json_object_get(sticker, "location");
	const char *name = put_clean(intake, out, "name", json_object_get(location, "name"));
	const char *id = put_id(intake, out, "place_id", location, ids);

	put_clean(intake, out, "short_name", json_object_get(location, "short_name"));
	return id != NULL ? id : name;
}

const char *
put_url(struct intake *intake, struct buf *out, const json_t *url)
{
	const char *clean =
	    json_is_string(url) ? link_clean(&intake->arena, json_string_value(url)) : NULL;
	bool mended = false;

	if (clean == NULL)
		return NULL;
	clean = clean_text(&intake->arena, span_of(clean), &mended);
	jsonw_member_text(out, "url", span_of(clean));
	return clean;
}

/* "story_link" of a sticker, or the link itself with "url" or "webUri". */
const char *
put_link(struct intake *intake, struct buf *out, const json_t *sticker)
{
	const json_t *link = json_object_get(sticker, "story_link");
	const json_t *address;
	const char *url;

	if (!json_is_object(link))
		link = sticker;
	address = json_object_get(link, "url");
	if (address == NULL)
		address = json_object_get(link, "webUri");
	if (address == NULL)
		address = json_object_get(link, "web_uri");
	url = put_url(intake, out, address);
	if (url != NULL)
		put_clean(intake, out, "title", json_object_get(link, "link_title"));
	return url;
}

json_t *
array_in_text(const json_t *text)
{
	char reason[JSONTEXT_REASON_MAX];
	json_t *tree;

	if (!json_is_string(text))
		return NULL;
	tree =
	    jsontext_load((struct span){json_string_value(text), json_string_length(text)}, reason);
	if (json_is_array(tree))
		return tree;
	json_decref(tree);
	return NULL;
}

json_t *
shared(const json_t *value)
{
	return json_incref((json_t *)value);
}

const json_t *
largest(const json_t *renditions, const char *width, const char *address)
{
	const json_t *best = NULL;
	json_int_t most = -1;
	size_t i;
	json_t *one;

	json_array_foreach(renditions, i, one)
	{
		json_int_t wide = json_integer_value(json_object_get(one, width));

		if (json_is_string(json_object_get(one, address)) && wide > most) {
			best = one;
			most = wide;
		}
	}
	return best;
}
