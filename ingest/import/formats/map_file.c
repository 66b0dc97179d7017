/* Map files: `member = path` a line; see storywire-map(5). */
#include <errno.h>

#include "ingest/import/formats/map.h"
#include "ingest/import/values.h"
#include "lib/mem.h"
#include "lib/word.h"

#define LINE_MAX_BYTES 4096 /* of a map file */

static const struct {
	const char *name;
	enum map_kind kind;
} targets[] = {
#define TARGET(name, kind) {#name, kind},
#include "ingest/import/formats/map.def"
#undef TARGET
};

const char *
map_target_name(enum map_target target)
{
	return targets[target].name;
}

enum map_kind
map_target_kind(enum map_target target)
{
	return targets[target].kind;
}

static int
set_time(struct map *map, const char *value)
{
	if (strcmp(value, "utc") == 0)
		map->utc = true;
	else if (strcmp(value, "milliseconds") == 0)
		map->milliseconds = true;
	else if (strcmp(value, "seconds") != 0)
		return -1;
	return 0;
}

static const char *
set_member(struct map *map, const char *name, const char *value)
{
	size_t i = 0;

	while (i < MAP_TARGETS && strcmp(targets[i].name, name) != 0)
		i++;
	if (i == MAP_TARGETS)
		return "unknown name";
	if (map->paths[i] != NULL)
		return "stands twice";
	map->paths[i] = must_strdup(value);
	return NULL;
}

/* What is wrong with the line, or NULL. */
static const char *
take_line(struct map *map, char *name, char *value)
{
	if (value[0] == '\0')
		return "says nothing after the '='";
	if (strcmp(name, "time") == 0)
		return set_time(map, value) < 0 ? "must be seconds, milliseconds or utc" : NULL;
	if (strncmp(name, "where ", 6) != 0)
		return set_member(map, name, value);
	if (map->where_n == MAP_WHERE_MAX)
		return "is one condition too many";
	map->where[map->where_n++] =
	    (struct map_condition){must_strdup(word_trim(name + 6)), must_strdup(value)};
	return NULL;
}

static int
read_line(struct map *map, char *line, const char *path, size_t number, struct fail *fail)
{
	char *name = word_trim(line), *equals = strchr(name, '=');
	const char *wrong = "has no '='";

	if (name[0] == '\0' || name[0] == '#')
		return 0;
	if (equals != NULL) {
		*equals = '\0';
		name = word_trim(name);
		wrong = take_line(map, name, word_trim(equals + 1));
	}
	if (wrong == NULL)
		return 0;
	fail_set(fail, EX_CONFIG, "%s: line %zu: '%.60s': %s", path, number, name, wrong);
	return fail_hint(fail, "What a map can say is in storywire-map(5).");
}

static int
read_lines(struct map *map, FILE *file, const char *path, struct fail *fail)
{
	char line[LINE_MAX_BYTES];

	for (size_t number = 1; fgets(line, sizeof line, file) != NULL; number++)
		if (read_line(map, line, path, number, fail) < 0)
			return -1;
	if (ferror(file))
		return fail_errno(fail, EX_IOERR, "%s: cannot be read", path);
	for (size_t i = MAP_story_id; i <= MAP_taken_at; i++)
		if (map->paths[i] == NULL)
			return fail_set(fail, EX_CONFIG, "%s: '%s' is missing", path,
					targets[i].name);
	return 0;
}

int
map_read(struct map *map, const char *path, struct fail *fail)
{
	FILE *file = fopen(path, "re");
	int result;

	*map = (struct map){.where_n = 0};
	if (file == NULL)
		return fail_errno(fail, EX_NOINPUT, "%s: cannot be opened", path);
	result = read_lines(map, file, path, fail);
	fclose(file);
	if (result < 0)
		map_free(map);
	return result;
}

void
map_free(struct map *map)
{
	for (size_t i = 0; i < MAP_TARGETS; i++)
		free(map->paths[i]);
	for (size_t i = 0; i < map->where_n; i++) {
		free(map->where[i].path);
		free(map->where[i].value);
	}
	*map = (struct map){.where_n = 0};
}

/* One step of a path: the part up to the next ".", as a member or a place of a list. */
static const json_t *
step(const json_t *value, const char *part)
{
	char *end;
	unsigned long index = strtoul(part, &end, 10);

	if (!json_is_array(value))
		return json_object_get(value, part);
	return *part != '\0' && *end == '\0' ? json_array_get(value, index) : NULL;
}

/* At most as deep as the path has parts. NOLINTBEGIN(misc-no-recursion) */
static void collect(const json_t *value, const char *path, json_t *found);

static void
collect_all(const json_t *value, const char *rest, json_t *found)
{
	json_t *own = (json_t *)value, *member;
	const char *key;
	size_t i;

	json_array_foreach(own, i, member) collect(member, rest, found);
	json_object_foreach(own, key, member) collect(member, rest, found);
}

static void
collect(const json_t *value, const char *path, json_t *found)
{
	const json_t *whole = json_object_get(value, path);
	const char *dot = strchr(path, '.');
	char part[LINE_MAX_BYTES];

	if (*path == '\0' || whole != NULL) {
		json_array_append(found, (json_t *)(*path == '\0' ? value : whole));
		return;
	}
	snprintf(part, sizeof part, "%.*s", (int)(dot != NULL ? dot - path : (long)strlen(path)),
		 path);
	path += strlen(part);
	path += *path == '.';
	if (strcmp(part, "*") == 0)
		collect_all(value, path, found);
	else if (step(value, part) != NULL)
		collect(step(value, part), path, found);
}
/* NOLINTEND(misc-no-recursion) */

json_t *
map_values(const json_t *item, const char *path)
{
	json_t *found = json_array();
	char alternatives[LINE_MAX_BYTES], *rest = alternatives, *one;

	snprintf(alternatives, sizeof alternatives, "%s", path);
	while ((one = strsep(&rest, "|")) != NULL) {
		size_t n;

		one = word_trim(one);
		n = strlen(one);
		if (n > 1 && one[0] == '"' && one[n - 1] == '"')
			json_array_append_new(found, json_stringn(one + 1, n - 2));
		else
			collect(item, one, found);
	}
	return found;
}

const json_t *
map_first(const json_t *values)
{
	size_t i;
	json_t *one;

	json_array_foreach(values, i, one) if (!json_is_blank(one)) return one;
	return NULL;
}
