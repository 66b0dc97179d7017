#include "lib/stream.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include "lib/jsontext.h"
#include "lib/mem.h"
#include "lib/whole.h"

#define READ_SIZE ((size_t)64 << 10)  /* bytes a read(2); more gains nothing */
#define WRITE_SIZE ((size_t)64 << 10) /* bytes gathered before a write(2) */
#define END_START "{\"type\":\"end\""

struct stream_in {
	int fd;
	const char *name;
	bool need_end;
	bool no_hash;
	bool eof;
	bool open; /* lines were read that no end record has closed yet */
	char *p;
	size_t from, to, cap; /* unread bytes are p[from..to) */
	uint64_t number;
	uint64_t records;     /* of this part */
	struct digest digest; /* of this part */
	char end_sha256[DIGEST_HEX + 1];
};

struct stream_in *
stream_in_new(int fd, const char *name, bool need_end)
{
	struct stream_in *in = must_calloc(1, sizeof *in);

	in->fd = fd;
	in->name = name;
	in->need_end = need_end;
	in->cap = READ_SIZE * 2;
	in->p = must_malloc(in->cap);
	digest_init(&in->digest);
	return in;
}

void
stream_in_no_hash(struct stream_in *in)
{
	in->no_hash = !in->need_end;
}

void
stream_in_free(struct stream_in *in)
{
	if (in == NULL)
		return;
	free(in->p);
	free(in);
}

uint64_t
stream_line_number(const struct stream_in *in)
{
	return in->number;
}

const char *
stream_name(const struct stream_in *in)
{
	return in->name;
}

const char *
stream_end_sha256(const struct stream_in *in)
{
	return in->end_sha256;
}

static void
hash(struct stream_in *in, const char *bytes, size_t n)
{
	if (!in->no_hash)
		digest_add(&in->digest, bytes, n);
}

/* Reads more behind the unread bytes; sets eof at the end. */
static int
fill(struct stream_in *in, struct fail *fail)
{
	ssize_t n;

	if (in->from != 0) {
		memmove(in->p, in->p + in->from, in->to - in->from);
		in->to -= in->from;
		in->from = 0;
	}
	if (in->cap - in->to < READ_SIZE) {
		in->cap *= 2;
		in->p = must_realloc(in->p, in->cap);
	}
	do
		n = read(in->fd, in->p + in->to, READ_SIZE);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return fail_errno(fail, EX_IOERR, "%s: cannot be read", in->name);
	in->eof = n == 0;
	in->to += (size_t)n;
	return 0;
}

/* Passes over a line that is too long; its bytes still count for the digest. */
static int
skip_long_line(struct stream_in *in, struct fail *fail)
{
	for (;;) {
		const char *feed = memchr(in->p + in->from, '\n', in->to - in->from);
		size_t n = feed != NULL ? (size_t)(feed - in->p) - in->from + 1 : in->to - in->from;

		hash(in, in->p + in->from, n);
		in->from += n;
		if (feed != NULL || in->eof)
			return 0;
		if (fill(in, fail) < 0)
			return -1;
	}
}

static enum stream_got
check_end(struct stream_in *in, struct span line, struct fail *fail)
{
	char reason[JSONTEXT_REASON_MAX], sha256[DIGEST_HEX + 1];
	json_t *end = jsontext_load(line, reason);
	const json_t *records = json_object_get(end, "records");
	const char *stated = json_string_value(json_object_get(end, "sha256"));
	bool good;

	digest_hex(&in->digest, sha256);
	good = stated != NULL && strcmp(stated, sha256) == 0 && json_is_integer(records) &&
	       (uint64_t)json_integer_value(records) == in->records;
	json_decref(end);
	if (!good && in->need_end) {
		fail_set(fail, EX_DATAERR,
			 "%s: line %" PRIu64 ": the end record does not fit the %" PRIu64
			 " records before it",
			 in->name, in->number, in->records);
		fail_hint(fail, "The stream was cut or changed; make it again, or pass --no-end if "
				"you changed it on purpose.");
		return STREAM_FAIL;
	}
	if (!in->no_hash)
		memcpy(in->end_sha256, sha256, sizeof sha256);
	in->records = 0;
	in->open = false;
	return STREAM_END;
}

static enum stream_got
at_eof(struct stream_in *in, struct fail *fail)
{
	bool cut = in->to != in->from;
	char where[32];

	if (in->need_end && (in->open || cut || in->end_sha256[0] == '\0')) {
		snprintf(where, sizeof where, "line %" PRIu64, in->number + cut);
		fail_set(fail, EX_DATAERR, "%s: %s: the input ends without an end record", in->name,
			 in->number + cut != 0 ? where : "empty");
		fail_hint(fail, "The stage before it stopped early, so nothing was changed; run it "
				"again, or pass --no-end for a stream cut on purpose.");
		return STREAM_FAIL;
	}
	if (in->open && !in->no_hash)
		digest_hex(&in->digest, in->end_sha256);
	return STREAM_EOF;
}

static bool
is_blank_line(struct span line)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] != ' ' && line.p[i] != '\t' && line.p[i] != '\r')
			return false;
	return true;
}

/* Finds the next line feed: 1 a line is at p[from..*feed), 0 end of input, 2 too long, -1. */
static int
find_line(struct stream_in *in, size_t *feed, struct fail *fail)
{
	size_t seen = in->from;

	for (;;) {
		const char *hit = memchr(in->p + seen, '\n', in->to - seen);

		if (hit != NULL) {
			*feed = (size_t)(hit - in->p);
			return *feed - in->from > STREAM_LINE_MAX ? 2 : 1;
		}
		if (in->eof)
			return 0;
		if (in->to - in->from > STREAM_LINE_MAX)
			return 2;
		seen = in->to - in->from;
		if (fill(in, fail) < 0)
			return -1;
	}
}

enum stream_got
stream_next(struct stream_in *in, struct span *line, struct fail *fail)
{
	size_t feed;
	int found;

	for (;;) {
		found = find_line(in, &feed, fail);
		if (found < 0)
			return STREAM_FAIL;
		if (found == 0 && (in->need_end || in->to == in->from))
			return at_eof(in, fail);
		in->number++;
		if (found == 2) {
			in->records++;
			in->open = true;
			return skip_long_line(in, fail) < 0 ? STREAM_FAIL : STREAM_LONG;
		}
		if (found == 0)
			feed = in->to;
		*line = (struct span){in->p + in->from, feed - in->from};
		in->from = feed + (found == 1);
		if (line->n >= sizeof END_START - 1 &&
		    memcmp(line->p, END_START, sizeof END_START - 1) == 0)
			return check_end(in, *line, fail);
		hash(in, line->p, line->n + (found == 1));
		if (is_blank_line(*line))
			continue;
		in->records++;
		in->open = true;
		return STREAM_LINE;
	}
}

struct stream_out {
	int fd;
	struct buf pending;
	struct digest digest;
	uint64_t count;
	bool broken;
	char end_sha256[DIGEST_HEX + 1];
};

struct stream_out *
stream_out_new(int fd)
{
	struct stream_out *out = must_calloc(1, sizeof *out);

	out->fd = fd;
	out->pending = BUF_MAX(STREAM_LINE_MAX + WRITE_SIZE * 2);
	digest_init(&out->digest);
	return out;
}

void
stream_out_free(struct stream_out *out)
{
	if (out == NULL)
		return;
	buf_release(&out->pending);
	free(out);
}

uint64_t
stream_count(const struct stream_out *out)
{
	return out->count;
}

const char *
stream_out_sha256(const struct stream_out *out)
{
	return out->end_sha256;
}

static int
write_whole(struct stream_out *out, struct span bytes, struct fail *fail)
{
	if (!whole_write(out->fd, bytes)) {
		out->broken = true;
		if (errno == EPIPE)
			return fail_set(fail, EX_IOERR, "%s", "");
		return fail_errno(fail, EX_IOERR, "output: cannot be written");
	}
	return 0;
}

static int
flush(struct stream_out *out, struct fail *fail)
{
	int result = write_whole(out, buf_span(&out->pending), fail);

	buf_clear(&out->pending);
	return result;
}

int
stream_put_lines(struct stream_out *out, struct span lines, uint64_t count, struct fail *fail)
{
	if (out->broken)
		return fail_set(fail, EX_IOERR, "output: an earlier write failed");
	digest_add(&out->digest, lines.p, lines.n);
	out->count += count;
	if (lines.n >= WRITE_SIZE)
		return flush(out, fail) < 0 ? -1 : write_whole(out, lines, fail);
	buf_put(&out->pending, lines.p, lines.n);
	return out->pending.n < WRITE_SIZE ? 0 : flush(out, fail);
}

int
stream_put(struct stream_out *out, struct span line, struct fail *fail)
{
	if (out->broken)
		return fail_set(fail, EX_IOERR, "output: an earlier write failed");
	if (line.n > STREAM_LINE_MAX)
		return fail_set(fail, EX_SOFTWARE, "output: a record of %zu bytes is too long",
				line.n);
	digest_add(&out->digest, line.p, line.n);
	digest_add(&out->digest, "\n", 1);
	buf_put(&out->pending, line.p, line.n);
	buf_putc(&out->pending, '\n');
	out->count++;
	return out->pending.n < WRITE_SIZE ? 0 : flush(out, fail);
}

int
stream_end(struct stream_out *out, const char *members, struct fail *fail)
{
	if (out->broken)
		return fail_set(fail, EX_IOERR, "output: an earlier write failed");
	digest_hex(&out->digest, out->end_sha256);
	buf_printf(&out->pending, END_START ",\"records\":%" PRIu64 ",\"sha256\":\"%s\"%s}\n",
		   out->count, out->end_sha256, members != NULL ? members : "");
	return flush(out, fail);
}
