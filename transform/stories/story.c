#include "transform/stories/story.h"

#include "lib/jsonw.h"

#define SOURCE_MAX ((size_t)32) /* bytes of its name; see records.def */
#define STAMP_MAX (WHEN_TEXT_MAX + SOURCE_MAX + 32)

static char *
put_time(char *to, when_ms at)
{
	char text[WHEN_TEXT_MAX];
	size_t n;

	if (at == WHEN_NONE) {
		*to++ = '-';
		return to;
	}
	n = strlen(when_print(at, text));
	if (text[n - 5] == '.')
		return mempcpy(to, text, n);
	to = mempcpy(to, text, n - 1);
	return mempcpy(to, ".000Z", 5);
}

static char *
put_hash(char *to, uint64_t hash)
{
	static const char digits[] = "0123456789abcdef";

	for (int shift = 60; shift >= 0; shift -= 4)
		*to++ = digits[hash >> shift & 0xf];
	return to;
}

/* As text that sorts as the stamp does. */
static void
put_stamp(struct buf *out, const struct stamp *stamp)
{
	const char *source = source_name(stamp->source);
	char text[STAMP_MAX], *to = text;

	*to++ = '"';
	*to++ = (char)('0' + stamp->rank / 10); /* a rank has two digits */
	*to++ = (char)('0' + stamp->rank % 10);
	*to++ = ' ';
	to = put_time(to, stamp->at);
	*to++ = ' ';
	to = mempcpy(to, source, strnlen(source, SOURCE_MAX));
	*to++ = ' ';
	to = put_hash(to, stamp->hash);
	*to++ = '"';
	buf_put(out, text, (size_t)(to - text));
}

const char *
story_text(const struct story *story, size_t cell)
{
	return story->cells[cell].text;
}

/* Cells that come from elsewhere than the cells. */
static bool
put_own(const struct story *story, struct record_out *out, enum field_id field)
{
	switch (field) {
	case story_account_id:
		record_put_word(out, field, story->account_id);
		return true;
	case story_story_id:
		record_put_word(out, field, story->story_id);
		return true;
	case story_first_seen:
	case story_last_seen:
		if (story->first_seen != WHEN_NONE)
			record_put_time(out, field,
					field == story_first_seen ? story->first_seen
								  : story->last_seen);
		return true;
	case story_sanitised:
		if (story->sanitised)
			record_put_bool(out, field, true);
		return true;
	default:
		return field == story_provenance;
	}
}

static void
put_cell(struct record_out *out, enum field_id field, const char *text)
{
	switch (record_field(field)->kind) {
	case FIELD_INT:
		record_put_int(out, field, strtoll(text, NULL, 10));
		break;
	case FIELD_BOOL:
		record_put_bool(out, field, strcmp(text, "true") == 0);
		break;
	case FIELD_JSON:
		record_put_json(out, field, span_of(text));
		break;
	default:
		record_put_word(out, field, text);
		break;
	}
}

/* As jsonb sorts the names: by their length, then by their bytes. */
static const enum field_id by_name[] = {
    story_ig_pk,       story_links,         story_width,
    story_handle,      story_height,        story_places,
    story_caption,     story_alt_text,      story_graph_id,
    story_hashtags,    story_mentions,      story_story_id,
    story_taken_at,    story_last_seen,     story_media_url,
    story_permalink,   story_sanitised,     story_shortcode,
    story_account_id,  story_expires_at,    story_first_seen,
    story_media_type,  story_provenance,    story_raw_sha256,
    story_duration_ms, story_thumbnail_url, story_paid_partnership,
};

_Static_assert(COUNT(by_name) == STORY_FIELDS, "every field has its place");

static void
put_provenance(struct buf *out, const struct story *story)
{
	jsonw_open(out, '{');
	for (size_t i = 0; i < COUNT(by_name); i++) {
		const struct field *field = record_field(by_name[i]);
		const struct stamp *stamp = &story->stamps[by_name[i] - story_FIRST];

		if (stamp->rank == 0)
			continue;
		jsonw_key_n(out, field->name, field->name_n);
		put_stamp(out, stamp);
	}
	jsonw_close(out, '}');
}

struct span
story_write(const struct story *story, struct record_out *out)
{
	record_start(out, RECORD_story);
	for (size_t i = 0; i < STORY_FIELDS; i++) {
		enum field_id field = (enum field_id)(story_FIRST + i);

		if (!put_own(story, out, field) && story->cells[i].text != NULL)
			put_cell(out, field, story->cells[i].text);
	}
	put_provenance(record_open_json(out, story_provenance), story);
	return record_finish(out);
}
