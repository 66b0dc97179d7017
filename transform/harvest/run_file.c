#include "transform/harvest/run_file.h"

#include <unistd.h>

#include "lib/mem.h"
#include "lib/tempfile.h"

#include "transform/harvest/sorter.h"

#define WRITE_SIZE ((size_t)256 << 10) /* bytes gathered before a write */
#define READ_SIZE ((size_t)64 << 10)   /* bytes a read and run */
#define FAN_IN 128                     /* runs read at once: 8 MiB of what READ_SIZE says */

/* An entry in the file: its bytes after their number. */
typedef uint32_t entry_size;

struct run {
	uint64_t from, to;
};

struct run_file {
	int fd;
	uint64_t end; /* of what was written */
	uint64_t run; /* where the run in the making begins */
	struct buf pending;
	struct run *runs;
	size_t runs_n, runs_cap;
};

struct run_file *
run_file_new(const char *folder, struct fail *fail)
{
	int fd = tempfile_open(folder, fail);
	struct run_file *file;

	if (fd < 0)
		return NULL;
	file = must_calloc(1, sizeof *file);
	file->fd = fd;
	file->pending = BUF_MAX(SIZE_MAX / 2);
	return file;
}

void
run_file_free(struct run_file *file)
{
	if (file == NULL)
		return;
	close(file->fd);
	buf_release(&file->pending);
	free(file->runs);
	free(file);
}

static int
flush(struct run_file *file, struct fail *fail)
{
	if (tempfile_write(file->fd, buf_text(&file->pending), file->pending.n, file->end, fail) <
	    0)
		return -1;
	file->end += file->pending.n;
	buf_clear(&file->pending);
	return 0;
}

int
run_put(struct run_file *file, struct span entry, struct fail *fail)
{
	entry_size n = (entry_size)entry.n;

	buf_put(&file->pending, &n, sizeof n);
	buf_put(&file->pending, entry.p, entry.n);
	return file->pending.n < WRITE_SIZE ? 0 : flush(file, fail);
}

int
run_end(struct run_file *file, struct fail *fail)
{
	if (flush(file, fail) < 0)
		return -1;
	file->runs = mem_grow(file->runs, file->runs_n, &file->runs_cap, sizeof *file->runs);
	file->runs[file->runs_n++] = (struct run){file->run, file->end};
	file->run = file->end;
	return 0;
}

/* Where one of the merged sources is. */
struct cursor {
	struct span entry;
	bool in_file; /* a run, of which at..end is still to be read; p[from..to) was */
	uint64_t at, end;
	char *p;
	size_t from, to, cap;
};

struct merge {
	int fd;
	entry_source *source;
	void *context;
	struct cursor *cursors;
	size_t cursors_n;
	struct cursor **heap; /* those with an entry; the first of all entries on top */
	size_t n;
	bool begun;
};

/* Makes n bytes of the run stand at p + from; 0 where the run has no more. */
static int
need(struct merge *merge, struct cursor *c, size_t n, struct fail *fail)
{
	size_t want;

	if (c->to - c->from >= n)
		return 1;
	if (c->to == c->from && c->at == c->end)
		return 0;
	if (c->from != 0)
		memmove(c->p, c->p + c->from, c->to - c->from);
	c->to -= c->from;
	c->from = 0;
	if (n > c->cap) {
		c->cap = n > READ_SIZE ? n : READ_SIZE;
		c->p = must_realloc(c->p, c->cap);
	}
	want = c->cap - c->to;
	if (want > c->end - c->at)
		want = (size_t)(c->end - c->at);
	if (tempfile_read(merge->fd, c->p + c->to, want, c->at, fail) < 0)
		return -1;
	c->to += want;
	c->at += want;
	return 1;
}

static int
advance_run(struct merge *merge, struct cursor *c, struct fail *fail)
{
	entry_size n;
	int got;

	got = need(merge, c, sizeof n, fail);
	if (got <= 0)
		return got;
	memcpy(&n, c->p + c->from, sizeof n);
	c->from += sizeof n;
	got = need(merge, c, n, fail);
	if (got < 0)
		return -1;
	c->entry = (struct span){c->p + c->from, n};
	c->from += n;
	return 1;
}

static int
advance(struct merge *merge, struct cursor *c, struct fail *fail)
{
	return c->in_file ? advance_run(merge, c, fail)
			  : merge->source(merge->context, &c->entry, fail);
}

static bool
comes_first(const struct merge *merge, size_t a, size_t b)
{
	return entry_compare(merge->heap[a]->entry, merge->heap[b]->entry) < 0;
}

static void
sift_down(struct merge *merge, size_t at)
{
	for (;;) {
		size_t least = at, left = at * 2 + 1, right = left + 1;
		struct cursor *keep = merge->heap[at];

		if (left < merge->n && comes_first(merge, left, least))
			least = left;
		if (right < merge->n && comes_first(merge, right, least))
			least = right;
		if (least == at)
			return;
		merge->heap[at] = merge->heap[least];
		merge->heap[least] = keep;
		at = least;
	}
}

/* The first entry of every source; those that have none are left out. */
static int
begin(struct merge *merge, struct fail *fail)
{
	size_t kept = 0;

	for (size_t i = 0; i < merge->n; i++) {
		int got = advance(merge, merge->heap[i], fail);

		if (got < 0)
			return -1;
		if (got > 0)
			merge->heap[kept++] = merge->heap[i];
	}
	merge->n = kept;
	for (size_t i = kept / 2; i-- > 0;)
		sift_down(merge, i);
	merge->begun = true;
	return 0;
}

int
merge_next(struct merge *merge, struct span *entry, struct fail *fail)
{
	if (!merge->begun) {
		if (begin(merge, fail) < 0)
			return -1;
	} else if (merge->n != 0) {
		int got = advance(merge, merge->heap[0], fail);

		if (got < 0)
			return -1;
		if (got == 0)
			merge->heap[0] = merge->heap[--merge->n];
		sift_down(merge, 0);
	}
	if (merge->n == 0)
		return 0;
	*entry = merge->heap[0]->entry;
	return 1;
}

/* Reads the first n runs, and the source. */
static struct merge *
merge_runs(const struct run_file *file, size_t n, entry_source *source, void *context)
{
	struct merge *merge = must_calloc(1, sizeof *merge);

	merge->fd = file != NULL ? file->fd : -1;
	merge->source = source;
	merge->context = context;
	merge->n = merge->cursors_n = n + (source != NULL);
	merge->cursors = must_calloc(merge->n, sizeof *merge->cursors);
	merge->heap = must_calloc(merge->n, sizeof(struct cursor *));
	for (size_t i = 0; i < merge->n; i++) {
		merge->heap[i] = &merge->cursors[i];
		if (i < n)
			merge->cursors[i] = (struct cursor){.in_file = true,
							    .at = file->runs[i].from,
							    .end = file->runs[i].to};
	}
	return merge;
}

/* Makes one run of the first ones, until there are few enough to be read at once. */
static int
reduce(struct run_file *file, struct fail *fail)
{
	while (file->runs_n > FAN_IN) {
		struct merge *merge = merge_runs(file, FAN_IN, NULL, NULL);
		struct span entry;
		int got;

		while ((got = merge_next(merge, &entry, fail)) > 0)
			if (run_put(file, entry, fail) < 0)
				break;
		merge_free(merge);
		if (got != 0 || run_end(file, fail) < 0)
			return -1;
		for (size_t i = 0; i < FAN_IN; i++)
			tempfile_forget(file->fd, file->runs[i].from, file->runs[i].to);
		file->runs_n -= FAN_IN;
		memmove(file->runs, file->runs + FAN_IN, file->runs_n * sizeof *file->runs);
	}
	return 0;
}

struct merge *
merge_new(struct run_file *file, entry_source *source, void *context, struct fail *fail)
{
	if (file != NULL && reduce(file, fail) < 0)
		return NULL;
	return merge_runs(file, file != NULL ? file->runs_n : 0, source, context);
}

void
merge_free(struct merge *merge)
{
	if (merge == NULL)
		return;
	for (size_t i = 0; i < merge->cursors_n; i++)
		free(merge->cursors[i].p);
	free(merge->heap);
	free(merge->cursors);
	free(merge);
}
