#include "ingest/net/http_answer.h"

#include <errno.h>
#include <inttypes.h>
#include <strings.h>

#include "ingest/limits.h"
#include "lib/whole.h"

void
answer_empty(struct answer *answer)
{
	struct answer old = *answer;

	if (old.body.cap > ANSWER_KEEP)
		buf_release(&old.body);
	buf_clear(&old.body);
	buf_clear(&old.app_usage);
	buf_clear(&old.business_usage);
	*answer = (struct answer){.body = old.body,
				  .app_usage = old.app_usage,
				  .business_usage = old.business_usage};
	answer->body.max = ANSWER_MAX;
	answer->app_usage.max = answer->business_usage.max = USAGE_MAX;
}

void
answer_release(struct answer *answer)
{
	buf_release(&answer->body);
	buf_release(&answer->app_usage);
	buf_release(&answer->business_usage);
}

static enum transfer
write_file(struct answer *answer, int fd, struct span bytes)
{
	if (whole_write(fd, bytes))
		return TRANSFER_DONE;
	answer->os_error = errno;
	return TRANSFER_LOCAL;
}

/* Whether the body is the part that was asked for, as far as the server says. */
static bool
is_what_was_asked(uint64_t from, long status, const char *range)
{
	char start[40];

	if (status != 206 || from == 0)
		return (status != 206 && status != 200) || (status == 200) == (from == 0);
	snprintf(start, sizeof start, "bytes %" PRIu64 "-", from);
	return strncasecmp(range, start, strlen(start)) == 0;
}

/* libcurl 7.88 does not hold a running transfer to a maximal size, so this does. */
enum transfer
answer_take(struct answer *answer, const struct http_call *call, const char *range,
	    struct span bytes)
{
	long status = answer->status;

	answer->bytes += bytes.n;
	if (answer->bytes > call->max)
		return TRANSFER_TOO_LARGE;
	if (!is_what_was_asked(call->from, status, range))
		return TRANSFER_NO_RANGE;
	if (call->to_file && (status == 200 || status == 206))
		return write_file(answer, call->fd, bytes);
	buf_put(&answer->body, bytes.p, bytes.n);
	return answer->body.over ? TRANSFER_TOO_LARGE : TRANSFER_DONE;
}

void
answer_put_header(struct buf *out, const char *value)
{
	for (const char *c = value; *c != '\0'; c++)
		buf_putc(out, (unsigned char)*c < ' ' || *c == 0x7f ? ' ' : *c);
	if (out->over)
		buf_clear(out);
}
