#include "ingest/graph/scrub.h"

#include "ingest/limits.h"
#include "lib/hex.h"
#include "lib/jsontext.h"
#include "lib/mem.h"

#define REDACTED "REDACTED"
#define LAYERS_MAX 4 /* of escapes: a link in a JSON text in a JSON text, and one more */

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

void
secrets_add(struct secrets *secrets, const char *word)
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

static bool
may_start(const struct secrets *secrets, const char *at)
{
	unsigned start = start_of(at);

	return (secrets->starts[start / 8] >> start % 8 & 1) != 0;
}

static void
cut_words(struct buf *out, struct span text, const struct secrets *secrets)
{
	const char *p = text.p, *end = text.p + text.n;

	for (const char *at = p; end - at >= 2; at++) {
		size_t n;

		if (!may_start(secrets, at))
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

/* A text as it reads without its escapes, and where in the text itself each byte began. */
struct plain {
	char *text;
	size_t *from; /* one more, for the end */
	size_t n;
};

/* The byte that two hex digits stand for, if it is ASCII; else -1. */
static int
ascii_of(const char *digits, const char *end)
{
	int high, low;

	if (end - digits < 2)
		return -1;
	high = hex_digit(digits[0]);
	low = hex_digit(digits[1]);
	return high < 0 || high > 7 || low < 0 ? -1 : high * 16 + low;
}

/* What stands there, an escape or not: the bytes it takes. */
static size_t
read_escape(const char *at, const char *end, char *read)
{
	int c = -1;
	size_t n = 1;

	if (*at == '%') {
		c = ascii_of(at + 1, end);
		n = 3;
	} else if (*at == '\\' && end - at >= 6 && memcmp(at + 1, "u00", 3) == 0) {
		c = ascii_of(at + 4, end);
		n = 6;
	} else if (*at == '\\' && end - at >= 2 && strchr("\\/\"", at[1]) != NULL) {
		c = (unsigned char)at[1];
		n = 2;
	}
	*read = c > 0 ? (char)c : *at;
	return c > 0 ? n : 1;
}

/* One layer of escapes less; false where there was none. */
static bool
unescape(struct plain *plain)
{
	const char *at = plain->text, *end = plain->text + plain->n;
	size_t n = 0;

	while (at < end) {
		plain->from[n] = plain->from[at - plain->text];
		at += read_escape(at, end, &plain->text[n++]);
	}
	plain->from[n] = plain->from[plain->n];
	if (n == plain->n)
		return false;
	plain->n = n;
	return true;
}

static bool
mark_words(const struct plain *plain, const struct secrets *secrets, char *marks)
{
	const size_t *from = plain->from;
	bool found = false;

	for (size_t at = 0, n; at + 1 < plain->n; at += n + (n == 0)) {
		n = may_start(secrets, plain->text + at)
			? find_word(secrets, (struct span){plain->text + at, plain->n - at})
			: 0;
		memset(marks + from[at], 1, from[at + n] - from[at]);
		found |= n != 0;
	}
	return found;
}

/* Replaces what is marked, a run at a time. */
static void
cut_marks(struct buf *text, const char *marks)
{
	struct buf out = BUF_MAX(text->max);

	for (size_t i = 0; i < text->n; i++)
		if (marks[i] == 0)
			buf_putc(&out, text->p[i]);
		else if (i == 0 || marks[i - 1] == 0)
			buf_puts(&out, REDACTED);
	wipe(text);
	*text = out;
}

/* The same words as a link, a JSON text, or one inside of the other, spell them. */
static void
cut_spelled(struct buf *text, const struct secrets *secrets)
{
	size_t size = text->n;
	struct plain plain = {.n = size};
	bool found = false;
	char *marks;

	if (secrets->n == 0 || size == 0 ||
	    (memchr(text->p, '\\', size) == NULL && memchr(text->p, '%', size) == NULL))
		return;
	plain.text = must_malloc(size);
	plain.from = must_calloc(size + 1, sizeof *plain.from);
	marks = must_calloc(size, 1);
	memcpy(plain.text, text->p, size);
	for (size_t i = 0; i <= size; i++)
		plain.from[i] = i;
	for (int i = 0; i < LAYERS_MAX && unescape(&plain); i++)
		found |= mark_words(&plain, secrets, marks);
	if (found)
		cut_marks(text, marks);
	explicit_bzero(plain.text, size);
	free(plain.text);
	free(plain.from);
	free(marks);
}

void
scrub(struct buf *out, struct span bytes, const struct secrets *secrets)
{
	struct buf plain = BUF_MAX(bytes.n * 2 + ANSWER_MAX);

	/* the whole word first: a parameter ends at what may stand inside it */
	if (bytes.n != 0)
		cut_words(&plain, bytes, secrets);
	cut_spelled(&plain, secrets);
	jsontext_redact(out, (struct span){buf_text(&plain), plain.n});
	wipe(&plain);
}
