#include "ingest/state/state_dir.h"

#include <fcntl.h>

#include "lib/buf.h"

int
state_dir_open(const struct settings *settings)
{
	const char *named = settings_text(settings, SET_state);
	const char *spool = settings_text(settings, SET_spool);
	struct buf path = BUF_MAX(4096);
	int folder;

	if (named == NULL && spool == NULL)
		return -1;
	buf_printf(&path, "%s%s", named != NULL ? named : spool, named != NULL ? "" : "/state");
	folder = open(buf_text(&path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	buf_release(&path);
	return folder;
}
