#include "transform/stories/story.h"

#include "lib/jsonw.h"

#define PROVENANCE_MAX 8192 /* bytes; see records.def */

static void
put_time(struct buf *out, when_ms at)
{
	char text[WHEN_TEXT_MAX];
	size_t n;

	if (at == WHEN_NONE) {
		buf_putc(out, '-');
		return;
	}
	n = strlen(when_print(at, text));
	if (text[n - 5] == '.') {
		buf_put(out, text, n);
		return;
	}
	buf_put(out, text, n - 1);
	buf_puts(out, ".000Z");
}

static void
put_hash(struct buf *out, uint64_t hash)
{
	static const char digits[] = "0123456789abcdef";
	char text[2 * sizeof hash];

	for (size_t i = sizeof text; i-- > 0; hash >>= 4)
		text[i] = digits[hash & 0xf];
	buf_put(out, text, sizeof text);
}

/* As text that sorts as the stamp does. */
static void
put_stamp(struct buf *out, const char *key, const struct stamp *stamp)
{
	jsonw_key(out, key);
	buf_putc(out, '"');
	buf_putc(out, (char)('0' + stamp->rank / 10)); /* a rank has two digits */
	buf_putc(out, (char)('0' + stamp->rank % 10));
	buf_putc(out, ' ');
	put_time(out, stamp->at);
	buf_putc(out, ' ');
	buf_puts(out, source_name(stamp->source));
	buf_putc(out, ' ');
	put_hash(out, stamp->hash);
	buf_putc(out, '"');
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
		record_put_json(out, field, (struct span){text, strlen(text)});
		break;
	default:
		record_put_word(out, field, text);
		break;
	}
}

struct span
story_write(const struct story *story, struct record_out *out)
{
	struct buf provenance = BUF_MAX(PROVENANCE_MAX);
	struct span line;

	record_start(out, RECORD_story);
	jsonw_open(&provenance, '{');
	for (size_t i = 0; i < STORY_FIELDS; i++) {
		enum field_id field = (enum field_id)(story_FIRST + i);

		if (story->stamps[i].rank != 0)
			put_stamp(&provenance, record_field(field)->name, &story->stamps[i]);
		if (!put_own(story, out, field) && story->cells[i].text != NULL)
			put_cell(out, field, story->cells[i].text);
	}
	jsonw_close(&provenance, '}');
	record_put_json(out, story_provenance, buf_span(&provenance));
	line = record_finish(out);
	buf_release(&provenance);
	return line;
}
