#include <inttypes.h>

#include "ingest/graph/media.h"
#include "ingest/graph/poll_private.h"
#include "lib/mem.h"
#include "lib/say.h"

static void on_page(void *context, const struct reply *reply);

/* The list cannot be completed for a reason of our own. */
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
add_page(struct poll *poll, const struct page *page, bool repeats)
{
	poll->pages++;
	poll->nameless += page->items - page->stories_n;
	poll->strange += page->strange;
	if ((page->strange != 0 || repeats) && poll->strange_page == 0)
		poll->strange_page = poll->pages;
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

/* A list that came to its end, but of which not all was understood, is not known to be whole. */
static void
doubt(struct poll *poll)
{
	struct verdict *verdict = &poll->verdict;

	if (poll->strange_page == 0 || verdict->class != ERROR_NONE)
		return;
	give_up(poll, ERROR_STRANGE,
		poll->strange != 0 ? "not all that is listed can be read as stories"
				   : "a member stands twice in the answer");
	if (poll->strange != 0)
		snprintf(verdict->message, sizeof verdict->message,
			 "%" PRIu64 " of %" PRIu64 " cannot", poll->strange,
			 poll->stories_n + poll->nameless);
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
	add_page(poll, &page, reply->repeats);
	media_page(poll->call.asker->media, poll->call.account, reply->body.tree);
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

static void
ask_page(struct poll *poll)
{
	const struct account *account = poll->call.account;
	const char *after = poll->cursors_n != 0 ? poll->cursors[poll->cursors_n - 1] : "";
	struct buf request = BUF_MAX(CURSOR_MAX * 3 + 2048), names = BUF_MAX(1024);
	struct question question = {.access = &poll->access,
				    .taken_at = WHEN_NONE,
				    .rank = RANK_PAGE,
				    .done = on_page,
				    .context = poll};

	poll->fields &= ~poll->call.refusals->fields[account->login];
	fields_put(&names, poll->hunting ? hunt_next(&poll->hunt) : poll->fields);
	url_stories(&request, poll->call.asker->version, account->account_id, buf_span(&names),
		    poll->limit, after);
	question.request = buf_text(&request);
	ask(poll->call.asker, &question);
	buf_release(&request);
	buf_release(&names);
}

/* Leaves the fields out from now on. `unknown`: the server does not know their names. */
static void
leave_out(struct poll *poll, fieldset set, bool unknown)
{
	enum login login = poll->call.account->login;
	struct refusals *refusals = poll->call.refusals;
	fieldset fresh = set & ~refusals->fields[login];
	struct buf names = BUF_MAX(1024);

	fields_put(&names, fresh);
	if (fresh != 0)
		say(SAY_DEBUG, "%s: fields: refused, and left out for a week: %s",
		    poll->call.account->handle, buf_text(&names));
	buf_release(&names);
	poll->fields &= ~set;
	poll->result.fields |= set;
	refusals->fields[login] |= unknown ? set : set & refusals->fields_once[login];
	refusals->fields_once[login] |= set;
}

/* A list was refused for its fields. False where it was not for them. */
static bool
find_field(struct poll *poll, const struct verdict *verdict)
{
	fieldset extra = poll->fields & ~fields_core();
	fieldset named = fields_in_text(extra, verdict->message);

	if (extra == 0)
		return false;
	if (named != 0) {
		leave_out(poll, named, verdict->code == 100);
		return true;
	}
	if (poll->hunts++ != 0) {
		/* each field alone was fine, yet together they are refused */
		poll->fields = fields_core();
		return true;
	}
	poll->hunting = true;
	hunt_start(&poll->hunt, poll->fields);
	return true;
}

/* A step of the hunt was answered; true where there is another list to ask for. */
static bool
hunt_on(struct poll *poll, const struct verdict *verdict)
{
	if (verdict->class != ERROR_NONE && verdict->class != ERROR_FIELD)
		return false;
	hunt_tell(&poll->hunt, verdict->class == ERROR_FIELD);
	if (hunt_next(&poll->hunt) != 0 && !poll->hunt.hopeless)
		return true;
	poll->hunting = false;
	if (poll->hunt.hopeless)
		return false;
	leave_out(poll, poll->hunt.bad, false);
	return true;
}

/* Whether there is another list to ask for. */
static bool
goes_on(struct poll *poll, const struct reply *reply)
{
	enum error_class class = reply->verdict.class;

	if (poll->hunting)
		return hunt_on(poll, &reply->verdict);
	if (class == ERROR_NONE)
		return take_page(poll, reply);
	if (class == ERROR_FIELD)
		return find_field(poll, &reply->verdict);
	if (class != ERROR_LESS || poll->limit == 1)
		return false;
	poll->limit /= 2;
	return true;
}

static void
on_page(void *context, const struct reply *reply)
{
	struct poll *poll = context;

	poll->asked |= reply->asked;
	if (reply->http_status != 0)
		poll->http_status = reply->http_status;
	poll->verdict = reply->verdict;
	poll->stopped = reply->stopped;
	poll->result.answered |= reply->http_status != 0;
	memcpy(poll->trouble, reply->trouble, sizeof poll->trouble);
	if (goes_on(poll, reply)) {
		ask_page(poll);
		return;
	}
	doubt(poll);
	poll->result.finished_at = when_now();
	readings_start(poll);
}

void
pages_start(struct poll *poll)
{
	const struct account *account = poll->call.account;

	poll->limit = PAGE_SIZE;
	poll->fields = fields_of(account->login, account->media) & ~poll_refused_fields(poll);
	ask_page(poll);
}
