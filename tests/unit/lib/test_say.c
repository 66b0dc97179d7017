#include "lib/say.h"

#include <sys/mman.h>
#include <unistd.h>

#include "lib/buf.h"
#include "tests/unit/unit.h"

static int real_stderr = -1, caught = -1;

/* From here to heard(), what is said goes into a file. */
static void
listen_in(void)
{
	fflush(stderr);
	real_stderr = dup(STDERR_FILENO);
	caught = memfd_create("stderr", 0);
	assert_true(real_stderr >= 0 && caught >= 0);
	assert_int_equal(dup2(caught, STDERR_FILENO), STDERR_FILENO);
}

static const char *
heard(void)
{
	static char text[65536];
	ssize_t n;

	fflush(stderr);
	assert_int_equal(dup2(real_stderr, STDERR_FILENO), STDERR_FILENO);
	n = pread(caught, text, sizeof text - 1, 0);
	assert_true(n >= 0);
	text[n] = '\0';
	close(real_stderr);
	close(caught);
	return text;
}

static void
failures_come_with_their_hint(void **state)
{
	struct fail fail = FAIL_NONE;

	(void)state;
	fail_set(&fail, EX_NOINPUT, "a.csv: missing");
	fail_hint(&fail, "Make it.");
	listen_in();
	say_open("story-test", SAY_TEXT, SAY_INFO);
	say_fail(&fail);
	say_warning(&fail);
	assert_string_equal(heard(), "story-test: a.csv: missing\nhint: Make it.\n"
				     "story-test: warning: a.csv: missing\nhint: Make it.\n");
}

static void
nothing_is_said_of_no_failure(void **state)
{
	struct fail fail = FAIL_NONE;

	(void)state;
	listen_in();
	say_open("story-test", SAY_TEXT, SAY_INFO);
	say_fail(&fail);
	say_warning(&fail);
	say_summary(false, "in=%d", 1);
	say(SAY_DEBUG, "too soft");
	assert_string_equal(heard(), "");
}

static void
summaries_can_be_asked_for(void **state)
{
	(void)state;
	listen_in();
	say_open("story-test", SAY_TEXT, SAY_INFO);
	say_summary(true, "in=%d", 1);
	say_open("story-test", SAY_TEXT, SAY_ERROR);
	say_summary(true, "in=%d", 2);
	say_open("story-test", SAY_TEXT, SAY_DEBUG);
	say_summary(false, "in=%d", 3);
	assert_string_equal(heard(), "story-test: in=1\nstory-test: in=3\n");
}

/* Escapes, new lines, C1 controls, direction overrides and broken UTF-8. */
static void
nothing_drives_the_terminal(void **state)
{
	(void)state;
	listen_in();
	say_open("story-test", SAY_TEXT, SAY_INFO);
	say(SAY_ERROR, "%s",
	    "a\x1b[2Jb\nc\rd\x7f|\xc2\x9b|\xe2\x80\xae|\xe2\x81\xa6|\xff|\xc3\xa9");
	assert_string_equal(heard(), "story-test: a?[2Jb?c?d?|?|?|?|?|\xc3\xa9\n");
}

static void
machines_get_one_line_each(void **state)
{
	struct fail fail = FAIL_NONE;

	(void)state;
	fail_set(&fail, EX_DATAERR, "say \"x\\y\"\n");
	fail_hint(&fail, "Do.");
	listen_in();
	say_open("story-test", SAY_LOGFMT, SAY_INFO);
	say_fail(&fail);
	say_open("story-test", SAY_JSON, SAY_INFO);
	say_warning(&fail);
	assert_string_equal(
	    heard(), "level=error program=story-test msg=\"say \\\"x\\\\y\\\"?\" hint=\"Do.\"\n"
		     "{\"level\":\"warning\",\"program\":\"story-test\",\"msg\":"
		     "\"say \\\"x\\\\y\\\"?\",\"hint\":\"Do.\"}\n");
}

static void
long_messages_are_cut(void **state)
{
	struct buf text = BUF_MAX(10000);

	(void)state;
	for (int i = 0; i < 9000; i++)
		buf_putc(&text, '"');
	listen_in();
	say_open("story-test", SAY_JSON, SAY_INFO);
	say(SAY_ERROR, "%s", buf_text(&text));
	assert_in_range(strlen(heard()), 8000, 9000);
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(failures_come_with_their_hint),
	    cmocka_unit_test(nothing_is_said_of_no_failure),
	    cmocka_unit_test(summaries_can_be_asked_for),
	    cmocka_unit_test(nothing_drives_the_terminal),
	    cmocka_unit_test(machines_get_one_line_each),
	    cmocka_unit_test(long_messages_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
