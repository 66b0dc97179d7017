#include "ingest/graph/media.h"

#include <inttypes.h>

#include "ingest/graph/media_private.h"
#include "lib/mem.h"
#include "lib/say.h"
#include "lib/space.h"
#include "lib/stop.h"

#define TURN_MS 500

static bool
is_wanted(const struct accounts *accounts)
{
	for (size_t i = 0; i < accounts->n; i++)
		if (accounts->list[i].media == MEDIA_BYTES)
			return true;
	return false;
}

struct media *
media_new(const struct media_options *options)
{
	const char *hosts = settings_text(options->settings, SET_media_hosts);
	struct media *media;

	if (!is_wanted(options->accounts) || settings_flag(options->settings, SET_dry_run))
		return NULL;
	if (options->sink->spool == NULL) {
		say(SAY_WARNING, "media: bytes are kept in a spool only: without one their links "
				 "are kept, as with url");
		return NULL;
	}
	media = must_calloc(1, sizeof *media);
	media->with = *options;
	media->hosts = hosts != NULL ? hosts : MEDIA_HOSTS_DEFAULT;
	record_out_init(&media->record);
	return media;
}

void
media_free(struct media *media)
{
	if (media == NULL)
		return;
	for (size_t i = 0; i < MEDIA_AT_ONCE; i++)
		if (media->fetches[i].busy)
			media_part_close(&media->fetches[i].part, media->with.sink->spool);
	for (size_t i = 0; i < media->accounts_n; i++)
		media_known_free(media->accounts[i]);
	free(media->accounts);
	free(media->wishes);
	record_out_release(&media->record);
	free(media);
}

static struct media_known *
known_of(struct media *media, const struct account *account)
{
	struct media_known *known;

	for (size_t i = 0; i < media->accounts_n; i++)
		if (strcmp(media->accounts[i]->account_id, account->account_id) == 0)
			return media->accounts[i];
	known = media_known_load(media->with.sink->spool, account->account_id);
	media->accounts = mem_grow(media->accounts, media->accounts_n, &media->accounts_cap,
				   sizeof(struct media_known *));
	media->accounts[media->accounts_n++] = known;
	return known;
}

static void
queue(struct media *media, struct media_known *known, struct media_entry *entry)
{
	media->wishes =
	    mem_grow(media->wishes, media->wishes_n, &media->wishes_cap, sizeof *media->wishes);
	media->wishes[media->wishes_n++] = (struct wish){known, entry};
	entry->taken = true;
}

/* What a list said of one picture or film. Nothing is fetched or told here. */
static void
note(struct media *media, struct media_known *known, const struct id *story_id,
     enum media_kind kind, struct span link)
{
	struct media_entry *entry = media_known_entry(known, story_id, kind, when_now());

	if (entry->taken || entry->state == MEDIA_OK || entry->state == MEDIA_TOO_LARGE ||
	    entry->tries >= MEDIA_TRIES)
		return;
	free(entry->link);
	entry->link = link.n != 0 ? must_strndup(link.p, link.n) : NULL;
	known->changed = known->changed || entry->state == MEDIA_WAITING;
	queue(media, known, entry);
}

void
media_page(struct media *media, const struct account *account, const json_t *answer)
{
	struct media_known *known;
	const json_t *item;
	size_t i;

	if (media == NULL || account->media != MEDIA_BYTES)
		return;
	known = known_of(media, account);
	json_array_foreach(json_object_get(answer, "data"), i, item)
	{
		const char *type = json_string_value(json_object_get(item, "media_type"));
		struct id story_id = id_of_media(item);

		if (story_id.text[0] == '\0')
			continue;
		note(media, known, &story_id, MEDIA_MAIN,
		     json_text(json_object_get(item, "media_url")));
		if (type != NULL && strcmp(type, "VIDEO") == 0)
			note(media, known, &story_id, MEDIA_THUMBNAIL,
			     json_text(json_object_get(item, "thumbnail_url")));
	}
}

/* What earlier runs left, of accounts that were read in this one. */
static void
queue_waiting(struct media *media)
{
	for (size_t i = 0; i < media->accounts_n; i++) {
		struct media_known *known = media->accounts[i];

		for (size_t j = 0; j < known->n; j++) {
			struct media_entry *entry = known->list[j];

			if (entry->state == MEDIA_WAITING && !entry->taken && entry->link != NULL)
				queue(media, known, entry);
		}
	}
}

/* Bytes that one more file may have; 0 where the rest of the disk is for stories. */
static uint64_t
room(struct media *media)
{
	struct fail ignored = FAIL_NONE;
	struct space space;

	if (media->full ||
	    space_read(&space, spool_folder_fd(media->with.sink->spool, SPOOL_MEDIA), &ignored) <
		0 ||
	    space_used_percent(&space) >= MEDIA_USED_MAX || space.bytes <= MEDIA_ROOM_MIN)
		return 0;
	return (space.bytes - MEDIA_ROOM_MIN) / MEDIA_AT_ONCE;
}

void
media_say_full(struct media *media)
{
	if (!media->full)
		say(SAY_WARNING, "media: the disk is nearly full: none are fetched any more; "
				 "stories go on");
	media->full = true;
}

static struct fetch *
idle_fetch(struct media *media)
{
	size_t most = http_concurrency(media->with.http);

	for (size_t i = 0; i < MEDIA_AT_ONCE && i < most; i++)
		if (!media->fetches[i].busy)
			return &media->fetches[i];
	return NULL;
}

static void
take_wish(struct media *media, struct fetch *fetch, const struct wish *wish)
{
	const char *link = wish->entry->link;
	const char *refusal;
	uint64_t bytes;

	if (link == NULL) {
		media_settle_simply(media, wish, MEDIA_ABSENT, "the answer has no link");
		return;
	}
	refusal = media_link_refusal(span_of(link), media->hosts, media->with.local);
	if (refusal != NULL) {
		media_settle_simply(media, wish, MEDIA_REFUSED, refusal);
		return;
	}
	bytes = room(media);
	if (bytes != 0) {
		media_fetch(media, fetch, wish, bytes);
		return;
	}
	media_say_full(media);
	media_settle_simply(media, wish, MEDIA_NO_SPACE, "the disk is nearly full");
}

static void
start_some(struct media *media)
{
	struct fetch *fetch;

	while (media->next < media->wishes_n && (fetch = idle_fetch(media)) != NULL)
		take_wish(media, fetch, &media->wishes[media->next++]);
}

static void
say_left(const struct media *media)
{
	size_t left = media->wishes_n - media->next;

	if (left != 0)
		say(SAY_INFO, "media: %zu are left to the next run", left);
}

static void
say_status(const struct media *media)
{
	say(SAY_INFO, "media: %zu of %zu begun, %zu at work; kept %" PRIu64, media->next,
	    media->wishes_n, media->busy, media->counts[MEDIA_OK]);
}

int
media_run(struct media *media, int64_t until, struct fail *fail)
{
	if (media == NULL)
		return 0;
	media->fail = fail;
	queue_waiting(media);
	while (fail->status == EX_OK && !stop_asked() && when_ticks() < until) {
		int due = sink_due_ms(media->with.sink);

		start_some(media);
		if (stop_status_wanted())
			say_status(media);
		if (media->busy == 0 && media->next == media->wishes_n)
			break;
		http_turn(media->with.http, due >= 0 && due < TURN_MS ? due : TURN_MS);
		if (sink_turn(media->with.sink, fail) < 0)
			break;
		media_remember(media);
	}
	if (media->busy != 0)
		http_abort(media->with.http);
	say_left(media);
	return fail->status == EX_OK ? 0 : -1;
}

void
media_remember(struct media *media)
{
	for (size_t i = 0; media != NULL && i < media->accounts_n; i++) {
		struct media_known *known = media->accounts[i];
		struct fail fail = FAIL_NONE;

		if (!known->changed || known->mark > sink_durable(media->with.sink))
			continue;
		if (media_known_save(known, media->with.sink->spool, when_now(), &fail) < 0)
			say_warning(&fail);
	}
}

void
media_print_counts(const struct media *media, struct buf *out)
{
	for (size_t i = 0; media != NULL && i < MEDIA_STATES; i++)
		if (media->counts[i] != 0)
			buf_printf(out, " media_%s=%" PRIu64, media_state_name((enum media_state)i),
				   media->counts[i]);
}
