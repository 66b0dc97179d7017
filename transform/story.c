#include "transform/story.h"

#include <inttypes.h>

#include "lib/jsonw.h"

#define PROVENANCE_MAX 8192 /* bytes; see records.def */

static const char *
print_time(when_ms at, char text[WHEN_TEXT_MAX])
{
	size_t n;

	if (at == WHEN_NONE)
		return "-";
	when_print(at, text);
	n = strlen(text);
	if (text[n - 5] != '.')
		snprintf(text + n - 1, WHEN_TEXT_MAX - n, ".000Z");
	return text;
}

/* As text that sorts as the stamp does. */
static void
put_stamp(struct buf *out, const char *key, const struct stamp *stamp)
{
	char time[WHEN_TEXT_MAX];

	jsonw_key(out, key);
	buf_printf(out, "\"%02d %s %s %016" PRIx64 "\"", stamp->rank, print_time(stamp->at, time),
		   source_name(stamp->source), stamp->hash);
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
