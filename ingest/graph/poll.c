#include "ingest/graph/poll.h"

#include <inttypes.h>

#include "ingest/graph/page.h"
#include "lib/mem.h"
#include "lib/say.h"

#define DETAIL_MAX 1024 /* bytes; the ceiling of the poll record's member */

struct poll {
	struct asker *asker;
	const struct account *account;
	char token[TOKEN_MAX + 1];
	when_ms started_at;
	struct story *stories;
	size_t stories_n, stories_cap;
	uint64_t nameless; /* elements of the list without an id we can use */
	char **cursors;
	size_t cursors_n, cursors_cap;
	size_t pages;
	long http_status;
	struct verdict verdict;
	char trouble[TROUBLE_MAX]; /* libcurl's words on the last transfer */
};

/* What each class of error makes of a poll, of the run, and what can be done about it. */
static const struct {
	enum poll_outcome outcome;
	int status;
	const char *hint;
} classes[ERROR_CLASSES] = {
    [ERROR_NONE] = {POLL_OK, EX_OK, ""},
    [ERROR_RETRY] = {POLL_FAILED, EX_TEMPFAIL,
		     "Run again soon; a story can be read for 24 hours only."},
    [ERROR_THROTTLED] = {POLL_THROTTLED, EX_TEMPFAIL,
			 "Wait before the next run: asking while throttled makes it longer."},
    [ERROR_DENIED] = {POLL_DENIED, EX_NOPERM,
		      "Get a new token with the permissions of this login, and put it into the "
		      "account's token file."},
    [ERROR_GONE] = {POLL_DENIED, EX_NOPERM,
		    "Check the account_id, and that this account granted the app; Meta does not "
		    "say which of them is wrong."},
    [ERROR_NO_VALUE] = {POLL_FAILED, EX_PROTOCOL, ""},
    [ERROR_BAD_REQUEST] = {POLL_FAILED, EX_PROTOCOL,
			   "Check login, account_id and graph_version; the answer is in the raw "
			   "record."},
    [ERROR_GARBLED] = {POLL_FAILED, EX_PROTOCOL,
		       "Something between here and Meta may have answered: look at the raw "
		       "record if there is one, and at this machine's clock and certificates."},
};

int poll_exit_status(enum error_class class)
{
	return classes[class].status;
}

/* The poll cannot be completed for a reason of our own. */
static void
give_up(struct poll *poll, enum error_class class, const char *meaning)
{
	poll->verdict = (struct verdict){.class = class, .meaning = meaning};
}

static void
add_story(struct poll *poll, const struct story *story)
{
	for (size_t i = 0; i < poll->stories_n; i++)
		if (strcmp(poll->stories[i].graph_id.text, story->graph_id.text) == 0)
			return;
	poll->stories =
	    mem_grow(poll->stories, poll->stories_n, &poll->stories_cap, sizeof *poll->stories);
	poll->stories[poll->stories_n++] = *story;
}

static void
add_page(struct poll *poll, const struct page *page)
{
	poll->pages++;
	poll->nameless += page->items - page->stories_n;
	for (size_t i = 0; i < page->stories_n; i++)
		add_story(poll, &page->stories[i]);
}

/* Remembers where the next page begins; false where that place was asked for before. */
static bool
follow(struct poll *poll, const char *cursor)
{
	for (size_t i = 0; i < poll->cursors_n; i++)
		if (strcmp(poll->cursors[i], cursor) == 0)
			return false;
	poll->cursors =
	    mem_grow(poll->cursors, poll->cursors_n, &poll->cursors_cap, sizeof *poll->cursors);
	poll->cursors[poll->cursors_n++] = must_strdup(cursor);
	return true;
}

/* Takes what a page says; true while there is another one to ask for. */
static bool
take_page(struct poll *poll, const struct reply *reply)
{
	struct page page;
	bool more = false;

	if (!page_read(&page, reply->body.tree)) {
		give_up(poll, ERROR_GARBLED, "not a list of stories");
		return false;
	}
	add_page(poll, &page);
	if (!page.more)
		;
	else if (page.after[0] == '\0')
		give_up(poll, ERROR_GARBLED, "more pages follow, but no cursor says where");
	else if (!follow(poll, page.after))
		give_up(poll, ERROR_GARBLED, "the cursors run in a circle");
	else if (poll->pages == PAGES_MAX)
		give_up(poll, ERROR_GARBLED, "the pages do not end");
	else
		more = true;
	page_release(&page);
	return more;
}

/* Asks for one page; *more says whether another one follows. */
static int
read_page(struct poll *poll, bool *more, struct fail *fail)
{
	const struct account *account = poll->account;
	const char *after = poll->cursors_n != 0 ? poll->cursors[poll->cursors_n - 1] : "";
	struct buf request = BUF_MAX(CURSOR_MAX * 3 + 1024);
	struct question question = {.account = account, .token = poll->token};
	struct reply reply;
	int result;

	url_stories(&request, poll->asker->version, account->account_id, account->login,
		    account->media, after);
	question.request = buf_text(&request);
	result = ask(poll->asker, &question, &reply, fail);
	poll->http_status = reply.http_status;
	poll->verdict = reply.verdict;
	memcpy(poll->trouble, reply.trouble, sizeof poll->trouble);
	*more = result == 0 && reply.verdict.class == ERROR_NONE && take_page(poll, &reply);
	body_release(&reply.body);
	buf_release(&request);
	return result;
}

static int
read_pages(struct poll *poll, struct fail *fail)
{
	bool more = true;

	while (more)
		if (read_page(poll, &more, fail) < 0)
			return -1;
	return 0;
}

/*
 * Whether asking for the insights of further stories is of no use. Code 10 is not such a case:
 * it says "too few viewers" of one story as well as "no permission".
 */
static bool
ends_insights(const struct verdict *verdict)
{
	return verdict->class == ERROR_THROTTLED || verdict->class == ERROR_RETRY ||
	       verdict->class == ERROR_GARBLED ||
	       (verdict->class == ERROR_DENIED && verdict->code != 10);
}

/* Whether the list already ended so that insights would be refused, or make a throttle longer. */
static bool
forbids_insights(const struct verdict *list)
{
	return list->class == ERROR_THROTTLED || list->class == ERROR_DENIED;
}

/* Insights are a bonus: what goes wrong here leaves the poll as it is. */
static int
read_insights(struct poll *poll, struct fail *fail)
{
	const struct verdict good = {.class = ERROR_NONE, .meaning = ""};
	struct verdict verdict = good;
	size_t i;
	int result = 0;

	for (i = 0; i < poll->stories_n && result == 0 && !ends_insights(&verdict); i++) {
		const struct story *story = &poll->stories[i];
		struct buf request = BUF_MAX(1024);
		struct question question = {.account = poll->account,
					    .token = poll->token,
					    .story_id = &story->story_id};
		struct reply reply;

		url_insights(&request, poll->asker->version, story->graph_id.text);
		question.request = buf_text(&request);
		result = ask(poll->asker, &question, &reply, fail);
		verdict = reply.verdict;
		body_release(&reply.body);
		buf_release(&request);
	}
	if (result == 0 && ends_insights(&verdict))
		say(SAY_WARNING, "%s: insights: stopped at story %zu of %zu: %s",
		    poll->account->handle, i, poll->stories_n, verdict.meaning);
	return result;
}

static enum poll_outcome
outcome_of(const struct poll *poll)
{
	if (poll->verdict.class != ERROR_NONE)
		return poll->pages != 0 ? POLL_PARTIAL : classes[poll->verdict.class].outcome;
	return poll->stories_n + poll->nameless != 0 ? POLL_OK : POLL_EMPTY;
}

/* "page 2: error 190/463: the token has expired: their words" */
static void
describe(const struct poll *poll, struct buf *out)
{
	const struct verdict *verdict = &poll->verdict;

	if (poll->pages != 0)
		buf_printf(out, "page %zu: ", poll->pages + 1);
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

static int
write_poll(struct poll *poll, const struct poll_result *result, struct span detail,
	   struct fail *fail)
{
	struct record_out *out = &poll->asker->record;

	record_start(out, RECORD_poll);
	record_put_word(out, poll_account_id, poll->account->account_id);
	record_put_word(out, poll_handle, poll->account->handle);
	record_put_time(out, poll_started_at, poll->started_at);
	record_put_time(out, poll_finished_at, when_now());
	record_put_word(out, poll_outcome, poll_outcome_name(result->outcome));
	if (poll->http_status != 0)
		record_put_int(out, poll_http_status, poll->http_status);
	if (poll->verdict.has_code)
		record_put_int(out, poll_error_code, poll->verdict.code);
	if (poll->verdict.has_subcode)
		record_put_int(out, poll_error_subcode, poll->verdict.subcode);
	record_put_int(out, poll_stories, (int64_t)result->stories);
	if (detail.n != 0)
		record_put_text(out, poll_detail, detail);
	sink_tally(poll->asker->sink, "items", result->stories);
	return sink_put(poll->asker->sink, record_finish(out), fail);
}

/* The words for people: those of the record, and libcurl's. */
static void
explain(const struct poll *poll, struct poll_result *result, const char *detail)
{
	if (result->class == ERROR_NONE)
		return;
	fail_set(&result->fail, classes[result->class].status, "%s: poll: %s: %s%s%s",
		 poll->account->handle, poll_outcome_name(result->outcome), detail,
		 poll->trouble[0] != '\0' ? ": " : "", poll->trouble);
	fail_hint(&result->fail, "%s", classes[result->class].hint);
}

static int
finish(struct poll *poll, struct poll_result *result, struct fail *fail)
{
	struct buf detail = BUF_MAX(DETAIL_MAX);
	int written;

	result->outcome = outcome_of(poll);
	result->class = poll->verdict.class;
	result->stories = poll->stories_n + poll->nameless;
	if (result->class != ERROR_NONE)
		describe(poll, &detail);
	explain(poll, result, buf_text(&detail));
	written = write_poll(poll, result, buf_span(&detail), fail);
	buf_release(&detail);
	return written;
}

static void
release(struct poll *poll)
{
	explicit_bzero(poll->token, sizeof poll->token);
	for (size_t i = 0; i < poll->cursors_n; i++)
		free(poll->cursors[i]);
	free(poll->cursors);
	free(poll->stories);
}

int
poll_account(struct asker *asker, const struct account *account, struct poll_result *result,
	     struct fail *fail)
{
	struct poll poll = {.asker = asker, .account = account, .started_at = when_now()};
	int done = 0;

	*result = (struct poll_result){.fail = FAIL_NONE};
	if (account_read_token(account, poll.token, &result->fail) < 0) {
		give_up(&poll, ERROR_DENIED, "the token file cannot be used");
	} else {
		done = read_pages(&poll, fail);
		if (done == 0 && !forbids_insights(&poll.verdict))
			done = read_insights(&poll, fail);
	}
	if (done == 0)
		done = finish(&poll, result, fail);
	release(&poll);
	return done;
}
