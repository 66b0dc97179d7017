#include "lib/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/buf.h"
#include "tests/unit/unit.h"

/* A file in memory with these bytes, read from the start. */
static int
file_of(struct span text)
{
	int fd = memfd_create("stream", 0);

	assert_true(fd >= 0);
	for (size_t done = 0; done < text.n;) {
		ssize_t n = write(fd, text.p + done, text.n - done);

		assert_true(n > 0);
		done += (size_t)n;
	}
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

/* What reading a whole stream comes to. */
struct reading {
	enum stream_got last; /* STREAM_EOF or STREAM_FAIL */
	size_t lines, longs, ends;
	struct buf text; /* the lines, each with a line feed */
	char sha256[DIGEST_HEX + 1];
	struct fail fail;
};

static struct reading
read_all(struct span text, bool need_end)
{
	struct reading r = {.text = BUF_MAX(64 << 20), .fail = FAIL_NONE};
	int fd = file_of(text);
	struct stream_in *in = stream_in_new(fd, "in", need_end);
	struct span line;

	do {
		r.last = stream_next(in, &line, &r.fail);
		if (r.last == STREAM_LINE) {
			r.lines++;
			buf_put(&r.text, line.p, line.n);
			buf_putc(&r.text, '\n');
		}
		r.longs += r.last == STREAM_LONG;
		r.ends += r.last == STREAM_END;
	} while (r.last != STREAM_EOF && r.last != STREAM_FAIL);
	memcpy(r.sha256, stream_end_sha256(in), sizeof r.sha256);
	stream_in_free(in);
	close(fd);
	return r;
}

/* The stream that the writer makes of these lines. */
static void
make_stream(struct buf *text, const char *const *lines, size_t n, const char *members)
{
	struct fail fail = FAIL_NONE;
	int fd = memfd_create("stream", 0);
	struct stream_out *out = stream_out_new(fd);
	char block[65536];
	ssize_t got;

	for (size_t i = 0; i < n; i++)
		assert_int_equal(stream_put(out, span_of(lines[i]), &fail), 0);
	assert_int_equal(stream_count(out), n);
	assert_int_equal(stream_end(out, members, &fail), 0);
	stream_out_free(out);
	lseek(fd, 0, SEEK_SET);
	while ((got = read(fd, block, sizeof block)) > 0)
		buf_put(text, block, (size_t)got);
	close(fd);
}

static const char *const three[] = {"{\"type\":\"a\"}", "{\"type\":\"b\",\"x\":\"\xc3\xa9\"}",
				    "{\"type\":\"c\"}"};

static void
reads_what_was_written(void **state)
{
	struct buf text = BUF_MAX(10000);
	struct reading r;

	(void)state;
	make_stream(&text, three, COUNT(three), ",\"items\":3");
	assert_non_null(strstr(buf_text(&text), "{\"type\":\"end\",\"records\":3,\"sha256\":\""));
	assert_non_null(strstr(buf_text(&text), "\",\"items\":3}\n"));
	r = read_all(buf_span(&text), true);
	assert_int_equal(r.last, STREAM_EOF);
	assert_int_equal(r.lines, 3);
	assert_int_equal(r.ends, 1);
	assert_memory_equal(buf_text(&text), buf_text(&r.text), r.text.n);
	assert_int_equal(strlen(r.sha256), DIGEST_HEX);
	assert_non_null(strstr(buf_text(&text), r.sha256));
	buf_release(&r.text);
	buf_release(&text);
}

static void
an_empty_stream_has_its_end(void **state)
{
	struct buf text = BUF_MAX(10000);
	struct reading r;

	(void)state;
	make_stream(&text, NULL, 0, NULL);
	assert_string_equal(
	    buf_text(&text),
	    "{\"type\":\"end\",\"records\":0,\"sha256\":"
	    "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}\n");
	r = read_all(buf_span(&text), true);
	assert_int_equal(r.last, STREAM_EOF);
	assert_int_equal(r.lines, 0);
	buf_release(&r.text);
	buf_release(&text);
}

static void
every_prefix_is_refused(void **state)
{
	struct buf text = BUF_MAX(10000);

	(void)state;
	make_stream(&text, three, COUNT(three), NULL);
	for (size_t n = 0; n < text.n; n++) {
		struct reading r = read_all((struct span){text.p, n}, true);

		if (r.last != STREAM_FAIL || r.fail.status != EX_DATAERR || r.fail.hint[0] == '\0')
			fail_msg("the first %zu of %zu bytes were accepted", n, text.n);
		buf_release(&r.text);
	}
	buf_release(&text);
}

static bool
accepts(struct span text)
{
	struct reading r = read_all(text, true);

	buf_release(&r.text);
	return r.last == STREAM_EOF;
}

static void
every_changed_byte_is_seen(void **state)
{
	(void)state;
	for (size_t lines = 0; lines <= COUNT(three); lines += COUNT(three)) {
		struct buf text = BUF_MAX(10000);

		make_stream(&text, three, lines, NULL);
		for (size_t i = 0; i < text.n; i++) {
			for (int bit = 0; bit < 8; bit++) {
				text.p[i] = (char)(text.p[i] ^ (1 << bit));
				if (accepts(buf_span(&text)))
					fail_msg("%zu lines: bit %d of byte %zu: %s", lines, bit, i,
						 buf_text(&text));
				text.p[i] = (char)(text.p[i] ^ (1 << bit));
			}
		}
		buf_release(&text);
	}
}

static void
lost_and_doubled_lines_are_seen(void **state)
{
	struct buf text = BUF_MAX(10000), changed = BUF_MAX(10000);
	size_t first;

	(void)state;
	make_stream(&text, three, COUNT(three), NULL);
	first = (size_t)(strchr(text.p, '\n') - text.p) + 1;
	assert_false(accepts((struct span){text.p + first, text.n - first}));
	buf_put(&changed, text.p, first);
	buf_put(&changed, text.p, text.n);
	assert_false(accepts(buf_span(&changed)));
	buf_release(&changed);
	buf_release(&text);
}

static void
parts_can_be_joined(void **state)
{
	struct buf text = BUF_MAX(10000);
	struct reading r;

	(void)state;
	make_stream(&text, three, 2, NULL);
	make_stream(&text, NULL, 0, NULL);
	make_stream(&text, three, 3, NULL);
	r = read_all(buf_span(&text), true);
	assert_int_equal(r.last, STREAM_EOF);
	assert_int_equal(r.lines, 5);
	assert_int_equal(r.ends, 3);
	buf_release(&r.text);
	buf_puts(&text, "{\"type\":\"a\"}\n");
	assert_false(accepts(buf_span(&text)));
	buf_release(&text);
}

static void
without_ends_anything_goes(void **state)
{
	struct reading r = read_all(SPAN("\n{\"a\":1}\n \t\r\n{\"b\":2}"), false);

	(void)state;
	assert_int_equal(r.last, STREAM_EOF);
	assert_int_equal(r.lines, 2);
	assert_string_equal(buf_text(&r.text), "{\"a\":1}\n{\"b\":2}\n");
	assert_int_equal(strlen(r.sha256), DIGEST_HEX);
	buf_release(&r.text);
	r = read_all(SPAN(""), false);
	assert_int_equal(r.last, STREAM_EOF);
	buf_release(&r.text);
}

/* Lines around the limit: the last byte that is allowed, and the first that is not. */
static void
long_lines_are_passed_over(void **state)
{
	struct buf text = BUF_MAX(64 << 20);

	(void)state;
	for (size_t over = 0; over < 2; over++) {
		struct reading r;

		buf_clear(&text);
		buf_puts(&text, "first\n");
		for (size_t i = 0; i < STREAM_LINE_MAX + over; i++)
			buf_putc(&text, 'x');
		buf_puts(&text, "\nlast\n");
		r = read_all(buf_span(&text), false);
		assert_int_equal(r.last, STREAM_EOF);
		assert_int_equal(r.longs, over);
		assert_int_equal(r.lines, 3 - over);
		buf_release(&r.text);
	}
	buf_release(&text);
}

/* Lines, and end records whatever they say; but where they are needed they are checked. */
static void
who_asks_for_no_hash_gets_none(void **state)
{
	static const char text[] = "{\"a\":1}\n{\"type\":\"end\",\"records\":7}\n{\"b\":2}\n";

	(void)state;
	for (size_t need = 0; need < 2; need++) {
		int fd = file_of(SPAN(text));
		struct stream_in *in = stream_in_new(fd, "in", need != 0);
		struct fail fail = FAIL_NONE;
		struct span line;

		stream_in_no_hash(in);
		assert_int_equal(stream_next(in, &line, &fail), STREAM_LINE);
		assert_int_equal(stream_next(in, &line, &fail), need ? STREAM_FAIL : STREAM_END);
		if (need == 0) {
			assert_int_equal(stream_next(in, &line, &fail), STREAM_LINE);
			assert_int_equal(stream_next(in, &line, &fail), STREAM_EOF);
		}
		assert_string_equal(stream_end_sha256(in), "");
		stream_in_free(in);
		close(fd);
	}
}

static void
many_lines_cross_the_read_size(void **state)
{
	struct buf text = BUF_MAX(8 << 20);
	struct fail fail = FAIL_NONE;
	int fd = memfd_create("stream", 0);
	struct stream_out *out = stream_out_new(fd);
	struct stream_in *in = stream_in_new(fd, "in", true);
	struct span line;

	(void)state;
	for (size_t i = 0; i < 3000; i++) {
		buf_putc(&text, (char)('a' + i % 26));
		assert_int_equal(stream_put(out, (struct span){text.p, i % 997 + 1}, &fail), 0);
	}
	assert_int_equal(stream_end(out, NULL, &fail), 0);
	lseek(fd, 0, SEEK_SET);
	for (size_t i = 0; i < 3000; i++) {
		assert_int_equal(stream_next(in, &line, &fail), STREAM_LINE);
		assert_int_equal(stream_line_number(in), i + 1);
		assert_int_equal(line.n, i % 997 + 1);
		assert_memory_equal(line.p, text.p, line.n);
	}
	assert_int_equal(stream_next(in, &line, &fail), STREAM_END);
	assert_int_equal(stream_next(in, &line, &fail), STREAM_EOF);
	stream_in_free(in);
	stream_out_free(out);
	close(fd);
	buf_release(&text);
}

static void
faults_of_the_machine_are_told(void **state)
{
	struct fail fail = FAIL_NONE;
	struct span line;
	int ends[2], full = open("/dev/full", O_WRONLY);
	struct stream_in *in = stream_in_new(-1, "nowhere", true);
	struct stream_out *out = stream_out_new(full);

	(void)state;
	assert_int_equal(stream_next(in, &line, &fail), STREAM_FAIL);
	assert_int_equal(fail.status, EX_IOERR);
	assert_string_equal(fail.text, "nowhere: cannot be read: Bad file descriptor");
	fail = FAIL_NONE;
	assert_int_equal(stream_end(out, NULL, &fail), -1);
	assert_string_equal(fail.text, "output: cannot be written: No space left on device");
	fail = FAIL_NONE;
	assert_int_equal(stream_put(out, SPAN("x"), &fail), -1);
	stream_out_free(out);
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	signal(SIGPIPE, SIG_IGN);
	out = stream_out_new(ends[1]);
	fail = FAIL_NONE;
	assert_int_equal(stream_end(out, NULL, &fail), -1);
	assert_int_equal(fail.status, EX_IOERR);
	assert_string_equal(fail.text, "");
	stream_out_free(out);
	stream_in_free(in);
	close(ends[1]);
	close(full);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_what_was_written),
	    cmocka_unit_test(an_empty_stream_has_its_end),
	    cmocka_unit_test(every_prefix_is_refused),
	    cmocka_unit_test(every_changed_byte_is_seen),
	    cmocka_unit_test(lost_and_doubled_lines_are_seen),
	    cmocka_unit_test(parts_can_be_joined),
	    cmocka_unit_test(without_ends_anything_goes),
	    cmocka_unit_test(long_lines_are_passed_over),
	    cmocka_unit_test(who_asks_for_no_hash_gets_none),
	    cmocka_unit_test(many_lines_cross_the_read_size),
	    cmocka_unit_test(faults_of_the_machine_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
