#include "lib/digest.h"

#include <nettle/base16.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>

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

void
hmac_sha256_hex(struct span key, struct span data, char hex[DIGEST_HEX + 1])
{
	struct hmac_sha256_ctx ctx;
	uint8_t raw[SHA256_DIGEST_SIZE];

	hmac_sha256_set_key(&ctx, key.n, (const uint8_t *)key.p);
	hmac_sha256_update(&ctx, data.n, (const uint8_t *)data.p);
	hmac_sha256_digest(&ctx, sizeof raw, raw);
	explicit_bzero(&ctx, sizeof ctx); /* it holds the key */
	base16_encode_update(hex, sizeof raw, raw);
	hex[DIGEST_HEX] = '\0';
}

bool
digest_same(const char *a, const char *b)
{
	return memeql_sec(a, b, DIGEST_HEX) != 0;
}
