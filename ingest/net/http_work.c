#include "ingest/net/http_work.h"

#include "ingest/limits.h"
#include "lib/mem.h"

static char *
copy_text(const char *text)
{
	return text != NULL ? must_strdup(text) : NULL;
}

static void
wipe_text(char *text)
{
	if (text != NULL)
		explicit_bzero(text, strlen(text));
	free(text);
}

struct work *
work_new(struct http *http, const struct http_call *call)
{
	struct work *work = must_calloc(1, sizeof *work);

	work->http = http;
	work->call = *call;
	if (work->call.max == 0)
		work->call.max = ANSWER_MAX;
	work->url = copy_text(call->url);
	work->bearer = copy_text(call->bearer);
	work->post = copy_text(call->post);
	return work;
}

void
work_free(struct work *work)
{
	wipe_text(work->url);
	wipe_text(work->bearer);
	wipe_text(work->post);
	free(work);
}

/* What is large gets the time that it needs at the same speed. */
long
work_time_ms(const struct work *work)
{
	size_t max = work->call.max;

	return REQUEST_TIMEOUT_MS *
	       (long)(max > ANSWER_MAX ? (max + ANSWER_MAX - 1) / ANSWER_MAX : 1);
}

void
work_put_last(struct work_queue *queue, struct work *work)
{
	work->next = NULL;
	if (queue->first == NULL)
		queue->last = &queue->first;
	*queue->last = work;
	queue->last = &work->next;
	queue->n++;
}

void
work_put_first(struct work_queue *queue, struct work *work)
{
	work->next = queue->first;
	queue->first = work;
	if (work->next == NULL)
		queue->last = &work->next;
	queue->n++;
}

struct work *
work_take(struct work_queue *queue)
{
	struct work *work = queue->first;

	if (work == NULL)
		return NULL;
	queue->first = work->next;
	queue->n--;
	return work;
}

void
work_tell(struct work *work, struct answer *answer)
{
	work->call.done(work->call.context, answer);
	work_free(work);
}

void
work_tell_failure(struct work *work, enum transfer transfer, const char *detail)
{
	struct answer answer = {.transfer = transfer};

	snprintf(answer.detail, sizeof answer.detail, "%s", detail);
	work_tell(work, &answer);
	answer_release(&answer);
}
