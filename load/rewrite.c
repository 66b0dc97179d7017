#include "load/rewrite.h"

#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "lib/jsontext.h"
#include "lib/mem.h"
#include "lib/scrub.h"
#include "lib/segment.h"
#include "lib/whole.h"

#define WRITE_SIZE ((size_t)64 << 10) /* bytes gathered before a write(2) */

struct rewrite {
	const struct spool *spool;
	enum spool_folder folder;
	const char *name;
	const struct tombs *tombs;
	bool whole; /* its end record fits */
	int fd;
	char temporary[SPOOL_NAME_MAX];
	struct buf pending, left;
	struct digest digest;
	struct rewritten *told;
};

static int
flush(struct rewrite *r, struct fail *fail)
{
	if (!whole_write(r->fd, buf_span(&r->pending)))
		return fail_errno(fail, EX_IOERR, "%s/%s: cannot be written anew",
				  spool_folder_name(r->folder), r->name);
	buf_clear(&r->pending);
	return 0;
}

static int
put(struct rewrite *r, struct span line, struct fail *fail)
{
	digest_add(&r->digest, line.p, line.n);
	digest_add(&r->digest, "\n", 1);
	buf_put(&r->pending, line.p, line.n);
	buf_putc(&r->pending, '\n');
	r->told->records += line.n != 0;
	return r->pending.n < WRITE_SIZE ? 0 : flush(r, fail);
}

static int
put_scrubbed(struct rewrite *r, struct span line, struct fail *fail)
{
	switch (scrub_line(r->tombs, line, NULL, &r->left)) {
	case SCRUB_GONE:
		return put(r, (struct span){"", 0}, fail);
	case SCRUB_CHANGED:
		return put(r, buf_span(&r->left), fail);
	case SCRUB_KEPT:
		break;
	}
	return put(r, line, fail);
}

static bool
is_own_member(struct span key)
{
	static const char *const names[] = {"type", "records", "sha256"};

	for (size_t i = 0; i < COUNT(names); i++)
		if (key.n == strlen(names[i]) && memcmp(key.p, names[i], key.n) == 0)
			return true;
	return false;
}

/* The end record anew; what else the old one counted was counted then. */
static void
put_end(struct rewrite *r, struct span line)
{
	struct jsontext in = jsontext_at(line);
	struct span key, value;

	digest_hex(&r->digest, r->told->new_sha256);
	buf_printf(&r->pending, "{\"type\":\"end\",\"records\":%" PRIu64 ",\"sha256\":\"%s\"",
		   r->told->records, r->told->new_sha256);
	if (jsontext_enter(&in, '{'))
		while (jsontext_member(&in, &key, &value))
			if (!is_own_member(key))
				buf_printf(&r->pending, ",\"%.*s\":%.*s", (int)key.n, key.p,
					   (int)value.n, value.p);
	buf_puts(&r->pending, "}\n");
}

static int
put_end_or_line(struct rewrite *r, struct span line, struct fail *fail)
{
	if (!r->whole)
		return put(r, line, fail);
	put_end(r, line);
	return flush(r, fail);
}

static int
copy_lines(struct rewrite *r, struct stream_in *in, struct fail *fail)
{
	struct span line = {NULL, 0};

	for (;;) {
		int result = 0;

		switch (stream_next(in, &line, fail)) {
		case STREAM_LINE:
			result = put_scrubbed(r, line, fail);
			break;
		case STREAM_LONG: /* nobody can tell what it names */
			result = put(r, (struct span){"", 0}, fail);
			break;
		case STREAM_END:
			result = put_end_or_line(r, line, fail);
			snprintf(r->told->old_sha256, sizeof r->told->old_sha256, "%s",
				 r->whole ? stream_end_sha256(in) : "");
			break;
		case STREAM_EOF:
			return flush(r, fail);
		case STREAM_FAIL:
			return -1;
		}
		if (result < 0)
			return -1;
	}
}

static int
copy(struct rewrite *r, struct fail *fail)
{
	char path[SPOOL_NAME_MAX + 16];
	int fd = spool_read(r->spool, r->folder, r->name, fail), result;
	struct stream_in *in;

	if (fd < 0)
		return -1;
	snprintf(path, sizeof path, "%s/%s", spool_folder_name(r->folder), r->name);
	in = stream_in_new(fd, path, false);
	result = copy_lines(r, in, fail);
	stream_in_free(in);
	close(fd);
	return result;
}

/* A name carries its segment's hash. */
static void
new_name(const struct rewrite *r, char name[SPOOL_NAME_MAX])
{
	struct span hash;

	snprintf(name, SPOOL_NAME_MAX, "%s", r->name);
	if (r->whole && spool_hash_of(r->name, &hash))
		memcpy(name + (hash.p - r->name), r->told->new_sha256, hash.n);
}

/* The new one is there before the old one goes: cut off in between, both are, and the next run
 * comes to the same end. */
static int
replace(struct rewrite *r, struct fail *fail)
{
	int folder = spool_folder_fd(r->spool, r->folder);
	const char *name = r->told->name;

	new_name(r, r->told->name);
	if (fsync(r->fd) < 0 ||
	    renameat(spool_folder_fd(r->spool, SPOOL_TMP), r->temporary, folder, name) < 0)
		return fail_errno(fail, EX_IOERR, "%s/%s: cannot be replaced",
				  spool_folder_name(r->folder), r->name);
	r->temporary[0] = '\0';
	if ((strcmp(name, r->name) != 0 && unlinkat(folder, r->name, 0) < 0) || fsync(folder) < 0)
		return fail_errno(fail, EX_IOERR, "%s/%s: cannot be removed",
				  spool_folder_name(r->folder), r->name);
	return 0;
}

int
segment_rewrite(const struct spool *spool, enum spool_folder folder, const char *name,
		const struct tombs *tombs, struct rewritten *rewritten, struct fail *fail)
{
	struct rewrite r = {.spool = spool, .folder = folder, .name = name, .tombs = tombs};
	struct fail broken = FAIL_NONE;
	int result = -1;

	*rewritten = (struct rewritten){.records = 0};
	r.told = rewritten;
	r.whole = segment_verify(spool, folder, name, &broken) == 0;
	r.pending = BUF_MAX(STREAM_LINE_MAX + WRITE_SIZE * 2);
	r.left = BUF_MAX(STREAM_LINE_MAX);
	digest_init(&r.digest);
	r.fd = spool_temporary(spool, r.temporary, fail);
	if (r.fd >= 0 && copy(&r, fail) == 0)
		result = replace(&r, fail);
	if (r.fd >= 0)
		close(r.fd);
	if (r.fd >= 0 && r.temporary[0] != '\0')
		(void)unlinkat(spool_folder_fd(spool, SPOOL_TMP), r.temporary, 0);
	buf_release(&r.pending);
	buf_release(&r.left);
	return result;
}
