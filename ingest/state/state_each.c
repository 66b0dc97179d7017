/* All accounts that have a file or are in memory. */
#include <search.h>

#include "ingest/state/state_private.h"
#include "lib/say.h"

struct visitor {
	void (*visit)(const struct account_state *account, void *context);
	void *context;
};

static bool
is_account_file(const char *name)
{
	size_t n = strlen(name), end = strlen(STATE_ENDING);

	return n == strspn(name, "0123456789abcdef") + end && n > end &&
	       strcmp(name + n - end, STATE_ENDING) == 0;
}

/* The id is inside; what is torn is only made again by a run that knows it. */
static void
load_file(struct state *state, const char *name)
{
	struct buf text = BUF_MAX(STATE_FILE_MAX);
	struct account_state account;

	if (!state_read_file(state, name, &text) ||
	    !account_state_read(&account, buf_span(&text))) {
		say(SAY_WARNING, "state: %s: torn: the next run of graph makes it again", name);
	} else {
		(void)state_load(state, id_span(&account.account_id));
		account_state_release(&account);
	}
	buf_release(&text);
}

static void
load_all(struct state *state)
{
	DIR *dir = folder_list(state->shelf);
	const struct dirent *entry;

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL)
		if (is_account_file(entry->d_name))
			load_file(state, entry->d_name);
	closedir(dir);
}

static void
visit_node(const void *node, VISIT visit, void *context)
{
	const struct kept *kept = *(struct kept *const *)node;
	const struct visitor *visitor = context;

	if (visit == postorder || visit == leaf)
		visitor->visit(&kept->account, visitor->context);
}

void
state_each(struct state *state, void (*visit)(const struct account_state *account, void *context),
	   void *context)
{
	struct visitor visitor = {visit, context};

	load_all(state);
	twalk_r(state->accounts, visit_node, &visitor);
}
