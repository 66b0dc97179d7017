#include "ingest/net/reach.h"

#include "ingest/limits.h"
#include "ingest/net/url.h"
#include "lib/mem.h"

#define DEFAULT_VERSION "v25.0" /* alive until 2028-07-29 */

static int
read_concurrency(const struct settings *settings, size_t *n, struct fail *fail)
{
	const char *text = settings_text(settings, SET_concurrency);
	size_t digits = text != NULL ? strspn(text, "0123456789") : 0;

	*n = HTTP_CONCURRENCY;
	if (text == NULL)
		return 0;
	if (digits != 0 && digits <= 3 && text[digits] == '\0')
		*n = strtoul(text, NULL, 10);
	else
		*n = 0;
	if (*n >= 1 && *n <= HTTP_CONCURRENCY_MAX)
		return 0;
	fail_set(fail, EX_CONFIG, "concurrency: not a number of requests: '%.40s'", text);
	return fail_hint(fail, "Give a number from 1 to %d.", HTTP_CONCURRENCY_MAX);
}

static int
check_proxy(const char *proxy, struct fail *fail)
{
	static const char *const schemes[] = {"http://", "https://", "socks5h://"};

	for (size_t i = 0; proxy != NULL && i < COUNT(schemes); i++)
		if (strncmp(proxy, schemes[i], strlen(schemes[i])) == 0)
			return 0;
	if (proxy == NULL)
		return 0;
	/* the address itself may hold a password */
	fail_set(fail, EX_CONFIG, "proxy: not an address of a proxy");
	return fail_hint(fail, "Write it as http://host:port, https:// or socks5h://.");
}

/* The server the operator named, without a slash at its end; NULL for Meta's. */
static int
read_server(const struct settings *settings, struct reach *reach, struct fail *fail)
{
	const char *url = settings_text(settings, SET_graph_url);
	size_t n = url != NULL ? strlen(url) : 0;

	if (url == NULL)
		return 0;
	if (url_check_server(url, &reach->http.plain, fail) < 0)
		return -1;
	while (url[n - 1] == '/')
		n--;
	reach->server = must_strndup(url, n);
	return 0;
}

int
reach_read(struct reach *reach, const struct settings *settings, struct fail *fail)
{
	const char *version = settings_text(settings, SET_graph_version);

	*reach = (struct reach){.version = version != NULL ? version : DEFAULT_VERSION};
	reach->http.ca_file = settings_text(settings, SET_ca_file);
	reach->http.proxy = settings_text(settings, SET_proxy);
	if (read_concurrency(settings, &reach->http.concurrency, fail) == 0 &&
	    check_proxy(reach->http.proxy, fail) == 0 &&
	    url_check_version(reach->version, fail) == 0 && read_server(settings, reach, fail) == 0)
		return 0;
	reach_free(reach);
	return -1;
}

void
reach_free(struct reach *reach)
{
	free(reach->server);
	*reach = (struct reach){.server = NULL};
}
