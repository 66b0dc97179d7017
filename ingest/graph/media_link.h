/* Links to pictures and films, as answers give them: which ones may be followed, what is behind. */
#ifndef INGEST_GRAPH_MEDIA_LINK_H
#define INGEST_GRAPH_MEDIA_LINK_H

#include "lib/std.h"

/* Bytes of a link; those of Meta have about 1,000. */
#define LINK_MAX 8192

/* Where Meta keeps media. */
#define MEDIA_HOSTS_DEFAULT ".cdninstagram.com .fbcdn.net"

/*
 * Why the link must not be followed; NULL where it may. It must be https to a host of `hosts`:
 * names with blanks or commas between them, one with a dot in front meaning all names that end
 * so. `local` is for a server on this machine: then links lead to 127.0.0.1 and nowhere else.
 */
const char *media_link_refusal(struct span link, const char *hosts, bool local);

/* The link without its query, which changes with every read of the same thing. */
struct span media_link_stem(struct span link);

#define MEDIA_HEAD 16 /* bytes that media_type_of_bytes() looks at */

/* What bytes begin like: "image/jpeg" and the like; NULL where that is nothing known. */
const char *media_type_of_bytes(const unsigned char *head, size_t n);

#endif
