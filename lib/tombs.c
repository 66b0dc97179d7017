#include "lib/tombs.h"

#include "lib/mem.h"
#include "lib/shelf.h"

#define FILE_MAX ((size_t)64 << 20) /* bytes of a take-down's file: about a million keys */
#define KEY_LINE "key "

struct tombs {
	char (*keys)[DIGEST_HEX + 1]; /* sorted */
	size_t n, cap;
};

struct tombs *
tombs_new(void)
{
	return must_calloc(1, sizeof(struct tombs));
}

void
tombs_free(struct tombs *tombs)
{
	if (tombs == NULL)
		return;
	free(tombs->keys);
	free(tombs);
}

void
tomb_key(char key[DIGEST_HEX + 1], const char *kind, const struct span *words, size_t n)
{
	struct digest digest;

	digest_init(&digest);
	digest_add(&digest, "storywire ", 10);
	digest_add(&digest, kind, strlen(kind));
	for (size_t i = 0; i < n; i++) {
		digest_add(&digest, " ", 1);
		digest_add(&digest, words[i].p, words[i].n);
	}
	digest_hex(&digest, key);
}

/* The place of the key, or where it would be put. */
static size_t
find(const struct tombs *tombs, const char *key, bool *there)
{
	size_t low = 0, high = tombs->n;

	*there = false;
	while (low < high && !*there) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(tombs->keys[middle], key);

		*there = order == 0;
		if (order == 0)
			low = middle;
		else if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
tombs_has(const struct tombs *tombs, const char key[DIGEST_HEX + 1])
{
	bool there;

	(void)find(tombs, key, &there);
	return there;
}

bool
tombs_add(struct tombs *tombs, const char key[DIGEST_HEX + 1])
{
	bool there;
	size_t at = find(tombs, key, &there);

	if (there)
		return false;
	tombs->keys = mem_grow(tombs->keys, tombs->n, &tombs->cap, sizeof *tombs->keys);
	memmove(tombs->keys + at + 1, tombs->keys + at, (tombs->n - at) * sizeof *tombs->keys);
	memcpy(tombs->keys[at], key, DIGEST_HEX);
	tombs->keys[at][DIGEST_HEX] = '\0';
	tombs->n++;
	return true;
}

size_t
tombs_count(const struct tombs *tombs)
{
	return tombs->n;
}

void
tombs_add_lines(struct tombs *tombs, struct span text)
{
	const char *p = text.p, *end = text.p + text.n, *feed;
	char key[DIGEST_HEX + 1];

	for (; p < end && (feed = memchr(p, '\n', (size_t)(end - p))) != NULL; p = feed + 1) {
		if ((size_t)(feed - p) != strlen(KEY_LINE) + DIGEST_HEX ||
		    memcmp(p, KEY_LINE, strlen(KEY_LINE)) != 0)
			continue;
		snprintf(key, sizeof key, "%.*s", DIGEST_HEX, p + strlen(KEY_LINE));
		(void)tombs_add(tombs, key);
	}
}

int
tombs_read(struct tombs *tombs, const struct spool *spool, struct fail *fail)
{
	struct spool_names names = {.n = 0};
	struct buf text = BUF_MAX(FILE_MAX);
	int result = shelf_list(spool, TOMBS_SHELF, &names, fail);

	for (size_t i = 0; i < names.n && result == 0; i++) {
		buf_clear(&text);
		result = shelf_read(spool, TOMBS_SHELF, names.list[i], &text, fail) < 0 ? -1 : 0;
		tombs_add_lines(tombs, buf_span(&text));
	}
	buf_release(&text);
	spool_names_release(&names);
	return result;
}
