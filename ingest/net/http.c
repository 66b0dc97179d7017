#include "ingest/net/http.h"

#include <curl/curl.h>
#include <errno.h>
#include <inttypes.h>
#include <strings.h>
#include <sys/resource.h>
#include <unistd.h>

#include "ingest/limits.h"
#include "ingest/net/address.h"
#include "ingest/net/http_work.h"
#include "lib/mem.h"
#include "lib/program.h"
#include "lib/whole.h"

/* A place for one running transfer; its handle and buffers are used again. */
struct slot {
	CURL *curl;
	struct work *work; /* NULL: free */
	struct curl_slist *headers;
	struct answer answer;
	enum transfer stopped; /* why our own callbacks ended it */
	bool no_descriptor;    /* a socket could not be opened: too many files */
	bool reused;           /* over a connection that others had used before */
	char error[CURL_ERROR_SIZE];
};

struct http {
	CURLM *multi;
	struct slot *slots;
	size_t slots_n;
	size_t limit; /* transfers at once; fewer than slots_n where descriptors are short */
	size_t running;
	struct work_queue waiting;
	char *ca_file, *proxy;
	bool plain;
	int watched;
};

/* What the codes of libcurl 7.88 mean here; all others are TRANSFER_PROTOCOL. */
static const struct {
	CURLcode code;
	enum transfer transfer;
} transfers[] = {
    {CURLE_OK, TRANSFER_DONE},
    {CURLE_OPERATION_TIMEDOUT, TRANSFER_SLOW},
    {CURLE_COULDNT_RESOLVE_HOST, TRANSFER_DOWN},
    {CURLE_COULDNT_RESOLVE_PROXY, TRANSFER_DOWN},
    {CURLE_COULDNT_CONNECT, TRANSFER_DOWN},
    {CURLE_GOT_NOTHING, TRANSFER_DOWN},
    {CURLE_SEND_ERROR, TRANSFER_DOWN},
    {CURLE_RECV_ERROR, TRANSFER_DOWN},
    {CURLE_HTTP2, TRANSFER_DOWN},
    {CURLE_HTTP2_STREAM, TRANSFER_DOWN},
    {CURLE_PARTIAL_FILE, TRANSFER_CUT},
    {CURLE_BAD_CONTENT_ENCODING, TRANSFER_CUT},
    {CURLE_OUT_OF_MEMORY, TRANSFER_CUT}, /* said of headers that are too large */
    {CURLE_SSL_CONNECT_ERROR, TRANSFER_TLS},
    {CURLE_PEER_FAILED_VERIFICATION, TRANSFER_TLS},
    {CURLE_SSL_CACERT_BADFILE, TRANSFER_TLS},
    {CURLE_SSL_CERTPROBLEM, TRANSFER_TLS},
    {CURLE_SSL_CIPHER, TRANSFER_TLS},
    {CURLE_SSL_ISSUER_ERROR, TRANSFER_TLS},
    {CURLE_SSL_INVALIDCERTSTATUS, TRANSFER_TLS},
};

static enum transfer
transfer_of(CURLcode code)
{
	for (size_t i = 0; i < COUNT(transfers); i++)
		if (transfers[i].code == code)
			return transfers[i].transfer;
	return TRANSFER_PROTOCOL;
}

static size_t
stop(struct slot *slot, enum transfer why)
{
	slot->stopped = why;
	return 0;
}

static size_t
write_file(struct slot *slot, const char *bytes, size_t n)
{
	if (whole_write(slot->work->call.fd, (struct span){bytes, n}))
		return n;
	slot->answer.os_error = errno;
	return stop(slot, TRANSFER_LOCAL);
}

/* Whether the body is the part that was asked for, as far as the server says. */
static bool
is_what_was_asked(const struct slot *slot, long status)
{
	const uint64_t from = slot->work->call.from;
	struct curl_header *range;
	char start[40];

	if (status != 206 || from == 0)
		return (status != 206 && status != 200) || (status == 200) == (from == 0);
	snprintf(start, sizeof start, "bytes %" PRIu64 "-", from);
	return curl_easy_header(slot->curl, "content-range", 0, CURLH_HEADER, -1, &range) ==
		   CURLHE_OK &&
	       strncasecmp(range->value, start, strlen(start)) == 0;
}

/* libcurl 7.88 does not hold a running transfer to a maximal size, so this does. */
static size_t
on_bytes(char *bytes, size_t size, size_t n, void *context)
{
	struct slot *slot = context;
	const struct http_call *call = &slot->work->call;
	long status = 0;

	n *= size;
	slot->answer.bytes += n;
	if (slot->answer.bytes > call->max)
		return stop(slot, TRANSFER_TOO_LARGE);
	(void)curl_easy_getinfo(slot->curl, CURLINFO_RESPONSE_CODE, &status);
	if (!is_what_was_asked(slot, status))
		return stop(slot, TRANSFER_NO_RANGE);
	if (call->to_file && (status == 200 || status == 206))
		return write_file(slot, bytes, n);
	buf_put(&slot->answer.body, bytes, n);
	return slot->answer.body.over ? stop(slot, TRANSFER_TOO_LARGE) : n;
}

/* Through a proxy the address is the proxy's, and what is public is for it to judge. */
static curl_socket_t
on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct slot *slot = context;
	int fd;

	(void)purpose;
	if (slot->work->call.public_only && slot->work->http->proxy == NULL &&
	    !address_is_public(&address->addr)) {
		stop(slot, TRANSFER_REFUSED);
		return CURL_SOCKET_BAD;
	}
	fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
	if (fd < 0 && (errno == EMFILE || errno == ENFILE))
		slot->no_descriptor = true;
	return fd < 0 ? CURL_SOCKET_BAD : fd;
}

/* Settings that no call changes. */
static const struct {
	CURLoption option;
	long value;
} fixed[] = {
    {CURLOPT_FOLLOWLOCATION, 0},
    {CURLOPT_SSL_VERIFYPEER, 1},
    {CURLOPT_SSL_VERIFYHOST, 2},
    {CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
    {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS},
    {CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS},
    {CURLOPT_LOW_SPEED_LIMIT, LOW_SPEED_BYTES},
    {CURLOPT_LOW_SPEED_TIME, LOW_SPEED_SECONDS},
    {CURLOPT_NOSIGNAL, 1},
    {CURLOPT_DISALLOW_USERNAME_IN_URL, 1},
};

/* Neither proxies nor certificates come from the environment. */
static CURLcode
set_trust(const struct http *http, CURL *curl)
{
	CURLcode bad =
	    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, http->plain ? "http" : "https");

	if (bad == CURLE_OK)
		bad = curl_easy_setopt(curl, CURLOPT_PROXY, http->proxy != NULL ? http->proxy : "");
	if (bad == CURLE_OK)
		bad = curl_easy_setopt(curl, CURLOPT_NOPROXY, "");
	if (bad == CURLE_OK && http->ca_file != NULL)
		bad = curl_easy_setopt(curl, CURLOPT_CAINFO, http->ca_file);
	if (bad == CURLE_OK && http->ca_file != NULL)
		bad = curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	return bad;
}

static CURLcode
set_callbacks(struct slot *slot)
{
	CURLcode bad = curl_easy_setopt(slot->curl, CURLOPT_WRITEFUNCTION, on_bytes);

	if (bad == CURLE_OK)
		bad = curl_easy_setopt(slot->curl, CURLOPT_WRITEDATA, slot);
	if (bad == CURLE_OK)
		bad = curl_easy_setopt(slot->curl, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	if (bad == CURLE_OK)
		bad = curl_easy_setopt(slot->curl, CURLOPT_OPENSOCKETDATA, slot);
	if (bad == CURLE_OK)
		bad = curl_easy_setopt(slot->curl, CURLOPT_ERRORBUFFER, slot->error);
	if (bad == CURLE_OK)
		bad = curl_easy_setopt(slot->curl, CURLOPT_PRIVATE, slot);
	return bad;
}

static CURLcode
set_up(const struct http *http, struct slot *slot)
{
	CURLcode bad = CURLE_OK;

	for (size_t i = 0; i < COUNT(fixed) && bad == CURLE_OK; i++)
		bad = curl_easy_setopt(slot->curl, fixed[i].option, fixed[i].value);
	if (bad == CURLE_OK)
		bad = curl_easy_setopt(slot->curl, CURLOPT_PIPEWAIT, http->plain ? 0L : 1L);
	if (bad == CURLE_OK)
		bad =
		    curl_easy_setopt(slot->curl, CURLOPT_USERAGENT, "storywire/" STORYWIRE_VERSION);
	if (bad == CURLE_OK)
		bad = set_trust(http, slot->curl);
	return bad == CURLE_OK ? set_callbacks(slot) : bad;
}

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

static CURLMcode
set_up_multi(const struct http *http)
{
	CURLMcode bad = curl_multi_setopt(http->multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);

	if (bad == CURLM_OK)
		bad = curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, (long)http->slots_n);
	return bad;
}

struct http *
http_new(const struct http_options *options, struct fail *fail)
{
	struct http *http;

	if (options->ca_file != NULL && access(options->ca_file, R_OK) != 0) {
		fail_errno(fail, EX_CONFIG, "ca_file: %s", options->ca_file);
		fail_hint(fail, "Name a readable file with certificates in PEM.");
		return NULL;
	}
	http = must_calloc(1, sizeof *http);
	http->plain = options->plain;
	http->watched = -1;
	http->slots_n = http->limit = affordable(options->concurrency);
	http->slots = must_calloc(http->slots_n, sizeof *http->slots);
	http->ca_file = options->ca_file != NULL ? must_strdup(options->ca_file) : NULL;
	http->proxy = options->proxy != NULL ? must_strdup(options->proxy) : NULL;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		http->multi = curl_multi_init();
	if (http->multi != NULL && set_up_multi(http) == CURLM_OK)
		return http;
	fail_set(fail, EX_SOFTWARE, "libcurl: cannot start");
	http_free(http);
	return NULL;
}

/* Takes the transfer out of the slot, which is free then. */
static struct work *
vacate(struct http *http, struct slot *slot)
{
	struct work *work = slot->work;

	(void)curl_multi_remove_handle(http->multi, slot->curl);
	(void)curl_easy_setopt(slot->curl, CURLOPT_HTTPHEADER, NULL);
	(void)curl_easy_setopt(slot->curl, CURLOPT_POSTFIELDS, NULL);
	if (slot->headers != NULL)
		explicit_bzero(slot->headers->data, strlen(slot->headers->data));
	curl_slist_free_all(slot->headers);
	slot->headers = NULL;
	slot->work = NULL;
	http->running--;
	return work;
}

void
http_free(struct http *http)
{
	struct work *work;

	if (http == NULL)
		return;
	for (size_t i = 0; i < http->slots_n; i++) {
		struct slot *slot = &http->slots[i];

		if (slot->work != NULL)
			work_free(vacate(http, slot));
		curl_easy_cleanup(slot->curl);
		answer_release(&slot->answer);
	}
	while ((work = work_take(&http->waiting)) != NULL)
		work_free(work);
	(void)curl_multi_cleanup(http->multi);
	curl_global_cleanup();
	free(http->slots);
	free(http->ca_file);
	free(http->proxy);
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
set_bearer(struct slot *slot, const char *token)
{
	struct buf line = BUF_MAX(TOKEN_MAX + 64);

	if (token == NULL)
		return;
	buf_printf(&line, "Authorization: Bearer %s", token);
	slot->headers = curl_slist_append(NULL, buf_text(&line));
	explicit_bzero(line.p, line.n);
	buf_release(&line);
}

/* What is large gets the time that it needs at the same speed. */
static long
time_for(size_t max)
{
	return REQUEST_TIMEOUT_MS *
	       (long)(max > ANSWER_MAX ? (max + ANSWER_MAX - 1) / ANSWER_MAX : 1);
}

/* Points the handle at the call. */
static CURLcode
aim(struct slot *slot)
{
	const struct work *work = slot->work;
	char range[32];
	CURLcode bad = curl_easy_setopt(slot->curl, CURLOPT_URL, work->url);

	snprintf(range, sizeof range, "%" PRIu64 "-", work->call.from);
	if (bad == CURLE_OK)
		bad = curl_easy_setopt(slot->curl, CURLOPT_HTTPHEADER, slot->headers);
	if (bad == CURLE_OK)
		bad = curl_easy_setopt(slot->curl, CURLOPT_HTTPGET, 1L);
	if (bad == CURLE_OK && work->post != NULL)
		bad = curl_easy_setopt(slot->curl, CURLOPT_POSTFIELDS, work->post);
	if (bad == CURLE_OK)
		bad = curl_easy_setopt(slot->curl, CURLOPT_RANGE,
				       work->call.from != 0 ? range : NULL);
	if (bad == CURLE_OK)
		bad = curl_easy_setopt(slot->curl, CURLOPT_ACCEPT_ENCODING,
				       work->call.to_file ? NULL : "gzip");
	if (bad == CURLE_OK)
		bad = curl_easy_setopt(slot->curl, CURLOPT_FRESH_CONNECT, work->fresh ? 1L : 0L);
	if (bad == CURLE_OK)
		bad = curl_easy_setopt(slot->curl, CURLOPT_TIMEOUT_MS, time_for(work->call.max));
	return bad;
}

static bool
has_handle(const struct http *http, struct slot *slot)
{
	if (slot->curl == NULL && (slot->curl = curl_easy_init()) != NULL &&
	    set_up(http, slot) != CURLE_OK) {
		curl_easy_cleanup(slot->curl);
		slot->curl = NULL;
	}
	return slot->curl != NULL;
}

static struct slot *
free_slot(struct http *http)
{
	for (size_t i = 0; i < http->slots_n; i++)
		if (http->slots[i].work == NULL)
			return &http->slots[i];
	return NULL;
}

/* False where libcurl cannot; the slot is free then, and the work lost to its callback. */
static bool
run_work(struct http *http, struct slot *slot, struct work *work)
{
	answer_empty(&slot->answer);
	if (!work->call.to_file)
		slot->answer.body.max = work->call.max;
	slot->stopped = TRANSFER_DONE;
	slot->no_descriptor = false;
	slot->error[0] = '\0';
	if (!has_handle(http, slot))
		return false;
	slot->work = work;
	http->running++;
	set_bearer(slot, work->bearer);
	if ((work->bearer == NULL || slot->headers != NULL) && aim(slot) == CURLE_OK &&
	    curl_multi_add_handle(http->multi, slot->curl) == CURLM_OK)
		return true;
	(void)vacate(http, slot);
	return false;
}

static void
start_waiting(struct http *http)
{
	while (http->waiting.n != 0 && http->running < http->limit) {
		struct slot *slot = free_slot(http);
		struct work *work = work_take(&http->waiting);

		if (slot == NULL || !run_work(http, slot, work))
			work_tell_failure(work, TRANSFER_PROTOCOL, "libcurl refuses the request");
	}
}

/* The header's value, with blanks for control characters. */
static void
keep_header(CURL *curl, const char *name, struct buf *out)
{
	struct curl_header *header;

	if (curl_easy_header(curl, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
		return;
	for (const char *c = header->value; *c != '\0'; c++)
		buf_putc(out, (unsigned char)*c < ' ' || *c == 0x7f ? ' ' : *c);
	if (out->over)
		buf_clear(out);
}

static void
keep_short(CURL *curl, const char *name, char text[HTTP_HEADER_MAX])
{
	struct buf value = BUF_MAX(HTTP_HEADER_MAX - 1);

	keep_header(curl, name, &value);
	memcpy(text, buf_text(&value), value.n);
	text[value.n] = '\0';
	buf_release(&value);
}

static void
fill_answer(struct slot *slot, CURLcode code)
{
	struct answer *answer = &slot->answer;
	curl_off_t us = 0;
	long connected = 1;

	answer->transfer = slot->stopped != TRANSFER_DONE ? slot->stopped : transfer_of(code);
	(void)curl_easy_getinfo(slot->curl, CURLINFO_RESPONSE_CODE, &answer->status);
	(void)curl_easy_getinfo(slot->curl, CURLINFO_NUM_CONNECTS, &connected);
	(void)curl_easy_getinfo(slot->curl, CURLINFO_TOTAL_TIME_T, &us);
	slot->reused = connected == 0;
	answer->wall_ms = (uint64_t)us / 1000;
	if (code != CURLE_OK)
		snprintf(answer->detail, sizeof answer->detail, "%.120s",
			 slot->error[0] != '\0' ? slot->error : curl_easy_strerror(code));
	keep_short(slot->curl, "content-type", answer->content_type);
	keep_short(slot->curl, "date", answer->date);
	keep_short(slot->curl, "retry-after", answer->retry_after);
	keep_short(slot->curl, "facebook-api-version", answer->api_version);
	keep_header(slot->curl, "x-app-usage", &answer->app_usage);
	keep_header(slot->curl, "x-business-use-case-usage", &answer->business_usage);
}

/*
 * What is no HTTP on a connection used before may be the rest of the answer before it, longer
 * than the server had said: nobody else is to suffer from that.
 */
static bool
is_leftover(const struct slot *slot)
{
	return slot->answer.transfer == TRANSFER_PROTOCOL && slot->answer.status == 0 &&
	       slot->reused && !slot->work->fresh;
}

/*
 * Where descriptors run short, fewer transfers do. (A connection used before that the server
 * closed while it was idle is libcurl's to replace, and it does.)
 */
static bool
goes_again(struct http *http, const struct slot *slot)
{
	if (is_leftover(slot)) {
		slot->work->fresh = true;
		return true;
	}
	if (slot->answer.transfer != TRANSFER_DOWN || !slot->no_descriptor || http->running == 1)
		return false;
	http->limit = http->running - 1;
	return true;
}

static void
end_transfer(struct http *http, struct slot *slot, CURLcode code)
{
	struct work *work;

	bool again;

	fill_answer(slot, code);
	again = goes_again(http, slot);
	work = vacate(http, slot);
	if (again)
		work_put_first(&http->waiting, work);
	else
		work_tell(work, &slot->answer);
}

/* How many transfers have ended. */
static size_t
perform(struct http *http)
{
	int running, left;
	size_t ended = 0;
	CURLMsg *message;

	start_waiting(http);
	(void)curl_multi_perform(http->multi, &running);
	while ((message = curl_multi_info_read(http->multi, &left)) != NULL) {
		CURLcode code = message->data.result;
		struct slot *slot = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&slot);
		end_transfer(http, slot, code);
		ended++;
	}
	return ended;
}

size_t
http_turn(struct http *http, int timeout_ms)
{
	struct curl_waitfd watched = {.fd = http->watched, .events = CURL_WAIT_POLLIN};

	if (perform(http) == 0 && timeout_ms > 0) {
		(void)curl_multi_poll(http->multi, &watched, http->watched >= 0 ? 1 : 0, timeout_ms,
				      NULL);
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
	while (http_pending(http) != 0) {
		for (size_t i = 0; i < http->slots_n; i++)
			if (http->slots[i].work != NULL)
				work_tell_failure(vacate(http, &http->slots[i]), TRANSFER_ABORTED,
						  "stopped");
		if (http->waiting.n != 0)
			work_tell_failure(work_take(&http->waiting), TRANSFER_ABORTED, "stopped");
	}
}
