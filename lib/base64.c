#include "lib/base64.h"

#include <nettle/base64.h>

#include "lib/mem.h"

void
base64_encode(struct buf *out, struct span bytes)
{
	char *text = must_malloc(BASE64_ENCODE_RAW_LENGTH(bytes.n));

	base64_encode_raw(text, bytes.n, (const uint8_t *)bytes.p);
	buf_put(out, text, BASE64_ENCODE_RAW_LENGTH(bytes.n));
	free(text);
}

bool
base64_decode(struct buf *out, struct span text)
{
	uint8_t *bytes = must_malloc(BASE64_DECODE_LENGTH(text.n));
	struct base64_decode_ctx ctx;
	size_t n = BASE64_DECODE_LENGTH(text.n);
	bool good;

	base64_decode_init(&ctx);
	good = base64_decode_update(&ctx, &n, bytes, text.n, text.p) != 0 &&
	       base64_decode_final(&ctx) != 0;
	buf_put(out, bytes, n);
	free(bytes);
	return good;
}
