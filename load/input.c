#include "load/input.h"

#include <inttypes.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/say.h"
#include "lib/stream.h"
#include "load/again.h"
#include "load/crew.h"
#include "load/twin.h"

struct input {
	const struct settings *settings;
	struct progress *progress;
	struct crew *crew;
	struct stream_in *stream;
	size_t lane; /* whose lines are read */
	struct part *parts;
	size_t parts_n, parts_cap;
	uint64_t part_first; /* the line before the part being read */
	struct part part;    /* being read */
	uint64_t records;
};

int
input_open(struct input **input, const struct settings *settings, struct progress *progress,
	   struct fail *fail)
{
	struct crew *crew;

	if (crew_open(&crew, settings, fail) < 0)
		return -1;
	*input = must_calloc(1, sizeof **input);
	(*input)->settings = settings;
	(*input)->progress = progress;
	(*input)->crew = crew;
	return 0;
}

void
input_close(struct input *input)
{
	if (input == NULL)
		return;
	crew_close(input->crew);
	free(input->parts);
	free(input);
}

/* A line, or the place of one that was too long to read. */
static int
on_line(struct input *input, const struct span *line, struct fail *fail)
{
	struct copy_place place = {input->parts_n,
				   stream_line_number(input->stream) - input->part_first};

	if (input->records++ == 0 && crew_begin(input->crew, fail) < 0)
		return -1;
	input->part.records++;
	progress_step(input->progress, 1);
	return crew_put(input->crew, input->lane, line, place, fail);
}

static void
on_part(struct input *input)
{
	memcpy(input->part.sha256, stream_end_sha256(input->stream), sizeof input->part.sha256);
	input->parts =
	    mem_grow(input->parts, input->parts_n, &input->parts_cap, sizeof *input->parts);
	input->parts[input->parts_n++] = input->part;
	input->part = (struct part){.records = 0};
	input->part_first = stream_line_number(input->stream);
}

static int
read_all(struct input *input, struct fail *fail)
{
	struct span line;

	for (;;) {
		int result = 0;

		switch (stream_next(input->stream, &line, fail)) {
		case STREAM_LINE:
			result = on_line(input, &line, fail);
			break;
		case STREAM_LONG:
			result = on_line(input, NULL, fail);
			break;
		case STREAM_END:
			on_part(input);
			break;
		case STREAM_EOF:
			if (input->part.records != 0)
				on_part(input);
			return 0;
		case STREAM_FAIL:
			return -1;
		}
		if (result < 0)
			return -1;
	}
}

/* A pipe may be slow, so its load begins with its first line; what a file holds is there. */
static int
read_for_all(struct input *input, int fd, struct fail *fail)
{
	struct twin *twin;
	int result;

	if (lseek(fd, 0, SEEK_CUR) >= 0 && crew_begin(input->crew, fail) < 0)
		return -1;
	twin = twin_start(input->crew, fd, stream_name(input->stream));
	input->lane = twin != NULL ? !TWIN_LANE : CREW_ANY;
	result = read_all(input, fail);
	return twin_end(twin, result < 0, fail) < 0 ? -1 : result;
}

static int
check_strict(const struct input *input, struct fail *fail)
{
	struct counts counts = crew_counts(input->crew);

	if (counts.rejects == 0 || !settings_flag(input->settings, SET_strict))
		return 0;
	fail_set(fail, EX_DATAERR, "%s: %" PRIu64 " rejects", stream_name(input->stream),
		 counts.rejects);
	return fail_hint(fail, "Nothing was changed; without --strict the rest would be loaded.");
}

/* *known: the ledger had it all. */
static int
read_and_store(struct input *input, int fd, bool *known, struct fail *fail)
{
	bool dry = settings_flag(input->settings, SET_dry_run);

	return read_for_all(input, fd, fail) < 0 || crew_flush(input->crew, fail) < 0 ||
		       check_strict(input, fail) < 0 ||
		       crew_store(input->crew, input->parts, input->parts_n, dry, known, fail) < 0
		   ? -1
		   : 0;
}

static void
start(struct input *input, int fd, const char *name)
{
	input->stream = stream_in_new(fd, name, !settings_flag(input->settings, SET_no_end));
	input->records = input->part_first = 0;
	input->parts_n = 0;
	input->part = (struct part){.records = 0};
}

static int
load_once(struct input *input, int fd, const char *name, struct counts *counts, struct fail *fail)
{
	struct counts sum;
	bool known = false;
	int result;

	start(input, fd, name);
	result = read_and_store(input, fd, &known, fail);
	crew_end(input->crew);
	stream_in_free(input->stream);
	if (result < 0)
		return -1;
	sum = crew_counts(input->crew);
	sum.records = input->records;
	if (known) {
		say_summary(false, "%s: already loaded", name);
		sum.duplicates = sum.records - sum.rejects - sum.skipped;
	}
	counts_add(counts, &sum);
	return 0;
}

/* With --strict the rejects of a known file count too, so it is read. */
static int
try_load(struct input *input, int fd, const char *name, bool straight, struct counts *counts,
	 struct fail *fail)
{
	bool peek = !settings_flag(input->settings, SET_strict) &&
		    !settings_flag(input->settings, SET_no_end);
	bool known = false;

	crew_start(input->crew, name, straight);
	if (peek && crew_peek(input->crew, fd, name, &known, counts, fail) < 0)
		return -1;
	if (!known)
		return load_once(input, fd, name, counts, fail);
	say_summary(false, "%s: already loaded", name);
	return 0;
}

int
input_load(struct input *input, int fd, const char *name, struct counts *counts, struct fail *fail)
{
	off_t start_at = lseek(fd, 0, SEEK_CUR);
	bool straight = start_at >= 0 && !settings_flag(input->settings, SET_dry_run);

	for (unsigned n = 1;; n++) {
		struct fail why = FAIL_NONE;

		if (try_load(input, fd, name, straight && n == 1, counts, &why) == 0)
			return 0;
		if (n > AGAIN_MAX || start_at < 0 || !crew_may_try_again(input->crew) ||
		    lseek(fd, start_at, SEEK_SET) < 0) {
			*fail = why;
			return -1;
		}
		say(SAY_DEBUG, "%s: try %u: %s", name, n, why.text);
		again_wait(n);
	}
}
