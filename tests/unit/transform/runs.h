/*
 * Runs of story-transform within a test: facts in a folder of their own, input out of memory,
 * output caught.
 */
#ifndef TESTS_TRANSFORM_RUNS_H
#define TESTS_TRANSFORM_RUNS_H

#include <fcntl.h>
#include <getopt.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/stream.h"
#include "tests/unit/unit.h"
#include "transform/run.h"

/* Facts with a cleared minor (North), one who is not (Zed), and two people of one name. */
static char facts[] = "/tmp/story-laws.XXXXXX";

static const struct {
	const char *name, *text;
} facts_files[] = {
    {"people.csv",
     "person_id,full_name,short_name,last_name,pronouns,birth_date,public_minor_ok,priority\n"
     "kim,Kim Kardashian,Kim,Kardashian,she/her,1980-10-21,0,90\n"
     "katy,Katy Perry,Katy,Perry,she/her,1984-10-25,0,95\n"
     "north,North West,North,West,she/her,2013-06-15,1,40\n"
     "zed,Zed Hidden,Zed,Hidden,he/him,2012-01-01,0,99\n"
     "sam1,Sam One,Sam,One,,,0,10\nsam2,Sam Two,Sam,Two,,,0,10\n"},
    {"handles.csv", "person_id,account_id,ig_pk,handle,tz,credit_name\n"
		    "kim,100,900,kim,America/Los_Angeles,Kim Kardashian\n"
		    "katy,101,901,katy.perry,Asia/Tokyo,Katy Perry\n"
		    "zed,,902,zed,,\n"},
    {"aliases.csv", "person_id,alias,context_person_id\nnorth,North,kim\nzed,Zeddy,\n"
		    "sam1,Sam,\nsam2,Sam,\n"},
    {"relations.csv", "from_person_id,kind,to_person_id\nkim,parent,north\nkim,parent,zed\n"},
    {"works.csv", "person_id,title,kind,epithet\nkaty,Roar,song,the “Roar” singer\n"},
    {"places.csv",
     "place_id,name,city,country,tz\n7,\"Las Vegas, Nevada\",Las Vegas,US,America/Los_Angeles\n"},
};

static inline int
write_facts(void **state)
{
	char name[256];

	(void)state;
	if (mkdtemp(facts) == NULL)
		return -1;
	for (size_t i = 0; i < COUNT(facts_files); i++) {
		FILE *file;

		snprintf(name, sizeof name, "%s/%s", facts, facts_files[i].name);
		file = fopen(name, "w");
		if (file == NULL || fputs(facts_files[i].text, file) < 0 || fclose(file) != 0)
			return -1;
	}
	return 0;
}

static inline int
remove_facts(void **state)
{
	char name[256];

	(void)state;
	for (size_t i = 0; i < COUNT(facts_files); i++) {
		snprintf(name, sizeof name, "%s/%s", facts, facts_files[i].name);
		unlink(name);
	}
	return rmdir(facts);
}

/* A file in memory with the lines in that order, closed by an end record. */
static inline int
make_file(char *const *lines, const size_t *order, size_t from, size_t to)
{
	struct fail fail = FAIL_NONE;
	int fd = memfd_create("raw", MFD_CLOEXEC);
	struct stream_out *out = stream_out_new(fd);

	for (size_t i = from; i < to; i++)
		assert_int_equal(stream_put(out, span_of(lines[order[i]]), &fail), 0);
	assert_int_equal(stream_end(out, NULL, &fail), 0);
	stream_out_free(out);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

#define OUTPUT_MAX 4096 /* lines */
#define ARGS_MAX 8

struct output {
	char *text; /* all lines but the end record, as they came */
	json_t *end;
	char *lines[OUTPUT_MAX];
	size_t n;
};

static inline void
release_output(struct output *output)
{
	free(output->text);
	json_decref(output->end);
	for (size_t i = 0; i < output->n; i++)
		free(output->lines[i]);
	*output = (struct output){.n = 0};
}

static inline void
read_output(struct output *output, int fd)
{
	struct fail fail = FAIL_NONE;
	struct buf joined = BUF_MAX((size_t)64 << 20);
	struct span line = {"", 0};
	struct stream_in *in;

	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	in = stream_in_new(fd, "output", false);
	while (stream_next(in, &line, &fail) == STREAM_LINE) {
		assert_true(output->n < OUTPUT_MAX);
		output->lines[output->n++] = must_strndup(line.p, line.n);
		buf_put(&joined, line.p, line.n);
		buf_putc(&joined, '\n');
	}
	assert_int_equal(fail.status, EX_OK);
	output->end = json_loadb(line.p, line.n, 0, NULL);
	assert_non_null(output->end);
	stream_in_free(in);
	output->text = buf_take(&joined);
}

/* The verb with these options (a list ended by NULL) and the facts. */
static inline struct settings *
settings_for(const char *const *options)
{
	char *argv[ARGS_MAX + 5] = {(char[]){"story-transform"}, (char[]){"-q"},
				    (char[]){"--facts"}, facts};
	struct fail fail = FAIL_NONE;
	struct settings *settings;
	int n = 4;

	for (; *options != NULL; options++) {
		assert_true(n < ARGS_MAX + 4);
		argv[n++] = (char *)*options;
	}
	optind = 1;
	if (settings_read(&settings, PROGRAM_TRANSFORM, n, argv, &fail) < 0)
		fail_msg("%s", fail.text);
	return settings;
}

/* Runs the program's verb on the files, with standard output caught; the files are closed. */
static inline struct output
transform_with(const int *files, size_t n, const char *const *options)
{
	struct settings *settings = settings_for(options);
	struct output output = {.n = 0};
	struct fail fail = FAIL_NONE;
	char paths[4][32];
	const char *words[4];
	int caught = memfd_create("out", MFD_CLOEXEC), saved = dup(STDOUT_FILENO);

	for (size_t i = 0; i < n; i++) {
		snprintf(paths[i], sizeof paths[i], "/proc/self/fd/%d", files[i]);
		words[i] = paths[i];
	}
	fflush(stdout);
	dup2(caught, STDOUT_FILENO);
	if (transform_run(settings, words, n, &fail) < 0) {
		dup2(saved, STDOUT_FILENO);
		fail_msg("%s", fail.text);
	}
	dup2(saved, STDOUT_FILENO);
	close(saved);
	assert_string_equal(fail.text, "");
	read_output(&output, caught);
	close(caught);
	settings_free(settings);
	for (size_t i = 0; i < n; i++)
		close(files[i]);
	return output;
}

static inline struct output
transform(const int *files, size_t n)
{
	static const char *const none[] = {NULL};

	return transform_with(files, n, none);
}

static inline json_int_t
member(const struct output *output, const char *name)
{
	return json_integer_value(json_object_get(output->end, name));
}

static inline void
check_balance(const struct output *output)
{
	assert_int_equal(member(output, "items"),
			 member(output, "stories") + member(output, "duplicates") +
			     member(output, "rejects") + member(output, "skipped"));
}

#endif
