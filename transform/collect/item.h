/*
 * Members of JSON values inside a record, whose shape nobody has checked: what is not of the kind
 * that is asked for is absent.
 */
#ifndef TRANSFORM_COLLECT_ITEM_H
#define TRANSFORM_COLLECT_ITEM_H

#include <jansson.h>

#include "lib/std.h"

#define ITEM_NO_INT INT64_MIN

/* "" where there is none; lent by the value. */
const char *item_text(const json_t *item, const char *key);
bool item_has(const json_t *item, const char *key);

/* ITEM_NO_INT where there is none. */
int64_t item_int(const json_t *item, const char *key);

/* The list under the key, or NULL, which is a list of nothing. */
const json_t *item_list(const json_t *item, const char *key);

/* The text of a string; "" of anything else. */
const char *item_word(const json_t *value);

#endif
