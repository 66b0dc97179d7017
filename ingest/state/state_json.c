/* An account's state as the JSON text of its file. */
#include "ingest/state/state.h"
#include "lib/jsontext.h"
#include "lib/jsonw.h"
#include "lib/mem.h"

#define STATE_FORMAT 1 /* grows when an older program could not read the file */

static void
put_time(struct buf *out, const char *key, when_ms at)
{
	char text[WHEN_TEXT_MAX];

	if (at != WHEN_NONE)
		jsonw_member_word(out, key, when_print(at, text));
}

static void
put_real(struct buf *out, const char *key, double number)
{
	jsonw_key(out, key);
	jsonw_real(out, number);
}

static void
put_list(struct buf *out, const char *key)
{
	jsonw_key(out, key);
	jsonw_open(out, '[');
}

/* The members stand as jsonb sorts them. */
void
poll_live_write(struct buf *out, const struct live_story *live, size_t n)
{
	jsonw_open(out, '[');
	for (size_t i = 0; i < n; i++) {
		jsonw_open(out, '{');
		if (live[i].graph_id.text[0] != '\0')
			jsonw_member_word(out, "graph_id", live[i].graph_id.text);
		jsonw_member_word(out, "story_id", live[i].story_id.text);
		put_time(out, "taken_at", live[i].taken_at);
		jsonw_close(out, '}');
	}
	jsonw_close(out, ']');
}

static void
put_stories(struct buf *out, const struct account_state *account)
{
	put_list(out, "live");
	for (size_t i = 0; i < account->live_n; i++) {
		const struct live_story *story = &account->live[i];

		jsonw_open(out, '{');
		jsonw_member_word(out, "story_id", story->story_id.text);
		jsonw_member_word(out, "graph_id", story->graph_id.text);
		put_time(out, "taken_at", story->taken_at);
		put_time(out, "read_at", story->read_at);
		jsonw_key(out, "final");
		jsonw_bool(out, story->final_read);
		jsonw_close(out, '}');
	}
	jsonw_close(out, ']');
	put_list(out, "seen");
	for (size_t i = 0; i < account->seen_n; i++) {
		jsonw_open(out, '{');
		jsonw_member_word(out, "graph_id", account->seen[i].graph_id.text);
		put_time(out, "at", account->seen[i].at);
		jsonw_close(out, '}');
	}
	jsonw_close(out, ']');
}

static void
put_troubles(struct buf *out, const struct account_state *account)
{
	put_list(out, "refused");
	for (size_t i = 0; i < account->refused_n; i++) {
		jsonw_open(out, '{');
		jsonw_member_word(out, "name", account->refused[i].name);
		put_time(out, "at", account->refused[i].at);
		jsonw_close(out, '}');
	}
	jsonw_close(out, ']');
	put_list(out, "gaps");
	for (size_t i = 0; i < account->gaps_n; i++) {
		const struct gap *gap = &account->gaps[i];

		jsonw_open(out, '{');
		put_time(out, "from_time", gap->from_time);
		put_time(out, "to_time", gap->to_time);
		put_time(out, "found_at", gap->found_at);
		jsonw_member_word(out, "reason", gap_reason_name(gap->reason));
		jsonw_close(out, '}');
	}
	jsonw_close(out, ']');
}

void
account_state_write(struct buf *out, const struct account_state *account)
{
	jsonw_open(out, '{');
	jsonw_member_int(out, "format", STATE_FORMAT);
	jsonw_member_word(out, "account_id", account->account_id.text);
	jsonw_member_word(out, "handle", account->handle);
	put_time(out, "since", account->since);
	put_time(out, "last_ok", account->last_ok);
	put_time(out, "last_try", account->last_try);
	jsonw_member_int(out, "failures", account->failures);
	jsonw_member_word(out, "outcome", poll_outcome_name(account->outcome));
	jsonw_member_word(out, "trouble", gap_reason_name(account->trouble));
	put_real(out, "rate", account->rate);
	put_real(out, "calls", account->calls);
	put_stories(out, account);
	put_troubles(out, account);
	jsonw_close(out, '}');
	buf_putc(out, '\n');
}

/* The text of a member copied with its NUL; false where it is no text or too long. */
static bool
get_text(const json_t *root, const char *key, char *out, size_t size)
{
	struct span text = json_text(json_object_get(root, key));

	if (text.p == NULL || text.n >= size || memchr(text.p, '\0', text.n) != NULL)
		return false;
	memcpy(out, text.p, text.n);
	out[text.n] = '\0';
	return true;
}

/* An absent time is WHEN_NONE. */
static bool
get_time(const json_t *root, const char *key, when_ms *at)
{
	const json_t *value = json_object_get(root, key);

	*at = WHEN_NONE;
	return value == NULL || when_parse(json_text(value), at);
}

static bool
get_amount(const json_t *root, const char *key, double *number)
{
	const json_t *value = json_object_get(root, key);

	*number = json_number_value(value);
	return json_is_number(value) && *number >= 0;
}

static bool
get_live(const json_t *value, struct live_story *story)
{
	const json_t *final = json_object_get(value, "final");

	story->final_read = json_is_true(final);
	return json_is_boolean(final) &&
	       get_text(value, "story_id", story->story_id.text, sizeof story->story_id.text) &&
	       get_text(value, "graph_id", story->graph_id.text, sizeof story->graph_id.text) &&
	       get_time(value, "taken_at", &story->taken_at) &&
	       get_time(value, "read_at", &story->read_at);
}

static bool
get_seen(const json_t *value, struct seen_story *story)
{
	return get_text(value, "graph_id", story->graph_id.text, sizeof story->graph_id.text) &&
	       get_time(value, "at", &story->at) && story->at != WHEN_NONE;
}

static bool
get_refused(const json_t *value, struct refused *refused)
{
	return get_text(value, "name", refused->name, sizeof refused->name) &&
	       get_time(value, "at", &refused->at) && refused->at != WHEN_NONE;
}

static bool
get_gap(const json_t *value, struct gap *gap)
{
	return get_time(value, "from_time", &gap->from_time) && gap->from_time != WHEN_NONE &&
	       get_time(value, "to_time", &gap->to_time) && gap->to_time != WHEN_NONE &&
	       get_time(value, "found_at", &gap->found_at) && gap->found_at != WHEN_NONE &&
	       gap_reason_read(json_text(json_object_get(value, "reason")), &gap->reason);
}

/* A list of the account: its elements are read by get_<kind>() into list, list_n and list_cap. */
#define GET_LIST(root, name, kind, account, list, good)                               \
	do {                                                                          \
		const json_t *array_ = json_object_get(root, name);                   \
		size_t n_ = json_array_size(array_);                                  \
                                                                                      \
		(good) = (good) && json_is_array(array_);                             \
		(account)->list = must_calloc(n_ + 1, sizeof *(account)->list);       \
		(account)->list##_cap = n_ + 1;                                       \
		for (size_t i_ = 0; i_ < n_ && (good); i_++)                          \
			(good) = get_##kind(json_array_get(array_, i_),               \
					    &(account)->list[(account)->list##_n++]); \
	} while (0)

static bool
get_lists(const json_t *root, struct account_state *account)
{
	bool good = true;

	GET_LIST(root, "live", live, account, live, good);
	GET_LIST(root, "seen", seen, account, seen, good);
	GET_LIST(root, "refused", refused, account, refused, good);
	GET_LIST(root, "gaps", gap, account, gaps, good);
	return good;
}

static bool
get_attempts(const json_t *root, struct account_state *account)
{
	json_int_t failures = json_integer_value(json_object_get(root, "failures"));

	if (failures < 0 || failures > UINT32_MAX)
		return false;
	account->failures = (unsigned)failures;
	return get_time(root, "last_ok", &account->last_ok) &&
	       get_time(root, "last_try", &account->last_try) &&
	       poll_outcome_read(json_text(json_object_get(root, "outcome")), &account->outcome) &&
	       gap_reason_read(json_text(json_object_get(root, "trouble")), &account->trouble) &&
	       (account->last_ok == WHEN_NONE || account->last_ok <= account->last_try);
}

static bool
get_account(const json_t *root, struct account_state *account)
{
	return json_integer_value(json_object_get(root, "format")) == STATE_FORMAT &&
	       get_text(root, "account_id", account->account_id.text,
			sizeof account->account_id.text) &&
	       get_text(root, "handle", account->handle, sizeof account->handle) &&
	       get_time(root, "since", &account->since) && account->since != WHEN_NONE &&
	       get_attempts(root, account) && get_amount(root, "rate", &account->rate) &&
	       get_amount(root, "calls", &account->calls) && get_lists(root, account);
}

bool
account_state_read(struct account_state *account, struct span json)
{
	char reason[JSONTEXT_REASON_MAX];
	json_t *root = jsontext_load(json, reason);
	bool good;

	*account = (struct account_state){.since = WHEN_NONE};
	good = root != NULL && get_account(root, account);
	json_decref(root);
	if (!good)
		account_state_release(account);
	return good;
}
