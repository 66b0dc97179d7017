/* States made again out of the poll records in the segments of the spool. */
#include <unistd.h>

#include "ingest/state/state_private.h"
#include "lib/mem.h"
#include "lib/say.h"
#include "lib/stream.h"

#define WATERMARK "through"

/* The segments of raw/ and done/, by name and so by time. */
struct found {
	struct spool_names raw, done;
	const char **list; /* lent by the two */
	size_t n;
};

/* The polls of one segment: they count only when all of it is good. */
struct polls {
	struct record *list;
	size_t n, cap;
};

static int
by_name(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void
add_names(struct found *found, const struct spool_names *names, const char *after)
{
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->list[i], after) > 0)
			found->list[found->n++] = names->list[i];
}

static bool
find_segments(struct found *found, const struct spool *spool, const char *after)
{
	struct fail fail = FAIL_NONE;

	*found = (struct found){.n = 0};
	if (spool_list(spool, SPOOL_RAW, SPOOL_KIND_RAW, &found->raw, &fail) < 0 ||
	    spool_list(spool, SPOOL_DONE, SPOOL_KIND_RAW, &found->done, &fail) < 0) {
		say_warning(&fail);
		spool_names_release(&found->raw);
		return false;
	}
	found->list = must_calloc(found->raw.n + found->done.n + 1, sizeof *found->list);
	add_names(found, &found->raw, after);
	add_names(found, &found->done, after);
	qsort(found->list, found->n, sizeof *found->list, by_name);
	return true;
}

static void
found_release(struct found *found)
{
	free(found->list);
	spool_names_release(&found->raw);
	spool_names_release(&found->done);
}

static void
polls_release(struct polls *polls)
{
	for (size_t i = 0; i < polls->n; i++)
		record_release(&polls->list[i]);
	free(polls->list);
}

static void
add_poll(struct polls *polls, struct span line)
{
	static const char start[] = "{\"type\":\"poll\"";
	struct record_fault fault;
	struct record record;

	if (line.n < sizeof start || memcmp(line.p, start, sizeof start - 1) != 0 ||
	    record_read(line, &record, &fault) != RECORD_GOOD)
		return;
	polls->list = mem_grow(polls->list, polls->n, &polls->cap, sizeof *polls->list);
	polls->list[polls->n++] = record;
}

/* A segment moves from raw/ to done/ when transform has dealt with it, maybe just now. */
static int
open_segment(const struct spool *spool, const char *name)
{
	struct fail fail = FAIL_NONE;
	int fd = spool_read(spool, SPOOL_RAW, name, &fail);

	return fd >= 0 ? fd : spool_read(spool, SPOOL_DONE, name, &fail);
}

static bool
read_polls(struct polls *polls, const struct spool *spool, const char *name)
{
	int fd = open_segment(spool, name);
	struct fail fail = FAIL_NONE;
	struct stream_in *in;
	struct span line;
	enum stream_got got;

	*polls = (struct polls){.n = 0};
	if (fd < 0)
		return false;
	in = stream_in_new(fd, name, true);
	while ((got = stream_next(in, &line, &fail)) != STREAM_EOF && got != STREAM_FAIL)
		if (got == STREAM_LINE)
			add_poll(polls, line);
	stream_in_free(in);
	close(fd);
	if (got == STREAM_FAIL)
		say(SAY_DEBUG, "state: %s", fail.text);
	return got == STREAM_EOF;
}

static struct live_story
live_of(const json_t *value)
{
	struct live_story story = {.taken_at = WHEN_NONE, .read_at = WHEN_NONE};
	struct span story_id = json_text(json_object_get(value, "story_id"));
	struct span graph_id = json_text(json_object_get(value, "graph_id"));

	if (field_text_good(FIELD_ID, story_id) && story_id.n <= ID_MAX)
		memcpy(story.story_id.text, story_id.p, story_id.n);
	if (field_text_good(FIELD_ID, graph_id) && graph_id.n <= ID_MAX)
		memcpy(story.graph_id.text, graph_id.p, graph_id.n);
	if (!when_parse(json_text(json_object_get(value, "taken_at")), &story.taken_at))
		story.taken_at = WHEN_NONE;
	return story;
}

static void
take(struct state *state, const struct poll_facts *facts)
{
	struct account_state *account = state_load(state, facts->account_id);

	if (account == NULL)
		account = state_add(state, facts->account_id, facts->started_at);
	(void)account_state_take_poll(account, facts);
	((struct kept *)account)->changed = true;
}

static void
fold(struct state *state, const struct record *record)
{
	const json_t *live = record_json(record, poll_live);
	struct poll_facts facts = {.account_id = record_text(record, poll_account_id),
				   .handle = record_text(record, poll_handle),
				   .started_at = record_time(record, poll_started_at),
				   .finished_at = record_time(record, poll_finished_at),
				   .answered = record_has(record, poll_http_status),
				   .stories = record_int(record, poll_stories),
				   .live_n = json_array_size(live)};
	struct live_story *list = must_calloc(facts.live_n + 1, sizeof *list);

	for (size_t i = 0; i < facts.live_n; i++)
		list[i] = live_of(json_array_get(live, i));
	facts.live = list;
	if (facts.account_id.n <= ID_MAX && settings_in_shard(state->settings, facts.account_id) &&
	    poll_outcome_read(record_text(record, poll_outcome), &facts.outcome) &&
	    facts.started_at <= state->now + DEADLINE_MARGIN)
		take(state, &facts);
	free(list);
}

static void
replay_segment(struct state *state, const char *name)
{
	struct polls polls;

	if (read_polls(&polls, state->spool, name))
		for (size_t i = 0; i < polls.n; i++)
			fold(state, &polls.list[i]);
	polls_release(&polls);
}

/* The name of the newest segment taken in; empty where that is not known. */
static void
read_watermark(const struct state *state, const char *file, char name[SPOOL_NAME_MAX])
{
	struct buf text = BUF_MAX(SPOOL_NAME_MAX);

	name[0] = '\0';
	if (state_read_file(state, file, &text) && text.n > 1 && text.n < SPOOL_NAME_MAX &&
	    text.p[text.n - 1] == '\n') {
		memcpy(name, text.p, text.n - 1);
		name[text.n - 1] = '\0';
	}
	buf_release(&text);
}

/* The oldest of all shards' watermarks: for one who looks at what several runs keep. */
static void
read_oldest_watermark(const struct state *state, char name[SPOOL_NAME_MAX])
{
	DIR *dir = folder_list(state->shelf);
	char other[SPOOL_NAME_MAX];
	const struct dirent *entry;

	name[0] = '\0';
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (strncmp(entry->d_name, WATERMARK, sizeof WATERMARK - 1) != 0)
			continue;
		read_watermark(state, entry->d_name, other);
		if (name[0] == '\0' || strcmp(other, name) < 0)
			snprintf(name, SPOOL_NAME_MAX, "%s", other);
		if (name[0] == '\0')
			break;
	}
	if (dir != NULL)
		closedir(dir);
}

static void
write_watermark(struct state *state, const char *file, const char *name)
{
	struct buf text = BUF_MAX(SPOOL_NAME_MAX + 1);

	buf_printf(&text, "%s\n", name);
	state_write_file(state, file, buf_span(&text));
	buf_release(&text);
}

void
state_replay(struct state *state, bool all)
{
	char file[STATE_NAME_MAX], after[SPOOL_NAME_MAX] = "";
	struct found found;

	if (state->spool == NULL)
		return;
	state_name(state, WATERMARK, file);
	if (!all && state->keep)
		read_watermark(state, file, after);
	else if (!all)
		read_oldest_watermark(state, after);
	if (!find_segments(&found, state->spool, after))
		return;
	state->recovered = state->recovered || after[0] == '\0';
	for (size_t i = 0; i < found.n; i++)
		if (i == 0 || strcmp(found.list[i - 1], found.list[i]) != 0)
			replay_segment(state, found.list[i]);
	state_save_changed(state);
	if (!all && found.n != 0)
		write_watermark(state, file, found.list[found.n - 1]);
	found_release(&found);
}
