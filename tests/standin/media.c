#include "tests/standin/standin.h"

#define MEDIA_MAX ((size_t)256 << 20)

/* "bytes=A-[B]"; false where there is no such range. */
static bool
read_range(const char *range, size_t size, size_t *from, size_t *to)
{
	char *end;

	*from = 0;
	*to = size - 1;
	if (range == NULL)
		return true;
	if (strncmp(range, "bytes=", 6) != 0)
		return false;
	*from = strtoul(range + 6, &end, 10);
	if (*end == '-' && end[1] != '\0')
		*to = strtoul(end + 1, NULL, 10);
	if (*to >= size)
		*to = size - 1;
	return *from <= *to;
}

/* The bytes of a file are a function of its name. */
static void
put_bytes(struct buf *out, uint64_t seed, size_t from, size_t to)
{
	static const char head[] = "\xff\xd8\xff\xe0\0\x10JFIF";

	for (size_t at = from; at <= to; at++) {
		uint64_t noise = world_hash(seed, at / 8) >> (at % 8 * 8);

		buf_putc(out, at < sizeof head - 1 ? head[at] : (char)(unsigned char)noise);
	}
}

static void
refuse(struct reply *reply, unsigned status, const char *words)
{
	reply->status = status;
	reply->type = "text/plain";
	buf_puts(&reply->body, words);
}

void
media_answer(struct standin *standin, const struct request *request, struct reply *reply)
{
	const char *expiry = request_parameter(request, "oe");
	const char *dot = strrchr(request->path, '.');
	size_t size = standin->media_bytes < MEDIA_MAX ? standin->media_bytes : MEDIA_MAX, from, to;
	uint64_t seed = strtoull(request->path + strlen("/media/"), NULL, 10);
	char span[96];

	if (expiry == NULL || request_parameter(request, "oh") == NULL) {
		refuse(reply, 403, "Bad URL date param");
	} else if (strtoll(expiry, NULL, 16) * 1000 <= world_now(&standin->world)) {
		refuse(reply, 403, "URL signature expired");
	} else if (!read_range(request->range, size, &from, &to)) {
		refuse(reply, 416, "");
	} else {
		reply->type = dot != NULL && strcmp(dot, ".mp4") == 0 ? "video/mp4" : "image/jpeg";
		reply->status = request->range != NULL ? 206 : 200;
		snprintf(span, sizeof span, "bytes %zu-%zu/%zu", from, to, size);
		if (request->range != NULL)
			reply_header(reply, "Content-Range", span);
		reply_header(reply, "Accept-Ranges", "bytes");
		put_bytes(&reply->body, seed, from, to);
	}
}
