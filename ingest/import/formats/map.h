/* The format that an operator describes: which member or column of an item holds what. */
#ifndef INGEST_MAP_H
#define INGEST_MAP_H

#include "ingest/import/format.h"

#define MAP_WHERE_MAX 8 /* conditions of one map */

/* What an item tells of a story, by the name it has in a map. */
enum map_target {
#define TARGET(name, how) MAP_##name,
#include "ingest/import/formats/map.def"
#undef TARGET
	MAP_TARGETS
};

/* How a value is understood. */
enum map_kind {
	MAP_KEY, /* one of the keys of raw */
	MAP_TEXT,
	MAP_TYPE, /* IMAGE or VIDEO, out of whatever says so */
	MAP_TIME,
	MAP_NUMBER,
	MAP_SECONDS, /* becomes duration_ms */
	MAP_LIST,    /* of texts */
};

struct map_condition {
	char *path, *value;
};

struct map {
	char *paths[MAP_TARGETS]; /* alternatives with "|"; NULL: the format does not tell it */
	struct map_condition where[MAP_WHERE_MAX];
	size_t where_n;
	bool utc;          /* times without a zone are UTC */
	bool milliseconds; /* numbers are milliseconds since 1970 */
};

const char *map_target_name(enum map_target target);
enum map_kind map_target_kind(enum map_target target);

/* Reads a map file. On failure (EX_CONFIG, EX_NOINPUT) nothing is left to free. */
MUST_USE int map_read(struct map *map, const char *path, struct fail *fail);
void map_free(struct map *map);

/*
 * All values at the path within the item, in the order they stand: members and places of lists
 * with "." between them, "*" for every one, or a name in quotes for a text of its own. The caller
 * owns the array.
 */
json_t *map_values(const json_t *item, const char *path);

/* The first value that says anything; lent by `values`. */
const json_t *map_first(const json_t *values);

/* Makes the map the one of format_map, for the rest of the run. */
MUST_USE int map_use(const char *path, struct fail *fail);
void map_release(void);

#endif
