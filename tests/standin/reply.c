#include "tests/standin/reply.h"

#include <zlib.h>

#include "lib/jsonw.h"
#include "lib/mem.h"

#define CHUNK 1000 /* bytes; small, so that a cut falls between two of them */

static const struct {
	unsigned status;
	const char *phrase;
} phrases[] = {
    {200, "OK"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {416, "Range Not Satisfiable"},
    {429, "Too Many Requests"},
    {500, "Internal Server Error"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
};

static const char *
phrase_of(unsigned status)
{
	for (size_t i = 0; i < COUNT(phrases); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "Status";
}

void
reply_release(struct reply *reply)
{
	buf_release(&reply->headers);
	buf_release(&reply->body);
}

void
reply_clear(struct reply *reply)
{
	buf_clear(&reply->body);
}

void
reply_header(struct reply *reply, const char *name, const char *value)
{
	buf_printf(&reply->headers, "%s: %s\r\n", name, value);
}

/* An error of these codes comes as an answer of another class. */
static const char *
error_type(int code, int subcode)
{
	return code == 100 && subcode == 33 ? "GraphMethodException" : "OAuthException";
}

void
reply_error(struct reply *reply, int code, int subcode, const char *message)
{
	struct buf *out = &reply->body;

	reply->status = 400;
	reply->type = NULL;
	reply_clear(reply);
	buf_puts(out, "{\"error\":{\"message\":");
	jsonw_text(out, span_of(message));
	buf_printf(out, ",\"type\":\"%s\",\"code\":%d,", error_type(code, subcode), code);
	if (subcode != 0)
		buf_printf(out, "\"error_subcode\":%d,", subcode);
	if (code == 1 || code == 2)
		buf_puts(out, "\"is_transient\":true,");
	buf_puts(out, "\"fbtrace_id\":\"Astandin\"}}");
	reply_header(reply, "WWW-Authenticate", "OAuth \"Facebook Platform\" \"invalid_request\"");
}

/* Replaces the body by its gzip. */
static void
compress_body(struct reply *reply)
{
	z_stream z = {.next_in = (Bytef *)reply->body.p, .avail_in = (uInt)reply->body.n};
	struct buf packed = BUF_MAX(REPLY_MAX);
	uLong bound;

	/* 16 more than the window: a gzip head instead of zlib's */
	if (deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	bound = deflateBound(&z, (uLong)reply->body.n);
	packed.p = must_malloc(bound + 1);
	packed.cap = bound + 1;
	z.next_out = (Bytef *)packed.p;
	z.avail_out = (uInt)bound;
	(void)deflate(&z, Z_FINISH);
	packed.n = z.total_out;
	(void)deflateEnd(&z);
	if (reply->coding == CODING_GZIP_CUT)
		packed.n /= 2;
	buf_release(&reply->body);
	reply->body = packed;
}

static void
put_length(const struct reply *reply, struct buf *out)
{
	long n = (long)reply->body.n + reply->length_error;

	if (reply->chunked)
		buf_puts(out, "Transfer-Encoding: chunked\r\n");
	else if (!reply->no_length && reply->status != 204)
		buf_printf(out, "Content-Length: %ld\r\n", n);
	if (reply->two_lengths)
		buf_printf(out, "Content-Length: %ld\r\n", n / 2);
}

static void
put_head(const struct reply *reply, struct buf *out)
{
	time_t seconds = (time_t)(reply->date / WHEN_SECOND);
	char date[64] = "";
	struct tm tm;

	if (gmtime_r(&seconds, &tm) != NULL)
		(void)strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &tm);
	buf_printf(out, "HTTP/1.1 %u %s\r\nDate: %s\r\nContent-Type: %s\r\n", reply->status,
		   phrase_of(reply->status), date,
		   reply->type != NULL ? reply->type : "application/json; charset=UTF-8");
	if (reply->coding != CODING_NONE)
		buf_puts(out, "Content-Encoding: gzip\r\n");
	if (reply->after == AFTER_CLOSE)
		buf_puts(out, "Connection: close\r\n");
	put_length(reply, out);
	buf_put(out, buf_text(&reply->headers), reply->headers.n);
	buf_puts(out, "\r\n");
}

static void
put_chunks(const struct reply *reply, size_t send, struct buf *out)
{
	for (size_t at = 0; at < send; at += CHUNK) {
		size_t n = send - at < CHUNK ? send - at : CHUNK;

		buf_printf(out, "%zx\r\n", n);
		buf_put(out, reply->body.p + at, n);
		buf_puts(out, "\r\n");
	}
	if (send == reply->body.n)
		buf_puts(out, "0\r\n\r\n");
}

void
reply_write(struct reply *reply, struct buf *out, size_t *drip_from)
{
	size_t send;

	if (reply->coding == CODING_GZIP || reply->coding == CODING_GZIP_CUT)
		compress_body(reply);
	send = reply->send < reply->body.n ? reply->send : reply->body.n;
	if (!reply->raw)
		put_head(reply, out);
	if (reply->send_head < out->n)
		out->n = reply->send_head;
	*drip_from = out->n;
	if (reply->send_head != SIZE_MAX)
		return;
	if (reply->chunked)
		put_chunks(reply, send, out);
	else if (send != 0)
		buf_put(out, reply->body.p, send);
}
