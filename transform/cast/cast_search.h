/* What the files that find a cast share; nobody else includes it. */
#ifndef TRANSFORM_CAST_SEARCH_H
#define TRANSFORM_CAST_SEARCH_H

#include "transform/cast/cast.h"

struct search {
	struct cast *cast;
	const struct session *session;
	const struct facts_dir *facts;
	struct arena *arena;
	const struct person *poster; /* or NULL */
	size_t story;                /* the one being read */
};

/* A person was met. Of who is protected only a note remains that says nothing of them. */
void search_meet(struct search *search, const struct person *person, enum evidence evidence,
		 struct span words);

/* Notes words of the story being read, unless they may name who is protected. */
void search_note(struct search *search, const char *reason, struct span words);

/* Handles and names in a caption (cast_names.c). */
void search_names(struct search *search, const char *caption);

/*
 * Words for occasions and what needs care; tells whether relations may be spoken of. Before names:
 * what an occasion is makes some of them. Then words for relations (cast_words.c).
 */
bool search_signs(struct search *search, const char *caption);
void search_relations(struct search *search, const char *caption);

/* Whether another word with a capital, or a hyphen, makes the name before it another name. */
bool name_goes_on(const char *after);

#endif
