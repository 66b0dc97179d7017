#include "transform/collect/item.h"

const char *
item_word(const json_t *value)
{
	return json_is_string(value) ? json_string_value(value) : "";
}

const char *
item_text(const json_t *item, const char *key)
{
	return item_word(json_object_get(item, key));
}

bool
item_has(const json_t *item, const char *key)
{
	return item_text(item, key)[0] != '\0';
}

int64_t
item_int(const json_t *item, const char *key)
{
	const json_t *value = json_object_get(item, key);

	return json_is_integer(value) ? json_integer_value(value) : ITEM_NO_INT;
}

const json_t *
item_list(const json_t *item, const char *key)
{
	const json_t *value = json_object_get(item, key);

	return json_is_array(value) ? value : NULL;
}
