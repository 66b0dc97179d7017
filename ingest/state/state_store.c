/* The folder of states: one file an account, replaced whole, made again where it is lost. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <search.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/state/state_private.h"
#include "lib/mem.h"
#include "lib/say.h"

#define OPEN_DIR (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

static int
by_account(const void *left, const void *right)
{
	return strcmp(((const struct account_state *)left)->account_id.text,
		      ((const struct account_state *)right)->account_id.text);
}

struct account_state *
state_find(const struct state *state, struct span account_id)
{
	struct account_state key;
	void *const *found;

	account_state_init(&key, account_id, WHEN_NONE);
	found = tfind(&key, &state->accounts, by_account);
	return found != NULL ? *found : NULL;
}

static struct account_state *
keep_in_memory(struct state *state, struct account_state account)
{
	struct kept *kept = must_calloc(1, sizeof *kept);

	kept->account = account;
	if (tsearch(kept, &state->accounts, by_account) == NULL)
		(void)must_malloc(SIZE_MAX / 2); /* the one way to end for want of memory */
	return &kept->account;
}

struct account_state *
state_add(struct state *state, struct span account_id, when_ms since)
{
	struct account_state account;

	account_state_init(&account, account_id, since);
	return keep_in_memory(state, account);
}

void
state_name(const struct state *state, const char *what, char name[STATE_NAME_MAX])
{
	uint64_t index, count;

	if (settings_shard(state->settings, &index, &count))
		snprintf(name, STATE_NAME_MAX, "%s.%" PRIu64 "-%" PRIu64, what, index, count);
	else
		snprintf(name, STATE_NAME_MAX, "%s", what);
}

static void
account_file(struct span account_id, char name[STATE_NAME_MAX])
{
	folder_name(account_id, STATE_ENDING, name);
}

bool
state_read_file(const struct state *state, const char *name, struct buf *out)
{
	return folder_read(state->shelf, name, out);
}

static void
complain(struct state *state, const char *name)
{
	if (!state->mute)
		say(SAY_WARNING, "state: %s: cannot be saved: %s: accounts may be read again", name,
		    strerror(errno)); // NOLINT(concurrency-mt-unsafe): no threads
	state->mute = true;
}

/* Not made durable: after a power cut an older file only makes the next run read more. */
void
state_write_file(struct state *state, const char *name, struct span text)
{
	if (state->keep && state->shelf >= 0 && !folder_write(state->shelf, name, text))
		complain(state, name);
}

/* What lies far ahead was written by a clock that was wrong, or is no file of ours. */
static bool
is_sane(const struct state *state, const struct account_state *account, struct span account_id)
{
	struct span id = id_span(&account->account_id);

	return id.n == account_id.n && memcmp(id.p, account_id.p, id.n) == 0 &&
	       account->since <= state->now + DEADLINE_MARGIN &&
	       (account->last_try == WHEN_NONE ||
		account->last_try <= state->now + DEADLINE_MARGIN);
}

/*
 * Made again out of the segments, where its file is lost or of no use: taken for new, an account
 * would hide its gap. One look at all of them serves every account of this run.
 */
static struct account_state *
recover(struct state *state, struct span account_id)
{
	if (state->recovered || state->spool == NULL)
		return NULL;
	state->recovered = true;
	say(SAY_DEBUG, "state: an account without a file: looked for in all segments");
	state_replay(state, true);
	return state_find(state, account_id);
}

struct account_state *
state_load(struct state *state, struct span account_id)
{
	struct account_state *known = state_find(state, account_id), account;
	struct buf text = BUF_MAX(STATE_FILE_MAX);
	char name[STATE_NAME_MAX];
	bool good;

	if (known != NULL || account_id.n > ID_MAX)
		return known;
	account_file(account_id, name);
	good = state_read_file(state, name, &text) && account_state_read(&account, buf_span(&text));
	buf_release(&text);
	if (good && is_sane(state, &account, account_id))
		return keep_in_memory(state, account);
	if (good)
		account_state_release(&account);
	return recover(state, account_id);
}

static void
save_node(const void *node, VISIT visit, void *state)
{
	struct kept *kept = *(struct kept *const *)node;

	if ((visit == postorder || visit == leaf) && kept->changed) {
		kept->changed = false;
		state_save(state, &kept->account);
	}
}

void
state_save_changed(struct state *state)
{
	twalk_r(state->accounts, save_node, state);
}

void
state_save(struct state *state, const struct account_state *account)
{
	struct buf text = BUF_MAX(STATE_FILE_MAX);
	char name[STATE_NAME_MAX];

	if (!state->keep || state->shelf < 0)
		return;
	account_file(id_span(&account->account_id), name);
	account_state_write(&text, account);
	if (!text.over)
		state_write_file(state, name, buf_span(&text));
	buf_release(&text);
}

struct account_state *
state_account(struct state *state, const char *account_id, const char *handle)
{
	struct span id = span_of(account_id);
	struct account_state *account = state_load(state, id);

	if (account == NULL) {
		account = state_add(state, id, state->now);
		snprintf(account->handle, sizeof account->handle, "%s", handle);
		state_save(state, account);
	}
	return account;
}

static void
free_account(void *account)
{
	account_state_release(account);
	free(account);
}

static bool
is_on_disk(const struct state *state)
{
	return state->keep && state->shelf >= 0 && !state->mute;
}

void
state_forget(struct state *state, struct account_state *account)
{
	if (!is_on_disk(state))
		return;
	(void)tdelete(account, &state->accounts, by_account);
	free_account(account);
}

void
state_forget_all(struct state *state)
{
	if (!is_on_disk(state))
		return;
	tdestroy(state->accounts, free_account);
	state->accounts = NULL;
}

int
state_folder(const struct state *state)
{
	return state->root;
}

/* The folder that --state names; *root stays -1 where it is missing and not to be made. */
static int
open_named(const char *path, bool make, int *root, struct fail *fail)
{
	struct stat st;

	if (make && mkdir(path, 0700) < 0 && errno != EEXIST)
		return fail_errno(fail, EX_CANTCREAT, "%s: the state cannot be made", path);
	*root = open(path, OPEN_DIR);
	if (*root < 0 && errno == ENOENT && !make)
		return 0;
	if (*root < 0 || fstat(*root, &st) < 0)
		return fail_errno(fail, EX_CANTCREAT, "%s: the state cannot be opened", path);
	if (st.st_uid == geteuid() && (st.st_mode & (S_IWGRP | S_IWOTH)) == 0)
		return 0;
	fail_set(fail, EX_NOPERM, "%s: others may write to the state", path);
	return fail_hint(fail, "Name a folder of your own; run: chmod go-w '%s'", path);
}

int
state_folder_open(const struct settings *settings, const struct spool *spool, bool make, int *root,
		  struct fail *fail)
{
	const char *path = settings_text(settings, SET_state);

	*root = -1;
	if (path != NULL)
		return open_named(path, make, root, fail);
	if (spool == NULL)
		return 0;
	*root = fcntl(spool_folder_fd(spool, SPOOL_STATE), F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	return *root >= 0 ? 0 : fail_errno(fail, EX_OSERR, "state: cannot be opened");
}

/* With a spool its lock does; two runs that share a named folder would undo each other's work. */
static int
lock_named(struct state *state, const char *path, struct fail *fail)
{
	char name[STATE_NAME_MAX];

	if (!state->keep || state->spool != NULL)
		return 0;
	state_name(state, "lock", name);
	state->lock = openat(state->shelf, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (state->lock < 0)
		return fail_errno(fail, EX_CANTCREAT, "%s/" STATE_SHELF "/%s: cannot be made", path,
				  name);
	if (flock(state->lock, LOCK_EX | LOCK_NB) == 0)
		return 0;
	fail_set(fail, EX_TEMPFAIL, "%s: locked: another run is at work", path);
	return fail_hint(fail, "Nothing was changed; the run that holds the lock does the work.");
}

static int
open_shelf(struct state *state, const char *path, struct fail *fail)
{
	if (state->root < 0)
		return 0;
	if (state->keep && mkdirat(state->root, STATE_SHELF, 0700) < 0 && errno != EEXIST)
		return fail_errno(fail, EX_CANTCREAT, "%s/" STATE_SHELF ": cannot be made", path);
	state->shelf = openat(state->root, STATE_SHELF, OPEN_DIR);
	if (state->shelf < 0 && (errno != ENOENT || state->keep))
		return fail_errno(fail, EX_CANTCREAT, "%s/" STATE_SHELF ": cannot be opened", path);
	return 0;
}

static int
open_folders(struct state *state, struct fail *fail)
{
	const char *path = settings_text(state->settings, SET_state);

	if (state_folder_open(state->settings, state->spool, state->keep, &state->root, fail) < 0 ||
	    open_shelf(state, path != NULL ? path : "state", fail) < 0)
		return -1;
	return path != NULL ? lock_named(state, path, fail) : 0;
}

int
state_open(struct state **state, const struct settings *settings, const struct spool *spool,
	   bool keep, when_ms now, struct fail *fail)
{
	struct state *s = must_calloc(1, sizeof *s);

	*s = (struct state){.settings = settings,
			    .spool = spool,
			    .root = -1,
			    .shelf = -1,
			    .lock = -1,
			    .keep = keep,
			    .now = now};
	*state = NULL;
	if (open_folders(s, fail) < 0) {
		state_close(s);
		return -1;
	}
	state_replay(s, false);
	state_begin_run(s);
	*state = s;
	return 0;
}

void
state_close(struct state *state)
{
	if (state == NULL)
		return;
	tdestroy(state->accounts, free_account);
	if (state->lock >= 0)
		close(state->lock);
	if (state->shelf >= 0)
		close(state->shelf);
	if (state->root >= 0)
		close(state->root);
	free(state);
}
