#include "ingest/import/judge.h"

struct owner
judge_apart(const struct intake *intake)
{
	const char *path = intake->document.path;

	if (intake->format->root == NULL)
		return (struct owner){.handle = ""};
	return owners_find(&intake->owners,
			   (struct span){path, intake->format->root(span_of(path))});
}

/* Whether what follows may say more of the owner, or another one than what is farther out. */
static bool
may_learn(const struct intake *intake, const struct owner *apart, const struct around *around)
{
	if (around->final || owner_is_known(&intake->given) || owner_is_known(apart))
		return false;
	for (const struct place *place = around->place; place != NULL; place = place->up) {
		if (place->open)
			return true;
		if (place->own)
			return false;
	}
	return intake->format->root != NULL && !owner_is_known(&around->owner);
}

/* Accounts of the Graph API have 17 digits; the numbers of archives have had at most 11 so far. */
static bool
is_graph_account(const struct id *id)
{
	return strlen(id->text) == 17 && strncmp(id->text, "1784", 4) == 0;
}

/* What --owner says, where the archive is silent. */
static void
add_given_owner(const struct intake *intake, struct item *item)
{
	struct id *id = intake->format->owner_id(item);

	if (id->text[0] == '\0' && is_graph_account(&intake->given.pk))
		id = &item->account_id;
	if (id->text[0] == '\0')
		*id = intake->given.pk;
	if (item->handle[0] == '\0')
		memcpy(item->handle, intake->given.handle, sizeof item->handle);
}

enum fate
judge_owner(const struct intake *intake, struct item *item, const struct around *around)
{
	bool id = item->account_id.text[0] != '\0' || item->ig_pk.text[0] != '\0';
	bool handle = item->handle[0] != '\0';

	if (around->open && !(id && handle))
		return ITEM_WAITS;
	if (item->close_friends && !settings_flag(intake->settings, SET_keep_close_friends))
		return SKIP_CLOSE_FRIENDS;
	add_given_owner(intake, item);
	if (!id && !handle && !owner_is_known(&intake->given))
		return REJECT_NO_OWNER;
	if (!settings_wants_account(intake->settings, id_span(&item->account_id),
				    id_span(&item->ig_pk), span_of(item->handle)))
		return SKIP_OTHER_ACCOUNT;
	return settings_wants_time(intake->settings, item->taken_at) ? ITEM_GOOD : SKIP_OTHER_TIME;
}

/* 0 is what tools write where they have no number. */
static bool
is_zero(const struct id *id)
{
	return id->text[0] == '0' && id->text[1] == '\0';
}

/* Of what the format calls good. */
static enum fate
judge_ids(const struct intake *intake, struct item *item, const struct around *around)
{
	if (is_zero(&item->story_id))
		return REJECT_NO_ID;
	if (is_zero(&item->ig_pk))
		item->ig_pk = (struct id){""};
	if (is_zero(&item->account_id))
		item->account_id = (struct id){""};
	return judge_owner(intake, item, around);
}

enum fate
judge_item(const struct intake *intake, const json_t *tree, const struct place *place, bool final,
	   struct item *item)
{
	struct around around = {.document = &intake->document,
				.place = place,
				.owner = place->owner,
				.final = final};
	struct owner apart = judge_apart(intake);
	enum fate fate;

	if (json_is_array(tree) && intake->document.table != NULL)
		return REJECT_BAD_ROW;
	if (!json_is_object(tree))
		return REJECT_NOT_AN_OBJECT;
	around.open = may_learn(intake, &apart, &around);
	if (around.open || !owner_is_known(&around.owner))
		around.owner = apart;
	fate = intake->format->read(tree, &around, item);
	return fate == ITEM_GOOD ? judge_ids(intake, item, &around) : fate;
}
