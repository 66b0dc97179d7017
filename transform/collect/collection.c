#include "transform/collect/collection.h"

#include <inttypes.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/say.h"
#include "lib/tempfile.h"

#include "transform/collect/private.h"

struct collection *
collection_new(const struct settings *settings)
{
	struct collection *made = must_calloc(1, sizeof *made);

	made->settings = settings;
	made->file = -1;
	return made;
}

void
collection_free(struct collection *collection)
{
	if (collection == NULL)
		return;
	again_free(collection->again);
	if (collection->file >= 0)
		close(collection->file);
	arena_release(&collection->arena);
	free(collection->articles);
	free(collection->stories);
	free(collection->media);
	free(collection);
}

static int
keep_line(struct collection *collection, struct span line, struct kept_line *kept,
	  struct fail *fail)
{
	if (collection->file < 0)
		collection->file = tempfile_open(NULL, fail);
	if (collection->file < 0)
		return -1;
	*kept = (struct kept_line){collection->file_end, line.n};
	collection->file_end += line.n;
	return tempfile_write(collection->file, line.p, line.n, kept->at, fail);
}

static const char *
text_of(struct collection *collection, const struct record *record, enum field_id field)
{
	return arena_text(&collection->arena, record_text(record, field));
}

static const char *
account_of(struct collection *collection, const struct record *record, enum field_id field)
{
	struct span account = record_text(record, field);

	if (collection->account == NULL || strcmp(collection->account, account.p) != 0)
		collection->account = arena_text(&collection->arena, account);
	return collection->account;
}

static int
keep_article(struct collection *collection, const struct record *record, struct span line,
	     struct fail *fail)
{
	struct kept_article *kept;

	collection->articles = mem_grow(collection->articles, collection->articles_n,
					&collection->articles_cap, sizeof *collection->articles);
	kept = &collection->articles[collection->articles_n++];
	*kept = (struct kept_article){
	    .account_id = account_of(collection, record, article_account_id),
	    .article_id = text_of(collection, record, article_article_id),
	    .event_key = text_of(collection, record, article_event_key),
	    .day = text_of(collection, record, article_editorial_day),
	    .inputs_sha256 = text_of(collection, record, article_inputs_sha256),
	    .content_sha256 = text_of(collection, record, article_content_sha256),
	    .event_start = record_time(record, article_event_start),
	    .event_end = record_time(record, article_event_end),
	    .observed_at = record_time(record, article_observed_at),
	    .inputs = record_int(record, article_input_count),
	    .order = collection->order++,
	};
	return keep_line(collection, line, &kept->line, fail);
}

static int
keep_story(struct collection *collection, const struct record *record, struct span line,
	   struct fail *fail)
{
	struct kept_story *kept;

	collection->stories = mem_grow(collection->stories, collection->stories_n,
				       &collection->stories_cap, sizeof *collection->stories);
	kept = &collection->stories[collection->stories_n++];
	*kept = (struct kept_story){
	    .account_id = account_of(collection, record, story_account_id),
	    .story_id = text_of(collection, record, story_story_id),
	    .order = collection->order++,
	};
	return keep_line(collection, line, &kept->line, fail);
}

static void
keep_media(struct collection *collection, const struct record *record)
{
	if (strcmp(record_text(record, media_state).p, "ok") != 0 ||
	    !record_has(record, media_sha256))
		return;
	collection->media = mem_grow(collection->media, collection->media_n, &collection->media_cap,
				     sizeof *collection->media);
	collection->media[collection->media_n++] = (struct kept_media){
	    .account_id = account_of(collection, record, media_account_id),
	    .story_id = text_of(collection, record, media_story_id),
	    .sha256 = text_of(collection, record, media_sha256),
	    .seen_type = text_of(collection, record, media_seen_type),
	    .is_thumbnail = strcmp(record_text(record, media_kind).p, "thumbnail") == 0,
	    .order = collection->order++,
	};
}

static int
keep(struct collection *collection, const struct record *record, struct span line,
     struct fail *fail)
{
	switch (record->id) {
	case RECORD_article:
		return keep_article(collection, record, line, fail);
	case RECORD_story:
		return keep_story(collection, record, line, fail);
	case RECORD_media:
		keep_media(collection, record);
		return 0;
	default:
		return 0;
	}
}

/* A record that is no good is told and passed over, or with --strict the end. */
static int
complain(const struct collection *collection, const struct stream_in *in, const char *reason,
	 const char *detail, struct fail *fail)
{
	if (settings_flag(collection->settings, SET_strict))
		return fail_set(fail, EX_DATAERR, "%s: line %" PRIu64 ": %s: %s", stream_name(in),
				stream_line_number(in), reason, detail);
	say(SAY_WARNING, "%s: line %" PRIu64 ": %s: %s", stream_name(in), stream_line_number(in),
	    reason, detail);
	return 0;
}

static int
take_line(struct collection *collection, const struct stream_in *in, struct span line,
	  struct fail *fail)
{
	struct record record = {.root = NULL};
	struct record_fault fault = {.reason = ""};
	int result = 0;

	switch (record_read(line, &record, &fault)) {
	case RECORD_GOOD:
		result = keep(collection, &record, line, fail);
		record_release(&record);
		break;
	case RECORD_BAD:
	case RECORD_UNKNOWN:
		result = complain(collection, in, fault.reason, fault.detail, fail);
		break;
	case RECORD_END:
		break;
	}
	return result;
}

int
collection_read_stream(struct collection *collection, int fd, const char *name, bool need_end,
		       struct fail *fail)
{
	struct stream_in *in = stream_in_new(fd, name, need_end);
	struct span line;
	enum stream_got got;
	int result = 0;

	while (result == 0 && (got = stream_next(in, &line, fail)) != STREAM_EOF) {
		if (got == STREAM_LINE)
			result = take_line(collection, in, line, fail);
		else if (got == STREAM_LONG)
			result = complain(collection, in, "too_long", "a line beyond 16 MiB", fail);
		else if (got == STREAM_FAIL)
			result = -1;
	}
	stream_in_free(in);
	return result;
}

static int
compare_keys(const char *account_a, const char *id_a, const char *account_b, const char *id_b)
{
	int order = strcmp(account_a, account_b);

	return order != 0 ? order : strcmp(id_a, id_b);
}

/* Of one story the record that came last stands first. */
static int
by_story(const void *left, const void *right)
{
	const struct kept_story *a = left, *b = right;
	int order = compare_keys(a->account_id, a->story_id, b->account_id, b->story_id);

	return order != 0 ? order : (a->order < b->order) - (a->order > b->order);
}

static int
by_media(const void *left, const void *right)
{
	const struct kept_media *a = left, *b = right;
	int order = compare_keys(a->account_id, a->story_id, b->account_id, b->story_id);

	if (order == 0)
		order = (int)a->is_thumbnail - (int)b->is_thumbnail;
	return order != 0 ? order : (a->order < b->order) - (a->order > b->order);
}

static int
take_again(struct collection *collection, struct fail *fail)
{
	int fd = again_write(collection->again, fail), result;

	if (fd < 0)
		return -1;
	result = collection_read_stream(collection, fd, "the records made", true, fail);
	close(fd);
	return result;
}

int
collection_settle(struct collection *collection, struct fail *fail)
{
	if (collection->again != NULL && take_again(collection, fail) < 0)
		return -1;
	if (collection->stories_n != 0)
		qsort(collection->stories, collection->stories_n, sizeof *collection->stories,
		      by_story);
	if (collection->media_n != 0)
		qsort(collection->media, collection->media_n, sizeof *collection->media, by_media);
	return collection_keep_current(collection, fail);
}

const struct kept_article *
collection_articles(const struct collection *collection, size_t *n)
{
	*n = collection->articles_n;
	return collection->articles;
}

/* The first story whose key is not less. */
static const struct kept_story *
find_story(const struct collection *collection, const char *account_id, const char *story_id)
{
	size_t from = 0, to = collection->stories_n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		const struct kept_story *story = &collection->stories[middle];

		if (compare_keys(story->account_id, story->story_id, account_id, story_id) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from < collection->stories_n ? &collection->stories[from] : NULL;
}

bool
collection_knows_account(const struct collection *collection, const char *account_id)
{
	const struct kept_story *story = find_story(collection, account_id, "");

	return story != NULL && strcmp(story->account_id, account_id) == 0;
}

static int
read_line(const struct collection *collection, struct kept_line kept, struct record *record,
	  struct fail *fail)
{
	struct record_fault fault = {.reason = ""};
	char *line = must_malloc(kept.n + 1);
	int result = tempfile_read(collection->file, line, kept.n, kept.at, fail);

	if (result == 0 && record_read((struct span){line, kept.n}, record, &fault) != RECORD_GOOD)
		result = fail_set(fail, EX_SOFTWARE, "a record that was read is none any more: %s",
				  fault.detail);
	free(line);
	return result;
}

int
collection_read_article(const struct collection *collection, const struct kept_article *article,
			struct record *record, struct fail *fail)
{
	return read_line(collection, article->line, record, fail);
}

int
collection_read_story(const struct collection *collection, const char *account_id,
		      const char *story_id, struct record *record, struct fail *fail)
{
	const struct kept_story *story = find_story(collection, account_id, story_id);

	if (story == NULL ||
	    compare_keys(story->account_id, story->story_id, account_id, story_id) != 0)
		return 0;
	return read_line(collection, story->line, record, fail) < 0 ? -1 : 1;
}

const struct kept_media *
collection_media(const struct collection *collection, const char *account_id, const char *story_id,
		 bool is_thumbnail)
{
	struct kept_media key = {.account_id = account_id,
				 .story_id = story_id,
				 .is_thumbnail = is_thumbnail,
				 .order = UINT64_MAX};
	size_t from = 0, to = collection->media_n;
	const struct kept_media *found;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (by_media(&collection->media[middle], &key) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	found = from < collection->media_n ? &collection->media[from] : NULL;
	if (found == NULL || found->is_thumbnail != is_thumbnail ||
	    compare_keys(found->account_id, found->story_id, account_id, story_id) != 0)
		return NULL;
	return found;
}
