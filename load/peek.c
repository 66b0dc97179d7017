#include "load/peek.h"

#include <sys/stat.h>
#include <unistd.h>

#include "lib/jsontext.h"
#include "lib/stream.h"
#include "load/schema.h"

#define END_MAX 4096                   /* bytes of an end record, and more */
#define MIGRATED_MAX ((size_t)1 << 16) /* bytes of the hashes of all migrations */
#define HASHES_MAX ((size_t)8 << 20)   /* bytes of the hashes of all parts */

/* The last line of a regular file, without its line feed; its length, or 0. */
static size_t
last_line(int fd, char line[END_MAX])
{
	struct stat st;
	off_t from;
	ssize_t n;
	char *feed;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return 0;
	from = st.st_size > END_MAX ? st.st_size - END_MAX : 0;
	n = pread(fd, line, END_MAX, from);
	if (n < 2 || line[n - 1] != '\n')
		return 0;
	n--;
	feed = memrchr(line, '\n', (size_t)n);
	if (feed != NULL)
		memmove(line, feed + 1, (size_t)(line + n - feed - 1));
	else if (from != 0)
		return 0;
	return feed != NULL ? (size_t)(line + n - feed - 1) : (size_t)n;
}

/* Puts the hash that the file's last end record states. */
static bool
stated_hash(int fd, struct buf *hashes)
{
	char line[END_MAX], reason[JSONTEXT_REASON_MAX];
	size_t n = last_line(fd, line);
	json_t *end = n != 0 ? jsontext_load((struct span){line, n}, reason) : NULL;
	const json_t *sha256 = json_object_get(end, "sha256");
	struct span text = {json_string_value(sha256), json_string_length(sha256)};
	bool good = text.p != NULL && field_text_good(FIELD_SHA256, text);

	if (good)
		buf_put(hashes, text.p, text.n);
	json_decref(end);
	return good;
}

static void
add_hash(struct buf *hashes, const char *sha256)
{
	if (hashes->n != 0)
		buf_putc(hashes, ',');
	buf_puts(hashes, sha256);
}

/* Reads all of the file against its end records. */
static int
check(int fd, const char *name, struct buf *hashes, uint64_t *records, struct fail *fail)
{
	struct stream_in *in = stream_in_new(fd, name, true);
	struct span line;
	enum stream_got got;

	buf_clear(hashes);
	while ((got = stream_next(in, &line, fail)) != STREAM_EOF && got != STREAM_FAIL) {
		if (got == STREAM_END)
			add_hash(hashes, stream_end_sha256(in));
		else
			(*records)++;
	}
	stream_in_free(in);
	return got == STREAM_EOF ? 0 : -1;
}

static int
ask(struct db *db, const struct buf *hashes, bool *known, struct fail *fail)
{
	struct buf array = BUF_MAX(HASHES_MAX + 8), migrated = BUF_MAX(MIGRATED_MAX);
	int result = 0;

	schema_digests(&migrated);
	buf_printf(&array, "{%s}", buf_text(hashes));
	*known = false;
	if (!hashes->over && !array.over)
		result = store_ledger_knows(db, buf_text(&array), buf_text(&migrated), known, fail);
	buf_release(&migrated);
	buf_release(&array);
	return result;
}

int
peek_known(struct db *db, int fd, const char *name, bool *known, struct counts *counts,
	   struct fail *fail)
{
	struct buf hashes = BUF_MAX(HASHES_MAX);
	off_t start = lseek(fd, 0, SEEK_CUR);
	uint64_t records = 0;
	int result = 0;

	*known = false;
	if (start == 0 && stated_hash(fd, &hashes)) {
		result = ask(db, &hashes, known, fail);
		if (result == 0 && *known)
			result = check(fd, name, &hashes, &records, fail);
		if (result == 0 && records != 0 && hashes.n > DIGEST_HEX)
			result = ask(db, &hashes, known, fail);
		if (result == 0 && !*known && lseek(fd, start, SEEK_SET) < 0)
			result = fail_errno(fail, EX_IOERR, "%s: cannot be read again", name);
	}
	if (result == 0 && *known) {
		counts->records += records;
		counts->duplicates += records;
	}
	buf_release(&hashes);
	return result;
}
