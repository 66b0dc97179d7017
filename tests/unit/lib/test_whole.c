#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/whole.h"

#include "tests/unit/unit.h"

#define LARGE ((size_t)1 << 20) /* more than a pipe holds: reads and writes come in parts */

static void
all_of_it_goes_through_a_pipe(void **state)
{
	struct buf sent = BUF_MAX(LARGE), got = BUF_MAX(LARGE);
	int ends[2], status;
	pid_t writer;

	(void)state;
	for (size_t i = 0; i < LARGE; i++)
		buf_putc(&sent, (char)('a' + i % 23));
	assert_int_equal(pipe(ends), 0);
	writer = fork();
	if (writer == 0)
		_exit(whole_write(ends[1], buf_span(&sent)) ? 0 : 1);
	close(ends[1]);
	assert_true(whole_read(ends[0], &got));
	close(ends[0]);
	assert_int_equal(waitpid(writer, &status, 0), writer);
	assert_int_equal(status, 0);
	assert_int_equal(got.n, sent.n);
	assert_memory_equal(got.p, sent.p, sent.n);
	buf_release(&sent);
	buf_release(&got);
}

static void
reading_ends_where_it_is_too_much(void **state)
{
	struct buf out = BUF_MAX(100);
	int zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	(void)state;
	assert_true(whole_read(zero, &out));
	assert_true(out.over);
	close(zero);
	buf_release(&out);
}

static void
failures_are_told(void **state)
{
	struct buf out = BUF_MAX(100);
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	(void)state;
	assert_false(whole_write(full, (struct span){"x", 1}));
	assert_int_equal(errno, ENOSPC);
	assert_true(whole_write(full, (struct span){NULL, 0}));
	assert_false(whole_read(full, &out));
	assert_int_equal(errno, EBADF);
	close(full);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_of_it_goes_through_a_pipe),
	    cmocka_unit_test(reading_ends_where_it_is_too_much),
	    cmocka_unit_test(failures_are_told),
	};

	mem_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
