/*
 * Notices that Meta's webhooks delivered, one body a file as the receiver stored it: an object, or
 * as Meta's guide prints it a list of such. Only changes of story_insights are ours.
 */
#include "ingest/import/signature.h"
#include "ingest/import/values.h"
#include "ingest/state/notices.h"
#include "lib/jsontext.h"

/* A time this large counts ms, which some notices do: seconds get there in the year 5138. */
#define MS_FROM 100000000000

static const char *const objects[] = {"object", NULL};
static const char *const entries[] = {"entry", NULL};

/* What a notice says of all changes of one entry. */
struct entry {
	struct id account_id;
	when_ms sent_at;
	enum fate fate; /* of what would be good otherwise */
};

static enum fate
read_sent_at(const json_t *time, when_ms *sent_at)
{
	json_t *seconds;
	enum fate fate;

	if (!json_is_integer(time) || json_integer_value(time) < MS_FROM)
		return time_of_json(time, sent_at);
	seconds = json_integer(json_integer_value(time) / WHEN_SECOND);
	fate = time_of_json(seconds, sent_at);
	*sent_at += json_integer_value(time) % WHEN_SECOND;
	json_decref(seconds);
	return fate;
}

/* The App Dashboard's test button sends entries of an account "0", which is nobody's. */
static void
forget_nobody(struct id *account_id)
{
	if (strcmp(account_id->text, "0") == 0)
		account_id->text[0] = '\0';
}

static struct entry
read_entry(const json_t *tree, bool instagram)
{
	struct entry entry = {.account_id = id_of_json(json_object_get(tree, "id")),
			      .sent_at = WHEN_NONE};

	entry.fate = read_sent_at(json_object_get(tree, "time"), &entry.sent_at);
	forget_nobody(&entry.account_id);
	if (!instagram)
		entry.fate = SKIP_NOT_A_STORY;
	return entry;
}

static enum fate
read_change(const json_t *tree, const struct entry *entry, struct item *item)
{
	const json_t *media = json_object_get(json_object_get(tree, "value"), "media_id");

	if (!json_is_object(tree))
		return REJECT_NOT_AN_OBJECT;
	if (entry->fate == SKIP_NOT_A_STORY ||
	    !json_is(json_object_get(tree, "field"), "story_insights"))
		return SKIP_NOT_A_STORY;
	item->account_id = entry->account_id;
	item->fetched_at = entry->sent_at;
	item->story_id = id_of_json(media);
	if (item->story_id.text[0] == '\0')
		return is_float_number(media) ? REJECT_FLOAT_ID : REJECT_NO_ID;
	return entry->fate;
}

static void
unfold_change(struct span change, const struct entry *entry, const struct unfolding *unfolding)
{
	struct item item = ITEM_NONE;
	struct body body = body_read(change);
	enum fate fate = body.tree != NULL ? read_change(body.tree, entry, &item) : REJECT_NOT_JSON;

	unfolding->part(unfolding->context, change, &body, &item, fate);
	body_release(&body);
}

/* An entry without changes (a message, say) counts as one thing that is none of ours. */
static void
unfold_entry(struct span text, bool instagram, const struct unfolding *unfolding)
{
	struct body body = body_read(text);
	struct entry entry = read_entry(body.tree, instagram);
	struct jsontext changes;
	struct span list, change;

	if (body.tree == NULL || !jsontext_find(text, "changes", &list)) {
		struct item item = ITEM_NONE;

		unfolding->part(unfolding->context, text, &body, &item,
				body.tree != NULL ? SKIP_NOT_A_STORY : REJECT_NOT_JSON);
		body_release(&body);
		return;
	}
	changes = jsontext_at(list);
	if (jsontext_enter(&changes, '['))
		while (jsontext_element(&changes, &change))
			unfold_change(change, &entry, unfolding);
	body_release(&body);
}

static void
unfold(struct span notice, const struct unfolding *unfolding)
{
	static const char instagram[] = "\"instagram\"";
	struct span object, list, entry;
	struct jsontext in;
	bool ours;

	if (!jsontext_find(notice, "object", &object) || !jsontext_find(notice, "entry", &list))
		return;
	ours = object.n == sizeof instagram - 1 &&
	       memcmp(object.p, instagram, sizeof instagram - 1) == 0;
	in = jsontext_at(list);
	if (!jsontext_enter(&in, '['))
		return;
	while (jsontext_element(&in, &entry))
		unfold_entry(entry, ours, unfolding);
}

/* What a receiver must answer itself may have been stored as well. */
static void
judge(const struct document *document, struct verdict *verdict)
{
	static const char verification[] = "hub.";

	if (document->head.n < sizeof verification ||
	    memcmp(document->head.p, verification, sizeof verification - 1) != 0)
		return;
	verdict->surety = SURE_CERTAIN;
	verdict->refuse = true;
	buf_clear(&verdict->why);
	buf_puts(&verdict->why, "the verification of a webhook, which its receiver answers");
}

static struct id *
owner_id(struct item *item)
{
	return &item->account_id;
}

/* It proves that there was the story: whether a poll saw it is known where states are kept. */
static void
noted(const struct item *item, int folder)
{
	notices_add(folder, id_span(&item->account_id), id_span(&item->story_id), item->fetched_at,
		    when_now());
}

const struct format format_webhook = {
    .name = "webhook",
    .marks = "object and entry",
    .shape = {.with = {objects, entries}, .bare = true},
    .judge = judge,
    .unfold = unfold,
    .admit = signature_admit,
    .noted = noted,
    .owner_id = owner_id,
    .before = "",
    .after = "",
};
