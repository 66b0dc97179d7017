/* The transfers against a server of our own on loopback. */
#include "ingest/net/http.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/unit/ingest/http_server.h"

#define CALLS 20

/* What came of a call. */
struct got {
	struct answer answer;
	int times;
};

static void
on_done(void *context, struct answer *answer)
{
	struct got *got = context;

	/* what was lent is ours when the lender no longer has it */
	got->answer = *answer;
	answer->body = answer->app_usage = answer->business_usage = BUF_MAX(0);
	got->times++;
}

static struct http *
http_of(size_t concurrency)
{
	const struct http_options options = {.plain = true, .concurrency = concurrency};
	struct fail fail = FAIL_NONE;
	struct http *http = http_new(&options, &fail);

	assert_non_null(http);
	return http;
}

static void
start(struct http *http, const char *path, struct http_call call, struct got *got)
{
	char url[128];

	snprintf(url, sizeof url, "http://127.0.0.1:%d%s", port, path);
	call.url = url;
	call.done = on_done;
	call.context = got;
	http_start(http, &call);
}

/* One call by itself. The answer of `got` is the caller's to release. */
static void
run(struct http *http, const char *path, struct http_call call, struct got *got)
{
	*got = (struct got){.times = 0};
	start(http, path, call, got);
	http_run(http);
	assert_int_equal(got->times, 1);
	assert_int_equal(http_pending(http), 0);
}

#define PLAIN ((struct http_call){.url = NULL})

static void
answers_bring_body_and_headers(void **state)
{
	struct http *http = http_of(0);
	struct got got;

	(void)state;
	run(http, "/", PLAIN, &got);
	assert_int_equal(got.answer.transfer, TRANSFER_DONE);
	assert_int_equal(got.answer.status, 200);
	assert_string_equal(buf_text(&got.answer.body), "hello");
	assert_int_equal(got.answer.bytes, 5);
	assert_string_equal(got.answer.content_type, "text/plain");
	assert_string_equal(got.answer.date, "Sun, 06 Nov 1994 08:49:37 GMT");
	assert_string_equal(got.answer.retry_after, "120");
	assert_string_equal(got.answer.api_version, "v25.0");
	assert_string_equal(buf_text(&got.answer.app_usage), "{\"call_count\": 7}");
	assert_int_equal(got.answer.business_usage.n, 0);
	answer_release(&got.answer);
	run(http, "/away", PLAIN, &got);
	assert_int_equal(got.answer.status, 302);
	assert_string_equal(got.answer.retry_after, "");
	answer_release(&got.answer);
	http_free(http);
}

/* What an answer has beyond its length is nobody's, and its connection is not used again. */
static void
leftovers_harm_nobody(void **state)
{
	struct http *http = http_of(1);
	struct got got;

	(void)state;
	run(http, "/longer", PLAIN, &got);
	assert_int_equal(got.answer.transfer, TRANSFER_DONE);
	assert_string_equal(buf_text(&got.answer.body), "{\"a\"");
	answer_release(&got.answer);
	run(http, "/bad", PLAIN, &got);
	assert_int_equal(got.answer.transfer, TRANSFER_DONE);
	assert_int_equal(got.answer.status, 500);
	assert_string_equal(buf_text(&got.answer.body), "why");
	answer_release(&got.answer);
	http_free(http);
}

/* A handle that is used again keeps nothing of the call before. */
static void
tokens_and_forms_belong_to_one_call(void **state)
{
	struct http *http = http_of(1);
	struct got got;

	(void)state;
	run(http, "/who", (struct http_call){.bearer = "EAA1"}, &got);
	assert_string_equal(buf_text(&got.answer.body), "Bearer EAA1");
	answer_release(&got.answer);
	run(http, "/form", (struct http_call){.post = "a=1&b=2"}, &got);
	assert_string_equal(buf_text(&got.answer.body), "a=1&b=2");
	answer_release(&got.answer);
	run(http, "/who", PLAIN, &got);
	assert_string_equal(buf_text(&got.answer.body), "");
	answer_release(&got.answer);
	http_free(http);
}

static void
as_many_run_at_once_as_are_allowed(void **state)
{
	struct http *http = http_of(4);
	struct got got[CALLS] = {{.times = 0}};
	struct timespec before, after;
	long ms;

	(void)state;
	shared->most = 0;
	clock_gettime(CLOCK_MONOTONIC, &before);
	for (size_t i = 0; i < CALLS; i++)
		start(http, "/slow", PLAIN, &got[i]);
	http_run(http);
	clock_gettime(CLOCK_MONOTONIC, &after);
	for (size_t i = 0; i < CALLS; i++) {
		assert_int_equal(got[i].times, 1);
		assert_int_equal(got[i].answer.transfer, TRANSFER_DONE);
		answer_release(&got[i].answer);
	}
	ms = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
	assert_int_equal(shared->most, 4);
	assert_true(ms >= CALLS / 4 * SLOW_MS);
	assert_true(ms < CALLS * SLOW_MS);
	http_free(http);
}

static void
bodies_have_a_ceiling(void **state)
{
	struct http *http = http_of(0);
	struct got got;

	(void)state;
	run(http, "/whole", (struct http_call){.max = 10}, &got);
	assert_int_equal(got.answer.transfer, TRANSFER_DONE);
	answer_release(&got.answer);
	run(http, "/whole", (struct http_call){.max = 9}, &got);
	assert_int_equal(got.answer.transfer, TRANSFER_TOO_LARGE);
	answer_release(&got.answer);
	http_free(http);
}

static void
good_bodies_go_to_the_file(void **state)
{
	char path[] = "/tmp/test_http.XXXXXX", bytes[32] = "";
	struct http *http = http_of(0);
	int fd = mkstemp(path);
	struct got got;

	(void)state;
	assert_true(fd >= 0);
	unlink(path);
	run(http, "/whole", (struct http_call){.to_file = true, .fd = fd, .max = 5}, &got);
	assert_int_equal(got.answer.transfer, TRANSFER_TOO_LARGE);
	answer_release(&got.answer);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_int_equal(write(fd, "01234", 5), 5);
	run(http, "/range", (struct http_call){.to_file = true, .fd = fd, .from = 5}, &got);
	assert_int_equal(got.answer.status, 206);
	assert_int_equal(got.answer.body.n, 0);
	assert_int_equal(got.answer.bytes, 5);
	answer_release(&got.answer);
	run(http, "/whole", (struct http_call){.to_file = true, .fd = fd, .from = 5}, &got);
	assert_int_equal(got.answer.transfer, TRANSFER_NO_RANGE);
	answer_release(&got.answer);
	run(http, "/bad", (struct http_call){.to_file = true, .fd = fd}, &got);
	assert_int_equal(got.answer.status, 500);
	assert_string_equal(buf_text(&got.answer.body), "why");
	answer_release(&got.answer);
	assert_int_equal(pread(fd, bytes, sizeof bytes - 1, 0), 10);
	assert_string_equal(bytes, "0123456789");
	close(fd);
	fd = open("/dev/full", O_WRONLY);
	run(http, "/whole", (struct http_call){.to_file = true, .fd = fd}, &got);
	assert_int_equal(got.answer.transfer, TRANSFER_LOCAL);
	assert_int_equal(got.answer.os_error, ENOSPC);
	answer_release(&got.answer);
	close(fd);
	http_free(http);
}

/* The server closes a connection that was idle just as it is used again. */
static void
broken_reuse_is_tried_anew(void **state)
{
	struct http *http = http_of(1);
	int connections = shared->connections;
	struct got got;

	(void)state;
	for (int i = 0; i < 3; i++) {
		run(http, "/once", PLAIN, &got);
		assert_int_equal(got.answer.transfer, TRANSFER_DONE);
		assert_int_equal(got.answer.status, 200);
		answer_release(&got.answer);
	}
	assert_int_equal(shared->connections - connections, 3);
	http_free(http);
}

static void
connections_are_used_again(void **state)
{
	struct http *http = http_of(2);
	int connections = shared->connections;
	struct got got;

	(void)state;
	for (int i = 0; i < 10; i++) {
		run(http, "/", PLAIN, &got);
		answer_release(&got.answer);
	}
	assert_int_equal(shared->connections - connections, 1);
	http_free(http);
}

static void
what_leads_elsewhere_is_refused(void **state)
{
	struct http *http = http_of(0);
	struct got got = {.times = 0};
	struct http_call call = {.url = "https://127.0.0.1:1/", .done = on_done, .context = &got};

	(void)state;
	run(http, "/", (struct http_call){.public_only = true}, &got);
	assert_int_equal(got.answer.transfer, TRANSFER_REFUSED);
	answer_release(&got.answer);
	http_start(http, &call);
	http_run(http);
	assert_int_equal(got.answer.transfer, TRANSFER_PROTOCOL);
	answer_release(&got.answer);
	call.url = "http://127.0.0.1:1/";
	http_start(http, &call);
	http_run(http);
	assert_int_equal(got.answer.transfer, TRANSFER_DOWN);
	assert_int_equal(got.answer.status, 0);
	answer_release(&got.answer);
	http_free(http);
}

static void
aborting_tells_each_call_once(void **state)
{
	struct http *http = http_of(4);
	struct got got[CALLS] = {{.times = 0}};

	(void)state;
	for (size_t i = 0; i < CALLS; i++)
		start(http, "/slow", PLAIN, &got[i]);
	assert_int_equal(http_turn(http, 10), CALLS);
	http_abort(http);
	assert_int_equal(http_pending(http), 0);
	for (size_t i = 0; i < CALLS; i++) {
		assert_int_equal(got[i].times, 1);
		assert_int_equal(got[i].answer.transfer, TRANSFER_ABORTED);
		answer_release(&got[i].answer);
	}
	run(http, "/", PLAIN, &got[0]);
	assert_int_equal(got[0].answer.transfer, TRANSFER_DONE);
	answer_release(&got[0].answer);
	http_free(http);
}

/* Few descriptors make it slower, not fail. */
static void
short_descriptors_mean_fewer_at_once(void **state)
{
	struct http *http = http_of(8);
	struct got got[CALLS] = {{.times = 0}};
	struct rlimit old, low;
	int first = dup(0);

	(void)state;
	getrlimit(RLIMIT_NOFILE, &old);
	low = old;
	low.rlim_cur = (rlim_t)first + 3;
	close(first);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
	for (size_t i = 0; i < CALLS; i++)
		start(http, i % 2 != 0 ? "/" : "/slow", PLAIN, &got[i]);
	http_run(http);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	for (size_t i = 0; i < CALLS; i++) {
		assert_int_equal(got[i].times, 1);
		assert_int_equal(got[i].answer.transfer, TRANSFER_DONE);
		answer_release(&got[i].answer);
	}
	assert_true(http_concurrency(http) < 8);
	http_free(http);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(answers_bring_body_and_headers),
	    cmocka_unit_test(leftovers_harm_nobody),
	    cmocka_unit_test(tokens_and_forms_belong_to_one_call),
	    cmocka_unit_test(as_many_run_at_once_as_are_allowed),
	    cmocka_unit_test(bodies_have_a_ceiling),
	    cmocka_unit_test(good_bodies_go_to_the_file),
	    cmocka_unit_test(broken_reuse_is_tried_anew),
	    cmocka_unit_test(connections_are_used_again),
	    cmocka_unit_test(what_leads_elsewhere_is_refused),
	    cmocka_unit_test(aborting_tells_each_call_once),
	    cmocka_unit_test(short_descriptors_mean_fewer_at_once),
	};

	return cmocka_run_group_tests(tests, start_server, stop_server);
}
