#include "load/bury.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/record.h"
#include "lib/scrub.h"
#include "lib/segment.h"
#include "lib/shelf.h"
#include "load/rewrite.h"

#define STATE_FILE_MAX ((size_t)16 << 20) /* bytes of a file of state */
#define MEDIA_SHELF "media"               /* may be lost: then some media are fetched once more */

static const enum spool_folder folders[] = {SPOOL_RAW, SPOOL_RECORDS, SPOOL_DONE, SPOOL_QUARANTINE};

/* A segment that loses something. */
struct hit {
	enum spool_folder folder;
	char *name;
};

struct bury {
	const struct spool *spool;
	struct takedown *takedown;
	struct hit *hits;
	size_t hits_n, hits_cap;
	uint64_t lines;
	bool news;          /* of this pass */
	struct tombs *kept; /* hashes of media that other stories need */
	struct words files; /* hashes of media that go */
	struct words olds, news_list, counts;
	struct buf left;
};

struct bury *
bury_new(const struct spool *spool, struct takedown *takedown)
{
	struct bury *bury = must_calloc(1, sizeof *bury);

	bury->spool = spool;
	bury->takedown = takedown;
	bury->kept = tombs_new();
	bury->left = BUF_MAX(STREAM_LINE_MAX);
	return bury;
}

static void
forget_hits(struct bury *bury)
{
	for (size_t i = 0; i < bury->hits_n; i++)
		free(bury->hits[i].name);
	bury->hits_n = 0;
	bury->lines = 0;
}

void
bury_free(struct bury *bury)
{
	if (bury == NULL)
		return;
	forget_hits(bury);
	free(bury->hits);
	tombs_free(bury->kept);
	words_release(&bury->files);
	words_release(&bury->olds);
	words_release(&bury->news_list);
	words_release(&bury->counts);
	buf_release(&bury->left);
	free(bury);
}

static void
on_id(void *context, struct span account, struct span id)
{
	struct bury *bury = context;

	if (takedown_add_story(bury->takedown, account, id))
		bury->news = true;
}

static void
on_text(void *context, struct span account, struct span id, struct span headline)
{
	struct bury *bury = context;

	if (takedown_add_text(bury->takedown, account, id, headline))
		bury->news = true;
}

static void
on_file(void *context, struct span sha256, bool gone)
{
	struct bury *bury = context;
	char key[DIGEST_HEX + 1];

	if (sha256.n != DIGEST_HEX || !field_text_good(FIELD_SHA256, sha256))
		return;
	snprintf(key, sizeof key, "%.*s", DIGEST_HEX, sha256.p);
	if (!gone)
		(void)tombs_add(bury->kept, key);
	else if (!words_have(&bury->files, sha256))
		words_add(&bury->files, sha256);
}

void
bury_add_file(struct bury *bury, const char *sha256)
{
	on_file(bury, span_of(sha256), true);
}

/* How many lines of a file lose something. A line that is too long to be read is one of them. */
static int
survey_lines(struct bury *bury, struct stream_in *in, uint64_t *lines, struct fail *fail)
{
	const struct scrub_told told = {bury, on_id, on_text, on_file};
	struct span line;

	for (;;)
		switch (stream_next(in, &line, fail)) {
		case STREAM_LINE:
			*lines += scrub_line(bury->takedown->keys, line, &told, &bury->left) !=
				  SCRUB_KEPT;
			break;
		case STREAM_LONG:
			(*lines)++;
			break;
		case STREAM_END:
			break;
		case STREAM_EOF:
			return 0;
		case STREAM_FAIL:
			return -1;
		}
}

static void
add_hit(struct bury *bury, enum spool_folder folder, const char *name, uint64_t lines)
{
	bury->hits = mem_grow(bury->hits, bury->hits_n, &bury->hits_cap, sizeof *bury->hits);
	bury->hits[bury->hits_n++] = (struct hit){folder, must_strdup(name)};
	bury->lines += lines;
}

static int
survey_file(struct bury *bury, enum spool_folder folder, const char *name, struct fail *fail)
{
	int fd = spool_read(bury->spool, folder, name, fail), result;
	uint64_t lines = 0;
	struct stream_in *in;

	if (fd < 0)
		return -1;
	in = stream_in_new(fd, name, false);
	result = survey_lines(bury, in, &lines, fail);
	stream_in_free(in);
	close(fd);
	if (result == 0 && lines != 0)
		add_hit(bury, folder, name, lines);
	return result;
}

static int
survey_folder(struct bury *bury, enum spool_folder folder, struct fail *fail)
{
	struct spool_names names;
	int result = spool_list(bury->spool, folder, SPOOL_KIND_ANY, &names, fail);

	for (size_t i = 0; i < names.n && result == 0; i++)
		result = survey_file(bury, folder, names.list[i], fail);
	spool_names_release(&names);
	return result;
}

int
bury_survey(struct bury *bury, struct fail *fail)
{
	do {
		bury->news = false;
		forget_hits(bury);
		for (size_t i = 0; i < COUNT(folders); i++)
			if (survey_folder(bury, folders[i], fail) < 0)
				return -1;
	} while (bury->news);
	return 0;
}

static void
keep_hashes(struct bury *bury, const struct rewritten *told)
{
	char count[24];

	snprintf(count, sizeof count, "%" PRIu64, told->records);
	words_add(&bury->olds, (struct span){told->old_sha256, DIGEST_HEX});
	words_add(&bury->news_list, (struct span){told->new_sha256, DIGEST_HEX});
	words_add(&bury->counts, span_of(count));
}

/*
 * Segments of records are in the ledger. Raw ones are transformed again: what is left of their days
 * makes articles of its own. Their index is made anew then.
 */
static int
rewrite(struct bury *bury, const struct hit *hit, struct fail *fail)
{
	struct rewritten told;
	bool raw = strstr(hit->name, spool_suffix(SPOOL_KIND_RAW)) != NULL;

	if (segment_rewrite(bury->spool, hit->folder, hit->name, bury->takedown->keys, &told,
			    fail) < 0 ||
	    shelf_remove(bury->spool, INDEX_SHELF, hit->name, fail) < 0)
		return -1;
	if (told.old_sha256[0] != '\0')
		keep_hashes(bury, &told);
	return raw && hit->folder == SPOOL_DONE
		   ? spool_move(bury->spool, SPOOL_DONE, SPOOL_RAW, told.name, fail)
		   : 0;
}

static int
remove_file(const struct bury *bury, const char *sha256, struct fail *fail)
{
	char path[DIGEST_HEX + 4];

	snprintf(path, sizeof path, "%.2s/%s", sha256, sha256);
	if (unlinkat(spool_folder_fd(bury->spool, SPOOL_MEDIA), path, 0) == 0 || errno == ENOENT ||
	    errno == ENOTDIR)
		return 0;
	return fail_errno(fail, EX_IOERR, "media/%s: cannot be removed", path);
}

static bool
line_names_it(struct bury *bury, struct span line)
{
	const char *blank = line.n != 0 ? memchr(line.p, ' ', line.n) : NULL;
	struct span id = {line.p, blank != NULL ? (size_t)(blank - line.p) : line.n};

	return scrub_line(bury->takedown->keys, line, NULL, &bury->left) != SCRUB_KEPT ||
	       words_have(&bury->takedown->ids, id) || scrub_names(bury->takedown->keys, id);
}

/* Notes of a line an id lose the line; of an account (JSON) they are made anew from its polls. */
static int
clean_note(struct bury *bury, const char *shelf, const char *name, struct fail *fail)
{
	struct buf text = BUF_MAX(STATE_FILE_MAX), left = BUF_MAX(STATE_FILE_MAX);
	int got = shelf_read(bury->spool, shelf, name, &text, fail), result = got < 0 ? -1 : 0;
	const char *p = buf_text(&text), *end = p + text.n, *feed;

	for (; p < end; p = feed + 1) {
		feed = memchr(p, '\n', (size_t)(end - p));
		if (feed == NULL)
			feed = end;
		if (!line_names_it(bury, (struct span){p, (size_t)(feed - p)}))
			buf_put(&left, p, (size_t)(feed - p) + (feed < end));
	}
	if (got > 0 && left.n == 0 && text.n != 0)
		result = shelf_remove(bury->spool, shelf, name, fail);
	else if (got > 0 && left.n != text.n)
		result = shelf_write(bury->spool, shelf, name, buf_span(&left), fail);
	buf_release(&text);
	buf_release(&left);
	return result;
}

/* What is known of the media of an account does not name it. */
static int
clean_or_remove(struct bury *bury, const char *shelf, const char *name, struct fail *fail)
{
	if (bury->takedown->of_accounts && strcmp(shelf, MEDIA_SHELF) == 0)
		return shelf_remove(bury->spool, shelf, name, fail);
	return clean_note(bury, shelf, name, fail);
}

static int
clean_state(struct bury *bury, struct fail *fail)
{
	static const char *const shelves[] = {"accounts", MEDIA_SHELF, "notices", "gaps"};
	int result = 0;

	for (size_t i = 0; i < COUNT(shelves) && result == 0; i++) {
		struct spool_names names;

		result = shelf_list(bury->spool, shelves[i], &names, fail);
		for (size_t j = 0; j < names.n && result == 0; j++)
			result = clean_or_remove(bury, shelves[i], names.list[j], fail);
		spool_names_release(&names);
	}
	return result;
}

int
bury_do(struct bury *bury, struct fail *fail)
{
	for (size_t i = 0; i < bury->hits_n; i++)
		if (rewrite(bury, &bury->hits[i], fail) < 0)
			return -1;
	for (size_t i = 0; i < bury->files.n; i++)
		if (!tombs_has(bury->kept, bury->files.list[i]) &&
		    remove_file(bury, bury->files.list[i], fail) < 0)
			return -1;
	return clean_state(bury, fail);
}

const struct words *
bury_old_hashes(const struct bury *bury)
{
	return &bury->olds;
}

const struct words *
bury_new_hashes(const struct bury *bury)
{
	return &bury->news_list;
}

const struct words *
bury_record_counts(const struct bury *bury)
{
	return &bury->counts;
}

struct bury_counts
bury_counts(const struct bury *bury)
{
	struct bury_counts counts = {.segments = bury->hits_n, .lines = bury->lines};

	for (size_t i = 0; i < bury->files.n; i++)
		counts.files += !tombs_has(bury->kept, bury->files.list[i]);
	return counts;
}
