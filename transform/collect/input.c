/* Where a collection comes from: files, standard input, the segments of a spool. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "lib/tempfile.h"
#include "lib/whole.h"

#include "transform/collect/private.h"

#define PIECE ((size_t)64 << 10) /* bytes a read(2) */

/* What a stream holds, by its first record that tells; polls and media stand in both kinds. */
enum holds {
	HOLDS_RAW,
	HOLDS_RECORDS,
	HOLDS_NOTHING_KNOWN,
};

static enum holds
judge_line(struct span line)
{
	static const struct {
		const char *type;
		enum holds holds;
	} types[] = {
	    {"raw", HOLDS_RAW},         {"story", HOLDS_RECORDS},  {"observation", HOLDS_RECORDS},
	    {"article", HOLDS_RECORDS}, {"reject", HOLDS_RECORDS},
	};
	char start[64];

	snprintf(start, sizeof start, "%.*s", (int)(line.n < 40 ? line.n : 40), line.p);
	for (size_t i = 0; i < COUNT(types); i++) {
		char want[32];

		snprintf(want, sizeof want, "{\"type\":\"%s\"", types[i].type);
		if (strncmp(start, want, strlen(want)) == 0)
			return types[i].holds;
	}
	return HOLDS_NOTHING_KNOWN;
}

/* Leaves the file where it was. What tells nothing is raw: the transform judges it. */
static int
judge_stream(int fd, const char *name, enum holds *holds, struct fail *fail)
{
	struct stream_in *in = stream_in_new(fd, name, false);
	struct span line;
	enum stream_got got;

	*holds = HOLDS_NOTHING_KNOWN;
	while (*holds == HOLDS_NOTHING_KNOWN &&
	       (got = stream_next(in, &line, fail)) != STREAM_EOF && got != STREAM_FAIL)
		if (got == STREAM_LINE)
			*holds = judge_line(line);
	stream_in_free(in);
	if (*holds == HOLDS_NOTHING_KNOWN)
		*holds = HOLDS_RAW;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return fail_errno(fail, EX_IOERR, "%s: cannot be read again", name);
	return fail->status == EX_OK ? 0 : -1;
}

static int
add_raw(struct collection *collection, int fd, const char *name, bool need_end, struct fail *fail)
{
	if (collection->again == NULL)
		collection->again = again_new(collection->settings, fail);
	if (collection->again == NULL)
		return -1;
	return again_read(collection->again, fd, name, need_end, fail);
}

static int
add_stream(struct collection *collection, int fd, const char *name, struct fail *fail)
{
	bool need_end = !settings_flag(collection->settings, SET_no_end);
	enum holds holds;

	if (judge_stream(fd, name, &holds, fail) < 0)
		return -1;
	return holds == HOLDS_RAW ? add_raw(collection, fd, name, need_end, fail)
				  : collection_read_stream(collection, fd, name, need_end, fail);
}

static int
copy_all(int from, int to, const char *name, struct fail *fail)
{
	char piece[PIECE];
	ssize_t n;

	while ((n = read(from, piece, sizeof piece)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_errno(fail, EX_IOERR, "%s: cannot be read", name);
		if (!whole_write(to, (struct span){piece, (size_t)n}))
			return fail_errno(fail, EX_IOERR, "a temporary file cannot be written");
	}
	if (lseek(to, 0, SEEK_SET) < 0)
		return fail_errno(fail, EX_IOERR, "a temporary file cannot be read");
	return 0;
}

/* A pipe is copied first: it cannot be read twice. */
static int
add_pipe(struct collection *collection, int fd, const char *name, struct fail *fail)
{
	int copy = tempfile_open(NULL, fail), result;

	if (copy < 0)
		return -1;
	result = copy_all(fd, copy, name, fail);
	if (result == 0)
		result = add_stream(collection, copy, name, fail);
	close(copy);
	return result;
}

static int
add_file(struct collection *collection, const char *path, struct fail *fail)
{
	int fd, result;

	if (strcmp(path, "-") == 0)
		return add_pipe(collection, STDIN_FILENO, "stdin", fail);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_errno(fail, errno == ENOENT ? EX_NOINPUT : EX_IOERR,
				  "%s: cannot be opened", path);
	if (lseek(fd, 0, SEEK_CUR) < 0)
		result = add_pipe(collection, fd, path, fail);
	else
		result = add_stream(collection, fd, path, fail);
	close(fd);
	return result;
}

int
collection_add_files(struct collection *collection, const char *const *words, size_t n,
		     struct fail *fail)
{
	if (n == 0)
		return add_file(collection, "-", fail);
	for (size_t i = 0; i < n; i++)
		if (add_file(collection, words[i], fail) < 0)
			return -1;
	return 0;
}

/* A segment may go from one folder to the other at any time, or away. */
static int
open_segment(const struct spool *spool, enum spool_folder first, const char *name,
	     struct fail *fail)
{
	struct fail why = FAIL_NONE;
	int fd = spool_read(spool, first, name, &why);

	if (fd >= 0 || why.status != EX_NOINPUT)
		return fd >= 0 ? fd : fail_set(fail, why.status, "%s", why.text);
	return spool_read(spool, SPOOL_DONE, name, fail);
}

static int
add_segment(struct collection *collection, const struct spool *spool, enum spool_kind kind,
	    enum spool_folder folder, const char *name, struct fail *fail)
{
	struct fail why = FAIL_NONE;
	int fd = open_segment(spool, folder, name, &why), result;

	if (fd < 0)
		return why.status == EX_NOINPUT ? 0 : fail_set(fail, why.status, "%s", why.text);
	result = kind == SPOOL_KIND_RAW ? add_raw(collection, fd, name, true, fail)
					: collection_read_stream(collection, fd, name, true, fail);
	close(fd);
	return result;
}

static int
add_folder(struct collection *collection, const struct spool *spool, enum spool_kind kind,
	   enum spool_folder folder, struct fail *fail)
{
	struct spool_names names;
	int result = spool_list(spool, folder, kind, &names, fail);

	for (size_t i = 0; i < names.n && result == 0; i++)
		result = add_segment(collection, spool, kind, folder, names.list[i], fail);
	spool_names_release(&names);
	return result;
}

/* What is done first: of two texts from the same inputs the later one counts. */
int
collection_add_segments(struct collection *collection, const struct spool *spool,
			enum spool_kind kind, struct fail *fail)
{
	if (add_folder(collection, spool, kind, SPOOL_DONE, fail) < 0)
		return -1;
	return add_folder(collection, spool, kind, spool_pending(kind), fail);
}
