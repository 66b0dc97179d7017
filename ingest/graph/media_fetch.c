/* One picture or film: from its link into the store. */
#include <errno.h>
#include <strings.h>

#include "ingest/graph/media_private.h"

static void on_done(void *context, struct answer *answer);

/* The rest of the file, or all of it. */
static void
ask_for(struct fetch *fetch)
{
	struct media *media = fetch->media;
	const struct http_call call = {
	    .url = fetch->wish.entry->link,
	    .max = (size_t)(fetch->most - fetch->part.have),
	    .to_file = true,
	    .fd = fetch->part.fd,
	    .from = fetch->part.have,
	    .public_only = !media->with.local,
	    .done = on_done,
	    .context = fetch,
	};

	fetch->begun_at = fetch->part.have;
	fetch->attempts++;
	http_start(media->with.http, &call);
}

/* Another link to the same thing has another query; the part belongs to the thing. */
static void
part_key(const struct wish *wish, char key[DIGEST_HEX + 1])
{
	struct span link = span_of(wish->entry->link);
	struct span stem = media_link_stem(link);
	struct buf text = BUF_MAX(LINK_MAX + 256);

	buf_printf(&text, "%s/%s/%s/", wish->known->account_id, wish->entry->story_id.text,
		   media_kind_name(wish->entry->kind));
	buf_put(&text, stem.p, stem.n);
	digest_of(buf_span(&text), key);
	buf_release(&text);
}

static enum media_state
state_of_errno(int error)
{
	return error == ENOSPC || error == EDQUOT ? MEDIA_NO_SPACE : MEDIA_FAILED;
}

void
media_fetch(struct media *media, struct fetch *fetch, const struct wish *wish, uint64_t bytes)
{
	uint64_t most = bytes < MEDIA_MAX ? bytes : MEDIA_MAX;
	struct fail fail = FAIL_NONE;
	char key[DIGEST_HEX + 1];
	int got;

	*fetch = (struct fetch){.media = media, .wish = *wish, .most = most};
	part_key(wish, key);
	got = media_part_open(&fetch->part, media->with.sink->spool, key, &fail);
	if (got > 0 && fetch->part.have >= most)
		got = media_part_empty(&fetch->part, &fail) < 0 ? -1 : 1;
	if (got < 0)
		media_settle_simply(media, wish, state_of_errno(errno), fail.text);
	if (got <= 0) /* 0: another run is at it, and will tell */
		return;
	fetch->busy = true;
	media->busy++;
	ask_for(fetch);
}

static void
end_fetch(struct fetch *fetch, const struct outcome *outcome)
{
	struct media *media = fetch->media;

	media_settle(media, &fetch->wish, outcome);
	if (outcome->state == MEDIA_NO_SPACE)
		media_say_full(media);
	fetch->busy = false;
	media->busy--;
}

/* It is of no use, and neither is what came so far. */
static void
end_badly(struct fetch *fetch, enum media_state state, const char *detail,
	  const struct answer *answer)
{
	const struct outcome outcome = {.state = state, .detail = detail, .answer = answer};

	media_part_drop(&fetch->part, fetch->media->with.sink->spool);
	end_fetch(fetch, &outcome);
}

/* What came may be the beginning: the next try goes on with it. */
static void
end_for_now(struct fetch *fetch, const char *detail, const struct answer *answer)
{
	const struct outcome outcome = {.state = MEDIA_FAILED, .detail = detail, .answer = answer};

	media_part_close(&fetch->part, fetch->media->with.sink->spool);
	end_fetch(fetch, &outcome);
}

static bool
is_told_media(const struct answer *answer)
{
	return strncasecmp(answer->content_type, "image/", 6) == 0 ||
	       strncasecmp(answer->content_type, "video/", 6) == 0;
}

static void
keep(struct fetch *fetch, const struct answer *answer)
{
	const struct spool *spool = fetch->media->with.sink->spool;
	struct fail fail = FAIL_NONE;
	struct media_content content;
	struct outcome outcome = {.state = MEDIA_OK,
				  .detail = "",
				  .answer = answer,
				  .content = &content};

	if (media_part_read(&fetch->part, &content, &fail) < 0) {
		end_badly(fetch, MEDIA_FAILED, fail.text, answer);
	} else if (content.bytes == 0) {
		end_badly(fetch, MEDIA_FAILED, "the answer is empty", answer);
	} else if (content.seen_type == NULL && !is_told_media(answer)) {
		end_badly(fetch, MEDIA_FAILED, "what came is no picture and no film", answer);
	} else if (media_part_keep(&fetch->part, spool, &content, &fail) < 0) {
		end_badly(fetch, state_of_errno(errno), fail.text, answer);
	} else {
		end_fetch(fetch, &outcome);
	}
}

/* From the beginning, since the server does not give the rest. */
static void
begin_anew(struct fetch *fetch, const struct answer *answer)
{
	struct fail fail = FAIL_NONE;

	if (fetch->attempts >= MEDIA_ATTEMPTS)
		end_badly(fetch, MEDIA_FAILED, "the server does not give the rest", answer);
	else if (media_part_empty(&fetch->part, &fail) < 0)
		end_badly(fetch, MEDIA_FAILED, fail.text, answer);
	else
		ask_for(fetch);
}

/* By the status of an answer that came whole. */
static void
judge_status(struct fetch *fetch, const struct answer *answer)
{
	char detail[DETAIL_MAX];

	snprintf(detail, sizeof detail, "HTTP %ld%s%.200s", answer->status,
		 answer->body.n != 0 ? ": " : "", buf_text(&answer->body));
	if (answer->status == 200 || answer->status == 206)
		keep(fetch, answer);
	else if (answer->status == 416 && fetch->begun_at != 0)
		begin_anew(fetch, answer);
	else if (answer->status >= 300 && answer->status < 400)
		end_badly(fetch, MEDIA_REFUSED, "a redirect", answer);
	else if (answer->status == 403 || answer->status == 404 || answer->status == 410)
		end_badly(fetch, MEDIA_EXPIRED, detail, answer);
	else
		end_for_now(fetch, detail, answer);
}

/* The connection broke: at once again while that brings something. */
static void
go_on(struct fetch *fetch, const struct answer *answer)
{
	if (fetch->part.have > fetch->begun_at && fetch->attempts < MEDIA_ATTEMPTS)
		ask_for(fetch);
	else
		end_for_now(fetch, answer->detail, answer);
}

/* The run is over: the next one goes on. */
static void
leave(struct fetch *fetch)
{
	media_part_close(&fetch->part, fetch->media->with.sink->spool);
	fetch->wish.known->changed = true;
	fetch->busy = false;
	fetch->media->busy--;
}

static void
on_done(void *context, struct answer *answer)
{
	struct fetch *fetch = context;
	struct fail fail = FAIL_NONE;

	if (media_part_measure(&fetch->part, &fail) < 0) {
		end_badly(fetch, MEDIA_FAILED, fail.text, answer);
		return;
	}
	switch (answer->transfer) {
	case TRANSFER_DONE:
		judge_status(fetch, answer);
		break;
	case TRANSFER_ABORTED:
		leave(fetch);
		break;
	case TRANSFER_DOWN:
	case TRANSFER_SLOW:
	case TRANSFER_CUT:
		go_on(fetch, answer);
		break;
	case TRANSFER_NO_RANGE:
		begin_anew(fetch, answer);
		break;
	case TRANSFER_TOO_LARGE:
		end_badly(fetch, fetch->most < MEDIA_MAX ? MEDIA_NO_SPACE : MEDIA_TOO_LARGE, "",
			  answer);
		break;
	case TRANSFER_REFUSED:
		end_badly(fetch, MEDIA_REFUSED, "the address is not public", answer);
		break;
	case TRANSFER_LOCAL:
		end_badly(fetch, state_of_errno(answer->os_error), strerror(answer->os_error),
			  answer);
		break;
	case TRANSFER_TLS:
	case TRANSFER_PROTOCOL:
		end_badly(fetch, MEDIA_FAILED, answer->detail, answer);
		break;
	}
}
