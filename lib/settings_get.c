/* Asking the settings of a run. */
#include <strings.h>

#include "lib/settings_private.h"

const char *
settings_text(const struct settings *settings, enum setting_id id)
{
	const struct value *value = &settings->values[id];

	return value->n != 0 ? value->list[value->n - 1] : NULL;
}

bool
settings_flag(const struct settings *settings, enum setting_id id)
{
	const char *text = settings_text(settings, id);

	return text != NULL && strcmp(text, "no") != 0 && strcmp(text, "false") != 0 &&
	       strcmp(text, "0") != 0;
}

const char *const *
settings_list(const struct settings *settings, enum setting_id id, size_t *n)
{
	*n = settings->values[id].n;
	return (const char *const *)settings->values[id].list;
}

when_ms
settings_time(const struct settings *settings, enum setting_id id)
{
	const char *text = settings_text(settings, id);
	when_ms ms;

	if (text == NULL || !when_parse_window(span_of(text), &ms))
		return WHEN_NONE;
	return ms;
}

when_ms
settings_length(const struct settings *settings, enum setting_id id)
{
	const char *text = settings_text(settings, id);
	when_ms ms;

	return text != NULL && when_parse_length(span_of(text), &ms) ? ms : 0;
}

uint64_t
settings_number(const struct settings *settings, enum setting_id id)
{
	const char *text = settings_text(settings, id);
	uint64_t number;

	if (text == NULL || !settings_parse_number(settings_table[id].kind, text, &number))
		return 0;
	return number;
}

const char *const *
settings_words(const struct settings *settings, size_t *n)
{
	*n = settings->words_n;
	return (const char *const *)settings->words;
}

bool
settings_shard(const struct settings *settings, uint64_t *index, uint64_t *count)
{
	*index = settings->shard_index;
	*count = settings->shard_count;
	return settings->shard_count > 1;
}

/* FNV-1a: the same on every machine and in every version, as shards must be. */
static uint64_t
shard_hash(struct span text)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < text.n; i++)
		hash = (hash ^ (unsigned char)text.p[i]) * 0x100000001b3;
	return hash;
}

static bool
names_it(const char *name, struct span text)
{
	return text.n != 0 && strlen(name) == text.n && memcmp(name, text.p, text.n) == 0;
}

/* Instagram's handles know no upper case. */
static bool
names_handle(const char *name, struct span text)
{
	return text.n != 0 && strlen(name) == text.n && strncasecmp(name, text.p, text.n) == 0;
}

bool
settings_in_shard(const struct settings *settings, struct span account_id)
{
	return settings->shard_count <= 1 || account_id.n == 0 ||
	       shard_hash(account_id) % settings->shard_count == settings->shard_index;
}

bool
settings_wants_account(const struct settings *settings, struct span account_id, struct span ig_pk,
		       struct span handle)
{
	const struct value *names = &settings->values[SET_account];
	bool wanted = names->n == 0;

	if (!settings_in_shard(settings, account_id))
		return false;
	for (size_t i = 0; i < names->n && !wanted; i++) {
		const char *name = names->list[i] + (names->list[i][0] == '@');

		wanted = names_it(name, account_id) || names_it(name, ig_pk) ||
			 names_handle(name, handle);
	}
	return wanted;
}

bool
settings_wants_time(const struct settings *settings, when_ms taken_at)
{
	if (settings->since == WHEN_NONE && settings->until == WHEN_NONE)
		return true;
	if (taken_at == WHEN_NONE)
		return false;
	return (settings->since == WHEN_NONE || taken_at >= settings->since) &&
	       (settings->until == WHEN_NONE || taken_at < settings->until);
}
