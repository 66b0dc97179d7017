#include "tests/standin/tokens.h"

#include "lib/mem.h"

void
tokens_release(struct tokens *tokens)
{
	for (size_t i = 0; i < tokens->n; i++)
		free(tokens->list[i].text);
	free(tokens->list);
	free(tokens->calls);
}

static size_t
place(const struct tokens *tokens, const char *text)
{
	size_t low = 0, high = tokens->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(tokens->list[middle].text, text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
tokens_add(struct tokens *tokens, const char *text, size_t line)
{
	size_t i = place(tokens, text);

	if (i < tokens->n && strcmp(tokens->list[i].text, text) == 0)
		return;
	tokens->list = mem_grow(tokens->list, tokens->n, &tokens->cap, sizeof *tokens->list);
	memmove(tokens->list + i + 1, tokens->list + i, (tokens->n - i) * sizeof *tokens->list);
	tokens->list[i] = (struct token){must_strdup(text), line};
	tokens->n++;
}

void
tokens_read(struct tokens *tokens, struct span text)
{
	char *copy = must_strndup(text.p != NULL ? text.p : "", text.n), *rest, *line;

	for (line = strtok_r(copy, " \t\r\n", &rest); line != NULL;
	     line = strtok_r(NULL, " \t\r\n", &rest))
		tokens_add(tokens, line, tokens->lines++);
	tokens->calls = must_calloc(tokens->lines, sizeof *tokens->calls);
	explicit_bzero(copy, text.n);
	free(copy);
}

size_t
tokens_line(const struct tokens *tokens, const char *text)
{
	size_t i = text != NULL ? place(tokens, text) : tokens->n;

	if (i < tokens->n && strcmp(tokens->list[i].text, text) == 0)
		return tokens->list[i].line;
	return TOKEN_NONE;
}

/* Empties the buckets that have left the window. */
static void
roll(struct window *window, when_ms now, when_ms length)
{
	int64_t newest = now / (length / BUCKETS);

	for (int64_t i = window->newest + 1; i <= newest && i <= window->newest + BUCKETS; i++)
		window->calls[i % BUCKETS] = 0;
	if (newest > window->newest)
		window->newest = newest;
}

uint32_t
window_calls(struct window *window, when_ms now, when_ms length)
{
	uint32_t sum = 0;

	roll(window, now, length);
	for (size_t i = 0; i < BUCKETS; i++)
		sum += window->calls[i];
	return sum;
}

void
window_add(struct window *window, when_ms now, when_ms length)
{
	roll(window, now, length);
	window->calls[window->newest % BUCKETS]++;
}

unsigned
window_regain(struct window *window, when_ms now, when_ms length)
{
	when_ms part = length / BUCKETS;
	int64_t oldest = window->newest - BUCKETS + 1;

	roll(window, now, length);
	while (oldest < window->newest && (oldest < 0 || window->calls[oldest % BUCKETS] == 0))
		oldest++;
	return (unsigned)(((oldest + BUCKETS) * part - now) / WHEN_MINUTE) + 1;
}
