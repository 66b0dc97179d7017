#include "transform/facts/wikidata.h"

#include <errno.h>

#include "lib/buf.h"
#include "lib/mem.h"

#define FILE_MAX \
	((size_t)64 << 20) /* bytes; fifty entities, all that one answer holds, need 20 MB */

/* "Q42" as 42; 0 where it is no such id. */
static uint64_t
item_number(const char *id)
{
	char *after;
	uint64_t number;

	if (id == NULL || id[0] != 'Q' || id[1] < '1' || id[1] > '9' || strlen(id) > 12)
		return 0;
	number = strtoull(id + 1, &after, 10);
	return *after == '\0' ? number : 0;
}

static void
add_entity(struct wikidata *wiki, json_t *json)
{
	const char *id = json_string_value(json_object_get(json, "id"));

	if (item_number(id) == 0 || json_object_get(json, "missing") != NULL)
		return;
	wiki->list = mem_grow(wiki->list, wiki->n, &wiki->cap, sizeof *wiki->list);
	wiki->list[wiki->n++] = (struct wiki_entity){id, item_number(id), json_incref(json)};
}

static void
add_document(struct wikidata *wiki, json_t *document)
{
	json_t *entities = json_object_get(document, "entities"), *entity;
	const char *key;
	size_t i;

	json_object_foreach(entities, key, entity) add_entity(wiki, entity);
	json_array_foreach(document, i, entity) add_entity(wiki, entity);
	if (entities == NULL)
		add_entity(wiki, document);
}

static json_int_t
revision(const struct wiki_entity *entity)
{
	return json_integer_value(json_object_get(entity->json, "lastrevid"));
}

/* By number; of one entity the newest revision first, so that the order of input is no matter. */
static int
by_number(const void *left, const void *right)
{
	const struct wiki_entity *a = left, *b = right;

	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return revision(a) == revision(b) ? 0 : revision(a) > revision(b) ? -1 : 1;
}

static void
sort_entities(struct wikidata *wiki)
{
	size_t kept = 0;

	if (wiki->n == 0)
		return;
	qsort(wiki->list, wiki->n, sizeof *wiki->list, by_number);
	for (size_t i = 1; i < wiki->n; i++) {
		if (wiki->list[i].number == wiki->list[kept].number)
			json_decref(wiki->list[i].json);
		else
			wiki->list[++kept] = wiki->list[i];
	}
	wiki->n = kept + 1;
}

/* A line of a dump without what joins it to the others: "[", "]", a comma at its end. */
static struct span
bare_line(struct span line)
{
	while (line.n > 0 && strchr(" \t\r,", line.p[line.n - 1]) != NULL)
		line.n--;
	if (line.n == 1 && (line.p[0] == '[' || line.p[0] == ']'))
		line.n = 0;
	return line;
}

/* Takes the next line that holds something; false at the end. */
static bool
next_line(struct span *rest, struct span *line, size_t *number)
{
	while (rest->n != 0) {
		const char *feed = memchr(rest->p, '\n', rest->n);
		size_t n = feed != NULL ? (size_t)(feed - rest->p) : rest->n;
		size_t used = feed != NULL ? n + 1 : n;

		*line = bare_line((struct span){rest->p, n});
		*rest = (struct span){rest->p + used, rest->n - used};
		(*number)++;
		if (line->n != 0)
			return true;
	}
	return false;
}

static int
no_entities(const char *name, struct fail *fail, size_t line, const char *why)
{
	fail_set(fail, EX_DATAERR, "%s: line %zu: no JSON of Wikidata: %s", name, line, why);
	return fail_hint(fail, "Give what Special:EntityData/Q42.json or wbgetentities answered, "
			       "or one entity a line.");
}

/* One entity a line. `error` is what stands in the way of reading the text as one document. */
static int
parse_lines(struct wikidata *wiki, struct span rest, const char *name, const json_error_t *error,
	    struct fail *fail)
{
	struct span line;
	size_t number = 0;

	for (bool first = true; next_line(&rest, &line, &number); first = false) {
		json_error_t why;
		json_t *json = json_loadb(line.p, line.n, 0, &why);

		if (json == NULL && first)
			return no_entities(name, fail, error->line > 0 ? (size_t)error->line : 1,
					   error->text);
		if (json == NULL)
			return no_entities(name, fail, number, why.text);
		add_document(wiki, json);
		json_decref(json);
	}
	return 0;
}

int
wikidata_parse(struct wikidata *wiki, struct span text, const char *name, struct fail *fail)
{
	json_error_t error;
	json_t *whole = json_loadb(text.p, text.n, 0, &error);
	int result = 0;

	if (whole != NULL)
		add_document(wiki, whole);
	else
		result = parse_lines(wiki, text, name, &error, fail);
	json_decref(whole);
	if (result == 0 && wiki->n == 0)
		return no_entities(name, fail, 1, "there is no entity in it");
	sort_entities(wiki);
	return result;
}

static int
read_whole(FILE *file, const char *path, struct buf *text, struct fail *fail)
{
	char block[65536];
	size_t n;

	while ((n = fread(block, 1, sizeof block, file)) != 0 && !text->over)
		buf_put(text, block, n);
	if (ferror(file) != 0)
		return fail_errno(fail, EX_IOERR, "%s: cannot be read", path);
	if (!text->over)
		return 0;
	fail_set(fail, EX_DATAERR, "%s: larger than %zu bytes", path, text->max);
	return fail_hint(fail, "Keep the lines of the people you need, with grep for example.");
}

int
wikidata_read(struct wikidata *wiki, const char *path, struct fail *fail)
{
	bool is_stdin = strcmp(path, "-") == 0;
	FILE *file = is_stdin ? stdin : fopen(path, "re");
	struct buf text = BUF_MAX(FILE_MAX);
	int result;

	if (file == NULL)
		return fail_errno(fail, errno == ENOENT ? EX_NOINPUT : EX_IOERR,
				  "%s: cannot be opened", path);
	result = read_whole(file, path, &text, fail);
	if (result == 0)
		result = wikidata_parse(wiki, buf_span(&text), is_stdin ? "stdin" : path, fail);
	if (!is_stdin)
		fclose(file);
	buf_release(&text);
	return result;
}

void
wikidata_release(struct wikidata *wiki)
{
	for (size_t i = 0; i < wiki->n; i++)
		json_decref(wiki->list[i].json);
	free(wiki->list);
	*wiki = (struct wikidata){.n = 0};
}

const json_t *
wikidata_find(const struct wikidata *wiki, const char *id)
{
	uint64_t number = item_number(id);
	size_t low = 0, high = wiki->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (wiki->list[middle].number == number)
			return wiki->list[middle].json;
		if (wiki->list[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
