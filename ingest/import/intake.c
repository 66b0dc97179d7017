#include "ingest/import/intake.h"

#include <inttypes.h>

#include "ingest/body.h"
#include "ingest/import/judge.h"
#include "lib/digest.h"
#include "lib/jsontext.h"
#include "lib/stop.h"

#define DROP_MAX 64 /* members that are left out, of all lists */

void
intake_use(struct intake *intake, const struct format *format)
{
	static const char *drop[DROP_MAX];
	const char *const *lists[] = {drop_always, format->drop};
	size_t n = 0;

	for (size_t i = 0; i < COUNT(lists); i++)
		for (const char *const *key = lists[i]; key != NULL && *key != NULL; key++)
			if (n < DROP_MAX - 1)
				drop[n++] = *key;
	drop[n] = NULL;
	intake->drop = drop;
	intake->format = format;
}

/*
 * Whether the same was there before: a story in the same bytes and of the same owner, or a
 * reading of it at the same time.
 */
static bool
is_duplicate(struct intake *intake, const struct item *item, const char *sha256)
{
	char text[512], key[DIGEST_HEX + 1];
	int n = snprintf(text, sizeof text, "%s %s %s %s %s %s %" PRId64, intake->format->name,
			 item->account_id.text, item->ig_pk.text, item->handle, item->story_id.text,
			 sha256, item->fetched_at);

	digest_of((struct span){text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1}, key);
	return seen_put(intake->seen, key);
}

static void
put_id(struct record_out *out, enum field_id field, const struct id *id)
{
	if (id->text[0] != '\0')
		record_put_text(out, field, id_span(id));
}

/* The item as it stands in the file, without what is nobody's business. */
static void
put_body(struct intake *intake, const json_t *tree, struct span bytes, bool exact)
{
	struct buf body = BUF_MAX(ITEM_MAX * 2);

	buf_puts(&body, intake->format->before);
	if (intake->format->before_item != NULL)
		intake->format->before_item(tree, &body);
	jsontext_copy(&body, bytes, intake->drop);
	buf_puts(&body, intake->format->after);
	body_put(&intake->record, buf_span(&body), exact);
	buf_release(&body);
}

static void
write_item(struct intake *intake, const struct item *item, struct span bytes,
	   const struct body *body, int64_t position, const char *sha256)
{
	struct record_out *out = &intake->record;
	struct buf path = BUF_MAX(record_field(raw_file)->max);

	text_clean(&path, span_of(intake->document.path));
	record_start(out, RECORD_raw);
	record_put_word(out, raw_source, intake->format->name);
	put_id(out, raw_account_id, &item->account_id);
	put_id(out, raw_ig_pk, &item->ig_pk);
	if (item->handle[0] != '\0')
		record_put_word(out, raw_handle, item->handle);
	put_id(out, raw_story_id, &item->story_id);
	if (item->taken_at != WHEN_NONE)
		record_put_time(out, raw_taken_at, item->taken_at);
	if (item->fetched_at != WHEN_NONE)
		record_put_time(out, raw_fetched_at, item->fetched_at);
	record_put_text(out, raw_file, buf_span(&path));
	record_put_int(out, raw_position, position);
	record_put_word(out, raw_sha256, sha256);
	put_body(intake, body->tree, bytes, body->exact);
	buf_release(&path);
	if (sink_put(&intake->sink, record_finish(out), intake->fail) < 0)
		intake->stopped = true;
}

static bool
let_wait(struct intake *intake, struct span bytes, const struct place *place, int64_t position)
{
	struct held_item item = {.format = intake->format,
				 .path = intake->document.path,
				 .position = position,
				 .owner = place->owner,
				 .bytes = bytes};

	return held_put(intake->held, &item);
}

/* An item in hand, and what stands around it. */
struct taken {
	struct span bytes;
	const struct place *place;
	int64_t position;
};

static void
reject(struct intake *intake, const struct taken *taken, const struct body *body, enum fate fate)
{
	struct reject reject = {.format = intake->format->name,
				.path = intake->document.path,
				.position = taken->position,
				.reason = fate_word(fate),
				.detail = fate == REJECT_NOT_JSON ? body->reason : "",
				.owner = &taken->place->owner,
				.drop = intake->drop,
				.item = taken->bytes,
				.json = body->tree != NULL && body->exact};

	tally_say_reject(&intake->tally, reject.path, reject.position, fate, reject.detail);
	if (!intake->dry && rejects_put(intake->rejects, &reject, intake->fail) < 0)
		intake->stopped = true;
}

/* A media pk tells when it was made: a story taken at another time was dated wrongly somewhere. */
static void
check_time(struct intake *intake, const struct item *item, int64_t position)
{
	when_ms told;

	if (item->taken_at == WHEN_NONE || !when_from_pk(id_span(&item->story_id), &told) ||
	    (told - item->taken_at <= WHEN_HOUR && item->taken_at - told <= WHEN_HOUR))
		return;
	if (intake->doubtful++ == 0)
		intake->first_doubtful = position;
}

/* Counts what became of the item, and then records it. */
static void
conclude(struct intake *intake, const struct taken *taken, const struct body *body,
	 const struct item *item, enum fate fate)
{
	char sha256[DIGEST_HEX + 1] = "";

	if (fate == ITEM_GOOD) {
		digest_of(taken->bytes, sha256);
		if (is_duplicate(intake, item, sha256))
			fate = ITEM_DUPLICATE;
	}
	intake->tally.items++;
	intake->tally.counts[fate]++;
	sink_tally(&intake->sink, "items", 1);
	if (fate == ITEM_DUPLICATE)
		sink_tally(&intake->sink, "duplicates", 1);
	else if (fate != ITEM_GOOD)
		sink_tally(&intake->sink, fate < FIRST_SKIP ? "rejects" : "skipped", 1);
	if (fate == ITEM_GOOD)
		check_time(intake, item, taken->position);
	if (fate == ITEM_GOOD && !intake->dry)
		write_item(intake, item, taken->bytes, body, taken->position, sha256);
	else if (fate >= FIRST_REJECT && fate < FIRST_SKIP)
		reject(intake, taken, body, fate);
	progress_step(intake->progress, 1);
	intake->stopped = intake->stopped || intake->fail->status != EX_OK || stop_asked();
	intake->walk.stop = intake->stopped;
}

/* `final`: the item is not to wait any longer. */
static void
take_whole(struct intake *intake, const struct taken *taken, bool final)
{
	struct item item = ITEM_NONE;
	struct body body = body_read(taken->bytes);
	enum fate fate = body.tree != NULL
			     ? judge_item(intake, body.tree, taken->place, final, &item)
			     : REJECT_NOT_JSON;

	if (fate == ITEM_WAITS && !let_wait(intake, taken->bytes, taken->place, taken->position)) {
		item = ITEM_NONE;
		fate = judge_item(intake, body.tree, taken->place, true, &item);
	}
	if (fate != ITEM_WAITS)
		conclude(intake, taken, &body, &item, fate);
	body_release(&body);
}

/* One record of an item that holds several. */
static void
on_part(void *context, struct span bytes, const struct body *body, struct item *item,
	enum fate fate)
{
	static const struct place nowhere = {.up = NULL};
	const struct around around = {.place = &nowhere, .final = true};
	struct intake *intake = context;
	const struct taken taken = {bytes, &nowhere, intake->position++};

	if (intake->stopped)
		return;
	if (fate == ITEM_GOOD)
		fate = judge_owner(intake, item, &around);
	conclude(intake, &taken, body, item, fate);
	if (fate == ITEM_GOOD && intake->format->noted != NULL && !intake->stopped && !intake->dry)
		intake->format->noted(item, intake->state_folder);
}

static void
take_item(struct intake *intake, const struct taken *taken, bool final)
{
	const struct unfolding unfolding = {on_part, intake};
	const struct body none = {.reason = ""};
	const struct item item = ITEM_NONE;

	if (taken->bytes.p == NULL || taken->bytes.n > ITEM_MAX)
		conclude(intake, taken, &none, &item, REJECT_TOO_LARGE);
	else if (intake->format->unfold != NULL)
		intake->format->unfold(taken->bytes, &unfolding);
	else
		take_whole(intake, taken, final);
}

void
intake_item(void *context, struct span bytes, const struct place *place, bool likely)
{
	struct intake *intake = context;
	const struct body none = {.reason = ""};
	const struct item item = ITEM_NONE;
	const struct taken taken = {bytes, place, intake->position};

	(void)likely;
	if (intake->format->unfold == NULL)
		intake->position++;
	if (intake->ordinal++ < intake->skip)
		conclude(intake, &taken, &none, &item, SKIP_READ_BEFORE);
	else
		take_item(intake, &taken, false);
	if (intake->on_item != NULL)
		intake->on_item(intake->on_item_context);
}

/* Its items, by the format that it is of itself; the walk they stand in goes on after them. */
static void
take_other(struct intake *intake, struct span value, const struct format *format)
{
	const struct format *before = intake->format;
	struct walk walk = intake->walk;

	intake_use(intake, format);
	intake->walk =
	    (struct walk){.shape = &format->shape, .on_item = intake_item, .context = intake};
	walk_text(&intake->walk, value);
	walk.stop = intake->walk.stop;
	intake->walk = walk;
	intake_use(intake, before);
}

/* A value of which nothing is to be had, counted, so that what went in adds up. */
static void
pass_other(struct intake *intake, struct span value, enum fate fate)
{
	static const struct place nowhere = {.up = NULL};
	const struct taken taken = {value, &nowhere, intake->position++};
	const struct item item = ITEM_NONE;
	struct body body = body_read(value);

	if (intake->ordinal++ < intake->skip)
		fate = SKIP_READ_BEFORE;
	else if (body.tree == NULL)
		fate = REJECT_NOT_JSON;
	conclude(intake, &taken, &body, &item, fate);
	body_release(&body);
	if (intake->on_item != NULL)
		intake->on_item(intake->on_item_context);
}

/* The answer for an account without a story, or what stands before a text or fills up after it. */
static bool
says_nothing(struct span value)
{
	static const char fillers[] = "\xef\xbb\xbf\x1a"; /* UTF-8's mark, the end in MS-DOS, NUL */
	struct jsontext in = jsontext_at(value);
	struct span element;
	size_t n = 0;

	while (n < value.n && memchr(fillers, value.p[n], sizeof fillers) != NULL)
		n++;
	return n == value.n || (jsontext_enter(&in, '[') && !jsontext_element(&in, &element));
}

/*
 * Files of several sources may have been joined to one: what has no item of the format that most
 * is of, is looked at for itself.
 */
void
intake_other(void *context, struct span value)
{
	static const struct place nowhere = {.up = NULL};
	struct intake *intake = context;
	const struct document document = {.path = intake->document.path,
					  .head = value,
					  .whole = true};
	const struct format *format = intake->format;
	struct verdict verdict;

	if (intake->asked)
		verdict = format_judge(format, &document);
	else
		format = format_detect(&document, &verdict);
	buf_release(&verdict.why);
	if (verdict.surety == SURE_EMPTY || says_nothing(value))
		return;
	if (intake->asked)
		intake_item(intake, value, &nowhere, false);
	else if (format == NULL || (!verdict.refuse && format->admit != NULL))
		pass_other(intake, value, REJECT_NO_ITEM);
	else if (verdict.refuse)
		pass_other(intake, value, SKIP_NOT_A_STORY);
	else if (format != intake->format)
		take_other(intake, value, format);
}

uint64_t
intake_open(void *context)
{
	return held_mark(((struct intake *)context)->held);
}

void
intake_again(struct intake *intake, const struct held_item *item)
{
	const struct place place = {.owner = item->owner};
	const struct taken taken = {item->bytes, &place, item->position};

	intake_use(intake, item->format);
	intake->document = (struct document){.path = item->path};
	intake->position = item->position;
	take_item(intake, &taken, true);
}

struct settling {
	struct intake *intake;
	struct owner owner; /* of all of them, where known */
};

/* The document in hand may be another one by now. */
static void
settle_item(void *context, const struct held_item *held)
{
	struct settling *settling = context;
	struct intake *intake = settling->intake;
	struct held_item item = *held;

	if (owner_is_known(&settling->owner))
		item.owner = settling->owner;
	intake_again(intake, &item);
}

static void
settle(struct intake *intake, uint64_t mark, const struct owner *owner)
{
	struct settling settling = {.intake = intake, .owner = *owner};
	const struct format *format = intake->format;
	struct document document = intake->document;

	if (held_mark(intake->held) == mark)
		return;
	if (held_take(intake->held, mark, settle_item, &settling, intake->fail) < 0)
		intake->stopped = true;
	intake->document = document;
	if (format != NULL)
		intake_use(intake, format);
}

void
intake_close(void *context, const struct place *place)
{
	struct intake *intake = context;

	if (owner_is_known(&place->owner))
		settle(intake, place->mark, &place->owner);
}

void
intake_settle(struct intake *intake, uint64_t mark, bool all)
{
	static const struct owner nobody = {.handle = ""};
	struct owner apart;

	if (!all) {
		apart = judge_apart(intake);
		if (intake->format->root != NULL && !owner_is_known(&apart))
			return;
	}
	settle(intake, mark, &nobody);
}
