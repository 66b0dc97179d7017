#include "ingest/graph/ask.h"

#include <inttypes.h>
#include <sys/random.h>

#include "ingest/secret.h"
#include "lib/mem.h"
#include "lib/say.h"

#define CLOCK_OFF_MAX (30 * WHEN_SECOND) /* ms; beyond it somebody is told */
#define PROOF_PARAMETER "appsecret_proof="

/* A question from ask() to its answer. */
struct waiting {
	struct asker *asker;
	struct question question; /* all but the two below */
	char *request;
	struct id story_id;
	int tries;
	long http_status; /* of the newest answer; 0 = none */
	struct verdict verdict;
	int64_t not_before; /* when_ticks() */
	struct waiting *next;
};

/* What a transfer that failed means; there is no answer to judge then. */
static const struct {
	enum error_class class;
	const char *meaning;
} troubles[] = {
    [TRANSFER_DOWN] = {ERROR_RETRY, "no connection"},
    [TRANSFER_SLOW] = {ERROR_RETRY, "the server is too slow"},
    [TRANSFER_CUT] = {ERROR_RETRY, "the answer broke off"},
    [TRANSFER_TOO_LARGE] = {ERROR_GARBLED, "the answer is too large"},
    [TRANSFER_TLS] = {ERROR_GARBLED, "no trustworthy connection"},
    [TRANSFER_PROTOCOL] = {ERROR_GARBLED, "not an answer in HTTP"},
    [TRANSFER_REFUSED] = {ERROR_GARBLED, "the address is not public"},
    [TRANSFER_LOCAL] = {ERROR_GARBLED, "the answer cannot be stored"},
    [TRANSFER_NO_RANGE] = {ERROR_GARBLED, "the server cannot continue an answer"},
    [TRANSFER_ABORTED] = {ERROR_RETRY, "stopped"},
};

when_ms
asker_now(const struct asker *asker)
{
	return asker->began_at + (when_ticks() - asker->began);
}

void
asker_init(struct asker *asker)
{
	record_out_init(&asker->record);
	asker->began_at = when_now();
	asker->began = when_ticks();
	for (size_t i = 0; i < RANKS; i++)
		asker->queues[i].last = &asker->queues[i].first;
}

static void
queue(struct asker *asker, struct waiting *waiting)
{
	enum ask_rank rank = waiting->question.rank;

	waiting->next = NULL;
	*asker->queues[rank].last = waiting;
	asker->queues[rank].last = &waiting->next;
}

void
ask(struct asker *asker, const struct question *question)
{
	struct waiting *waiting = must_calloc(1, sizeof *waiting);

	waiting->asker = asker;
	waiting->question = *question;
	waiting->request = must_strdup(question->request);
	if (question->story_id != NULL)
		waiting->story_id = *question->story_id;
	asker->pending++;
	queue(asker, waiting);
}

static void
drop(struct waiting *waiting)
{
	free(waiting->request);
	free(waiting);
}

void
asker_release(struct asker *asker)
{
	for (size_t i = 0; i < RANKS; i++)
		while (asker->queues[i].first != NULL) {
			struct waiting *next = asker->queues[i].first->next;

			drop(asker->queues[i].first);
			asker->queues[i].first = next;
		}
	record_out_release(&asker->record);
	secrets_release(&asker->secrets);
}

static void
tell(struct waiting *waiting, const struct reply *reply)
{
	waiting->asker->pending--;
	waiting->question.done(waiting->question.context, reply);
	drop(waiting);
}

/* There is no answer, or none any more: then the one that came before is the last. */
static void
tell_without(struct waiting *waiting, enum error_class class, const char *meaning)
{
	struct reply reply = {
	    .verdict = {.class = class, .meaning = meaning},
	    .stopped = class == ERROR_RETRY,
	    .asked = waiting->tries != 0,
	    .http_status = waiting->http_status,
	};

	if (waiting->http_status != 0 && !reply.stopped)
		reply.verdict = waiting->verdict;
	tell(waiting, &reply);
}

/* `clean` is the answer's bytes without secrets; `exact` says that they are JSON as they are. */
static void
put_raw(struct waiting *waiting, const struct answer *answer, struct span clean, bool exact)
{
	struct record_out *out = &waiting->asker->record;
	const struct question *question = &waiting->question;
	const struct account *account = question->access->account;
	struct buf request = BUF_MAX(record_field(raw_request)->max);
	struct buf copy = BUF_MAX(clean.n * 2 + 16);
	char sha256[DIGEST_HEX + 1];

	scrub(&request, span_of(waiting->request), &waiting->asker->secrets);
	digest_of(buf_span(&answer->body), sha256);
	record_start(out, RECORD_raw);
	record_put_word(out, raw_source, "graph");
	record_put_word(out, raw_account_id, account->account_id);
	record_put_word(out, raw_handle, account->handle);
	if (waiting->story_id.text[0] != '\0')
		record_put_text(out, raw_story_id, id_span(&waiting->story_id));
	if (question->taken_at != WHEN_NONE)
		record_put_time(out, raw_taken_at, question->taken_at);
	record_put_time(out, raw_fetched_at, when_now());
	record_put_text(out, raw_request, buf_span(&request));
	record_put_int(out, raw_http_status, answer->status);
	record_put_word(out, raw_sha256, sha256);
	if (exact)
		jsontext_copy(&copy, clean, NULL);
	body_put(out, exact ? buf_span(&copy) : clean, exact);
	buf_release(&copy);
	buf_release(&request);
}

static void
write_raw(struct waiting *waiting, const struct answer *answer, struct span clean, bool exact)
{
	struct asker *asker = waiting->asker;

	if (answer->status == 0 || answer->transfer == TRANSFER_TOO_LARGE ||
	    (answer->transfer != TRANSFER_DONE && clean.n == 0))
		return;
	put_raw(waiting, answer, clean, exact);
	if (sink_put(asker->sink, record_finish(&asker->record), asker->fail) < 0)
		asker->stopping = true;
}

/* JSON has more ways to write a token than scrub() knows; once decoded there is one. */
static void
clean_message(const json_t *answer, const struct secrets *secrets)
{
	json_t *message = json_object_get(json_object_get(answer, "error"), "message");
	struct buf clean = BUF_MAX(ANSWER_MAX * 2);
	struct span text;

	if (message == NULL)
		message = json_object_get(answer, "error_message");
	text = (struct span){json_string_value(message), json_string_length(message)};
	if (text.p == NULL)
		return;
	scrub(&clean, text, secrets);
	(void)json_string_setn(message, buf_text(&clean), clean.n);
	buf_release(&clean);
}

static void
judge(struct reply *reply, const struct answer *answer, const struct secrets *secrets)
{
	reply->http_status = answer->status;
	reply->stopped = answer->transfer == TRANSFER_ABORTED;
	if (answer->transfer == TRANSFER_DONE) {
		clean_message(reply->body.tree, secrets);
		reply->verdict = error_judge(reply->body.tree, answer->status);
		return;
	}
	reply->verdict = (struct verdict){.class = troubles[answer->transfer].class,
					  .meaning = troubles[answer->transfer].meaning};
	snprintf(reply->trouble, sizeof reply->trouble, "%s", answer->detail);
}

/*
 * Until when a throttle holds, as its answer says: WHEN_NONE where it does not. Never beyond the
 * account's deadline, when one try more is better than a story lost.
 */
static when_ms
park_until(const struct access *access, const struct answer *answer, when_ms now)
{
	when_ms pause, left;

	if (answer->retry_after[0] == '\0')
		return WHEN_NONE;
	pause = usage_retry_after(span_of(answer->retry_after), span_of(answer->date), now);
	left = access->deadline != WHEN_NONE ? access->deadline - now : RETRY_AFTER_MAX;
	if (left < RETRY_AFTER_DEFAULT)
		left = RETRY_AFTER_DEFAULT;
	return now + (pause < left ? pause : left);
}

/* Stories are dated by the server, and when they are lost is reckoned by us. */
static void
compare_clocks(struct asker *asker, const struct answer *answer)
{
	when_ms theirs, off;

	if (asker->clocks_compared || getenv("STORYWIRE_NOW") != NULL ||
	    !usage_http_date(span_of(answer->date), &theirs))
		return;
	asker->clocks_compared = true;
	off = when_now() - theirs;
	if (off > CLOCK_OFF_MAX || off < -CLOCK_OFF_MAX)
		say(SAY_WARNING,
		    "clock: this machine is %" PRId64 " s %s the server: set it by NTP",
		    (off > 0 ? off : -off) / WHEN_SECOND, off > 0 ? "ahead of" : "behind");
}

/* Tells the governor what the answer says of the budgets. */
static void
learn(struct waiting *waiting, const struct answer *answer, enum error_class class)
{
	struct asker *asker = waiting->asker;
	struct access *access = waiting->question.access;
	when_ms now = asker_now(asker);

	if (answer->status == 0)
		return;
	compare_clocks(asker, answer);
	quota_learn(asker->quota, access->key, access->account->account_id, answer, now);
	if (error_is_throttle(class))
		quota_park(asker->quota, access->key,
			   class == ERROR_PARK_TOKEN ? NULL : access->account->account_id,
			   park_until(access, answer, now));
}

/* ms before the next try: doubles, and is spread so that many do not come back at once. */
static int64_t
pause_after(int tries)
{
	int64_t ms = (int64_t)BACKOFF_MS << (tries - 1);
	uint16_t spread;

	if (getrandom(&spread, sizeof spread, 0) != (ssize_t)sizeof spread)
		spread = UINT16_MAX / 2;
	return ms / 2 + ms * spread / UINT16_MAX;
}

/* A body that is not the API's may be the work of something in between; a bad link stays bad. */
static bool
is_worth_a_try(const struct reply *reply, const struct answer *answer)
{
	return reply->verdict.class == ERROR_RETRY ||
	       (reply->verdict.class == ERROR_GARBLED && answer->transfer == TRANSFER_DONE);
}

/* A throttle may be over within our patience: the governor will say. */
static bool
goes_again(struct waiting *waiting, const struct reply *reply, const struct answer *answer)
{
	bool throttled = error_is_throttle(reply->verdict.class);

	if (waiting->asker->stopping || reply->stopped || waiting->tries >= TRIES_MAX)
		return false;
	if (!throttled && !is_worth_a_try(reply, answer))
		return false;
	if (throttled && answer->retry_after[0] == '\0')
		return false;
	waiting->not_before = throttled ? 0 : when_ticks() + pause_after(waiting->tries);
	return true;
}

static void
on_answer(void *context, struct answer *answer)
{
	struct waiting *waiting = context;
	const struct secrets *secrets = &waiting->asker->secrets;
	struct buf clean = BUF_MAX(ANSWER_MAX);
	struct reply reply = {.asked = true};

	waiting->asker->inflight--;
	scrub(&clean, buf_span(&answer->body), secrets);
	if (clean.over && answer->transfer == TRANSFER_DONE)
		answer->transfer = TRANSFER_TOO_LARGE;
	reply.body = body_read(buf_span(&clean));
	judge(&reply, answer, secrets);
	reply.repeats = waiting->question.rank == RANK_PAGE && body_repeats(buf_span(&clean));
	write_raw(waiting, answer, buf_span(&clean), reply.body.exact);
	learn(waiting, answer, reply.verdict.class);
	buf_release(&clean);
	waiting->http_status = reply.http_status;
	waiting->verdict = reply.verdict;
	if (goes_again(waiting, &reply, answer))
		queue(waiting->asker, waiting);
	else
		tell(waiting, &reply);
	body_release(&reply.body);
}

static void
send(struct waiting *waiting)
{
	struct asker *asker = waiting->asker;
	const struct access *access = waiting->question.access;
	struct buf url = BUF_MAX(CURSOR_MAX * 3 + 8192);
	struct http_call call = {.bearer = access->token, .done = on_answer, .context = waiting};

	buf_puts(&url, asker->server != NULL ? asker->server : url_server(access->account->login));
	buf_puts(&url, waiting->request);
	if (access->proof[0] != '\0')
		buf_printf(&url, "&" PROOF_PARAMETER "%s", access->proof);
	call.url = buf_text(&url);
	waiting->tries++;
	asker->inflight++;
	asker->calls++;
	http_start(asker->http, &call);
	explicit_bzero(url.p, url.n);
	buf_release(&url);
}

/* Asks the governor. What it does not let through within our patience is answered so at once. */
static void
try_to_send(struct waiting *waiting)
{
	struct asker *asker = waiting->asker;
	struct access *access = waiting->question.access;
	bool optional = waiting->question.rank == RANK_READING;
	when_ms now = asker_now(asker), when = now;
	when_ms slack = access->deadline != WHEN_NONE ? access->deadline - now : 0;
	enum quota_word word = quota_ask(asker->quota, access->key, access->account->account_id,
					 slack, optional, now, &when);

	if (word == QUOTA_GO) {
		send(waiting);
	} else if (when - now > PATIENCE_MS) {
		tell_without(waiting, ERROR_PARK_ACCOUNT,
			     word == QUOTA_LATER ? "the budget of requests is low"
						 : "the budget of requests is used up");
	} else {
		access->not_before = when_ticks() + (when > now ? when - now : 1);
		queue(asker, waiting);
	}
}

/* Takes the first question that may go now out of its queue; else *wait gets shorter. */
static struct waiting *
take_due(struct asker *asker, int64_t now, int64_t *wait)
{
	for (size_t i = 0; i < RANKS; i++)
		for (struct waiting **at = &asker->queues[i].first; *at != NULL;
		     at = &(*at)->next) {
			struct waiting *waiting = *at;
			int64_t due = waiting->question.access->not_before;

			due = waiting->not_before > due ? waiting->not_before : due;
			if (due > now && !asker->stopping) {
				*wait = due - now < *wait ? due - now : *wait;
				continue;
			}
			*at = waiting->next;
			if (*at == NULL)
				asker->queues[i].last = at;
			return waiting;
		}
	return NULL;
}

/* Returns how long to wait for the next one that is not due yet. */
static int64_t
send_due(struct asker *asker, int64_t wait)
{
	struct waiting *waiting;

	while ((asker->inflight < http_concurrency(asker->http) || asker->stopping) &&
	       (waiting = take_due(asker, when_ticks(), &wait)) != NULL) {
		if (asker->stopping)
			tell_without(waiting, ERROR_RETRY, "stopped");
		else
			try_to_send(waiting);
	}
	asker->spare = http_concurrency(asker->http) > asker->inflight
			   ? http_concurrency(asker->http) - asker->inflight
			   : 0;
	return wait;
}

int
asker_turn(struct asker *asker, int timeout_ms)
{
	int64_t wait = send_due(asker, timeout_ms);

	(void)http_turn(asker->http, asker->more && asker->spare != 0 ? 0 : (int)wait);
	return asker->fail->status == EX_OK ? 0 : -1;
}

void
asker_stop(struct asker *asker)
{
	asker->stopping = true;
	(void)send_due(asker, 0);
}

void
asker_abort(struct asker *asker)
{
	asker_stop(asker);
	http_abort(asker->http);
	(void)send_due(asker, 0);
}

int
access_open(struct access *access, struct asker *asker, const struct account *account,
	    struct fail *fail)
{
	struct fail why = FAIL_NONE;

	*access = (struct access){.account = account, .deadline = WHEN_NONE};
	if (account_read_token(account, access->token, &why) < 0) {
		fail_set(fail, why.status, "%s: %s", account->handle, why.text);
		return fail_hint(fail, "%s", why.hint);
	}
	quota_key(access->token, access->key);
	secrets_add(&asker->secrets, access->token);
	if (asker->app_secret != NULL && account->login == LOGIN_FACEBOOK)
		hmac_sha256_hex(span_of(asker->app_secret), span_of(access->token), access->proof);
	secrets_add(&asker->secrets, access->proof);
	return 0;
}

void
access_wipe(struct access *access)
{
	secret_wipe(access->token);
	explicit_bzero(access->proof, sizeof access->proof);
}
