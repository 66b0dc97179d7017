#include "ingest/graph/ask.h"

#include <sys/random.h>

#include "lib/digest.h"

#define REDACTED "REDACTED"

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

static struct span
span_of(const char *text)
{
	return (struct span){text, strlen(text)};
}

/* The token as JSON may write it: with "/" as "\/". */
static void
put_escaped(struct buf *out, const char *token)
{
	for (; *token != '\0'; token++) {
		if (*token == '/')
			buf_putc(out, '\\');
		buf_putc(out, *token);
	}
}

/* Copies the text with every occurrence of the word replaced. */
static void
cut_word(struct buf *out, struct span text, struct span word)
{
	const char *p = text.p, *end = text.p + text.n, *hit;

	while (text.n != 0 && word.n != 0 &&
	       (hit = memmem(p, (size_t)(end - p), word.p, word.n)) != NULL) {
		buf_put(out, p, (size_t)(hit - p));
		buf_puts(out, REDACTED);
		p = hit + word.n;
	}
	buf_put(out, p, (size_t)(end - p));
}

static void
wipe(struct buf *secret)
{
	if (secret->n != 0)
		explicit_bzero(secret->p, secret->n);
	buf_release(secret);
}

void
scrub(struct buf *out, struct span bytes, const char *token)
{
	struct buf once = BUF_MAX(bytes.n * 2 + ANSWER_MAX);
	struct buf plain = BUF_MAX(bytes.n * 2 + ANSWER_MAX);
	struct buf escaped = BUF_MAX((size_t)2 * TOKEN_MAX);

	/* the whole word first: a parameter ends at what may stand inside it */
	put_escaped(&escaped, token);
	cut_word(&once, bytes, span_of(token));
	cut_word(&plain, (struct span){buf_text(&once), once.n}, buf_span(&escaped));
	jsontext_redact(out, (struct span){buf_text(&plain), plain.n});
	wipe(&once);
	wipe(&plain);
	wipe(&escaped);
}

static void
wait_before(int try)
{
	int64_t ms = (int64_t)BACKOFF_MS << (try - 1);
	uint16_t spread;
	struct timespec pause;

	if (getrandom(&spread, sizeof spread, 0) != (ssize_t)sizeof spread)
		spread = UINT16_MAX / 2;
	ms = ms / 2 + ms * spread / UINT16_MAX;
	pause = (struct timespec){ms / 1000, ms % 1000 * 1000000};
	(void)nanosleep(&pause, NULL);
}

/* `clean` is the answer's bytes without the token; `exact` says that they are JSON as they are. */
static int
write_raw(struct asker *asker, const struct question *question, const struct answer *answer,
	  struct span clean, bool exact, struct fail *fail)
{
	struct record_out *out = &asker->record;
	struct buf request = BUF_MAX(record_field(raw_request)->max);
	struct buf copy = BUF_MAX(clean.n * 2 + 16);
	char sha256[DIGEST_HEX + 1];

	scrub(&request, span_of(question->request), question->token);
	digest_of(buf_span(&answer->body), sha256);
	record_start(out, RECORD_raw);
	record_put_word(out, raw_source, "graph");
	record_put_word(out, raw_account_id, question->account->account_id);
	record_put_word(out, raw_handle, question->account->handle);
	if (question->story_id != NULL)
		record_put_text(out, raw_story_id, id_span(question->story_id));
	record_put_time(out, raw_fetched_at, when_now());
	record_put_text(out, raw_request, buf_span(&request));
	record_put_int(out, raw_http_status, answer->status);
	record_put_word(out, raw_sha256, sha256);
	if (exact)
		jsontext_copy(&copy, clean, NULL);
	body_put(out, exact ? buf_span(&copy) : clean, exact);
	buf_release(&copy);
	buf_release(&request);
	return sink_put(asker->sink, record_finish(out), fail);
}

/* JSON has more ways to write a token than scrub() knows; once decoded there is one. */
static void
clean_message(const json_t *answer, const char *token)
{
	json_t *message = json_object_get(json_object_get(answer, "error"), "message");
	struct span text = {json_string_value(message), json_string_length(message)};
	struct buf clean = BUF_MAX(text.n * 2 + ANSWER_MAX);

	if (text.p == NULL)
		return;
	scrub(&clean, text, token);
	(void)json_string_setn(message, buf_text(&clean), clean.n);
	buf_release(&clean);
}

static void
judge(struct reply *reply, const struct answer *answer, const char *token)
{
	if (answer->transfer == TRANSFER_DONE) {
		clean_message(reply->body.tree, token);
		reply->verdict = error_judge(reply->body.tree, answer->status);
		return;
	}
	reply->verdict = (struct verdict){.class = troubles[answer->transfer].class,
					  .meaning = troubles[answer->transfer].meaning};
	snprintf(reply->trouble, sizeof reply->trouble, "%s", answer->detail);
}

static void
on_answer(void *context, struct answer *answer)
{
	*(struct answer *)context = answer_take(answer);
}

/* Asks once. *answer is the caller's, so that its memory is used again. */
static int
ask_once(struct asker *asker, const struct question *question, const char *url,
	 struct answer *answer, struct reply *reply, struct fail *fail)
{
	struct buf clean = BUF_MAX(ANSWER_MAX);
	const struct http_call call = {.url = url,
				       .bearer = question->token,
				       .done = on_answer,
				       .context = answer};
	int result = 0;

	*reply = (struct reply){.trouble = ""};
	answer_release(answer);
	http_start(asker->http, &call);
	http_run(asker->http);
	scrub(&clean, buf_span(&answer->body), question->token);
	if (clean.over && answer->transfer == TRANSFER_DONE)
		answer->transfer = TRANSFER_TOO_LARGE;
	reply->http_status = answer->status;
	reply->body = body_read(buf_span(&clean));
	judge(reply, answer, question->token);
	if (answer->status != 0 && answer->transfer != TRANSFER_TOO_LARGE &&
	    (answer->transfer == TRANSFER_DONE || clean.n != 0))
		result =
		    write_raw(asker, question, answer, buf_span(&clean), reply->body.exact, fail);
	buf_release(&clean);
	return result;
}

/* A body that is not the API's may be the work of something in between; a bad link stays bad. */
static bool
is_worth_a_try(const struct reply *reply, const struct answer *answer)
{
	return reply->verdict.class == ERROR_RETRY ||
	       (reply->verdict.class == ERROR_GARBLED && answer->transfer == TRANSFER_DONE);
}

int
ask(struct asker *asker, const struct question *question, struct reply *reply, struct fail *fail)
{
	const char *server =
	    asker->server != NULL ? asker->server : url_server(question->account->login);
	struct buf url = BUF_MAX(CURSOR_MAX * 3 + 4096);
	struct answer answer = {.status = 0};
	int result;

	buf_printf(&url, "%s%s", server, question->request);
	for (int try = 1;; try++) {
		result = ask_once(asker, question, buf_text(&url), &answer, reply, fail);
		if (result < 0 || try == TRIES_MAX || !is_worth_a_try(reply, &answer))
			break;
		body_release(&reply->body);
		wait_before(try);
	}
	answer_release(&answer);
	buf_release(&url);
	return result;
}
