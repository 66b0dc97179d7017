#include "ingest/net/wire.h"

#include <curl/curl.h>
#include <errno.h>
#include <inttypes.h>

#include "ingest/limits.h"
#include "ingest/net/address.h"
#include "ingest/net/http_answer.h"
#include "lib/mem.h"
#include "lib/program.h"

/* A place for one running transfer; its handle and buffers are used again. */
struct wire {
	struct wires *wires;
	CURL *curl;
	struct work *work; /* NULL: free */
	struct curl_slist *headers;
	struct answer answer;
	enum transfer stopped; /* why our own callbacks ended it */
	bool no_descriptor;    /* a socket could not be opened: too many files */
	char error[CURL_ERROR_SIZE];
};

struct wires {
	CURLM *multi;
	struct wire *list;
	size_t n;
	char *ca_file, *proxy;
	bool plain;
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
stop(struct wire *wire, enum transfer why)
{
	wire->stopped = why;
	return 0;
}

static size_t
on_bytes(const char *bytes, size_t size, size_t n, void *context)
{
	struct wire *wire = context;
	struct curl_header *range;
	enum transfer taken;
	bool has_range =
	    curl_easy_header(wire->curl, "content-range", 0, CURLH_HEADER, -1, &range) == CURLHE_OK;

	(void)curl_easy_getinfo(wire->curl, CURLINFO_RESPONSE_CODE, &wire->answer.status);
	taken = answer_take(&wire->answer, &wire->work->call, has_range ? range->value : "",
			    (struct span){bytes, size * n});
	return taken == TRANSFER_DONE ? size * n : stop(wire, taken);
}

/* Through a proxy the address is the proxy's, and what is public is for it to judge. */
static curl_socket_t
on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct wire *wire = context;
	int fd;

	(void)purpose;
	if (wire->work->call.public_only && wire->wires->proxy == NULL &&
	    !address_is_public(&address->addr)) {
		stop(wire, TRANSFER_REFUSED);
		return CURL_SOCKET_BAD;
	}
	fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
	if (fd < 0 && (errno == EMFILE || errno == ENFILE))
		wire->no_descriptor = true;
	return fd < 0 ? CURL_SOCKET_BAD : fd;
}

struct number_option {
	CURLoption option;
	long value;
};

struct text_option {
	CURLoption option;
	const char *value;
};

static CURLcode
set_numbers(CURL *curl, const struct number_option *options, size_t n)
{
	CURLcode bad = CURLE_OK;

	for (size_t i = 0; i < n && bad == CURLE_OK; i++)
		bad = curl_easy_setopt(curl, options[i].option, options[i].value);
	return bad;
}

static CURLcode
set_texts(CURL *curl, const struct text_option *options, size_t n)
{
	CURLcode bad = CURLE_OK;

	for (size_t i = 0; i < n && bad == CURLE_OK; i++)
		bad = curl_easy_setopt(curl, options[i].option, options[i].value);
	return bad;
}

/* Settings that no call changes. */
static const struct number_option fixed[] = {
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
set_trust(const struct wires *wires, CURL *curl)
{
	const struct text_option texts[] = {
	    {CURLOPT_USERAGENT, "storywire/" STORYWIRE_VERSION},
	    {CURLOPT_PROTOCOLS_STR, wires->plain ? "http" : "https"},
	    {CURLOPT_PROXY, wires->proxy != NULL ? wires->proxy : ""},
	    {CURLOPT_NOPROXY, ""},
	    {CURLOPT_CAINFO, wires->ca_file},
	    {CURLOPT_CAPATH, NULL},
	};

	return set_texts(curl, texts, wires->ca_file != NULL ? COUNT(texts) : COUNT(texts) - 2);
}

static CURLcode
set_callbacks(struct wire *wire)
{
	CURLcode bad = curl_easy_setopt(wire->curl, CURLOPT_WRITEFUNCTION, on_bytes);

	if (bad == CURLE_OK)
		bad = curl_easy_setopt(wire->curl, CURLOPT_WRITEDATA, wire);
	if (bad == CURLE_OK)
		bad = curl_easy_setopt(wire->curl, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	if (bad == CURLE_OK)
		bad = curl_easy_setopt(wire->curl, CURLOPT_OPENSOCKETDATA, wire);
	if (bad == CURLE_OK)
		bad = curl_easy_setopt(wire->curl, CURLOPT_ERRORBUFFER, wire->error);
	if (bad == CURLE_OK)
		bad = curl_easy_setopt(wire->curl, CURLOPT_PRIVATE, wire);
	return bad;
}

static CURLcode
set_up(struct wire *wire)
{
	CURLcode bad = set_numbers(wire->curl, fixed, COUNT(fixed));

	if (bad == CURLE_OK)
		bad = curl_easy_setopt(wire->curl, CURLOPT_PIPEWAIT, wire->wires->plain ? 0L : 1L);
	if (bad == CURLE_OK)
		bad = set_trust(wire->wires, wire->curl);
	return bad == CURLE_OK ? set_callbacks(wire) : bad;
}

static CURLMcode
set_up_multi(const struct wires *wires)
{
	CURLMcode bad = curl_multi_setopt(wires->multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);

	if (bad == CURLM_OK)
		bad = curl_multi_setopt(wires->multi, CURLMOPT_MAXCONNECTS, (long)wires->n);
	return bad;
}

struct wires *
wires_new(const struct http_options *options, size_t n, struct fail *fail)
{
	struct wires *wires = must_calloc(1, sizeof *wires);

	wires->plain = options->plain;
	wires->n = n;
	wires->list = must_calloc(n, sizeof *wires->list);
	wires->ca_file = options->ca_file != NULL ? must_strdup(options->ca_file) : NULL;
	wires->proxy = options->proxy != NULL ? must_strdup(options->proxy) : NULL;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		wires->multi = curl_multi_init();
	if (wires->multi != NULL && set_up_multi(wires) == CURLM_OK)
		return wires;
	fail_set(fail, EX_SOFTWARE, "libcurl: cannot start");
	wires_free(wires);
	return NULL;
}

void
wires_free(struct wires *wires)
{
	struct work *work;

	if (wires == NULL)
		return;
	while ((work = wires_drop(wires)) != NULL)
		work_free(work);
	for (size_t i = 0; i < wires->n; i++) {
		curl_easy_cleanup(wires->list[i].curl);
		answer_release(&wires->list[i].answer);
	}
	(void)curl_multi_cleanup(wires->multi);
	curl_global_cleanup();
	free(wires->list);
	free(wires->ca_file);
	free(wires->proxy);
	free(wires);
}

/* Takes the transfer off the wire, which is free then. */
static struct work *
vacate(struct wire *wire)
{
	struct work *work = wire->work;

	(void)curl_multi_remove_handle(wire->wires->multi, wire->curl);
	(void)curl_easy_setopt(wire->curl, CURLOPT_HTTPHEADER, NULL);
	(void)curl_easy_setopt(wire->curl, CURLOPT_POSTFIELDS, NULL);
	if (wire->headers != NULL)
		explicit_bzero(wire->headers->data, strlen(wire->headers->data));
	curl_slist_free_all(wire->headers);
	wire->headers = NULL;
	wire->work = NULL;
	return work;
}

struct work *
wires_drop(struct wires *wires)
{
	for (size_t i = 0; i < wires->n; i++)
		if (wires->list[i].work != NULL)
			return vacate(&wires->list[i]);
	return NULL;
}

static void
set_bearer(struct wire *wire, const char *token)
{
	struct buf line = BUF_MAX(TOKEN_MAX + 64);

	if (token == NULL)
		return;
	buf_printf(&line, "Authorization: Bearer %s", token);
	wire->headers = curl_slist_append(NULL, buf_text(&line));
	explicit_bzero(line.p, line.n);
	buf_release(&line);
}

/* Points the handle at the call. */
static CURLcode
aim(struct wire *wire)
{
	const struct work *work = wire->work;
	char range[32];
	const struct text_option texts[] = {
	    {CURLOPT_URL, work->url},
	    {CURLOPT_RANGE, work->call.from != 0 ? range : NULL},
	    {CURLOPT_ACCEPT_ENCODING, work->call.to_file ? NULL : "gzip"},
	};
	const struct number_option numbers[] = {
	    {CURLOPT_HTTPGET, 1},
	    {CURLOPT_FRESH_CONNECT, work->fresh},
	    {CURLOPT_TIMEOUT_MS, work_time_ms(work)},
	};
	CURLcode bad;

	snprintf(range, sizeof range, "%" PRIu64 "-", work->call.from);
	bad = set_texts(wire->curl, texts, COUNT(texts));
	if (bad == CURLE_OK)
		bad = set_numbers(wire->curl, numbers, COUNT(numbers));
	if (bad == CURLE_OK)
		bad = curl_easy_setopt(wire->curl, CURLOPT_HTTPHEADER, wire->headers);
	if (bad == CURLE_OK && work->post != NULL)
		bad = curl_easy_setopt(wire->curl, CURLOPT_POSTFIELDS, work->post);
	return bad;
}

static bool
has_handle(struct wire *wire)
{
	if (wire->curl == NULL && (wire->curl = curl_easy_init()) != NULL &&
	    set_up(wire) != CURLE_OK) {
		curl_easy_cleanup(wire->curl);
		wire->curl = NULL;
	}
	return wire->curl != NULL;
}

static struct wire *
free_wire(struct wires *wires)
{
	for (size_t i = 0; i < wires->n; i++)
		if (wires->list[i].work == NULL)
			return &wires->list[i];
	return NULL;
}

bool
wires_begin(struct wires *wires, struct work *work)
{
	struct wire *wire = free_wire(wires);

	if (wire == NULL)
		return false;
	answer_empty(&wire->answer);
	if (!work->call.to_file)
		wire->answer.body.max = work->call.max;
	wire->wires = wires;
	wire->stopped = TRANSFER_DONE;
	wire->no_descriptor = false;
	wire->error[0] = '\0';
	if (!has_handle(wire))
		return false;
	wire->work = work;
	set_bearer(wire, work->bearer);
	if ((work->bearer == NULL || wire->headers != NULL) && aim(wire) == CURLE_OK &&
	    curl_multi_add_handle(wires->multi, wire->curl) == CURLM_OK)
		return true;
	(void)vacate(wire);
	return false;
}

static void
keep_header(CURL *curl, const char *name, struct buf *out)
{
	struct curl_header *header;

	if (curl_easy_header(curl, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK)
		answer_put_header(out, header->value);
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

/* Whether it went over a connection that others had used before. */
static bool
fill_answer(struct wire *wire, CURLcode code)
{
	struct answer *answer = &wire->answer;
	curl_off_t us = 0;
	long connected = 1;

	answer->transfer = wire->stopped != TRANSFER_DONE ? wire->stopped : transfer_of(code);
	(void)curl_easy_getinfo(wire->curl, CURLINFO_RESPONSE_CODE, &answer->status);
	(void)curl_easy_getinfo(wire->curl, CURLINFO_NUM_CONNECTS, &connected);
	(void)curl_easy_getinfo(wire->curl, CURLINFO_TOTAL_TIME_T, &us);
	answer->wall_ms = (uint64_t)us / 1000;
	if (code != CURLE_OK)
		snprintf(answer->detail, sizeof answer->detail, "%.120s",
			 wire->error[0] != '\0' ? wire->error : curl_easy_strerror(code));
	keep_short(wire->curl, "content-type", answer->content_type);
	keep_short(wire->curl, "date", answer->date);
	keep_short(wire->curl, "retry-after", answer->retry_after);
	keep_short(wire->curl, "facebook-api-version", answer->api_version);
	keep_header(wire->curl, "x-app-usage", &answer->app_usage);
	keep_header(wire->curl, "x-business-use-case-usage", &answer->business_usage);
	return connected == 0;
}

void
wires_perform(struct wires *wires)
{
	int running;

	(void)curl_multi_perform(wires->multi, &running);
}

bool
wires_ended(struct wires *wires, struct ending *ending)
{
	struct wire *wire = NULL;
	CURLMsg *message;
	CURLcode code;
	int left;

	do
		message = curl_multi_info_read(wires->multi, &left);
	while (message != NULL && message->msg != CURLMSG_DONE);
	if (message == NULL)
		return false;
	code = message->data.result; /* the message is gone with the handle */
	(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&wire);
	ending->reused = fill_answer(wire, code);
	ending->no_descriptor = wire->no_descriptor;
	ending->answer = &wire->answer;
	ending->work = vacate(wire);
	return true;
}

void
wires_wait(struct wires *wires, int fd, int timeout_ms)
{
	struct curl_waitfd watched = {.fd = fd, .events = CURL_WAIT_POLLIN};

	(void)curl_multi_poll(wires->multi, &watched, fd >= 0 ? 1 : 0, timeout_ms, NULL);
}
