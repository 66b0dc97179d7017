#include "lib/segment.h"

#include <fcntl.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/say.h"
#include "lib/scrub.h"
#include "lib/when.h"

struct segment {
	const struct spool *spool;
	struct stream_out *stream;
	struct tombs *tombs; /* NULL: not asked for yet */
	struct buf left;     /* of a line that lost something */
	int fd;
	char temporary[SPOOL_NAME_MAX]; /* its name in tmp/; "" once it is published */
	char name[SPOOL_NAME_MAX];
};

struct segment *
segment_begin(const struct spool *spool, struct fail *fail)
{
	struct segment *segment = must_calloc(1, sizeof *segment);

	segment->spool = spool;
	segment->left = BUF_MAX(STREAM_LINE_MAX);
	segment->fd = spool_temporary(spool, segment->temporary, fail);
	if (segment->fd < 0) {
		free(segment);
		return NULL;
	}
	segment->stream = stream_out_new(segment->fd);
	return segment;
}

struct stream_out *
segment_stream(struct segment *segment)
{
	return segment->stream;
}

const char *
segment_name(const struct segment *segment)
{
	return segment->name;
}

static int
put_line(struct segment *segment, struct span line, struct fail *fail)
{
	if (tombs_count(segment->tombs) == 0)
		return stream_put(segment->stream, line, fail);
	switch (scrub_line(segment->tombs, line, NULL, &segment->left)) {
	case SCRUB_GONE:
		return 0;
	case SCRUB_CHANGED:
		line = buf_span(&segment->left);
		break;
	case SCRUB_KEPT:
		break;
	}
	return stream_put(segment->stream, line, fail);
}

int
segment_put_lines(struct segment *segment, struct span lines, struct fail *fail)
{
	const char *p = lines.p, *end = lines.p + lines.n, *feed;

	if (segment->tombs == NULL) {
		segment->tombs = tombs_new();
		if (tombs_read(segment->tombs, segment->spool, fail) < 0)
			return -1;
	}
	while (p < end && (feed = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		if (put_line(segment, (struct span){p, (size_t)(feed - p)}, fail) < 0)
			return -1;
		p = feed + 1;
	}
	return 0;
}

void
segment_free(struct segment *segment)
{
	if (segment == NULL)
		return;
	if (segment->temporary[0] != '\0')
		(void)unlinkat(spool_folder_fd(segment->spool, SPOOL_TMP), segment->temporary, 0);
	stream_out_free(segment->stream);
	tombs_free(segment->tombs);
	buf_release(&segment->left);
	close(segment->fd);
	free(segment);
}

/* `origin` tells apart what is published in the same millisecond: its name in tmp/ so far. */
static void
make_name(char name[SPOOL_NAME_MAX], when_ms at, const char *origin, const char *sha256,
	  enum spool_kind kind)
{
	time_t seconds = (time_t)(at / WHEN_SECOND);
	char utc[WHEN_TEXT_MAX];
	struct tm tm;

	if (gmtime_r(&seconds, &tm) == NULL)
		memset(&tm, 0, sizeof tm);
	strftime(utc, sizeof utc, "%Y%m%dT%H%M%S", &tm);
	snprintf(name, SPOOL_NAME_MAX, "%s.%03dZ-%.12s-%.16s%s", utc, (int)(at % WHEN_SECOND),
		 origin, sha256, spool_suffix(kind));
}

int
segment_publish(struct segment *segment, enum spool_kind kind, struct fail *fail)
{
	const struct spool *spool = segment->spool;
	char name[SPOOL_NAME_MAX];

	if (stream_count(segment->stream) == 0)
		return 0;
	/* after a failed fsync a second one may lie: the data are no longer known to be there */
	if (fsync(segment->fd) < 0)
		return fail_errno(fail, EX_IOERR, "%s: a segment cannot be made durable",
				  spool_path(spool));
	make_name(name, when_now(), segment->temporary, stream_out_sha256(segment->stream), kind);
	if (spool_give_name(spool, segment->temporary, spool_folder_fd(spool, spool_pending(kind)),
			    name, RENAME_NOREPLACE, fail) < 0)
		return -1;
	segment->temporary[0] = '\0';
	memcpy(segment->name, name, sizeof name);
	return 0;
}

int
segment_verify(const struct spool *spool, enum spool_folder folder, const char *name,
	       struct fail *fail)
{
	char path[SPOOL_NAME_MAX + 16];
	struct stream_in *in;
	struct span line;
	enum stream_got got;
	int fd = spool_read(spool, folder, name, fail);

	if (fd < 0)
		return -1;
	snprintf(path, sizeof path, "%s/%s", spool_folder_name(folder), name);
	in = stream_in_new(fd, path, true);
	do
		got = stream_next(in, &line, fail);
	while (got != STREAM_EOF && got != STREAM_FAIL);
	stream_in_free(in);
	close(fd);
	return got == STREAM_FAIL ? -1 : 0;
}

int
segment_quarantine(const struct spool *spool, enum spool_folder from, const char *name,
		   const struct fail *why, struct fail *fail)
{
	struct fail told = FAIL_NONE;

	if (spool_move(spool, from, SPOOL_QUARANTINE, name, fail) < 0)
		return -1;
	fail_set(&told, why->status, "%s", why->text);
	fail_hint(&told,
		  "The segment is in quarantine/ now. Mend or replace it, then move it back to "
		  "%s/.",
		  spool_folder_name(from));
	say_fail(&told);
	return 0;
}
