/* Streams of records into the harvest of a job. */
#include <inttypes.h>

#include "lib/mem.h"

#include "transform/crew.h"
#include "transform/job.h"

#define PIECE_SIZE ((size_t)256 << 10) /* bytes of lines; a longer line is a piece of its own */

struct line {
	size_t from, n;
	uint64_t number;
	bool too_long; /* it was passed over */
};

/* Lines under way, and what was taken from them. */
struct piece {
	struct intake intake;
	const char *name; /* of the stream */
	struct buf bytes;
	struct line *lines;
	size_t lines_n, lines_cap;
};

/* A line that is no good record: counted, named, and the rest goes on. */
static void
refuse_line(struct piece *piece, const struct line *line, const char *reason, const char *detail)
{
	struct record nothing = {.id = RECORD_raw};
	struct raw raw = {.source = SOURCES, .record = &nothing};
	struct intake *intake = &piece->intake;
	char sha256[DIGEST_HEX + 1], key[256];
	size_t begin;

	digest_of((struct span){buf_text(&piece->bytes) + line->from, line->n}, sha256);
	snprintf(key, sizeof key, "line:%s", sha256);
	intake->items_in++;
	intake_reject(intake, &raw, key, reason, detail);
	if (intake->is_context)
		return;
	begin = harvest_put(&intake->out, SHELF_WARNING);
	buf_printf(&intake->out, "%s: line %" PRIu64 ": %s: %s", piece->name, line->number, reason,
		   detail);
	buf_putc(&intake->out, '\0');
	harvest_put_end(&intake->out, begin);
}

static bool
is_for_us(enum record_id id)
{
	return id == RECORD_raw || id == RECORD_poll || id == RECORD_media;
}

static void
take_line(struct piece *piece, const struct line *line)
{
	struct span text = {buf_text(&piece->bytes) + line->from, line->n};
	struct record record = RECORD_NONE;
	struct record_fault fault = {.reason = ""};

	if (intake_take_unread(&piece->intake, text))
		return;
	switch (record_scan(text, &record, &fault)) {
	case RECORD_GOOD:
		if (is_for_us(record.id))
			intake_take(&piece->intake, &record, text);
		else
			refuse_line(piece, line, "not_for_transform", record_type(record.id).name);
		record_release(&record);
		break;
	case RECORD_BAD:
	case RECORD_UNKNOWN:
		refuse_line(piece, line, fault.reason, fault.detail);
		break;
	case RECORD_END:
		break;
	}
}

static void
work(void *piece_of_work)
{
	struct piece *piece = piece_of_work;

	for (size_t i = 0; i < piece->lines_n; i++) {
		if (piece->lines[i].too_long)
			refuse_line(piece, &piece->lines[i], "too_long", "a line beyond 16 MiB");
		else
			take_line(piece, &piece->lines[i]);
	}
}

static void
add_line(struct piece *piece, const struct stream_in *in, struct span text, bool too_long)
{
	piece->lines =
	    mem_grow(piece->lines, piece->lines_n, &piece->lines_cap, sizeof *piece->lines);
	piece->lines[piece->lines_n++] = (struct line){.from = piece->bytes.n,
						       .n = text.n,
						       .number = stream_line_number(in),
						       .too_long = too_long};
	buf_put(&piece->bytes, text.p, text.n);
}

struct reading_of {
	struct job *job;
	struct stream_in *in;
};

static int
fill(void *context, void *piece_of_work, struct fail *fail)
{
	struct reading_of *reading = context;
	struct piece *piece = piece_of_work;
	struct span text, none = {"", 0};
	enum stream_got got = STREAM_LINE;

	buf_clear(&piece->bytes);
	piece->lines_n = 0;
	while (piece->bytes.n < PIECE_SIZE && got != STREAM_EOF) {
		got = stream_next(reading->in, &text, fail);
		if (got == STREAM_FAIL)
			return -1;
		if (got == STREAM_LINE || got == STREAM_LONG)
			add_line(piece, reading->in, got == STREAM_LINE ? text : none,
				 got == STREAM_LONG);
		progress_step(reading->job->progress, 1);
	}
	return piece->lines_n != 0;
}

static int
drain(void *context, void *piece_of_work, struct fail *fail)
{
	struct reading_of *reading = context;
	struct piece *piece = piece_of_work;

	return harvest_take(&reading->job->harvest, &piece->intake, fail);
}

static struct piece *
piece_new(const struct job *job, const char *name)
{
	struct piece *piece = must_calloc(1, sizeof *piece);

	intake_init(&piece->intake, &job->facts, job->settings);
	piece->intake.is_context = job->is_context;
	piece->name = name;
	piece->bytes = BUF_MAX(SIZE_MAX / 2);
	return piece;
}

static void
piece_free(struct piece *piece)
{
	intake_release(&piece->intake);
	buf_release(&piece->bytes);
	free(piece->lines);
	free(piece);
}

int
job_read(struct job *job, int fd, const char *name, bool need_end, struct fail *fail)
{
	size_t n = CREW_PIECES(job->threads);
	struct reading_of reading = {job, stream_in_new(fd, name, need_end)};
	void **pieces = must_calloc(n, sizeof *pieces);
	const struct crew crew = {job->threads, pieces, fill, work, drain, &reading};
	int result;

	stream_in_no_hash(reading.in);
	for (size_t i = 0; i < n; i++)
		pieces[i] = piece_new(job, name);
	result = crew_run(&crew, fail);
	for (size_t i = 0; i < n; i++)
		piece_free(pieces[i]);
	free(pieces);
	stream_in_free(reading.in);
	return result;
}
