#include "ingest/body.h"

#include <utf8proc.h>

#include "lib/base64.h"
#include "lib/stream.h"
#include "lib/utf8.h"

/* Bytes that a member may have in its line once it is escaped; the others need little. */
#define ESCAPED_MAX (STREAM_LINE_MAX - ((size_t)64 << 10))

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

struct body
body_read(struct span bytes)
{
	struct body body = {.reason = ""};
	struct buf mended = BUF_MAX(bytes.n * 6 + 16);
	char reason[JSONTEXT_REASON_MAX];

	body.tree = jsontext_load(bytes, body.reason);
	body.exact = body.tree != NULL;
	if (!body.exact && jsontext_salvage(&mended, bytes) && !mended.over)
		body.tree = jsontext_load(buf_span(&mended), reason);
	buf_release(&mended);
	return body;
}

bool
body_repeats(struct span bytes)
{
	struct buf mended = BUF_MAX(bytes.n * 6 + 16);
	bool is_mended = jsontext_salvage(&mended, bytes) && !mended.over;
	bool repeats = jsontext_repeats(is_mended ? buf_span(&mended) : bytes);

	buf_release(&mended);
	return repeats;
}

void
body_release(struct body *body)
{
	json_decref(body->tree);
	body->tree = NULL;
}

/* The size of the text inside a JSON string; SIZE_MAX where it is not UTF-8 or has a NUL. */
static size_t
escaped_size(struct span text)
{
	const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text.p;
	const utf8proc_uint8_t *end = at + text.n;
	size_t size = 0;

	while (at < end) {
		utf8proc_int32_t point;
		utf8proc_ssize_t n = utf8proc_iterate(at, end - at, &point);

		if (n <= 0 || point == 0)
			return SIZE_MAX;
		if (point < 0x20 || point == 0x7f)
			size += 6;
		else
			size += point == '"' || point == '\\' ? 2 : (size_t)n;
		at += n;
	}
	return size;
}

static void
put_base64(struct record_out *out, struct span bytes)
{
	struct buf text = BUF_MAX(bytes.n * 2 + 4);

	base64_encode(&text, bytes);
	record_put_text(out, raw_body_base64, buf_span(&text));
	buf_release(&text);
}

void
body_put(struct record_out *out, struct span bytes, bool json)
{
	/* the record around it is one bracket more, and whoever reads it has the same ceiling */
	if (json && jsontext_depth(bytes) < JSONTEXT_DEPTH_MAX)
		record_put_json(out, raw_body, bytes);
	else if (escaped_size(bytes) <= ESCAPED_MAX)
		record_put_text(out, raw_body_text, bytes);
	else
		put_base64(out, bytes);
}

static bool
is_no_nul(int32_t point)
{
	return point != 0;
}

void
text_clean(struct buf *out, struct span text)
{
	utf8_copy(out, text, REPLACEMENT, is_no_nul);
}
