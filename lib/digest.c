#include "lib/digest.h"

#include <nettle/base16.h>

void
digest_init(struct digest *digest)
{
	sha256_init(&digest->ctx);
}

void
digest_add(struct digest *digest, const void *bytes, size_t n)
{
	sha256_update(&digest->ctx, n, bytes);
}

void
digest_hex(struct digest *digest, char hex[DIGEST_HEX + 1])
{
	uint8_t raw[SHA256_DIGEST_SIZE];

	sha256_digest(&digest->ctx, sizeof raw, raw);
	base16_encode_update(hex, sizeof raw, raw);
	hex[DIGEST_HEX] = '\0';
}

void
digest_of(struct span bytes, char hex[DIGEST_HEX + 1])
{
	struct digest digest;

	digest_init(&digest);
	digest_add(&digest, bytes.p, bytes.n);
	digest_hex(&digest, hex);
}
