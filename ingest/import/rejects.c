#include "ingest/import/rejects.h"

#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "ingest/body.h"
#include "lib/base64.h"
#include "lib/jsonw.h"
#include "lib/mem.h"
#include "lib/say.h"
#include "lib/scrub.h"
#include "lib/utf8.h"
#include "lib/whole.h"

struct rejects {
	const char *path; /* --rejects; NULL: into the spool, if there is one */
	const struct spool *spool;
	char name[SPOOL_NAME_MAX];
	int fd; /* -1: none yet */
	uint64_t n;
	struct tombs *tombs; /* what may not come back into the spool; NULL: not read yet */
};

struct rejects *
rejects_new(const struct settings *settings, const struct spool *spool)
{
	struct rejects *rejects = must_calloc(1, sizeof *rejects);

	rejects->path = settings_text(settings, SET_rejects);
	rejects->spool = spool;
	rejects->fd = -1;
	return rejects;
}

void
rejects_free(struct rejects *rejects)
{
	if (rejects == NULL)
		return;
	if (rejects->fd >= 0)
		close(rejects->fd);
	tombs_free(rejects->tombs);
	free(rejects);
}

/* "import-20260102T030405Z-4711.rejects.ndjson": made of the clock and the process alone. */
static void
make_name(struct rejects *rejects)
{
	time_t now = (time_t)(when_now() / WHEN_SECOND);
	struct tm utc;
	char text[32] = "";

	if (gmtime_r(&now, &utc) != NULL)
		strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &utc);
	snprintf(rejects->name, sizeof rejects->name, "import-%s-%ld.rejects.ndjson", text,
		 (long)getpid());
}

/* Nothing is ever replaced: what is there may be what somebody is mending. */
static int
open_file(struct rejects *rejects, struct fail *fail)
{
	static const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;

	if (rejects->fd >= 0)
		return 0;
	if (rejects->path != NULL) {
		rejects->fd = open(rejects->path, flags, 0600);
		if (rejects->fd >= 0)
			return 0;
		fail_errno(fail, EX_CANTCREAT, "rejects: %s: cannot be made", rejects->path);
		return fail_hint(fail, "Name a file that does not exist yet.");
	}
	make_name(rejects);
	rejects->fd =
	    openat(spool_folder_fd(rejects->spool, SPOOL_QUARANTINE), rejects->name, flags, 0600);
	if (rejects->fd < 0)
		return fail_errno(fail, EX_CANTCREAT, "%s/%s/%s: cannot be made",
				  spool_path(rejects->spool), spool_folder_name(SPOOL_QUARANTINE),
				  rejects->name);
	return 0;
}

/* In a text that begins within a member nobody can tell what is to be left out. */
static bool
can_be_written(const struct reject *reject)
{
	struct span item = reject->item;
	size_t n = 0;

	while (n < item.n && item.p[n] != '{' && item.p[n] != '[')
		n++;
	return item.p != NULL && (reject->json || memchr(item.p, '"', n) == NULL);
}

static void
put_item(struct buf *line, const struct reject *reject)
{
	struct buf item = BUF_MAX(ITEM_MAX * 2);

	if (!can_be_written(reject))
		return;
	jsontext_copy(&item, reject->item, reject->drop);
	if (reject->json) {
		jsonw_key(line, "item");
		jsonw_json(line, buf_span(&item));
	} else if (utf8_valid(buf_span(&item)) && memchr(buf_text(&item), '\0', item.n) == NULL) {
		jsonw_member_text(line, "item_text", buf_span(&item));
	} else {
		struct buf base64 = BUF_MAX(ITEM_MAX * 3);

		base64_encode(&base64, buf_span(&item));
		jsonw_member_text(line, "item_base64", buf_span(&base64));
		buf_release(&base64);
	}
	buf_release(&item);
}

static void
put_line(struct buf *line, const struct reject *reject)
{
	struct buf path = BUF_MAX(4096), detail = BUF_MAX(1024);

	text_clean(&path, span_of(reject->path));
	text_clean(&detail, span_of(reject->detail));
	jsonw_open(line, '{');
	jsonw_member_word(line, "type", "import-reject");
	jsonw_member_word(line, "format", reject->format);
	jsonw_member_text(line, "file", buf_span(&path));
	jsonw_member_int(line, "position", reject->position);
	jsonw_member_word(line, "reason", reject->reason);
	if (detail.n != 0)
		jsonw_member_text(line, "detail", buf_span(&detail));
	if (reject->owner->pk.text[0] != '\0')
		jsonw_member_text(line, "owner_id", id_span(&reject->owner->pk));
	if (reject->owner->handle[0] != '\0')
		jsonw_member_word(line, "owner_handle", reject->owner->handle);
	put_item(line, reject);
	jsonw_close(line, '}');
	buf_putc(line, '\n');
	buf_release(&path);
	buf_release(&detail);
}

/* The line without what was taken down; 0 where all of it was. In a file of --rejects all stays. */
static int
take_down(struct rejects *rejects, struct buf *line, struct fail *fail)
{
	struct buf left = BUF_MAX(ITEM_MAX * 4);
	enum scrubbed scrubbed = SCRUB_KEPT;

	if (rejects->tombs == NULL) {
		rejects->tombs = tombs_new();
		if (rejects->path == NULL && tombs_read(rejects->tombs, rejects->spool, fail) < 0)
			return -1;
	}
	if (tombs_count(rejects->tombs) != 0)
		scrubbed =
		    scrub_line(rejects->tombs, (struct span){line->p, line->n - 1}, NULL, &left);
	if (scrubbed == SCRUB_CHANGED) {
		buf_clear(line);
		buf_put(line, left.p, left.n);
		buf_putc(line, '\n');
	}
	buf_release(&left);
	return scrubbed != SCRUB_GONE;
}

int
rejects_put(struct rejects *rejects, const struct reject *reject, struct fail *fail)
{
	struct buf line = BUF_MAX(ITEM_MAX * 4);
	int result = 0;

	if (rejects->path == NULL && rejects->spool == NULL)
		return 0;
	put_line(&line, reject);
	result = take_down(rejects, &line, fail);
	if (result <= 0) {
		buf_release(&line);
		return result;
	}
	result = open_file(rejects, fail);
	if (result == 0 && !whole_write(rejects->fd, buf_span(&line)))
		result = fail_errno(fail, EX_IOERR, "rejects: cannot be written");
	rejects->n++;
	buf_release(&line);
	return result;
}

int
rejects_end(struct rejects *rejects, struct fail *fail)
{
	if (rejects->fd < 0)
		return 0;
	if (fsync(rejects->fd) < 0)
		return fail_errno(fail, EX_IOERR, "rejects: cannot be made durable");
	if (rejects->path == NULL)
		say(SAY_WARNING, "%" PRIu64 " rejected items are in %s/%s/%s", rejects->n,
		    spool_path(rejects->spool), spool_folder_name(SPOOL_QUARANTINE), rejects->name);
	return 0;
}
