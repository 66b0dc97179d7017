#include "transform/map/owners.h"

#include <ctype.h>

#define PREFIX "handle:"
#define PK_DIGITS_MIN 15 /* ids of stories with fewer digits are a tool's own, and not unique */

const char *
owner_key(struct arena *arena, struct span handle)
{
	char *key;

	if (handle.n == 0 || handle.n + sizeof PREFIX > record_field(story_account_id)->max)
		return NULL;
	key = arena_alloc(arena, sizeof PREFIX + handle.n);
	memcpy(key, PREFIX, sizeof PREFIX - 1);
	for (size_t i = 0; i < handle.n; i++)
		key[sizeof PREFIX - 1 + i] = (char)tolower((unsigned char)handle.p[i]);
	return field_text_good(FIELD_ID, span_of(key)) ? key : NULL;
}

bool
owner_is_handle(const char *account_id)
{
	return strncmp(account_id, PREFIX, sizeof PREFIX - 1) == 0;
}

bool
owner_id_is_unique(const char *story_id)
{
	size_t n = strspn(story_id, "0123456789");

	return n >= PK_DIGITS_MIN && story_id[n] == '\0';
}
