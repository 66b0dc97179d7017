#include "ingest/http.h"

#include <curl/curl.h>

#include "ingest/limits.h"
#include "lib/mem.h"
#include "lib/program.h"

struct http {
	CURL *curl; /* one handle: its connections are used again */
	char error[CURL_ERROR_SIZE];
};

/* What the codes of libcurl 7.88 mean here; all others are TRANSFER_PROTOCOL. */
static const struct {
	CURLcode code;
	enum transfer transfer;
} transfers[] = {
    {CURLE_OK, TRANSFER_DONE},
    {CURLE_OPERATION_TIMEDOUT, TRANSFER_SLOW},
    {CURLE_COULDNT_RESOLVE_HOST, TRANSFER_DOWN},
    {CURLE_COULDNT_CONNECT, TRANSFER_DOWN},
    {CURLE_GOT_NOTHING, TRANSFER_DOWN},
    {CURLE_SEND_ERROR, TRANSFER_DOWN},
    {CURLE_RECV_ERROR, TRANSFER_DOWN},
    {CURLE_PARTIAL_FILE, TRANSFER_CUT},
    {CURLE_BAD_CONTENT_ENCODING, TRANSFER_CUT},
    {CURLE_OUT_OF_MEMORY, TRANSFER_CUT}, /* said of headers that are too large */
    {CURLE_WRITE_ERROR, TRANSFER_TOO_LARGE},
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

/* libcurl 7.88 does not hold a running transfer to a maximal size, so this does. */
static size_t
on_bytes(char *bytes, size_t size, size_t n, void *context)
{
	struct buf *body = context;

	buf_put(body, bytes, size * n);
	return body->over ? 0 : size * n;
}

/* Settings that no answer and no request changes. */
static CURLcode
set_up(CURL *curl, const char *protocol, char *error)
{
	CURLcode bad = CURLE_OK;

#define SET(option, value) bad = bad != CURLE_OK ? bad : curl_easy_setopt(curl, option, value)
	SET(CURLOPT_PROTOCOLS_STR, protocol);
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_PROXY, ""); /* the proxy variables of the environment do not count */
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_ACCEPT_ENCODING, "gzip");
	SET(CURLOPT_USERAGENT, "storywire/" STORYWIRE_VERSION);
	SET(CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
	SET(CURLOPT_TIMEOUT_MS, REQUEST_TIMEOUT_MS);
	SET(CURLOPT_LOW_SPEED_LIMIT, LOW_SPEED_BYTES);
	SET(CURLOPT_LOW_SPEED_TIME, LOW_SPEED_SECONDS);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_WRITEFUNCTION, on_bytes);
	SET(CURLOPT_ERRORBUFFER, error);
#undef SET
	return bad;
}

struct http *
http_new(bool plain, struct fail *fail)
{
	struct http *http = must_calloc(1, sizeof *http);

	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		http->curl = curl_easy_init();
	if (http->curl != NULL &&
	    set_up(http->curl, plain ? "http" : "https", http->error) == CURLE_OK)
		return http;
	fail_set(fail, EX_SOFTWARE, "libcurl: cannot start");
	http_free(http);
	return NULL;
}

void
http_free(struct http *http)
{
	if (http == NULL)
		return;
	curl_easy_cleanup(http->curl);
	curl_global_cleanup();
	free(http);
}

static struct curl_slist *
bearer_header(const char *token)
{
	struct buf line = BUF_MAX(TOKEN_MAX + 64);
	struct curl_slist *headers;

	buf_printf(&line, "Authorization: Bearer %s", token);
	headers = curl_slist_append(NULL, buf_text(&line));
	explicit_bzero(line.p, line.n);
	buf_release(&line);
	return headers;
}

static void
wipe_headers(struct curl_slist *headers)
{
	if (headers != NULL)
		explicit_bzero(headers->data, strlen(headers->data));
	curl_slist_free_all(headers);
}

static CURLcode
perform(struct http *http, const char *url, struct curl_slist *headers, struct answer *answer)
{
	CURLcode bad = CURLE_OUT_OF_MEMORY;

	if (headers != NULL)
		bad = curl_easy_setopt(http->curl, CURLOPT_URL, url);
	if (bad == CURLE_OK)
		bad = curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, headers);
	if (bad == CURLE_OK)
		bad = curl_easy_setopt(http->curl, CURLOPT_WRITEDATA, &answer->body);
	if (bad == CURLE_OK)
		bad = curl_easy_perform(http->curl);
	(void)curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &answer->status);
	(void)curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, NULL);
	return bad;
}

void
http_get(struct http *http, const char *url, const char *token, struct answer *answer)
{
	struct curl_slist *headers = bearer_header(token);
	CURLcode code;

	buf_clear(&answer->body);
	answer->status = 0;
	answer->detail[0] = '\0';
	http->error[0] = '\0';
	code = perform(http, url, headers, answer);
	wipe_headers(headers);
	answer->transfer = transfer_of(code);
	if (code != CURLE_OK)
		snprintf(answer->detail, sizeof answer->detail, "%.120s",
			 http->error[0] != '\0' ? http->error : curl_easy_strerror(code));
}

void
answer_release(struct answer *answer)
{
	buf_release(&answer->body);
}
