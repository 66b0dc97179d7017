#include "ingest/tokens/hearing.h"

#include <inttypes.h>

#include "ingest/graph/errors.h"
#include "lib/digest.h"

/* What a transfer that failed means. */
static const struct {
	int status;
	const char *why;
} transfers[] = {
    [TRANSFER_DONE] = {EX_OK, ""},
    [TRANSFER_DOWN] = {EX_TEMPFAIL, "no connection"},
    [TRANSFER_SLOW] = {EX_TEMPFAIL, "the server is too slow"},
    [TRANSFER_CUT] = {EX_TEMPFAIL, "the answer broke off"},
    [TRANSFER_TOO_LARGE] = {EX_PROTOCOL, "the answer is too large"},
    [TRANSFER_TLS] = {EX_PROTOCOL, "no trustworthy connection"},
    [TRANSFER_PROTOCOL] = {EX_PROTOCOL, "not an answer in HTTP"},
    [TRANSFER_REFUSED] = {EX_PROTOCOL, "the address is not public"},
    [TRANSFER_LOCAL] = {EX_PROTOCOL, "the answer cannot be stored"},
    [TRANSFER_NO_RANGE] = {EX_PROTOCOL, "the server cannot continue an answer"},
    [TRANSFER_ABORTED] = {EX_TEMPFAIL, "not asked: the server does not answer"},
};

/* The same of an answer; what is not here needs a person. */
static const int statuses[ERROR_CLASSES] = {
    [ERROR_NONE] = EX_OK,
    [ERROR_RETRY] = EX_TEMPFAIL,
    [ERROR_LESS] = EX_TEMPFAIL,
    [ERROR_PARK_TOKEN] = EX_TEMPFAIL,
    [ERROR_PARK_ACCOUNT] = EX_TEMPFAIL,
    [ERROR_DENIED] = EX_NOPERM,
    [ERROR_OPERATOR] = EX_NOPERM,
    [ERROR_GONE] = EX_NOPERM,
    [ERROR_NO_VALUE] = EX_NOPERM,
    [ERROR_FIELD] = EX_NOPERM,
    [ERROR_BAD_REQUEST] = EX_NOPERM,
    [ERROR_GARBLED] = EX_PROTOCOL,
    [ERROR_STRANGE] = EX_PROTOCOL,
};

static void
put_code(struct hearing *hearing, const struct verdict *verdict)
{
	int n = snprintf(hearing->why, sizeof hearing->why, "%s", verdict->meaning);

	if (!verdict->has_code)
		return;
	n += snprintf(hearing->why + n, sizeof hearing->why - (size_t)n, " (%" PRId64,
		      verdict->code);
	if (verdict->has_subcode)
		n += snprintf(hearing->why + n, sizeof hearing->why - (size_t)n, "/%" PRId64,
			      verdict->subcode);
	snprintf(hearing->why + n, sizeof hearing->why - (size_t)n, ")");
}

static void
judge(struct hearing *hearing, const struct answer *answer)
{
	struct body body = body_read(buf_span(&answer->body));
	struct verdict verdict = error_judge(body.tree, answer->status);

	hearing->status = statuses[verdict.class];
	if (hearing->status != EX_OK) {
		put_code(hearing, &verdict);
	} else if (json_is_object(body.tree)) {
		hearing->answer = json_incref(body.tree);
	} else {
		hearing->status = EX_PROTOCOL;
		snprintf(hearing->why, sizeof hearing->why, "not an answer of the Graph API");
	}
	body_release(&body);
}

static void
on_done(void *context, struct answer *answer)
{
	struct hearing *hearing = context;

	hearing->ended = true;
	hearing->reached = answer->status != 0;
	memcpy(hearing->date, answer->date, sizeof hearing->date);
	memcpy(hearing->api_version, answer->api_version, sizeof hearing->api_version);
	if (answer->transfer == TRANSFER_DONE) {
		judge(hearing, answer);
	} else {
		hearing->status = transfers[answer->transfer].status;
		snprintf(hearing->why, sizeof hearing->why, "%s", transfers[answer->transfer].why);
	}
	if (answer->body.n != 0)
		explicit_bzero(answer->body.p, answer->body.n);
}

void
hearing_start(struct hearing *hearing, struct http *http, struct buf *url, const char *bearer)
{
	const struct http_call call = {.url = buf_text(url),
				       .bearer = bearer,
				       .max = HEARING_MAX,
				       .fd = -1,
				       .done = on_done,
				       .context = hearing};

	*hearing = (struct hearing){.ended = false};
	http_start(http, &call);
	explicit_bzero(url->p, url->n);
	buf_release(url);
}

void
hearing_release(struct hearing *hearing)
{
	json_decref(hearing->answer);
	hearing->answer = NULL;
}

static void
put_server(struct buf *out, const struct reach *reach, enum login login)
{
	buf_puts(out, reach->server != NULL ? reach->server : url_server(login));
}

void
ask_account(struct buf *out, const struct reach *reach, enum login login, const char *account_id,
	    const char *token, const struct app *app)
{
	char proof[DIGEST_HEX + 1];

	put_server(out, reach, login);
	buf_printf(out, "/%s/%s?fields=id,username", reach->version, account_id);
	if (login != LOGIN_FACEBOOK || !app->has_secret)
		return;
	hmac_sha256_hex(span_of(app->secret), span_of(token), proof);
	buf_printf(out, "&appsecret_proof=%s", proof);
}

void
ask_token(struct buf *out, const struct reach *reach, const char *token)
{
	put_server(out, reach, LOGIN_FACEBOOK);
	buf_printf(out, "/%s/debug_token?input_token=", reach->version);
	url_encode(out, token);
}

void
ask_refresh(struct buf *out, const struct reach *reach, enum login login, const char *token,
	    const struct app *app)
{
	put_server(out, reach, login);
	if (login == LOGIN_INSTAGRAM) {
		/* this path has no version */
		buf_puts(out, "/refresh_access_token?grant_type=ig_refresh_token&access_token=");
	} else {
		buf_printf(out,
			   "/%s/oauth/access_token?grant_type=fb_exchange_token&client_id=%s"
			   "&client_secret=",
			   reach->version, app->id);
		url_encode(out, app->secret);
		buf_puts(out, "&fb_exchange_token=");
	}
	url_encode(out, token);
}

void
app_bearer(const struct app *app, char bearer[APP_BEARER_MAX])
{
	snprintf(bearer, APP_BEARER_MAX, "%s|%s", app->id, app->secret);
}
