#include "ingest/graph/poll.h"

#include <inttypes.h>

#include "ingest/graph/poll_private.h"
#include "lib/jsonw.h"
#include "lib/mem.h"

#define DETAIL_MAX 1024 /* bytes; the ceiling of the poll record's member */

/* What each class of error makes of a poll, of the run, and what can be done about it. */
static const struct {
	enum poll_outcome outcome;
	int status;
	const char *hint;
} classes[ERROR_CLASSES] = {
    [ERROR_NONE] = {POLL_OK, EX_OK, ""},
    [ERROR_RETRY] = {POLL_FAILED, EX_TEMPFAIL,
		     "Run again soon; a story can be read for 24 hours only."},
    [ERROR_LESS] = {POLL_FAILED, EX_TEMPFAIL,
		    "Even one story a page is too much for Meta now; run again soon."},
    [ERROR_PARK_TOKEN] = {POLL_THROTTLED, EX_TEMPFAIL,
			  "Wait before the next run: asking while throttled makes it longer."},
    [ERROR_PARK_ACCOUNT] = {POLL_THROTTLED, EX_TEMPFAIL,
			    "Wait before the next run: asking while throttled makes it longer."},
    [ERROR_DENIED] = {POLL_DENIED, EX_NOPERM,
		      "Get a new token with the permissions of this login, and put it into the "
		      "account's token file."},
    [ERROR_OPERATOR] = {POLL_DENIED, EX_NOPERM,
			"Check the app: its app_secret_file, its permissions and its review; and "
			"login and account_id of this account."},
    [ERROR_GONE] = {POLL_DENIED, EX_NOPERM,
		    "Check the account_id, and that this account granted the app; Meta does not "
		    "say which of them is wrong."},
    [ERROR_NO_VALUE] = {POLL_FAILED, EX_PROTOCOL, ""},
    [ERROR_FIELD] = {POLL_FAILED, EX_PROTOCOL,
		     "Check login, account_id and graph_version; the answer is in the raw record."},
    [ERROR_BAD_REQUEST] = {POLL_FAILED, EX_PROTOCOL,
			   "Check login, account_id and graph_version; the answer is in the raw "
			   "record."},
    [ERROR_GARBLED] = {POLL_FAILED, EX_PROTOCOL,
		       "Something between here and Meta may have answered: look at the raw "
		       "record if there is one, and at this machine's clock and certificates."},
    [ERROR_STRANGE] = {POLL_PARTIAL, EX_PROTOCOL,
		       "What could be read is kept. Look at the raw record: something between "
		       "here and Meta may have changed it, or Meta lists something new, which a "
		       "newer version of this program may know."},
};

int poll_exit_status(enum error_class class)
{
	return classes[class].status;
}

const char *poll_hint(enum error_class class)
{
	return classes[class].hint;
}

void
poll_result_release(struct poll_result *result)
{
	free(result->live);
	free(result->made);
	*result = (struct poll_result){.account = NULL};
}

fieldset
poll_refused_fields(const struct poll *poll)
{
	const struct account_state *state = poll->call.state;
	fieldset refused = poll->call.refusals->fields[poll->call.account->login];

	for (size_t i = 0; state != NULL && i < state->refused_n; i++)
		if (state->refused[i].at > poll->result.started_at - REFUSED_FOR)
			refused |= fields_named(state->refused[i].name);
	return refused & ~fields_core();
}

metricset
poll_refused_metrics(const struct poll *poll)
{
	const struct account_state *state = poll->call.state;
	metricset refused = poll->call.refusals->metrics[poll->call.account->login];

	for (size_t i = 0; state != NULL && i < state->refused_n; i++)
		if (state->refused[i].at > poll->result.started_at - REFUSED_FOR)
			refused |= metrics_named(state->refused[i].name);
	return refused;
}

static enum poll_outcome
outcome_of(const struct poll *poll)
{
	if (poll->verdict.class != ERROR_NONE)
		return poll->pages != 0 ? POLL_PARTIAL : classes[poll->verdict.class].outcome;
	return poll->stories_n != 0 ? POLL_OK : POLL_EMPTY;
}

/* "page 2: error 190/463: the token has expired: their words" */
static void
describe(const struct poll *poll, struct buf *out)
{
	const struct verdict *verdict = &poll->verdict;
	size_t page = verdict->class == ERROR_STRANGE ? poll->strange_page : poll->pages + 1;

	if (poll->pages != 0)
		buf_printf(out, "page %zu: ", page);
	if (verdict->has_code)
		buf_printf(out, "error %" PRId64, verdict->code);
	if (verdict->has_code && verdict->has_subcode)
		buf_printf(out, "/%" PRId64, verdict->subcode);
	if (verdict->has_code)
		buf_puts(out, ": ");
	else if (poll->http_status != 0 && poll->http_status != 200)
		buf_printf(out, "HTTP %ld: ", poll->http_status);
	buf_puts(out, verdict->meaning);
	if (verdict->message[0] != '\0')
		buf_printf(out, ": %s", verdict->message);
}

/* What a complete list had, for whoever asks later what had vanished. */
static void
put_live(struct record_out *out, const struct poll_result *result)
{
	struct buf json = BUF_MAX(record_field(poll_live)->max);

	poll_live_write(&json, result->live, result->live_n);
	if (!json.over)
		record_put_json(out, poll_live, buf_span(&json));
	buf_release(&json);
}

static int
write_poll(struct poll *poll, struct span detail)
{
	struct asker *asker = poll->call.asker;
	struct record_out *out = &asker->record;
	struct poll_result *result = &poll->result;

	record_start(out, RECORD_poll);
	record_put_word(out, poll_account_id, result->account->account_id);
	record_put_word(out, poll_handle, result->account->handle);
	record_put_time(out, poll_started_at, result->started_at);
	record_put_time(out, poll_finished_at, result->finished_at);
	record_put_word(out, poll_outcome, poll_outcome_name(result->outcome));
	if (poll->http_status != 0)
		record_put_int(out, poll_http_status, poll->http_status);
	if (poll->verdict.has_code)
		record_put_int(out, poll_error_code, poll->verdict.code);
	if (poll->verdict.has_subcode)
		record_put_int(out, poll_error_subcode, poll->verdict.subcode);
	record_put_int(out, poll_stories, (int64_t)result->items);
	if (detail.n != 0)
		record_put_text(out, poll_detail, detail);
	if (poll_outcome_complete(result->outcome))
		put_live(out, result);
	sink_tally(asker->sink, "items", result->items);
	return sink_put(asker->sink, record_finish(out), asker->fail);
}

/* The words for people: those of the record, and libcurl's. */
static void
explain(const struct poll *poll, struct poll_result *result, const char *detail)
{
	if (result->class == ERROR_NONE)
		return;
	fail_set(&result->fail, classes[result->class].status, "%s: poll: %s: %s%s%s",
		 poll->call.account->handle, poll_outcome_name(result->outcome), detail,
		 poll->trouble[0] != '\0' ? ": " : "", poll->trouble);
	fail_hint(&result->fail, "%s", classes[result->class].hint);
}

static void
list_live(struct poll *poll)
{
	struct poll_result *result = &poll->result;

	result->live = must_calloc(poll->stories_n + 1, sizeof *result->live);
	for (size_t i = 0; i < poll->stories_n; i++)
		result->live[i] = (struct live_story){.story_id = poll->stories[i].story_id,
						      .graph_id = poll->stories[i].graph_id,
						      .taken_at = poll->stories[i].taken_at,
						      .read_at = WHEN_NONE};
	result->live_n = poll->stories_n;
}

static void
poll_free(struct poll *poll)
{
	access_wipe(&poll->access);
	for (size_t i = 0; i < poll->cursors_n; i++)
		free(poll->cursors[i]);
	free(poll->cursors);
	free(poll->stories);
	free(poll->readings);
	free(poll);
}

/* What the run knew to be refused is remembered for this account too: it is spared the search. */
static void
note_refusals(struct poll *poll)
{
	const struct account *account = poll->call.account;
	const struct refusals *refusals = poll->call.refusals;

	poll->result.fields |=
	    refusals->fields[account->login] & fields_of(account->login, account->media);
	if (poll->next_reading != 0)
		poll->result.metrics |=
		    refusals->metrics[account->login] & metrics_of(account->login, true);
}

void
poll_end(struct poll *poll)
{
	struct poll_result *result = &poll->result;
	struct buf detail = BUF_MAX(DETAIL_MAX);
	void (*done)(void *, struct poll_result *) = poll->call.done;
	void *context = poll->call.context;
	struct poll_result given;

	result->outcome = outcome_of(poll);
	result->class = poll->verdict.class;
	result->items = poll->stories_n + poll->nameless;
	result->held_back = !poll->asked && error_is_throttle(result->class);
	result->written = !result->held_back && (!poll->stopped || poll->pages != 0);
	if (result->class != ERROR_NONE)
		describe(poll, &detail);
	list_live(poll);
	note_refusals(poll);
	if (result->written || result->held_back)
		explain(poll, result, buf_text(&detail));
	if (result->written)
		(void)write_poll(poll, buf_span(&detail));
	buf_release(&detail);
	given = *result;
	poll_free(poll);
	done(context, &given);
}

void
poll_start(const struct poll_call *call)
{
	struct poll *poll = must_calloc(1, sizeof *poll);

	poll->call = *call;
	poll->result = (struct poll_result){.account = call->account,
					    .started_at = when_now(),
					    .fail = FAIL_NONE,
					    .denied = FAIL_NONE};
	if (access_open(&poll->access, call->asker, call->account, &poll->result.fail) < 0) {
		poll->verdict = (struct verdict){.class = ERROR_DENIED,
						 .meaning = "the token file cannot be used"};
		poll->result.finished_at = when_now();
		poll_end(poll);
		return;
	}
	if (call->state != NULL)
		poll->access.deadline = gap_deadline(call->state->since, call->state->last_ok);
	pages_start(poll);
}
