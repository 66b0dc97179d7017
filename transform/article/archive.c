#include "transform/article/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/record.h"
#include "lib/say.h"
#include "lib/stream.h"

#include "transform/arena.h"

struct archive {
	struct arena arena;
	struct earlier *list; /* by account, end, key and content once settled */
	size_t n, cap;
	char sha256[DIGEST_HEX + 1];
};

struct archive *
archive_new(void)
{
	return must_calloc(1, sizeof(struct archive));
}

void
archive_free(struct archive *archive)
{
	if (archive == NULL)
		return;
	arena_release(&archive->arena);
	free(archive->list);
	free(archive);
}

static const char *
keep_text(struct archive *archive, const struct record *record, enum field_id field)
{
	return arena_text(&archive->arena, record_text(record, field));
}

static const char *
keep_word(struct archive *archive, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_string(value))
		return NULL;
	return arena_text(&archive->arena,
			  (struct span){json_string_value(value), json_string_length(value)});
}

static void
keep_people(struct archive *archive, struct earlier *earlier, const json_t *people)
{
	size_t i;
	json_t *person;

	earlier->people =
	    arena_alloc(&archive->arena, (json_array_size(people) + 1) * sizeof *earlier->people);
	json_array_foreach(people, i, person)
	{
		const char *id = keep_word(archive, person, "person_id");
		const char *role = json_string_value(json_object_get(person, "role"));

		if (id != NULL && role != NULL && strcmp(role, "poster") != 0)
			earlier->people[earlier->people_n++] = id;
	}
}

static void
keep_article(struct archive *archive, const struct record *record)
{
	const json_t *places = record_json(record, article_places);
	struct earlier *earlier;

	archive->list = mem_grow(archive->list, archive->n, &archive->cap, sizeof *archive->list);
	earlier = &archive->list[archive->n++];
	*earlier = (struct earlier){
	    .account_id = keep_text(archive, record, article_account_id),
	    .article_id = keep_text(archive, record, article_article_id),
	    .event_key = keep_text(archive, record, article_event_key),
	    .uri = keep_text(archive, record, article_uri),
	    .headline = keep_text(archive, record, article_headline),
	    .content_sha256 = keep_text(archive, record, article_content_sha256),
	    .start = record_time(record, article_event_start),
	    .end = record_time(record, article_event_end),
	    .zone = keep_text(archive, record, article_time_zone),
	    .is_one = json_array_size(record_json(record, article_story_ids)) == 1,
	};
	if (json_array_size(places) == 1)
		earlier->place = keep_word(archive, json_array_get(places, 0), "name");
	keep_people(archive, earlier, record_json(record, article_people));
}

static void
take_line(struct archive *archive, const struct stream_in *in, struct span line)
{
	struct record record = {.root = NULL};
	struct record_fault fault = {.reason = ""};

	switch (record_read(line, &record, &fault)) {
	case RECORD_GOOD:
		if (record.id == RECORD_article)
			keep_article(archive, &record);
		record_release(&record);
		break;
	case RECORD_BAD:
		say(SAY_WARNING, "%s: line %" PRIu64 ": left out of the archive: %s: %s",
		    stream_name(in), stream_line_number(in), fault.reason, fault.detail);
		break;
	case RECORD_UNKNOWN:
	case RECORD_END:
		break;
	}
}

int
archive_read(struct archive *archive, const char *path, bool need_end, struct fail *fail)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum stream_got got = STREAM_FAIL;
	struct stream_in *in;
	struct span line;

	if (fd < 0)
		return fail_errno(fail, errno == ENOENT ? EX_NOINPUT : EX_IOERR,
				  "--archive: %s: cannot be opened", path);
	in = stream_in_new(fd, path, need_end);
	while ((got = stream_next(in, &line, fail)) != STREAM_EOF && got != STREAM_FAIL)
		if (got == STREAM_LINE)
			take_line(archive, in, line);
	stream_in_free(in);
	close(fd);
	return got == STREAM_FAIL ? -1 : 0;
}

static int
by_account(const void *left, const void *right)
{
	const struct earlier *a = left, *b = right;
	int order = strcmp(a->account_id, b->account_id);

	if (order == 0)
		order = (a->end > b->end) - (a->end < b->end);
	if (order == 0)
		order = strcmp(a->event_key, b->event_key);
	return order != 0 ? order : strcmp(a->content_sha256, b->content_sha256);
}

void
archive_settle(struct archive *archive)
{
	struct digest digest;

	if (archive->n == 0)
		return;
	qsort(archive->list, archive->n, sizeof *archive->list, by_account);
	digest_init(&digest);
	for (size_t i = 0; i < archive->n; i++) {
		const struct earlier *earlier = &archive->list[i];

		if (i == 0 || by_account(earlier, earlier - 1) != 0)
			digest_add(&digest, earlier->content_sha256, DIGEST_HEX);
	}
	digest_hex(&digest, archive->sha256);
}

const char *
archive_sha256(const struct archive *archive)
{
	return archive->sha256;
}

const struct earlier *
archive_before(const struct archive *archive, const char *account_id, when_ms then, when_ms within)
{
	const struct earlier sought = {.account_id = account_id,
				       .end = then,
				       .event_key = "",
				       .content_sha256 = ""};
	size_t low = 0, high = archive->n;
	const struct earlier *found;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (by_account(&archive->list[middle], &sought) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return NULL;
	found = &archive->list[low - 1];
	return strcmp(found->account_id, account_id) == 0 && then - found->end <= within ? found
											 : NULL;
}
