#include <inttypes.h>

#include "lib/jsonw.h"
#include "lib/mem.h"
#include "tests/standin/standin.h"
#include "tests/standin/words.h"

#define LIMIT_DEFAULT 25
#define CURSOR_HEAD "QVFI" /* how Meta's cursors begin */

static void
no_such_object(struct reply *reply)
{
	reply_error(reply, 100, 33,
		    "Unsupported get request. Object with ID does not exist, cannot be loaded due "
		    "to missing permissions, or does not support this operation");
}

/* Refuses a field that the account's login does not know. */
static bool
check_fields(const struct standin *standin, const struct account *account, const char *fields,
	     struct reply *reply)
{
	struct field field;
	char message[256];

	while (fields != NULL && field_take(&fields, &field)) {
		if (words_have(standin->fields[account->login], field.name))
			continue;
		snprintf(message, sizeof message,
			 "(#100) Tried accessing nonexisting field (%.*s) on node type (IGMedia)",
			 (int)(field.name.n < 100 ? field.name.n : 100), field.name.p);
		reply_error(reply, 100, 0, message);
		return false;
	}
	return true;
}

/* Where the page begins: behind the story of the cursor. False for a cursor that is none. */
static bool
find_start(const struct stories *stories, const char *after, size_t *start)
{
	const char *id;

	*start = 0;
	if (after == NULL)
		return true;
	if (strncmp(after, CURSOR_HEAD, strlen(CURSOR_HEAD)) != 0)
		return false;
	id = after + strlen(CURSOR_HEAD);
	for (size_t i = 0; i < stories->n; i++)
		if (strcmp(stories->list[i].id, id) == 0)
			*start = i + 1;
	/* generated ids grow with time: a story that has gone meanwhile leaves its place */
	while (*start < stories->n && strcmp(stories->list[*start].id, id) >= 0)
		++*start;
	return true;
}

static size_t
page_size(const struct standin *standin, const struct request *request, size_t stories)
{
	const char *limit = request_parameter(request, "limit");
	size_t size = limit != NULL ? strtoul(limit, NULL, 10) : LIMIT_DEFAULT, most;

	most = standin->pages > 1 ? (stories + standin->pages - 1) / standin->pages : stories;
	if (most != 0 && size > most)
		size = most;
	return size != 0 ? size : 1;
}

/* The address of the next page as Meta writes it: with the token, and with escapes. */
static void
put_next(struct buf *out, const struct standin *standin, const struct request *request,
	 const char *after)
{
	const char *fields = request_parameter(request, "fields");
	const char *limit = request_parameter(request, "limit");

	buf_puts(out, ",\"next\":\"");
	for (const char *at = standin->base; *at != '\0'; at++)
		buf_printf(out, *at == '/' ? "\\%c" : "%c", *at);
	for (const char *at = request->path; *at != '\0'; at++)
		buf_printf(out, *at == '/' ? "\\%c" : "%c", *at);
	buf_printf(out, "?access_token=%s&pretty=0&fields=", request->token);
	for (const char *at = fields != NULL ? fields : "id"; *at != '\0'; at++)
		buf_printf(out, strchr(",(){}", *at) != NULL ? "\\u0025%02X" : "%c", *at);
	buf_printf(out, "&limit=%s&after=%s\"", limit != NULL ? limit : "25", after);
}

/* One of the three ways in which a list ends. */
static void
put_paging(struct buf *out, const struct standin *standin, const struct request *request,
	   const struct stories *page, bool more)
{
	char after[ID_LENGTH + 8];
	size_t shape;

	if (page->n == 0 || page->list == NULL)
		return;
	shape = page->list[0].account % 3;
	if (!more && shape == 0)
		return;
	snprintf(after, sizeof after, CURSOR_HEAD "%s", page->list[page->n - 1].id);
	buf_printf(out, ",\"paging\":{\"cursors\":{\"before\":\"" CURSOR_HEAD "b%s\"",
		   page->list[0].id);
	if (more || shape == 2)
		buf_printf(out, ",\"after\":\"%s\"", after);
	buf_putc(out, '}');
	if (more)
		put_next(out, standin, request, after);
	buf_putc(out, '}');
}

static struct render
render_of(const struct standin *standin, const struct request *request,
	  const struct account *account)
{
	return (struct render){.account = account,
			       .base = standin->base,
			       .fields = request_parameter(request, "fields"),
			       .now = world_now(&standin->world),
			       .turn = standin->calls};
}

static void
answer_stories(struct standin *standin, const struct request *request, struct account *account,
	       struct reply *reply)
{
	struct render render = render_of(standin, request, account);
	struct stories stories, page;
	size_t start, size;

	if (!check_fields(standin, account, render.fields, reply))
		return;
	stories = world_stories(&standin->world, account);
	if (!find_start(&stories, request_parameter(request, "after"), &start)) {
		stories_release(&stories);
		reply_error(reply, 100, 0, "(#100) Invalid cursor");
		return;
	}
	size = page_size(standin, request, stories.n);
	page = (struct stories){.list = stories.list != NULL ? stories.list + start : NULL,
				.n = stories.n - start < size ? stories.n - start : size};
	buf_puts(&reply->body, "{\"data\":[");
	for (size_t i = 0; i < page.n; i++) {
		render.story = page.list + i;
		story_put(&reply->body, &render);
	}
	buf_putc(&reply->body, ']');
	put_paging(&reply->body, standin, request, &page, start + page.n < stories.n);
	buf_putc(&reply->body, '}');
	stories_release(&stories);
}

static void
answer_user(const struct request *request, const struct account *account, struct reply *reply)
{
	const char *fields = request_parameter(request, "fields");

	buf_printf(&reply->body, "{\"id\":\"%s\"", account->id);
	if (fields != NULL && strstr(fields, "user_id") != NULL)
		buf_printf(&reply->body, ",\"user_id\":%s", account->id);
	if (fields != NULL && strstr(fields, "name") != NULL)
		buf_printf(&reply->body, ",\"username\":\"%s\"", account->username);
	if (fields != NULL && strstr(fields, "account_type") != NULL)
		buf_puts(&reply->body, ",\"account_type\":\"MEDIA_CREATOR\"");
	buf_putc(&reply->body, '}');
}

/* The first account that the token is good for. */
static struct account *
account_of_token(struct standin *standin, size_t line)
{
	for (size_t i = 0; i < standin->world.accounts_n; i++)
		if (standin->world.accounts[i].token % standin->tokens.lines == line)
			return &standin->world.accounts[i];
	return NULL;
}

static void
answer_refresh(struct standin *standin, const char *token, size_t line, struct reply *reply)
{
	struct buf fresh = BUF_MAX(8192);

	if (line == TOKEN_NONE) {
		reply_error(reply, 190, 463, "Error validating access token: Session has expired");
		return;
	}
	buf_printf(&fresh, "%s%s", token, standin->rotate ? "R" : "");
	tokens_add(&standin->tokens, buf_text(&fresh), line);
	buf_printf(
	    &reply->body,
	    "{\"access_token\":\"%s\",\"token_type\":\"bearer\",\"expires_in\":5184000,"
	    "\"permissions\":\"instagram_business_basic,instagram_business_manage_insights\"}",
	    buf_text(&fresh));
	buf_release(&fresh);
}

static void
answer_debug_token(struct standin *standin, const struct request *request, struct reply *reply)
{
	size_t line = tokens_line(&standin->tokens, request_parameter(request, "input_token"));
	when_ms now = world_now(&standin->world) / 1000, day = WHEN_DAY / 1000;

	if (line == TOKEN_NONE) {
		buf_puts(&reply->body,
			 "{\"data\":{\"error\":{\"code\":190,\"message\":\"Invalid OAuth access "
			 "token.\"},\"is_valid\":false,\"scopes\":[]}}");
		return;
	}
	buf_printf(&reply->body,
		   "{\"data\":{\"app_id\":\"4242\",\"type\":\"USER\",\"application\":\"standin\","
		   "\"data_access_expires_at\":%" PRId64 ",\"expires_at\":%" PRId64
		   ",\"is_valid\":true,\"scopes\":[\"instagram_basic\","
		   "\"instagram_manage_insights\",\"pages_read_engagement\",\"pages_show_list\"],"
		   "\"user_id\":\"%zu\"}}",
		   now + 90 * day, now + 50 * day, line + 1);
}

static void
answer_pages(struct standin *standin, size_t line, struct reply *reply)
{
	bool first = true;

	buf_puts(&reply->body, "{\"data\":[");
	for (size_t i = 0; i < standin->world.accounts_n; i++) {
		const struct account *account = &standin->world.accounts[i];

		if (account->token % standin->tokens.lines != line)
			continue;
		buf_printf(&reply->body,
			   "%s{\"id\":\"1%zu\",\"instagram_business_account\":{\"id\":\"%s\"}}",
			   first ? "" : ",", i + 1000, account->id);
		first = false;
	}
	/* a Page without an Instagram account */
	buf_printf(&reply->body, "%s{\"id\":\"1\"}]}", first ? "" : ",");
}

/* The part after the version, without its slash. */
static const char *
after_version(const char *path)
{
	const char *slash;

	if (path[0] != '/' || path[1] != 'v' || path[2] < '0' || path[2] > '9')
		return path + 1;
	slash = strchr(path + 1, '/');
	return slash != NULL ? slash + 1 : "";
}

/* What needs no object: true when it was answered. */
static bool
answer_service(struct standin *standin, const struct request *request, const char *what,
	       size_t line, struct reply *reply)
{
	const char *old = request_parameter(request, "fb_exchange_token");

	if (strcmp(what, "debug_token") == 0)
		answer_debug_token(standin, request, reply);
	else if (strcmp(what, "refresh_access_token") == 0 || strcmp(what, "access_token") == 0)
		answer_refresh(standin, request->token, line, reply);
	else if (strcmp(what, "oauth/access_token") == 0)
		answer_refresh(standin, old != NULL ? old : "", tokens_line(&standin->tokens, old),
			       reply);
	else if (line == TOKEN_NONE)
		reply_error(reply, 190, 0,
			    "Invalid OAuth access token - Cannot parse access token");
	else if (strcmp(what, "me/accounts") == 0)
		answer_pages(standin, line, reply);
	else
		return false;
	return true;
}

static void
answer_object(struct standin *standin, const struct request *request, const char *what,
	      struct account **account, struct reply *reply)
{
	const char *edge = strchr(what, '/');
	struct stories story = {.list = NULL};
	struct render render;
	char id[ID_LENGTH];

	snprintf(id, sizeof id, "%.*s", (int)strcspn(what, "/"), what);
	edge = edge != NULL ? edge + 1 : "";
	if (*account == NULL)
		*account = world_account(&standin->world, id);
	if (*account == NULL)
		story = world_story(&standin->world, id, account);
	if (*account == NULL || (*account)->token % standin->tokens.lines !=
				    tokens_line(&standin->tokens, request->token)) {
		no_such_object(reply);
	} else if (!usage_spend(standin, (*account)->token % standin->tokens.lines, *account,
				reply)) {
		;
	} else if (story.n == 0 && strcmp(edge, "stories") == 0) {
		answer_stories(standin, request, *account, reply);
	} else if (story.n == 0 && *edge == '\0') {
		answer_user(request, *account, reply);
	} else if (story.n != 0 && strcmp(edge, "insights") == 0) {
		insights_answer(standin, request, story.list, reply);
	} else if (story.n != 0 && *edge == '\0') {
		render = render_of(standin, request, *account);
		render.story = story.list;
		if (check_fields(standin, *account, render.fields, reply))
			story_put(&reply->body, &render);
	} else {
		reply_error(reply, 2500, 0, "Unknown path components");
	}
	stories_release(&story);
}

void
graph_answer(struct standin *standin, const struct request *request, struct account **account,
	     struct reply *reply)
{
	const char *what = after_version(request->path);
	size_t line = tokens_line(&standin->tokens, request->token);
	char version[16];

	snprintf(version, sizeof version, "%.*s", (int)strcspn(request->path + 1, "/"),
		 request->path + 1);
	reply_header(reply, "facebook-api-version", what == request->path + 1 ? "v25.0" : version);
	if (answer_service(standin, request, what, line, reply))
		return;
	if (strncmp(what, "me", 2) == 0 && (what[2] == '\0' || what[2] == '/'))
		*account = account_of_token(standin, line);
	answer_object(standin, request, what, account, reply);
}
