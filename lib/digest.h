/* SHA-256, by nettle. */
#ifndef LIB_DIGEST_H
#define LIB_DIGEST_H

#include <nettle/sha2.h>

#include "lib/std.h"

#define DIGEST_HEX 64 /* characters of a SHA-256 in hex, without the NUL */

struct digest {
	struct sha256_ctx ctx;
};

void digest_init(struct digest *digest);
void digest_add(struct digest *digest, const void *bytes, size_t n);

/* Writes the lower case hex of all that was added, and starts anew. */
void digest_hex(struct digest *digest, char hex[DIGEST_HEX + 1]);

/* The three above for one run of bytes. */
void digest_of(struct span bytes, char hex[DIGEST_HEX + 1]);

/* HMAC-SHA256 of the data under the key, in lower case hex. */
void hmac_sha256_hex(struct span key, struct span data, char hex[DIGEST_HEX + 1]);

/* Whether two texts of DIGEST_HEX characters are the same, in a time that does not tell where not.
 */
MUST_USE bool digest_same(const char *a, const char *b);

#endif
