#include "ingest/import/format.h"

#include <stdarg.h>

#define WHY_MAX 512 /* bytes of a reason */

/* Where two are equally sure, the first wins: the narrower shape. */
static const struct format *const formats[] = {
    &format_map,    &format_instaloader, &format_auto_archiver, &format_gallery_dl,
    &format_yt_dlp, &format_tidal_tales, &format_private_api,   &format_meta_export,
    &format_graph,  &format_webhook,
};

const char *const drop_always[] = {
    "viewers",
    "viewer_list",
    "viewer_cursor",
    "story_viewers",
    "edge_story_media_viewers",
    "seen_by",
    "screenshotter_user_ids",
    "story_poll_voter_infos",
    "story_quiz_participant_infos",
    "story_question_responder_infos",
    "story_slider_voter_infos",
    "likers",
    "top_likers",
    "facepile_top_likers",
    "voters",
    "responders",
    "participants",
    "device_timestamp",
    "device_id",
    "family_device_id",
    "phone_id",
    "android_id",
    "ig_device_id",
    "advertising_id",
    "tracking_token",
    "organic_tracking_token",
    "client_cache_key",
    "logging_info_token",
    "inventory_source",
    "cookies",
    "cookie",
    "set-cookie",
    "csrftoken",
    "csrf_token",
    "sessionid",
    "authorization",
    "GPSInfo",
    "GPSLatitude",
    "GPSLongitude",
    NULL,
};

const struct format *
format_find(const char *name)
{
	for (size_t i = 0; i < COUNT(formats); i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return NULL;
}

void
format_names(struct buf *out)
{
	for (size_t i = 0; i < COUNT(formats); i++)
		buf_printf(out, "%s%s", i != 0 ? ", " : "", formats[i]->name);
}

const struct format *
format_profile(const struct document *document, struct owner *owner)
{
	for (size_t i = 0; i < COUNT(formats); i++) {
		if (formats[i]->profile == NULL)
			continue;
		*owner = formats[i]->profile(document);
		if (owner_is_known(owner))
			return formats[i];
	}
	return NULL;
}

void
verdict_raise(struct verdict *verdict, enum surety surety, bool refuse, const char *why, ...)
{
	char text[WHY_MAX];
	va_list arguments;

	if (verdict->surety >= surety)
		return;
	va_start(arguments, why);
	vsnprintf(text, sizeof text, why, arguments);
	va_end(arguments);
	verdict->surety = surety;
	verdict->refuse = refuse;
	buf_clear(&verdict->why);
	buf_puts(&verdict->why, text);
}

struct probe {
	struct walk walk;
	struct buf where;
	bool likely;
};

static void
on_probe(void *context, struct span item, const struct place *place, bool likely)
{
	struct probe *probe = context;

	(void)item;
	if (!likely)
		return;
	probe->likely = true;
	probe->walk.stop = true;
	place_print(&probe->where, place);
}

static void
judge_shape(const struct format *format, const struct document *document, struct verdict *verdict)
{
	struct probe probe = {.where = BUF_MAX(WHY_MAX / 2)};

	probe.walk = (struct walk){.shape = &format->shape, .on_item = on_probe, .context = &probe};
	walk_text(&probe.walk, document->head);
	if (probe.likely) {
		verdict->surety = SURE_SHAPE;
		buf_printf(&verdict->why, "items with %s, the first at %s", format->marks,
			   probe.where.n != 0 ? buf_text(&probe.where) : "the top");
	} else if (format->is_empty != NULL && format->is_empty(document)) {
		verdict->surety = SURE_EMPTY;
		buf_puts(&verdict->why, "an archive without items");
	}
	buf_release(&probe.where);
}

struct verdict
format_judge(const struct format *format, const struct document *document)
{
	struct verdict verdict = {.why = BUF_MAX(WHY_MAX)};

	judge_shape(format, document, &verdict);
	if (format->judge != NULL)
		format->judge(document, &verdict);
	return verdict;
}

const struct format *
format_detect(const struct document *document, struct verdict *verdict)
{
	const struct format *best = NULL;

	*verdict = (struct verdict){.why = BUF_MAX(WHY_MAX)};
	for (size_t i = 0; i < COUNT(formats); i++) {
		struct verdict one = format_judge(formats[i], document);

		if (one.surety > verdict->surety) {
			buf_release(&verdict->why);
			*verdict = one;
			best = formats[i];
		} else {
			buf_release(&one.why);
		}
	}
	return best;
}
