#include "ingest/import/intake.h"

#include <inttypes.h>

#include "ingest/body.h"
#include "lib/digest.h"
#include "lib/say.h"

/* What each fate is called in counts, and why, for people. */
static const struct {
	const char *word;
	const char *why;
} fates[FATES] = {
    [ITEM_GOOD] = {"records", ""},
    [REJECT_NOT_AN_OBJECT] = {"not_an_object", "an item must be an object"},
    [REJECT_NOT_JSON] = {"not_json", "cannot be read, not even mended"},
    [REJECT_TOO_LARGE] = {"too_large", "larger than a record may be"},
    [REJECT_NO_ID] = {"no_id", "has no id"},
    [REJECT_FLOAT_ID] = {"float_id", "its id was written as a float and has lost digits"},
    [REJECT_NO_TIME] = {"no_taken_at", "does not say when it was taken"},
    [REJECT_BAD_TIME] = {"bad_taken_at", "its time makes no sense"},
    [REJECT_NO_OWNER] = {"no_owner", "does not say whose story it is"},
    [SKIP_NOT_A_STORY] = {"not_a_story", ""},
    [SKIP_CLOSE_FRIENDS] = {"close_friends", ""},
    [SKIP_OTHER_ACCOUNT] = {"other_account", ""},
    [SKIP_OTHER_TIME] = {"other_time", ""},
};

static uint64_t
sum(const struct intake *intake, size_t first, size_t end)
{
	uint64_t n = 0;

	for (size_t i = first; i < end; i++)
		n += intake->counts[i];
	return n;
}

uint64_t
intake_rejects(const struct intake *intake)
{
	return sum(intake, ITEM_GOOD + 1, FIRST_SKIP);
}

uint64_t
intake_skipped(const struct intake *intake)
{
	return sum(intake, FIRST_SKIP, FATES);
}

void
intake_reasons(struct buf *out, const struct intake *intake)
{
	for (size_t i = ITEM_GOOD + 1; i < FATES; i++)
		if (intake->counts[i] != 0)
			buf_printf(out, " %s=%" PRIu64, fates[i].word, intake->counts[i]);
}

static void
say_reject(struct intake *intake, enum fate fate, const char *reason)
{
	struct fail fail = FAIL_NONE;

	intake->said++;
	if (intake->said > REJECTS_SAID_MAX + 1)
		return;
	if (intake->said == REJECTS_SAID_MAX + 1) {
		say(SAY_WARNING, "further rejects are only counted");
		return;
	}
	fail_set(&fail, EX_DATAERR, "%s: item %" PRId64 ": %s: %s%s%s", intake->document.path,
		 intake->position, fates[fate].word, fates[fate].why, reason[0] != '\0' ? ": " : "",
		 reason);
	if (fate == REJECT_NO_OWNER && intake->counts[fate] == 1)
		fail_hint(&fail, "Say whose archive it is with --owner HANDLE or --owner ID.");
	say_warning(&fail);
}

/* What --owner says, where the archive is silent. */
static void
add_given_owner(const struct intake *intake, struct item *item)
{
	struct id *id = intake->format->owner_id(item);

	if (id->text[0] == '\0')
		*id = intake->given.pk;
	if (item->handle[0] == '\0')
		memcpy(item->handle, intake->given.handle, sizeof item->handle);
}

/* Whether what the format calls good is wanted, and has an owner. */
static enum fate
judge_owner(const struct intake *intake, struct item *item)
{
	struct span handle;

	add_given_owner(intake, item);
	handle = (struct span){item->handle, strlen(item->handle)};
	if (item->account_id.text[0] == '\0' && item->ig_pk.text[0] == '\0' && handle.n == 0)
		return REJECT_NO_OWNER;
	if (!settings_wants_account(intake->settings, id_span(&item->account_id),
				    id_span(&item->ig_pk), handle))
		return SKIP_OTHER_ACCOUNT;
	return settings_wants_time(intake->settings, item->taken_at) ? ITEM_GOOD : SKIP_OTHER_TIME;
}

static enum fate
judge_item(struct intake *intake, const json_t *tree, const struct place *place, struct item *item)
{
	struct around around = {.document = &intake->document,
				.place = place,
				.owner = place->owner};
	enum fate fate;

	if (!json_is_object(tree))
		return REJECT_NOT_AN_OBJECT;
	fate = intake->format->read(tree, &around, item);
	return fate == ITEM_GOOD ? judge_owner(intake, item) : fate;
}

static void
put_id(struct record_out *out, enum field_id field, const struct id *id)
{
	if (id->text[0] != '\0')
		record_put_text(out, field, id_span(id));
}

/* The item as it stands in the file, without what is nobody's business. */
static void
put_body(struct intake *intake, struct span bytes, bool exact)
{
	struct buf body = BUF_MAX(ITEM_MAX * 2);

	buf_puts(&body, intake->format->before);
	jsontext_copy(&body, bytes, intake->drop);
	buf_puts(&body, intake->format->after);
	body_put(&intake->record, buf_span(&body), exact);
	buf_release(&body);
}

static void
write_item(struct intake *intake, const struct item *item, struct span bytes, bool exact)
{
	struct record_out *out = &intake->record;
	struct buf path = BUF_MAX(record_field(raw_file)->max);
	char sha256[DIGEST_HEX + 1];

	text_clean(&path, (struct span){intake->document.path, strlen(intake->document.path)});
	digest_of(bytes, sha256);
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
	record_put_int(out, raw_position, intake->position);
	record_put_word(out, raw_sha256, sha256);
	put_body(intake, bytes, exact);
	buf_release(&path);
	if (sink_put(&intake->sink, record_finish(out), intake->fail) < 0)
		intake->walk.stop = true;
}

/* Writes what is good, and counts and says what is not. */
static void
settle(struct intake *intake, struct span bytes, const struct body *body, const struct item *item,
       enum fate fate)
{
	intake->items++;
	intake->counts[fate]++;
	sink_tally(&intake->sink, "items", 1);
	if (fate != ITEM_GOOD)
		sink_tally(&intake->sink, fate < FIRST_SKIP ? "rejects" : "skipped", 1);
	if (fate == ITEM_GOOD && !intake->dry)
		write_item(intake, item, bytes, body->exact);
	else if (fate != ITEM_GOOD && fate < FIRST_SKIP)
		say_reject(intake, fate, fate == REJECT_NOT_JSON ? body->reason : "");
	intake->position++;
	progress_step(intake->progress, 1);
}

/* One record of an item that holds several. */
static void
on_part(void *context, struct span bytes, const struct body *body, struct item *item,
	enum fate fate)
{
	struct intake *intake = context;

	if (!intake->walk.stop)
		settle(intake, bytes, body, item,
		       fate == ITEM_GOOD ? judge_owner(intake, item) : fate);
}

void
intake_item(void *context, struct span bytes, const struct place *place, bool likely)
{
	struct intake *intake = context;
	const struct unfolding unfolding = {on_part, intake};
	struct item item = ITEM_NONE;
	struct body body = {.reason = ""};
	enum fate fate = REJECT_TOO_LARGE;

	(void)likely;
	if (bytes.p != NULL && bytes.n <= ITEM_MAX) {
		if (intake->format->unfold != NULL) {
			intake->format->unfold(bytes, &unfolding);
			return;
		}
		body = body_read(bytes);
		fate = body.tree != NULL ? judge_item(intake, body.tree, place, &item)
					 : REJECT_NOT_JSON;
	}
	settle(intake, bytes, &body, &item, fate);
	body_release(&body);
}
