#include "ingest/sink.h"

#include <inttypes.h>
#include <unistd.h>

#include "ingest/limits.h"
#include "lib/mem.h"
#include "lib/say.h"
#include "lib/segment.h"
#include "lib/space.h"

static const struct {
	const char *stage; /* names the lock */
	size_t bytes;      /* of a segment */
} uses[] = {
    [SINK_LIVE] = {"ingest", LIVE_SEGMENT_MAX},
    [SINK_ARCHIVE] = {"import", ARCHIVE_SEGMENT_MAX},
};

/*
 * Before anything is asked: answers that cannot be kept cost quota and help nobody. With a
 * reserve the run goes on, into its room.
 */
static int
check_room(const struct sink *sink, struct fail *fail)
{
	bool reserved = reserve_keep(sink->spool);
	const char *path = spool_path(sink->spool);
	struct space space;

	if (space_read(&space, spool_folder_fd(sink->spool, SPOOL_TMP), fail) < 0)
		return -1;
	if (space.bytes >= SPOOL_ROOM_MIN && (space.files >= 1 || space.files_total == 0))
		return 0;
	if (reserved && reserve_release(sink->spool)) {
		say(SAY_WARNING, "%s: the disk is full: the reserve is given up for this run",
		    path);
		return 0;
	}
	fail_set(fail, EX_IOERR,
		 "%s: the disk is full: %" PRIu64 " kB and %" PRIu64 " files are free", path,
		 space.bytes / 1024, space.files);
	return fail_hint(fail, "Nothing was asked. Free some room; old segments of done/ can go to "
			       "another disk.");
}

int
sink_open(struct sink *sink, const struct settings *settings, enum sink_use use, struct fail *fail)
{
	*sink = (struct sink){.use = use, .lines = BUF_MAX(uses[use].bytes + STREAM_LINE_MAX + 1)};
	if (settings_text(settings, SET_spool) == NULL || settings_flag(settings, SET_dry_run)) {
		sink->stream = stream_out_new(STDOUT_FILENO);
		return 0;
	}
	if (spool_enter(&sink->spool, settings, uses[use].stage, fail) < 0)
		return -1;
	return check_room(sink, fail);
}

void
sink_tally(struct sink *sink, const char *name, uint64_t n)
{
	size_t i = 0;

	while (i < sink->tallies_n && strcmp(sink->tallies[i].name, name) != 0)
		i++;
	if (i == SINK_TALLIES_MAX)
		return;
	if (i == sink->tallies_n)
		sink->tallies[sink->tallies_n++].name = name;
	sink->tallies[i].n += n;
}

static void
print_tallies(const struct sink *sink, struct buf *out)
{
	for (size_t i = 0; i < sink->tallies_n; i++)
		buf_printf(out, ",\"%s\":%" PRIu64, sink->tallies[i].name, sink->tallies[i].n);
}

int
sink_put(struct sink *sink, struct span line, struct fail *fail)
{
	sink->put++;
	if (sink->stream != NULL)
		return stream_put(sink->stream, line, fail);
	if (sink->broken)
		return fail_set(fail, EX_IOERR, "spool: an earlier segment failed");
	if (line.n > STREAM_LINE_MAX)
		return fail_set(fail, EX_SOFTWARE, "spool: a record of %zu bytes is too long",
				line.n);
	if (sink->lines.n == 0)
		sink->begun_ms = when_ticks();
	buf_put(&sink->lines, line.p, line.n);
	buf_putc(&sink->lines, '\n');
	return sink->lines.n >= uses[sink->use].bytes ? sink_seal(sink, fail)
						      : sink_turn(sink, fail);
}

int
sink_due_ms(const struct sink *sink)
{
	int64_t left;

	if (sink->lines.n == 0 || sink->broken)
		return -1;
	left = sink->begun_ms + SEGMENT_MS - when_ticks();
	return left > 0 ? (int)left : 0;
}

int
sink_turn(struct sink *sink, struct fail *fail)
{
	return sink_due_ms(sink) == 0 ? sink_seal(sink, fail) : 0;
}

/* One attempt: all or nothing. */
static int
write_segment(struct sink *sink, const char *members, struct fail *fail)
{
	struct segment *segment = segment_begin(sink->spool, fail);
	int result = -1;

	if (segment == NULL)
		return -1;
	if (segment_put_lines(segment, buf_span(&sink->lines), fail) == 0 &&
	    stream_end(segment_stream(segment), members, fail) == 0)
		result = segment_publish(segment, SPOOL_KIND_RAW, fail);
	segment_free(segment);
	return result;
}

/* Both attempts failed; what the first one said is the cause, as far as anybody knows. */
static int
give_up(struct sink *sink, const struct fail *why, struct fail *fail)
{
	sink->broken = true;
	fail_set(fail, EX_IOERR, "%s: a segment cannot be written: %s", spool_path(sink->spool),
		 why->text);
	return fail_hint(fail,
			 "The last %zu kB of records are not kept, and what they tell of counts as "
			 "not read. Free some room or mend the disk, then run it again.",
			 sink->lines.n / 1024 + 1);
}

/*
 * The second attempt is a new file: after a failed fsync nobody knows what became of the old one.
 * It gets the room of the reserve, whatever the error was: a quota does not show beforehand.
 */
static int
write_anew(struct sink *sink, const char *members, const struct fail *why, struct fail *fail)
{
	struct fail again = FAIL_NONE;
	bool released = reserve_release(sink->spool);

	if (write_segment(sink, members, &again) < 0)
		return give_up(sink, why, fail);
	say(SAY_WARNING, "%s: a segment was written anew%s: %s", spool_path(sink->spool),
	    released ? ", into the room of the reserve" : "", why->text);
	return 0;
}

int
sink_seal(struct sink *sink, struct fail *fail)
{
	struct fail why = FAIL_NONE;
	struct buf members = BUF_MAX(512);
	int result = 0;

	if (sink->stream != NULL || sink->lines.n == 0)
		return 0;
	if (sink->broken)
		return fail_set(fail, EX_IOERR, "spool: an earlier segment failed");
	print_tallies(sink, &members);
	if (write_segment(sink, buf_text(&members), &why) < 0)
		result = write_anew(sink, buf_text(&members), &why, fail);
	buf_release(&members);
	if (result < 0)
		return -1;
	buf_clear(&sink->lines);
	sink->durable = sink->put;
	for (size_t i = 0; i < sink->tallies_n; i++)
		sink->tallies[i].n = 0;
	return 0;
}

int
sink_end(struct sink *sink, struct fail *fail)
{
	struct buf members = BUF_MAX(512);
	int result;

	if (sink->stream == NULL)
		return sink_seal(sink, fail);
	print_tallies(sink, &members);
	result = stream_end(sink->stream, buf_text(&members), fail);
	buf_release(&members);
	if (result == 0)
		sink->durable = sink->put;
	return result;
}

uint64_t
sink_count(const struct sink *sink)
{
	return sink->put;
}

uint64_t
sink_durable(const struct sink *sink)
{
	return sink->durable;
}

void
sink_close(struct sink *sink)
{
	stream_out_free(sink->stream);
	buf_release(&sink->lines);
	spool_close(sink->spool);
	*sink = (struct sink){.stream = NULL};
}
