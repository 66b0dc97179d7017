/* Accounts and tokens, by what the server answered. */
#include <inttypes.h>

#include "ingest/doctor/checks.h"

/* Days left at which an operator is told; with the last it is no longer a warning. */
#define DAYS_EARLY 14
#define DAYS_SOON 7
#define DAYS_LAST 2

/* What reading stories and their insights takes; Meta's pages on stories and insights name them. */
static const char *const scopes[] = {
    "instagram_basic",
    "instagram_manage_insights",
    "pages_read_engagement",
};

/* Why a question failed, with what to do about it. */
static void
failed(struct findings *findings, const char *subject, const char *what,
       const struct hearing *hearing)
{
	const char *hint = "Run doctor again later; look at the network and at graph_url.";

	if (hearing->status == EX_NOPERM)
		hint =
		    "Look whether the account granted the app what it needs; else its owner must "
		    "log in again.";
	else if (hearing->status == EX_PROTOCOL)
		hint = "Something other than the Graph API answers: look at graph_url, ca_file and "
		       "proxy.";
	found(findings, hearing->status, subject, hint, "%s: %s", what, hearing->why);
}

void
check_account(struct findings *findings, const struct account *account,
	      const struct hearing *hearing)
{
	const char *id = json_string_value(json_object_get(hearing->answer, "id"));
	const char *handle = json_string_value(json_object_get(hearing->answer, "username"));

	if (hearing->status != EX_OK)
		failed(findings, account->handle, "the account cannot be read", hearing);
	else if (id == NULL || strcmp(id, account->account_id) != 0)
		found(findings, EX_CONFIG, account->handle,
		      "Write the id that the API gives into accounts.csv.",
		      "the account says its id is %.40s", id != NULL ? id : "unknown");
	else if (handle == NULL)
		found(findings, EX_OK, account->handle, "", "the account does not say its handle");
	else if (strcasecmp(handle, account->handle) != 0)
		found(findings, EX_OK, account->handle,
		      "Write the new handle into accounts.csv, and into handles.csv with its date.",
		      "the account is called %.64s now", handle);
	else
		found_ok(findings, account->handle, "the account answers");
}

#define DATA_ACCESS "access to data"

/* What ends in so many days. A guess is never more than a warning. */
static void
judge_end(struct findings *findings, const char *subject, const char *what, when_ms end,
	  bool guessed, when_ms now)
{
	/* Meta counts access to data from the last login, whatever becomes of the token */
	const char *refresh = strcmp(what, DATA_ACCESS) != 0
				  ? "Run story-ingest refresh; best once a week from cron."
				  : "The account's owner must log in to the app again before that; "
				    "a refresh does not renew it.";
	static const char login[] = "The account's owner must log in again; put the new token into "
				    "the token file.";
	int64_t days = (end - now) / WHEN_DAY;
	const char *about = guessed ? "about " : "", *why = guessed ? " (by the file's time)" : "";

	if (end <= now)
		found(findings, guessed ? EX_OK : EX_NOPERM, subject, login, "%s has %sended%s",
		      what, guessed ? "probably " : "", why);
	else if (days <= DAYS_LAST)
		found(findings, guessed ? EX_OK : EX_NOPERM, subject, refresh,
		      "%s ends in %s%" PRId64 " days%s: stories are lost then", what, about, days,
		      why);
	else if (days <= DAYS_EARLY)
		found(findings, EX_OK, subject, refresh, "%s ends %sin %s%" PRId64 " days%s", what,
		      days <= DAYS_SOON ? "soon, " : "", about, days, why);
	else
		found_ok(findings, subject, "%s: %s%" PRId64 " days left%s", what, about, days,
			 why);
}

static bool
has_scope(const json_t *granted, const char *scope)
{
	size_t i;
	json_t *one;

	json_array_foreach(granted, i,
			   one) if (json_string_value(one) != NULL &&
				    strcmp(json_string_value(one), scope) == 0) return true;
	return false;
}

static void
check_scopes(struct findings *findings, const struct account *account, const json_t *granted)
{
	struct buf missing = BUF_MAX(256);

	for (size_t i = 0; i < COUNT(scopes); i++)
		if (!has_scope(granted, scopes[i]))
			buf_printf(&missing, "%s%s", missing.n != 0 ? ", " : "", scopes[i]);
	if (missing.n != 0)
		found(findings, EX_NOPERM, account->handle,
		      "The account's owner must log in again and grant them.",
		      "permissions are missing: %s", buf_text(&missing));
	else
		found_ok(findings, account->handle, "the token has the permissions it needs");
	buf_release(&missing);
}

/* 0 means that there is no end. */
static void
check_end(struct findings *findings, const struct account *account, const char *what,
	  const json_t *seconds, when_ms now)
{
	when_ms end;

	if (json_is_integer(seconds) && json_integer_value(seconds) == 0)
		found_ok(findings, account->handle, "%s has no end", what);
	else if (json_is_integer(seconds) && when_from_seconds(json_integer_value(seconds), &end))
		judge_end(findings, account->handle, what, end, false, now);
}

void
check_token(struct findings *findings, const struct account *account, const struct hearing *hearing,
	    when_ms now)
{
	const json_t *data = json_object_get(hearing->answer, "data");

	if (hearing->status != EX_OK || !json_is_object(data)) {
		found(findings, EX_OK, account->handle,
		      "Set app_id and app_secret_file: the app may always ask.",
		      "what the token is good for cannot be asked: %s",
		      hearing->status != EX_OK ? hearing->why : "the answer holds nothing");
		return;
	}
	if (!json_is_true(json_object_get(data, "is_valid"))) {
		found(findings, EX_NOPERM, account->handle,
		      "The account's owner must log in again; put the new token into the token "
		      "file.",
		      "the token is not valid");
		return;
	}
	check_scopes(findings, account, json_object_get(data, "scopes"));
	check_end(findings, account, "the token", json_object_get(data, "expires_at"), now);
	check_end(findings, account, DATA_ACCESS, json_object_get(data, "data_access_expires_at"),
		  now);
}

void
check_token_life(struct findings *findings, const struct account *account,
		 const struct token_life *life, bool guessed, when_ms now)
{
	/* of Facebook Login some tokens have no end: their files may be as old as they like */
	if (guessed && account->login == LOGIN_FACEBOOK)
		return;
	if (life->expires_at == WHEN_NONE)
		found(findings, EX_OK, account->handle, "", "nobody knows when the token ends");
	else
		judge_end(findings, account->handle, "the token", life->expires_at, guessed, now);
}
