/* The tokens that are good: those of a file, one a line, and what they were refreshed to. */
#ifndef STANDIN_TOKENS_H
#define STANDIN_TOKENS_H

#include "tests/standin/world.h"

#define TOKEN_NONE SIZE_MAX

struct tokens {
	struct token {
		char *text;  /* owned */
		size_t line; /* of the file */
	} * list;            /* in the order of their texts */
	size_t n, cap;
	struct window *calls; /* of each line */
	size_t lines;
};

void tokens_release(struct tokens *tokens);

/* Takes every line of a file that is not blank. */
void tokens_read(struct tokens *tokens, struct span text);

/* Another text for the same line. */
void tokens_add(struct tokens *tokens, const char *text, size_t line);

/* The line of the token; TOKEN_NONE where it is none of ours, or NULL. */
size_t tokens_line(const struct tokens *tokens, const char *text);

/* The calls of the window that ends now. */
uint32_t window_calls(struct window *window, when_ms now, when_ms length);
void window_add(struct window *window, when_ms now, when_ms length);

/* Minutes until the oldest calls leave it. */
unsigned window_regain(struct window *window, when_ms now, when_ms length);

#endif
