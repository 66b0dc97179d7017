#include "load/report.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/say.h"
#include "lib/whole.h"
#include "load/schema.h"
#include "load/sql.h"

#define PAGE_MAX ((size_t)64 << 20) /* bytes; ten thousand accounts take about 10 MiB */
#define PAGE_MODE 0644              /* a page to be looked at, by the umask */

static const struct query report = {sql_report, "report", QUERY_ROWS, 1, NULL, NULL, false};

static void
on_part(const char *const *columns, void *context)
{
	struct buf *page = context;

	buf_puts(page, columns[0]);
	buf_putc(page, '\n');
}

static int
read_page(struct buf *page, const struct settings *settings, struct fail *fail)
{
	struct db *db = NULL;
	int result = db_open(&db, settings_text(settings, SET_database), fail);

	if (result == 0)
		result = store_begin(db, fail) < 0 || schema_check(db, fail) < 0 ||
				 db_ask_rows(db, &report, on_part, page, fail) < 0
			     ? -1
			     : 0;
	if (db != NULL)
		store_rollback(db);
	db_close(db);
	if (result == 0 && page->over)
		return fail_set(fail, EX_DATAERR, "report: larger than %zu bytes", PAGE_MAX);
	return result;
}

static int
fill(int fd, struct span page)
{
	bool good = whole_write(fd, page) && fsync(fd) == 0;

	return close(fd) == 0 && good ? 0 : -1;
}

/* Whoever reads the old page meanwhile keeps it. */
static int
put_page(const char *path, struct span page, struct fail *fail)
{
	struct buf name = BUF_MAX(PATH_MAX);
	int fd, result = -1;

	buf_printf(&name, "%s.%d.new", path, (int)getpid());
	fd = name.over ? -1
		       : open(buf_text(&name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, PAGE_MODE);
	if (fd < 0) {
		fail_errno(fail, EX_CANTCREAT, "report: %s: cannot be made", path);
	} else if (fill(fd, page) < 0 || rename(buf_text(&name), path) < 0) {
		fail_errno(fail, EX_IOERR, "report: %s: cannot be written", path);
		unlink(buf_text(&name));
	} else {
		result = 0;
	}
	buf_release(&name);
	return result;
}

int
report_run(const struct settings *settings, const char *const *words, size_t n, struct fail *fail)
{
	struct buf page = BUF_MAX(PAGE_MAX);
	int result;

	if (n != 1)
		return fail_set(fail, EX_USAGE, "report: takes one file to write");
	result = read_page(&page, settings, fail);
	if (result == 0 && !settings_flag(settings, SET_dry_run))
		result = put_page(words[0], buf_span(&page), fail);
	if (result == 0)
		say_summary(false, "report: %zu bytes", buf_span(&page).n);
	buf_release(&page);
	return result;
}
