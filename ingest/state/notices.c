#include "ingest/state/notices.h"

#include "ingest/state/state_private.h"
#include "lib/mem.h"
#include "lib/say.h"

#define SHELF "notices"
#define FILE_MAX ((size_t)256 << 10) /* bytes; MISSES_MAX lines of 100, twice over */

/* Next line of the text, without its line feed. */
static bool
next_line(struct span *text, struct span *line)
{
	const char *end = text->n != 0 ? memchr(text->p, '\n', text->n) : NULL;

	if (end == NULL)
		return false;
	*line = (struct span){text->p, (size_t)(end - text->p)};
	text->n -= line->n + 1;
	text->p = end + 1;
	return true;
}

static bool
read_line(struct span line, struct miss *miss)
{
	const char *blank = line.n != 0 ? memchr(line.p, ' ', line.n) : NULL;
	size_t n = blank != NULL ? (size_t)(blank - line.p) : 0;

	*miss = (struct miss){.at = WHEN_NONE};
	if (n == 0 || n > ID_MAX)
		return false;
	memcpy(miss->graph_id.text, line.p, n);
	return when_parse((struct span){blank + 1, line.n - n - 1}, &miss->at);
}

static void
add_miss(struct misses *misses, const struct miss *miss)
{
	for (size_t i = 0; i < misses->n; i++)
		if (strcmp(misses->list[i].graph_id.text, miss->graph_id.text) == 0)
			return;
	misses->list = mem_grow(misses->list, misses->n, &misses->cap, sizeof *misses->list);
	misses->list[misses->n++] = *miss;
}

static void
read_notices(struct misses *misses, int shelf, const char *name)
{
	struct buf text = BUF_MAX(FILE_MAX);
	struct span rest, line;
	struct miss miss;

	*misses = (struct misses){.n = 0};
	if (folder_read(shelf, name, &text))
		for (rest = buf_span(&text); next_line(&rest, &line);)
			if (read_line(line, &miss))
				add_miss(misses, &miss);
	buf_release(&text);
}

static bool
write_notices(const struct misses *misses, int shelf, const char *name)
{
	struct buf text = BUF_MAX(FILE_MAX);
	char time[WHEN_TEXT_MAX];
	bool good;

	for (size_t i = misses->n > MISSES_MAX ? misses->n - MISSES_MAX : 0; i < misses->n; i++)
		buf_printf(&text, "%s %s\n", misses->list[i].graph_id.text,
			   when_print(misses->list[i].at, time));
	good = folder_write(shelf, name, buf_span(&text));
	buf_release(&text);
	return good;
}

static bool
was_seen(const struct account_state *account, const struct miss *miss)
{
	for (size_t i = 0; i < account->seen_n; i++)
		if (strcmp(account->seen[i].graph_id.text, miss->graph_id.text) == 0)
			return true;
	return false;
}

/* What the account's file says; an account without one may still become known. */
static bool
is_listed(int folder, struct span account_id, const struct miss *miss)
{
	struct buf text = BUF_MAX(STATE_FILE_MAX);
	struct account_state account;
	char name[FOLDER_NAME_MAX];
	int shelf = folder_open(folder, STATE_SHELF, false);
	bool listed = false;

	folder_name(account_id, STATE_ENDING, name);
	if (folder_read(shelf, name, &text) && account_state_read(&account, buf_span(&text))) {
		listed = was_seen(&account, miss);
		account_state_release(&account);
	}
	buf_release(&text);
	folder_close(shelf);
	return listed;
}

static void
note(int shelf, struct span account_id, const struct miss *miss)
{
	char name[FOLDER_NAME_MAX];
	struct misses misses;
	size_t before;

	folder_name(account_id, "", name);
	read_notices(&misses, shelf, name);
	before = misses.n;
	add_miss(&misses, miss);
	if (misses.n != before && !write_notices(&misses, shelf, name))
		say(SAY_WARNING, "state: notices: a story cannot be noted: should it have been "
				 "missed, gaps will not say so");
	misses_release(&misses);
}

void
notices_add(int folder, struct span account_id, struct span graph_id, when_ms at, when_ms now)
{
	struct miss miss = {.at = at};
	int shelf;

	if (folder < 0 || graph_id.n == 0 || graph_id.n > ID_MAX || at < now - NOTICE_LATE_MAX)
		return;
	memcpy(miss.graph_id.text, graph_id.p, graph_id.n);
	if (is_listed(folder, account_id, &miss))
		return;
	shelf = folder_open(folder, SHELF, true);
	note(shelf, account_id, &miss);
	folder_close(shelf);
}

struct gap
miss_gap(const struct miss *miss)
{
	when_ms taken_at = miss->at - NOTICE_DELAY - STORY_LIFE;

	return (struct gap){.from_time = taken_at - NOTICE_DELAY,
			    .to_time = taken_at + NOTICE_DELAY,
			    .found_at = miss->at,
			    .reason = GAP_MISSED_STORY};
}

/* What ended before the account was known is nobody's miss. */
static bool
is_miss(const struct account_state *account, const struct miss *miss, when_ms now)
{
	return miss->at > now - MISS_LIFE && miss->at - NOTICE_DELAY > account->since &&
	       !was_seen(account, miss);
}

void
notices_misses(struct misses *misses, int folder, const struct account_state *account, bool keep,
	       when_ms now)
{
	int shelf = folder_open(folder, SHELF, false);
	char name[FOLDER_NAME_MAX];
	size_t kept = 0, before;

	folder_name(id_span(&account->account_id), "", name);
	read_notices(misses, shelf, name);
	before = misses->n;
	for (size_t i = 0; i < misses->n; i++)
		if (is_miss(account, &misses->list[i], now))
			misses->list[kept++] = misses->list[i];
	misses->n = kept;
	if (keep && kept != before)
		(void)write_notices(misses, shelf, name);
	folder_close(shelf);
}

void
misses_release(struct misses *misses)
{
	free(misses->list);
	*misses = (struct misses){.n = 0};
}
