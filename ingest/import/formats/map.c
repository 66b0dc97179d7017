#include "ingest/import/formats/map.h"

#include <strings.h>

#include "ingest/import/values.h"
#include "lib/jsontext.h"
#include "lib/jsonw.h"
#include "lib/mem.h"

#define PK_DIGITS_MIN 15 /* digits in a row that cannot be anything but a media pk */
#define CODE_LENGTH 11   /* characters of a short code */
#define ALTERNATIVES_MAX 16

static struct map map;

/* The first parts of the paths to the keys without which nothing is an item. */
static const char *ids[ALTERNATIVES_MAX], *times[ALTERNATIVES_MAX];
static char *words[2];

/* The members an item must have one of: the first part of each alternative. */
static void
name_members(const char *names[ALTERNATIVES_MAX], char **kept, const char *path)
{
	size_t n = 0;
	char *rest, *one;

	*kept = must_strdup(path);
	rest = *kept;
	while ((one = strsep(&rest, "|")) != NULL && n < ALTERNATIVES_MAX - 1) {
		one += strspn(one, " \t");
		one[strcspn(one, " \t.")] = '\0';
		if (one[0] != '\0' && one[0] != '"')
			names[n++] = one;
	}
	names[n] = NULL;
}

/* A run of digits that can only be a pk, within a file name or a longer id. */
static struct id
id_within(struct span text)
{
	for (size_t at = 0; at < text.n; at++) {
		size_t n = 0;

		while (at + n < text.n && text.p[at + n] >= '0' && text.p[at + n] <= '9')
			n++;
		if (n >= PK_DIGITS_MIN)
			return id_of_digits((struct span){text.p + at, n});
		at += n;
	}
	return (struct id){""};
}

static struct id
id_of_value(const json_t *value)
{
	struct id id = id_of_json(value);
	struct span text = json_text(value);

	if (is_float_number(value))
		return id; /* its digits are not those that the id had */
	if (id.text[0] == '\0')
		id = id_within(text);
	if (id.text[0] == '\0')
		id = id_of_permalink(text);
	if (id.text[0] == '\0' && text.n == CODE_LENGTH)
		id = id_of_shortcode(text);
	return id;
}

static enum fate
time_of_value(const json_t *value, when_ms *ms)
{
	struct id digits = id_of_json(value);
	int64_t number = strtoll(digits.text, NULL, 10);
	when_ms seconds;

	if (map.milliseconds && number != 0 && when_from_seconds(number / WHEN_SECOND, &seconds)) {
		*ms = number;
		return ITEM_GOOD;
	}
	return (map.utc ? time_of_json_utc : time_of_json)(value, ms);
}

static bool
says(const json_t *value, const char *word)
{
	struct id number = id_of_json(value);

	if (json_is_boolean(value))
		return strcmp(word, json_is_true(value) ? "true" : "false") == 0;
	return json_is(value, word) || (number.text[0] != '\0' && strcmp(number.text, word) == 0);
}

static bool
is_wanted(const json_t *tree)
{
	for (size_t i = 0; i < map.where_n; i++) {
		json_t *values = map_values(tree, map.where[i].path);
		bool says_so = says(map_first(values), map.where[i].value);

		json_decref(values);
		if (!says_so)
			return false;
	}
	return true;
}

static void
read_owner(const json_t *tree, const struct owner *around, struct item *item)
{
	json_t *values[] = {NULL, NULL, NULL};
	static const enum map_target keys[] = {MAP_account_id, MAP_ig_pk, MAP_handle};
	struct span handle;

	for (size_t i = 0; i < COUNT(keys); i++)
		values[i] = map.paths[keys[i]] != NULL ? map_values(tree, map.paths[keys[i]])
						       : json_array();
	item->account_id = id_of_json(map_first(values[0]));
	item->ig_pk = id_of_json(map_first(values[1]));
	handle = json_text(map_first(values[2]));
	if (handle.n != 0 && *handle.p == '@')
		handle = (struct span){handle.p + 1, handle.n - 1};
	if (is_handle(handle))
		memcpy(item->handle, handle.p, handle.n);
	for (size_t i = 0; i < COUNT(keys); i++)
		json_decref(values[i]);
	if (item->account_id.text[0] == '\0' && item->handle[0] == '\0')
		item_set_owner(item, around);
}

static enum fate
read_item(const json_t *tree, const struct around *around, struct item *item)
{
	json_t *told = map_values(tree, map.paths[MAP_story_id]);
	json_t *times_told = map_values(tree, map.paths[MAP_taken_at]);
	enum fate fate = ITEM_GOOD;

	item->close_friends = is_close_friends(json_object_get(tree, "audience"));
	item->story_id = id_of_value(map_first(told));
	if (!is_wanted(tree))
		fate = SKIP_NOT_A_STORY;
	else if (item->story_id.text[0] == '\0')
		fate = is_float_number(map_first(told)) ? REJECT_FLOAT_ID : REJECT_NO_ID;
	else
		fate = time_of_value(map_first(times_told), &item->taken_at);
	if (fate == ITEM_GOOD)
		read_owner(tree, &around->owner, item);
	json_decref(told);
	json_decref(times_told);
	return fate;
}

static void
put_text(struct buf *out, const char *name, const json_t *value)
{
	struct span text = json_text(value);
	struct id number = id_of_json(value);

	if (text.n != 0)
		jsonw_member_text(out, name, text);
	else if (number.text[0] != '\0')
		jsonw_member_word(out, name, number.text);
}

static void
put_type(struct buf *out, const char *name, const json_t *value)
{
	static const struct {
		const char *told, *type;
	} rows[] = {{"video", "VIDEO"}, {"mp4", "VIDEO"},  {"clip", "VIDEO"}, {"image", "IMAGE"},
		    {"photo", "IMAGE"}, {"jpeg", "IMAGE"}, {"jpg", "IMAGE"},  {"webp", "IMAGE"}};
	const char *text = json_string_value(value);
	const char *type = NULL;

	if (json_is_boolean(value))
		type = json_is_true(value) ? "VIDEO" : "IMAGE";
	else if (says(value, "1") || says(value, "2"))
		type = says(value, "1") ? "IMAGE" : "VIDEO";
	for (size_t i = 0; text != NULL && type == NULL && i < COUNT(rows); i++)
		if (strcasestr(text, rows[i].told) != NULL)
			type = rows[i].type;
	if (type != NULL)
		jsonw_member_word(out, name, type);
}

static void
put_time(struct buf *out, const char *name, const json_t *value)
{
	char text[WHEN_TEXT_MAX];
	when_ms ms;

	if (time_of_value(value, &ms) == ITEM_GOOD)
		jsonw_member_word(out, name, when_print(ms, text));
}

static void
put_seconds(struct buf *out, const json_t *value)
{
	struct span text = json_text(value);
	double seconds = json_number_value(value);

	if (text.n != 0 && strspn(text.p, "0123456789.") == text.n)
		seconds = strtod(text.p, NULL);
	if (seconds > 0 && seconds < 1e6)
		jsonw_member_int(out, "duration_ms", (int64_t)(seconds * 1000 + 0.5));
}

/* A text of a list: JSON, or words with commas between them. */
static void
put_words(struct buf *out, struct span text)
{
	char reason[JSONTEXT_REASON_MAX];
	json_t *array = text.n != 0 && *text.p == '[' ? jsontext_load(text, reason) : NULL, *one;
	size_t i;

	json_array_foreach(array, i, one) if (json_string_length(one) != 0)
	    jsonw_text(out, json_text(one));
	while (array == NULL && text.n != 0) {
		const char *comma = memchr(text.p, ',', text.n);
		struct span word = {text.p, comma != NULL ? (size_t)(comma - text.p) : text.n};

		text = (struct span){text.p + word.n, text.n - word.n};
		if (text.n != 0)
			text = (struct span){text.p + 1, text.n - 1};
		while (word.n != 0 && (*word.p == ' ' || *word.p == '@'))
			word = (struct span){word.p + 1, word.n - 1};
		if (word.n != 0)
			jsonw_text(out, word);
	}
	json_decref(array);
}

/* Places have commas in their names. */
static void
put_list(struct buf *out, const char *name, const json_t *values, bool whole)
{
	size_t i, j;
	json_t *one, *inner;

	jsonw_key(out, name);
	jsonw_open(out, '[');
	json_array_foreach(values, i, one)
	{
		json_array_foreach(one, j, inner) if (json_string_length(inner) != 0)
		    jsonw_text(out, json_text(inner));
		if (json_string_length(one) != 0 && whole)
			jsonw_text(out, json_text(one));
		else if (json_string_length(one) != 0)
			put_words(out, json_text(one));
	}
	jsonw_close(out, ']');
}

static void
put_target(struct buf *out, enum map_target target, const json_t *values)
{
	const char *name = map_target_name(target);
	const json_t *first = map_first(values);

	switch (map_target_kind(target)) {
	case MAP_KEY:
		break;
	case MAP_TEXT:
	case MAP_NUMBER:
		put_text(out, name, first);
		break;
	case MAP_TYPE:
		put_type(out, name, first);
		break;
	case MAP_TIME:
		put_time(out, name, first);
		break;
	case MAP_SECONDS:
		put_seconds(out, first);
		break;
	case MAP_LIST:
		if (first != NULL)
			put_list(out, name, values, target == MAP_places);
		break;
	}
}

static void
put_before(const json_t *tree, struct buf *out)
{
	jsonw_open(out, '{');
	jsonw_key(out, "story");
	jsonw_open(out, '{');
	for (size_t i = 0; i < MAP_TARGETS; i++) {
		json_t *values;

		if (map.paths[i] == NULL)
			continue;
		values = map_values(tree, map.paths[i]);
		put_target(out, (enum map_target)i, values);
		json_decref(values);
	}
	jsonw_close(out, '}');
	jsonw_key(out, "item");
}

static bool
has_columns(const struct document *document, const char *const names[])
{
	for (size_t i = 0; names[i] != NULL; i++)
		if (document_has_column(document, names[i]))
			return true;
	return false;
}

/* What fits a map that was asked for is of it, whatever else it looks like. */
static void
judge(const struct document *document, struct verdict *verdict)
{
	if (map.paths[MAP_story_id] == NULL)
		return;
	if (verdict->surety == SURE_SHAPE ||
	    (has_columns(document, ids) && has_columns(document, times)))
		verdict_raise(verdict, SURE_CERTAIN, false, "what the map names: %s and %s",
			      map.paths[MAP_story_id], map.paths[MAP_taken_at]);
}

struct format format_map = {
    .name = "map",
    .marks = "the members that the map names",
    .judge = judge,
    .read = read_item,
    .owner_id = item_ig_pk,
    .before_item = put_before,
    .before = "",
    .after = "}",
};

int
map_use(const char *path, struct fail *fail)
{
	if (map_read(&map, path, fail) < 0)
		return -1;
	name_members(ids, &words[0], map.paths[MAP_story_id]);
	name_members(times, &words[1], map.paths[MAP_taken_at]);
	format_map.shape.with[0] = ids;
	format_map.shape.with[1] = times;
	return 0;
}

void
map_release(void)
{
	map_free(&map);
	free(words[0]);
	free(words[1]);
	words[0] = words[1] = NULL;
	format_map.shape = (struct shape){.lists = NULL};
}
