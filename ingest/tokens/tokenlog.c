#include "ingest/tokens/tokenlog.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/limits.h"
#include "ingest/quota/quota.h"
#include "ingest/state/state_dir.h"
#include "lib/jsontext.h"
#include "lib/jsonw.h"
#include "lib/say.h"

#define SHELF "tokens"
#define LIFE_MAX 512 /* bytes of a file */
#define NAME_SIZE (QUOTA_KEY + 16)
#define OPEN_FOLDER (O_RDONLY | O_DIRECTORY | O_CLOEXEC)

int
token_log_open(const struct settings *settings, bool make)
{
	int state = state_dir_open(settings), folder;

	if (state >= 0 && make && mkdirat(state, SHELF, 0700) < 0 && errno != EEXIST)
		say(SAY_WARNING, "state: " SHELF ": cannot be made: %s",
		    strerror(errno)); // NOLINT(concurrency-mt-unsafe): no threads
	folder = state >= 0 ? openat(state, SHELF, OPEN_FOLDER | O_NOFOLLOW) : -1;
	if (state >= 0)
		close(state);
	return folder;
}

static void
name_of(const char *token, char name[NAME_SIZE])
{
	char key[QUOTA_KEY + 1];

	quota_key(token, key);
	snprintf(name, NAME_SIZE, "%s.json", key);
}

static when_ms
time_member(const json_t *tree, const char *name)
{
	const json_t *value = json_object_get(tree, name);
	struct span text = {json_string_value(value), json_string_length(value)};
	when_ms at;

	return text.p != NULL && when_parse(text, &at) ? at : WHEN_NONE;
}

static bool
read_kept(int folder, const char *token, struct token_life *life)
{
	char name[NAME_SIZE], text[LIFE_MAX], reason[JSONTEXT_REASON_MAX];
	ssize_t n = -1;
	json_t *tree;
	int fd;

	name_of(token, name);
	fd =
	    folder >= 0 ? openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK) : -1;
	if (fd >= 0) {
		n = read(fd, text, sizeof text);
		close(fd);
	}
	tree = n > 0 ? jsontext_load((struct span){text, (size_t)n}, reason) : NULL;
	*life = (struct token_life){.refreshed_at = time_member(tree, "refreshed_at"),
				    .expires_at = time_member(tree, "expires_at")};
	json_decref(tree);
	return life->refreshed_at != WHEN_NONE;
}

struct token_life
token_log_read(int folder, const char *token, const char *path, bool *guessed)
{
	struct token_life life;
	struct stat stat_of;

	*guessed = !read_kept(folder, token, &life);
	if (!*guessed)
		return life;
	life = (struct token_life){WHEN_NONE, WHEN_NONE};
	if (stat(path, &stat_of) == 0 &&
	    when_from_seconds(stat_of.st_mtim.tv_sec, &life.refreshed_at))
		life.expires_at = life.refreshed_at + TOKEN_LIFE;
	return life;
}

/* Whole or not at all; it may be lost, since the file's own time says nearly the same. */
static bool
write_kept(int folder, const char *name, struct span text)
{
	char made[NAME_SIZE + 8];
	int fd;
	bool good;

	snprintf(made, sizeof made, ".%s.new", name);
	fd = openat(folder, made, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	good = write(fd, text.p, text.n) == (ssize_t)text.n;
	return close(fd) == 0 && good && renameat(folder, made, folder, name) == 0;
}

void
token_log_write(int folder, const char *token, const char *before, const struct token_life *life)
{
	char name[NAME_SIZE], old[NAME_SIZE], time[WHEN_TEXT_MAX];
	struct buf text = BUF_MAX(LIFE_MAX);

	if (folder < 0)
		return;
	name_of(token, name);
	name_of(before, old);
	jsonw_open(&text, '{');
	jsonw_member_word(&text, "refreshed_at", when_print(life->refreshed_at, time));
	if (life->expires_at != WHEN_NONE)
		jsonw_member_word(&text, "expires_at", when_print(life->expires_at, time));
	jsonw_close(&text, '}');
	if (!write_kept(folder, name, buf_span(&text)))
		say(SAY_WARNING, "state: " SHELF "/%s: cannot be saved: %s", name,
		    strerror(errno)); // NOLINT(concurrency-mt-unsafe): no threads
	if (strcmp(name, old) != 0)
		(void)unlinkat(folder, old, 0);
	buf_release(&text);
}
