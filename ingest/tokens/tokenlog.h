/*
 * What is remembered of tokens: when each was refreshed and when it ends. Kept in tokens/ of the
 * state's folder, under a hash of the token; without such a folder the file's own time must do.
 */
#ifndef INGEST_TOKENLOG_H
#define INGEST_TOKENLOG_H

#include "lib/settings.h"

struct token_life {
	when_ms refreshed_at; /* WHEN_NONE = not known */
	when_ms expires_at;   /* WHEN_NONE = not known */
};

/* A descriptor of the folder, made where `make` says so; -1 where nothing is kept. */
int token_log_open(const struct settings *settings, bool make);

/* What is known of the token in that file; a guess by the file's time where nothing is kept. */
struct token_life token_log_read(int folder, const char *token, const char *path, bool *guessed);

/* Remembers the token, and forgets the one it replaced. What cannot be kept is said. */
void token_log_write(int folder, const char *token, const char *before,
		     const struct token_life *life);

#endif
