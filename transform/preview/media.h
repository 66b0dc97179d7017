/* Pictures and films: from the spool, where their bytes are kept, into the site. */
#ifndef TRANSFORM_PREVIEW_MEDIA_H
#define TRANSFORM_PREVIEW_MEDIA_H

#include "transform/collect/collection.h"

enum media_kind {
	MEDIA_NONE, /* none is kept, or one that browsers do not show */
	MEDIA_PICTURE,
	MEDIA_FILM,
};

#define MEDIA_FOLDER "media"
#define MEDIA_ADDRESS_MAX 96 /* bytes of "media/<sha256>.<ending>" with its NUL */

/* Where in the site it lies; `media` may be NULL. */
enum media_kind media_address(const struct kept_media *media, char address[MEDIA_ADDRESS_MAX]);

/* Whether a name in the site's folder of media is one that we give. */
bool media_is_ours(const char *name);

/*
 * Copies it into the site's folder, unless it is there. 1; 0 where the spool does not have the
 * bytes that the record speaks of, which is said; -1.
 */
MUST_USE int media_copy(const struct kept_media *media, const struct spool *spool, int site,
			struct fail *fail);

#endif
