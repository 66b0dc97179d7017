#include <ctype.h>

#include "ingest/graph/media_private.h"
#include "lib/mem.h"

/* A record takes no more than its ceiling, and no bytes that are no text. */
static struct span
put_clean(char out[DETAIL_MAX], const char *text)
{
	size_t n = strlen(text);

	if (n > DETAIL_MAX)
		n = DETAIL_MAX;
	for (size_t i = 0; i < n; i++)
		out[i] = isprint((unsigned char)text[i]) ? text[i] : '?';
	return (struct span){out, n};
}

static void
write_record(struct media *media, const struct wish *wish, const struct outcome *outcome)
{
	const struct answer *answer = outcome->answer;
	struct record_out *out = &media->record;
	char clean[DETAIL_MAX];

	record_start(out, RECORD_media);
	record_put_word(out, media_account_id, wish->known->account_id);
	record_put_text(out, media_story_id, id_span(&wish->entry->story_id));
	record_put_word(out, media_kind, media_kind_name(wish->entry->kind));
	record_put_word(out, media_state, media_state_name(outcome->state));
	record_put_time(out, media_fetched_at, when_now());
	if (outcome->content != NULL) {
		record_put_word(out, media_sha256, outcome->content->sha256);
		record_put_int(out, media_bytes, (int64_t)outcome->content->bytes);
	}
	if (answer != NULL && answer->content_type[0] != '\0')
		record_put_text(out, media_content_type, put_clean(clean, answer->content_type));
	if (outcome->content != NULL && outcome->content->seen_type != NULL)
		record_put_word(out, media_seen_type, outcome->content->seen_type);
	if (answer != NULL && answer->status != 0)
		record_put_int(out, media_http_status, answer->status);
	if (outcome->detail[0] != '\0')
		record_put_text(out, media_detail, put_clean(clean, outcome->detail));
	if (media->fail->status == EX_OK)
		(void)!sink_put(media->with.sink, record_finish(out), media->fail);
	wish->known->mark = sink_count(media->with.sink);
}

void
media_settle(struct media *media, const struct wish *wish, const struct outcome *outcome)
{
	struct media_entry *entry = wish->entry;
	bool tried = outcome->state != MEDIA_NO_SPACE && outcome->state != MEDIA_ABSENT;

	if (outcome->state != entry->state)
		write_record(media, wish, outcome);
	if (outcome->state != entry->state || tried)
		wish->known->changed = true;
	media->counts[outcome->state]++;
	entry->state = outcome->state;
	entry->tries += tried;
	free(entry->link);
	entry->link = NULL;
}

void
media_settle_simply(struct media *media, const struct wish *wish, enum media_state state,
		    const char *detail)
{
	const struct outcome outcome = {.state = state, .detail = detail};

	media_settle(media, wish, &outcome);
}
