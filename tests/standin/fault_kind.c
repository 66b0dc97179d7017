#include "tests/standin/fault_kind.h"

#include "lib/mem.h"

#define BOMB_SIZE ((size_t)32 << 20) /* bytes; 140 kB as gzip, four times what is taken */

static const char *
value_of(const struct fault *fault, const char *name, const char *otherwise)
{
	for (size_t i = 0; i < fault->values_n; i++)
		if (strcmp(fault->values[i].name, name) == 0)
			return fault->values[i].value;
	return otherwise;
}

static unsigned long
number_of(const struct fault *fault, const char *name, unsigned long otherwise)
{
	const char *value = value_of(fault, name, NULL);

	return value != NULL ? strtoul(value, NULL, 10) : otherwise;
}

/* Words of a script have no blanks: "~" stands for one. */
static const char *
unblank(char *copy, size_t size, const char *value)
{
	snprintf(copy, size, "%s", value);
	for (char *at = copy; *at != '\0'; at++)
		if (*at == '~')
			*at = ' ';
	return copy;
}

static void
set_body(struct reply *reply, const char *body)
{
	reply_clear(reply);
	buf_puts(&reply->body, body);
}

/* status code=N [retry-after=V] [body=TEXT]: another status with a page of HTML */
static void
spoil_status(const struct scene *scene, struct reply *reply)
{
	const char *body = value_of(scene->fault, "body", NULL);

	reply->status = (unsigned)number_of(scene->fault, "code", 500);
	reply->type = body != NULL ? NULL : "text/html; charset=utf-8";
	set_body(reply,
		 body != NULL ? body : "<html><body>Sorry, something went wrong.</body></html>");
	if (reply->status == 204)
		reply_clear(reply);
}

/* body text=TEXT [type=T]: what the body is instead; without text it is empty */
static void
spoil_body(const struct scene *scene, struct reply *reply)
{
	set_body(reply, value_of(scene->fault, "text", ""));
	reply->type = value_of(scene->fault, "type", NULL);
}

static void
spoil_html(const struct scene *scene, struct reply *reply)
{
	(void)scene;
	reply->type = "text/html; charset=utf-8";
	set_body(reply, "<!DOCTYPE html><html><head><title>Welcome</title></head><body>Please log "
			"in to the guest network.</body></html>");
}

/* error code=N [sub=N] [status=N] [message=TEXT]: Meta's envelope; "~" in TEXT is a blank */
static void
spoil_error(const struct scene *scene, struct reply *reply)
{
	char message[200];
	char code[32];

	snprintf(code, sizeof code, "(#%lu) refused for a test",
		 number_of(scene->fault, "code", 1));
	reply_error(reply, (int)strtol(value_of(scene->fault, "code", "1"), NULL, 10),
		    (int)number_of(scene->fault, "sub", 0),
		    unblank(message, sizeof message, value_of(scene->fault, "message", code)));
	reply->status = (unsigned)number_of(scene->fault, "status", 400);
}

/* cut at=N: the connection ends in order after N bytes of the body */
static void
spoil_cut(const struct scene *scene, struct reply *reply)
{
	reply->send = number_of(scene->fault, "at", reply->body.n / 2);
	reply->after = AFTER_CLOSE;
}

static void
spoil_cut_chunks(const struct scene *scene, struct reply *reply)
{
	spoil_cut(scene, reply);
	reply->chunked = true;
}

/* half-json: the length is right, but the JSON is not whole */
static void
spoil_half_json(const struct scene *scene, struct reply *reply)
{
	(void)scene;
	reply->body.n /= 2;
}

static void
spoil_gzip(const struct scene *scene, struct reply *reply)
{
	(void)scene;
	reply->coding = CODING_GZIP;
}

static void
spoil_cut_gzip(const struct scene *scene, struct reply *reply)
{
	(void)scene;
	reply->coding = CODING_GZIP_CUT;
}

static void
spoil_bad_gzip(const struct scene *scene, struct reply *reply)
{
	(void)scene;
	reply->coding = CODING_GZIP_BAD;
}

static void
spoil_bomb(const struct scene *scene, struct reply *reply)
{
	char *block = must_malloc(BOMB_SIZE);

	(void)scene;
	memset(block, ' ', BOMB_SIZE);
	reply_clear(reply);
	buf_put(&reply->body, block, BOMB_SIZE);
	free(block);
	reply->coding = CODING_GZIP;
}

static void
spoil_endless(const struct scene *scene, struct reply *reply)
{
	(void)scene;
	reply->no_length = true;
	reply->after = AFTER_ENDLESS;
}

/* length by=N: Content-Length is wrong by that much */
static void
spoil_length(const struct scene *scene, struct reply *reply)
{
	reply->length_error = strtol(value_of(scene->fault, "by", "100"), NULL, 10);
	reply->after = AFTER_CLOSE;
}

static void
spoil_two_lengths(const struct scene *scene, struct reply *reply)
{
	(void)scene;
	reply->two_lengths = true;
	reply->after = AFTER_CLOSE;
}

/* drip ms=N: the body byte by byte */
static void
spoil_drip(const struct scene *scene, struct reply *reply)
{
	reply->drip_ms = (unsigned)number_of(scene->fault, "ms", 100);
}

/* delay ms=N */
static void
spoil_delay(const struct scene *scene, struct reply *reply)
{
	reply->delay_ms = (unsigned)number_of(scene->fault, "ms", 1000);
}

/* hang at=head|body: silence before the head, or in the middle of the body */
static void
spoil_hang(const struct scene *scene, struct reply *reply)
{
	if (strcmp(value_of(scene->fault, "at", "head"), "head") == 0)
		reply->send_head = 0;
	else
		reply->send = reply->body.n / 2;
	reply->after = AFTER_HANG;
}

/* reset at=head|body */
static void
spoil_reset(const struct scene *scene, struct reply *reply)
{
	spoil_hang(scene, reply);
	reply->after = AFTER_RESET;
}

/* close: the connection ends before any byte */
static void
spoil_close(const struct scene *scene, struct reply *reply)
{
	(void)scene;
	reply->send_head = 0;
	reply->after = AFTER_CLOSE;
}

/* redirect [to=URL] [code=N]: without URL to itself */
static void
spoil_redirect(const struct scene *scene, struct reply *reply)
{
	struct buf self = BUF_MAX(HEAD_MAX + 64);

	buf_printf(&self, "%s%s", scene->base, scene->request->target);
	reply->status = (unsigned)number_of(scene->fault, "code", 302);
	reply_header(reply, "Location", value_of(scene->fault, "to", buf_text(&self)));
	set_body(reply, "");
	buf_release(&self);
}

/* headers n=BYTES: one header of that size */
static void
spoil_headers(const struct scene *scene, struct reply *reply)
{
	size_t n = number_of(scene->fault, "n", 120000);

	buf_puts(&reply->headers, "X-Huge: ");
	for (size_t i = 0; i < n; i++)
		buf_putc(&reply->headers, 'x');
	buf_puts(&reply->headers, "\r\n");
}

/* controls: a NUL, a CR and an escape inside of headers */
static void
spoil_controls(const struct scene *scene, struct reply *reply)
{
	static const char bytes[] = "X-Odd: a\0b\r\nX-Bell: a\033]0;x\007\rb\r\n";

	(void)scene;
	buf_put(&reply->headers, bytes, sizeof bytes - 1);
}

/* garbage: no HTTP at all */
static void
spoil_garbage(const struct scene *scene, struct reply *reply)
{
	(void)scene;
	set_body(reply, "\x16\x03\x01 220 mail.example.org ESMTP\r\n\r\n");
	reply->raw = true;
	reply->after = AFTER_CLOSE;
}

/* header name=N value=V: one more header; "~" in V is a blank */
static void
spoil_header(const struct scene *scene, struct reply *reply)
{
	char value[1024];

	reply_header(reply, value_of(scene->fault, "name", "X-Nothing"),
		     unblank(value, sizeof value, value_of(scene->fault, "value", "")));
}

/* next to=URL: paging.next points there; without URL to another host */
static void
spoil_next(const struct scene *scene, struct reply *reply)
{
	static const char paging[] =
	    ",\"paging\":{\"cursors\":{\"after\":\"QVFIevil\"},\"next\":\"";
	const char *end = reply->body.n != 0 ? memmem(reply->body.p, reply->body.n, "],", 2) : NULL;

	if (end == NULL && reply->body.n > 1)
		end = reply->body.p + reply->body.n - 2;
	reply->body.n = end != NULL ? (size_t)(end - reply->body.p) + 1 : 0;
	buf_puts(&reply->body, paging);
	buf_printf(&reply->body, "%s\"}}",
		   value_of(scene->fault, "to",
			    "http:\\/\\/127.0.0.1:9\\/v25.0\\/elsewhere?access_token=stolen"));
}

/* repeat: the page's cursor is the one that was asked with */
static void
spoil_repeat(const struct scene *scene, struct reply *reply)
{
	const char *after = request_parameter(scene->request, "after");

	set_body(reply, "{\"data\":[],\"paging\":{\"cursors\":{\"after\":\"");
	buf_printf(&reply->body, "%s\"},\"next\":\"%s%s\"}}", after != NULL ? after : "QVFI0",
		   scene->base, scene->request->target);
}

/* expired: what Meta's media servers say of an old address */
static void
spoil_expired(const struct scene *scene, struct reply *reply)
{
	(void)scene;
	reply->status = 403;
	reply->type = "text/plain";
	set_body(reply, "URL signature expired");
}

static const struct kind kinds[] = {
    {"status", spoil_status},
    {"body", spoil_body},
    {"html", spoil_html},
    {"error", spoil_error},
    {"cut", spoil_cut},
    {"cut-chunks", spoil_cut_chunks},
    {"half-json", spoil_half_json},
    {"gzip", spoil_gzip},
    {"cut-gzip", spoil_cut_gzip},
    {"bad-gzip", spoil_bad_gzip},
    {"bomb", spoil_bomb},
    {"endless", spoil_endless},
    {"length", spoil_length},
    {"two-lengths", spoil_two_lengths},
    {"drip", spoil_drip},
    {"delay", spoil_delay},
    {"hang", spoil_hang},
    {"reset", spoil_reset},
    {"close", spoil_close},
    {"redirect", spoil_redirect},
    {"headers", spoil_headers},
    {"controls", spoil_controls},
    {"garbage", spoil_garbage},
    {"header", spoil_header},
    {"next", spoil_next},
    {"repeat", spoil_repeat},
    {"expired", spoil_expired},
};

const struct kind *
kind_of(const char *name)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

void
spoil_retry_after(const struct fault *fault, struct reply *reply)
{
	const char *value = value_of(fault, "retry-after", NULL);
	char copy[100];

	if (value != NULL)
		reply_header(reply, "Retry-After", unblank(copy, sizeof copy, value));
}
