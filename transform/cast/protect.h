/*
 * Who must not be named: minors whom the operator's facts do not clear. A caption that may name
 * one is not quoted; here a false alarm only costs a quote, so this looks wider than the search
 * for people does.
 */
#ifndef TRANSFORM_PROTECT_H
#define TRANSFORM_PROTECT_H

#include "transform/stories/session.h"

/*
 * Whether the text (a caption, a place, a handle) may name a protected person, however it is
 * spelled: case, accents, apostrophes, blanks and invisible characters make no difference.
 */
bool protect_hides_text(const struct facts_dir *facts, const struct session *session,
			const char *text);

/*
 * Whether the text speaks of a school, and the poster has a child who is protected: it may tell
 * strangers where that child is.
 */
bool protect_hides_school(const struct facts_dir *facts, const struct session *session,
			  const char *text);

/* Whether an element of a story's mentions may show who is protected: by account, or by a name. */
bool protect_hides_tag(const struct facts_dir *facts, const struct session *session,
		       const json_t *mention);

/*
 * Whether the poster is protected, or is nobody whom the operator keeps and may be somebody
 * protected by the account's name: then there must be no article.
 */
bool protect_hides_poster(const struct facts_dir *facts, const struct session *session);

#endif
