#include "ingest/graph/scrub.h"

#include "ingest/limits.h"
#include "lib/jsontext.h"

#define REDACTED "REDACTED"

/* The token as JSON may write it: with "/" as "\/". */
static void
put_escaped(struct buf *out, const char *token)
{
	for (; *token != '\0'; token++) {
		if (*token == '/')
			buf_putc(out, '\\');
		buf_putc(out, *token);
	}
}

/* Copies the text with every occurrence of the word replaced. */
static void
cut_word(struct buf *out, struct span text, struct span word)
{
	const char *p = text.p, *end = text.p + text.n, *hit;

	while (text.n != 0 && word.n != 0 &&
	       (hit = memmem(p, (size_t)(end - p), word.p, word.n)) != NULL) {
		buf_put(out, p, (size_t)(hit - p));
		buf_puts(out, REDACTED);
		p = hit + word.n;
	}
	buf_put(out, p, (size_t)(end - p));
}

static void
wipe(struct buf *secret)
{
	if (secret->n != 0)
		explicit_bzero(secret->p, secret->n);
	buf_release(secret);
}

void
scrub(struct buf *out, struct span bytes, const char *token)
{
	struct buf once = BUF_MAX(bytes.n * 2 + ANSWER_MAX);
	struct buf plain = BUF_MAX(bytes.n * 2 + ANSWER_MAX);
	struct buf escaped = BUF_MAX((size_t)2 * TOKEN_MAX);

	/* the whole word first: a parameter ends at what may stand inside it */
	put_escaped(&escaped, token);
	cut_word(&once, bytes, (struct span){token, strlen(token)});
	cut_word(&plain, (struct span){buf_text(&once), once.n}, buf_span(&escaped));
	jsontext_redact(out, (struct span){buf_text(&plain), plain.n});
	wipe(&once);
	wipe(&plain);
	wipe(&escaped);
}
