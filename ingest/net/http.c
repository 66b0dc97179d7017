#include "ingest/net/http.h"

#include <sys/resource.h>
#include <unistd.h>

#include "ingest/limits.h"
#include "ingest/net/wire.h"
#include "lib/mem.h"

struct http {
	struct wires *wires;
	size_t
	    limit; /* transfers at once; fewer than there are wires where descriptors are short */
	size_t running;
	struct work_queue waiting;
	int watched;
};

/* Half of the descriptors are left to everything else, lookups of names above all. */
static size_t
affordable(size_t wanted)
{
	struct rlimit files;
	size_t most;

	if (wanted == 0)
		wanted = HTTP_CONCURRENCY;
	if (getrlimit(RLIMIT_NOFILE, &files) < 0 || files.rlim_cur == RLIM_INFINITY)
		return wanted;
	most = files.rlim_cur / 2 > 1 ? (size_t)files.rlim_cur / 2 : 1;
	return wanted < most ? wanted : most;
}

struct http *
http_new(const struct http_options *options, struct fail *fail)
{
	size_t limit = affordable(options->concurrency);
	struct wires *wires;
	struct http *http;

	if (options->ca_file != NULL && access(options->ca_file, R_OK) != 0) {
		fail_errno(fail, EX_CONFIG, "ca_file: %s", options->ca_file);
		fail_hint(fail, "Name a readable file with certificates in PEM.");
		return NULL;
	}
	wires = wires_new(options, limit, fail);
	if (wires == NULL)
		return NULL;
	http = must_calloc(1, sizeof *http);
	http->wires = wires;
	http->limit = limit;
	http->watched = -1;
	return http;
}

void
http_free(struct http *http)
{
	struct work *work;

	if (http == NULL)
		return;
	wires_free(http->wires);
	while ((work = work_take(&http->waiting)) != NULL)
		work_free(work);
	free(http);
}

void
http_start(struct http *http, const struct http_call *call)
{
	work_put_last(&http->waiting, work_new(http, call));
}

size_t
http_pending(const struct http *http)
{
	return http->running + http->waiting.n;
}

size_t
http_concurrency(const struct http *http)
{
	return http->limit;
}

void
http_watch(struct http *http, int fd)
{
	http->watched = fd;
}

static void
start_waiting(struct http *http)
{
	while (http->waiting.n != 0 && http->running < http->limit) {
		struct work *work = work_take(&http->waiting);

		if (wires_begin(http->wires, work))
			http->running++;
		else
			work_tell_failure(work, TRANSFER_PROTOCOL, "libcurl refuses the request");
	}
}

/*
 * What is no HTTP on a connection used before may be the rest of the answer before it, longer
 * than the server had said: nobody else is to suffer from that.
 */
static bool
is_leftover(const struct ending *ending)
{
	return ending->answer->transfer == TRANSFER_PROTOCOL && ending->answer->status == 0 &&
	       ending->reused && !ending->work->fresh;
}

/*
 * Where descriptors run short, fewer transfers do. (A connection used before that the server
 * closed while it was idle is libcurl's to replace, and it does.)
 */
static bool
goes_again(struct http *http, const struct ending *ending)
{
	if (is_leftover(ending)) {
		ending->work->fresh = true;
		return true;
	}
	if (ending->answer->transfer != TRANSFER_DOWN || !ending->no_descriptor ||
	    http->running == 0)
		return false;
	http->limit = http->running;
	return true;
}

/* How many transfers have ended. */
static size_t
perform(struct http *http)
{
	struct ending ending;
	size_t ended = 0;

	start_waiting(http);
	wires_perform(http->wires);
	for (; wires_ended(http->wires, &ending); ended++) {
		http->running--;
		if (goes_again(http, &ending))
			work_put_first(&http->waiting, ending.work);
		else
			work_tell(ending.work, ending.answer);
	}
	return ended;
}

size_t
http_turn(struct http *http, int timeout_ms)
{
	if (perform(http) == 0 && timeout_ms > 0) {
		wires_wait(http->wires, http->watched, timeout_ms);
		(void)perform(http);
	}
	return http_pending(http);
}

void
http_run(struct http *http)
{
	while (http_turn(http, WAIT_MS) != 0)
		;
}

void
http_abort(struct http *http)
{
	struct work *work;

	while (http_pending(http) != 0) {
		while ((work = wires_drop(http->wires)) != NULL) {
			http->running--;
			work_tell_failure(work, TRANSFER_ABORTED, "stopped");
		}
		if (http->waiting.n != 0)
			work_tell_failure(work_take(&http->waiting), TRANSFER_ABORTED, "stopped");
	}
}
