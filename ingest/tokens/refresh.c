#include "ingest/tokens/refresh.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/accounts.h"
#include "ingest/secret.h"
#include "ingest/tokens/hearing.h"
#include "ingest/tokens/tokenfile.h"
#include "ingest/tokens/tokenlog.h"
#include "lib/mem.h"
#include "lib/metrics.h"
#include "lib/say.h"

/* What became of a token. */
enum fate {
	FATE_FRESH,   /* too young, or not worth it yet */
	FATE_ETERNAL, /* it has no end */
	FATE_REFRESHED,
	FATE_FAILED,
	FATES,
};

struct refresher {
	const struct settings *settings;
	struct reach reach;
	struct app app;
	struct http *http;
	int log; /* folder of token_log_...(), or -1 */
	when_ms now;
	uint64_t fates[FATES];
	int status; /* the worst of the failures */
};

/* What to do about a failed refresh, by its exit status. */
static const struct {
	int status;
	const char *hint;
} hints[] = {
    {EX_CONFIG, NULL}, /* has its own */
    {EX_NOPERM, "The old token stays. If it has ended, the account's owner must log in again; put "
		"the new token into the file."},
    {EX_CANTCREAT, NULL},
    {EX_IOERR, "The old token stays in the file, or beside it as .old."},
    {EX_PROTOCOL, "The old token stays. Look at graph_url, ca_file and proxy."},
    {EX_TEMPFAIL, "The old token stays. Run it again later."},
};

/* The earlier in the table, the worse. */
static size_t
gravity(int status)
{
	size_t i = 0;

	while (i < COUNT(hints) && hints[i].status != status)
		i++;
	return i;
}

static enum fate
failed(struct refresher *r, struct fail *fail)
{
	size_t i = gravity(fail->status);

	if (fail->hint[0] == '\0' && i < COUNT(hints) && hints[i].hint != NULL)
		fail_hint(fail, "%s", hints[i].hint);
	say_fail(fail);
	if (r->status == EX_OK || i < gravity(r->status))
		r->status = fail->status;
	return FATE_FAILED;
}

/* Asks and waits. The URL is given up. */
static void
ask_now(struct refresher *r, struct hearing *hearing, struct buf *url, const char *bearer)
{
	hearing_start(hearing, r->http, url, bearer);
	http_run(r->http);
}

/* Page tokens and those of system users have no end and are not to be exchanged. */
static bool
is_eternal(struct refresher *r, const char *token)
{
	struct buf url = BUF_MAX(HEARING_URL_MAX);
	char bearer[APP_BEARER_MAX];
	struct hearing hearing;
	const json_t *data, *end;
	bool eternal;

	ask_token(&url, &r->reach, token);
	app_bearer(&r->app, bearer);
	ask_now(r, &hearing, &url, bearer);
	explicit_bzero(bearer, sizeof bearer);
	data = json_object_get(hearing.answer, "data");
	end = json_object_get(data, "expires_at");
	eternal = json_is_true(json_object_get(data, "is_valid")) && json_is_integer(end) &&
		  json_integer_value(end) == 0;
	hearing_release(&hearing);
	return eternal;
}

/* A token that fits its file, and an end that makes sense; else the answer is not what it seems. */
static int
read_answer(const struct refresher *r, const json_t *answer, enum login login, char *token,
	    struct token_life *life, struct fail *fail)
{
	const json_t *seconds = json_object_get(answer, "expires_in");
	const char *text = json_string_value(json_object_get(answer, "access_token"));
	size_t n = json_string_length(json_object_get(answer, "access_token"));
	bool good = text != NULL && n != 0 && n <= SECRET_MAX && strlen(text) == n;

	for (size_t i = 0; good && i < n; i++)
		good = text[i] > ' ' && text[i] < 0x7f;
	if (!good)
		return fail_set(fail, EX_PROTOCOL, "the answer holds no token");
	*life = (struct token_life){.refreshed_at = r->now, .expires_at = WHEN_NONE};
	if (json_is_integer(seconds) && json_integer_value(seconds) >= TOKEN_SECONDS_MIN &&
	    json_integer_value(seconds) <= TOKEN_SECONDS_MAX)
		life->expires_at = r->now + json_integer_value(seconds) * WHEN_SECOND;
	else if (seconds != NULL || login == LOGIN_INSTAGRAM)
		return fail_set(fail, EX_PROTOCOL, "the answer's expires_in makes no sense");
	memcpy(token, text, n + 1);
	return 0;
}

/* Asks for the new token; the file is ready for it. */
static int
get_token(struct refresher *r, const struct account *account, const char *old,
	  char fresh[SECRET_MAX + 1], struct token_life *life, struct fail *fail)
{
	struct buf url = BUF_MAX(HEARING_URL_MAX);
	struct fail why = FAIL_NONE;
	struct hearing hearing;
	int result = -1;

	ask_refresh(&url, &r->reach, account->login, old, &r->app);
	ask_now(r, &hearing, &url, NULL);
	if (hearing.status != EX_OK)
		fail_set(&why, hearing.status, "%s", hearing.why);
	else
		result = read_answer(r, hearing.answer, account->login, fresh, life, &why);
	if (result < 0)
		fail_set(fail, why.status, "%s: the token was not refreshed: %s", account->handle,
			 why.text);
	hearing_release(&hearing);
	return result;
}

static enum fate
exchange(struct refresher *r, const struct account *account, const char *old)
{
	struct token_life life = {WHEN_NONE, WHEN_NONE};
	char fresh[SECRET_MAX + 1] = "", until[WHEN_TEXT_MAX] = "an unknown time";
	struct fail fail = FAIL_NONE;
	struct token_file file;
	int result = token_file_begin(&file, account->token_path, &fail);

	if (result == 0)
		result = get_token(r, account, old, fresh, &life, &fail);
	if (result == 0)
		result = token_file_commit(&file, fresh, &fail);
	token_file_close(&file);
	if (result == 0) {
		token_log_write(r->log, fresh, old, &life);
		if (life.expires_at != WHEN_NONE)
			when_print(life.expires_at, until);
		say(SAY_DEBUG, "%s: the token was refreshed; it ends at %s", account->handle,
		    until);
	}
	secret_wipe(fresh);
	return result == 0 ? FATE_REFRESHED : failed(r, &fail);
}

static enum fate
no_app(struct refresher *r, const struct account *account)
{
	struct fail fail = FAIL_NONE;

	fail_set(&fail, EX_CONFIG,
		 "%s: the token was not refreshed: which app's it is, is not said",
		 account->handle);
	fail_hint(&fail, "Facebook Login exchanges tokens for the app: set app_id and "
			 "app_secret_file.");
	return failed(r, &fail);
}

/* Old enough for Meta, and old enough to be worth it. */
static bool
is_due(const struct refresher *r, const struct token_life *life)
{
	when_ms least = settings_flag(r->settings, SET_all) ? TOKEN_AGE_MIN : TOKEN_AGE_WORTH;

	return life->refreshed_at == WHEN_NONE || r->now - life->refreshed_at >= least;
}

static enum fate
refresh(struct refresher *r, const struct account *account)
{
	struct fail fail = FAIL_NONE;
	char token[SECRET_MAX + 1];
	struct token_life life;
	enum fate fate;
	bool guessed;

	if (account_read_token(account, token, &fail) < 0) {
		secret_wipe(token);
		return failed(r, &fail);
	}
	life = token_log_read(r->log, token, account->token_path, &guessed);
	if (!is_due(r, &life)) {
		fate = FATE_FRESH;
	} else if (account->login == LOGIN_FACEBOOK && !app_is_known(&r->app)) {
		fate = no_app(r, account);
	} else if (settings_flag(r->settings, SET_dry_run)) {
		say(SAY_INFO, "%s: would be refreshed: %s", account->handle, account->token_path);
		fate = FATE_REFRESHED;
	} else if (account->login == LOGIN_FACEBOOK && is_eternal(r, token)) {
		fate = FATE_ETERNAL;
	} else {
		fate = exchange(r, account, token);
	}
	secret_wipe(token);
	return fate;
}

/* Another shard sees to the tokens of its accounts; whom --account leaves out nobody sees to. */
static bool
is_left_out(const struct settings *settings, const struct account *account)
{
	struct span id = span_of(account->account_id);

	return settings_in_shard(settings, id) && !account_is_wanted(settings, account);
}

/* Accounts may share a token: it is refreshed with the first of them. */
static bool
is_first_with_token(const struct settings *settings, const struct accounts *accounts, size_t i)
{
	struct stat own, other;
	bool found = stat(accounts->list[i].token_path, &own) == 0;

	for (size_t j = 0; j < i; j++) {
		const struct account *before = &accounts->list[j];

		if (is_left_out(settings, before))
			continue;
		if (strcmp(before->token_path, accounts->list[i].token_path) == 0 ||
		    (found && stat(before->token_path, &other) == 0 && own.st_dev == other.st_dev &&
		     own.st_ino == other.st_ino))
			return false;
	}
	return true;
}

static int
sum_up(const struct refresher *r, struct fail *fail)
{
	const struct metric metrics[] = {
	    {"refresh_tokens_refreshed", "Tokens that the last refresh renewed.",
	     (double)r->fates[FATE_REFRESHED]},
	    {"refresh_tokens_failed", "Tokens that the last refresh could not renew.",
	     (double)r->fates[FATE_FAILED]},
	};

	say_summary(r->status != EX_OK || settings_flag(r->settings, SET_dry_run),
		    "tokens=%" PRIu64 " refreshed=%" PRIu64 " fresh=%" PRIu64 " eternal=%" PRIu64
		    " failed=%" PRIu64,
		    r->fates[FATE_REFRESHED] + r->fates[FATE_FRESH] + r->fates[FATE_ETERNAL] +
			r->fates[FATE_FAILED],
		    r->fates[FATE_REFRESHED], r->fates[FATE_FRESH], r->fates[FATE_ETERNAL],
		    r->fates[FATE_FAILED]);
	if (metrics_write(settings_text(r->settings, SET_metrics), "refresh", metrics,
			  COUNT(metrics), fail) < 0)
		return -1;
	/* every token has had its own words already */
	return r->status == EX_OK ? 0 : fail_set(fail, r->status, "%s", "");
}

static void
refresh_each(struct refresher *r, const struct accounts *accounts)
{
	const char *misspelt;
	size_t wanted = 0;

	for (size_t i = 0; i < accounts->n; i++) {
		if (!account_is_wanted(r->settings, &accounts->list[i]))
			continue;
		wanted++;
		if (is_first_with_token(r->settings, accounts, i))
			r->fates[refresh(r, &accounts->list[i])]++;
	}
	misspelt = accounts_misspelt(r->settings, wanted);
	if (misspelt != NULL)
		say(SAY_WARNING, "account: '%.80s' is not in %s: nothing was refreshed", misspelt,
		    settings_text(r->settings, SET_accounts));
}

static int
refresh_all(struct refresher *r, const struct accounts *accounts, struct fail *fail)
{
	r->http = http_new(&r->reach.http, fail);
	if (r->http == NULL)
		return -1;
	r->log = token_log_open(r->settings, !settings_flag(r->settings, SET_dry_run));
	refresh_each(r, accounts);
	if (r->log >= 0)
		close(r->log);
	http_free(r->http);
	return sum_up(r, fail);
}

int
refresh_run(const struct settings *settings, const char *const *words, size_t n, struct fail *fail)
{
	struct refresher r = {.settings = settings, .log = -1, .now = when_now()};
	struct accounts accounts;
	int result = -1;

	if (n != 0)
		return fail_set(fail, EX_USAGE, "refresh: takes no words: '%.80s'", words[0]);
	if (accounts_read_named(&accounts, settings, "refresh", fail) < 0)
		return -1;
	if (reach_read(&r.reach, settings, fail) == 0) {
		if (app_read(&r.app, settings, fail) == 0)
			result = refresh_all(&r, &accounts, fail);
		app_wipe(&r.app);
		reach_free(&r.reach);
	}
	accounts_free(&accounts);
	return result;
}
