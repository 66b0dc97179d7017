/*
 * The names that the API knows: fields of media by login, and metrics. Out of the published
 * lists (spec-IGMedia.json and spec-IGMediaForIGOnlyAPI.json of a folder), else a list of ours.
 */
#ifndef STANDIN_WORDS_H
#define STANDIN_WORDS_H

#include "tests/standin/world.h"

struct words {
	char **list; /* owned */
	size_t n, cap;
};

/* `folder` NULL: our own list. NULL where the file cannot be read. */
struct words *words_of_media(const char *folder, enum login login);
void words_free(struct words *words);
bool words_have(const struct words *words, struct span word);

/* One item of a fields= parameter: "name", "name.metric(a,b)", "name{id}". */
struct field {
	struct span name, metrics;
};

/* Takes the next one; false at the end. */
bool field_take(const char **fields, struct field *field);

/* Puts the members of a story that were asked, between brackets. */
struct render {
	const struct story *story;
	const struct account *account;
	const char *base, *fields;
	when_ms now;
	uint64_t turn; /* changes the signature of addresses */
};

void story_put(struct buf *out, const struct render *render);

#endif
