#include "ingest/graph/scrub.h"

#include "ingest/limits.h"
#include "lib/jsontext.h"
#include "lib/mem.h"

#define REDACTED "REDACTED"

static void
wipe(struct buf *secret)
{
	if (secret->n != 0)
		explicit_bzero(secret->p, secret->n);
	buf_release(secret);
}

static unsigned
start_of(const char *text)
{
	return (unsigned)(unsigned char)text[0] << 8 | (unsigned char)text[1];
}

/* How many words are not greater than the text: one that the text begins with is among these. */
static size_t
count_up_to(const struct secrets *secrets, struct span text)
{
	size_t low = 0, high = secrets->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *word = secrets->list[middle];
		size_t n = strlen(word);
		int order = memcmp(word, text.p, n < text.n ? n : text.n);

		if (order < 0 || (order == 0 && n <= text.n))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
add_once(struct secrets *secrets, const char *word)
{
	size_t n = strlen(word), i = count_up_to(secrets, (struct span){word, n});

	if (n < 2 || (i != 0 && strcmp(secrets->list[i - 1], word) == 0))
		return;
	secrets->list = mem_grow(secrets->list, secrets->n, &secrets->cap, sizeof(char *));
	memmove(secrets->list + i + 1, secrets->list + i, (secrets->n - i) * sizeof(char *));
	secrets->list[i] = must_strdup(word);
	secrets->starts[start_of(word) / 8] |= (unsigned char)(1U << start_of(word) % 8);
	if (secrets->n++ == 0 || n < secrets->shortest)
		secrets->shortest = n;
}

void
secrets_add(struct secrets *secrets, const char *word)
{
	struct buf escaped = BUF_MAX((size_t)2 * TOKEN_MAX);

	for (const char *p = word; *p != '\0'; p++) {
		if (*p == '/')
			buf_putc(&escaped, '\\');
		buf_putc(&escaped, *p);
	}
	add_once(secrets, word);
	add_once(secrets, buf_text(&escaped));
	wipe(&escaped);
}

void
secrets_release(struct secrets *secrets)
{
	for (size_t i = 0; i < secrets->n; i++) {
		explicit_bzero(secrets->list[i], strlen(secrets->list[i]));
		free(secrets->list[i]);
	}
	free(secrets->list);
	*secrets = (struct secrets){.n = 0};
}

static size_t
shared(const char *word, struct span text)
{
	size_t n = 0;

	while (n < text.n && word[n] != '\0' && word[n] == text.p[n])
		n++;
	return n;
}

/*
 * Bytes of the longest word that the text begins with; 0 = none. What stands between that word
 * and the text in the order begins with it too.
 */
static size_t
find_word(const struct secrets *secrets, struct span text)
{
	for (size_t i = count_up_to(secrets, text); i != 0; i--) {
		size_t n = shared(secrets->list[i - 1], text);

		if (secrets->list[i - 1][n] == '\0')
			return n;
		if (n < secrets->shortest)
			return 0;
	}
	return 0;
}

static void
cut_words(struct buf *out, struct span text, const struct secrets *secrets)
{
	const char *p = text.p, *end = text.p + text.n;

	for (const char *at = p; end - at >= 2; at++) {
		unsigned start = start_of(at);
		size_t n;

		if ((secrets->starts[start / 8] >> start % 8 & 1) == 0)
			continue;
		n = find_word(secrets, (struct span){at, (size_t)(end - at)});
		if (n == 0)
			continue;
		buf_put(out, p, (size_t)(at - p));
		buf_puts(out, REDACTED);
		p = at + n;
		at = p - 1;
	}
	buf_put(out, p, (size_t)(end - p));
}

void
scrub(struct buf *out, struct span bytes, const struct secrets *secrets)
{
	struct buf plain = BUF_MAX(bytes.n * 2 + ANSWER_MAX);

	/* the whole word first: a parameter ends at what may stand inside it */
	if (bytes.n != 0)
		cut_words(&plain, bytes, secrets);
	jsontext_redact(out, (struct span){buf_text(&plain), plain.n});
	wipe(&plain);
}
