#include "ingest/net/url.h"

#include <arpa/inet.h>
#include <ctype.h>

#include "ingest/limits.h"
#include "lib/hex.h"

#define HOST_MAX 255 /* bytes; RFC 1035 */

static const char *const servers[LOGINS] = {
    [LOGIN_INSTAGRAM] = "https://graph.instagram.com",
    [LOGIN_FACEBOOK] = "https://graph.facebook.com",
};

const char *
url_server(enum login login)
{
	return servers[login];
}

/* The host of "host[:port][/path]" without the brackets of IPv6; false where it is none. */
static bool
take_host(const char *at, char host[HOST_MAX + 1], const char **after)
{
	bool bracket = *at == '[';
	size_t n;

	at += bracket;
	n = strspn(at, bracket
			   ? "0123456789abcdefABCDEF:."
			   : "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
	if (n == 0 || n > HOST_MAX || (bracket && at[n] != ']'))
		return false;
	memcpy(host, at, n);
	host[n] = '\0';
	*after = at + n + bracket;
	return true;
}

static bool
is_loopback(const char *host)
{
	struct in6_addr six;
	struct in_addr four;

	if (strcmp(host, "localhost") == 0)
		return true;
	if (inet_pton(AF_INET, host, &four) == 1)
		return ntohl(four.s_addr) >> 24 == 127;
	return inet_pton(AF_INET6, host, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

/* ":port", a path of plain characters, or nothing; no query, no user, no blanks. */
static bool
good_rest(const char *at)
{
	if (*at == ':') {
		size_t digits = strspn(at + 1, "0123456789");

		if (digits == 0 || digits > 5)
			return false;
		at += 1 + digits;
	}
	if (*at != '\0' && *at != '/')
		return false;
	for (; *at != '\0'; at++)
		if (!isalnum((unsigned char)*at) && strchr("/._~-", *at) == NULL)
			return false;
	return true;
}

int
url_check_server(const char *server, bool *plain, struct fail *fail)
{
	static const char secure[] = "https://", open[] = "http://";
	char host[HOST_MAX + 1];
	const char *at, *after;

	*plain = strncmp(server, open, sizeof open - 1) == 0;
	at = server + (*plain ? sizeof open : sizeof secure) - 1;
	if ((!*plain && strncmp(server, secure, sizeof secure - 1) != 0) ||
	    !take_host(at, host, &after) || !good_rest(after)) {
		fail_set(fail, EX_CONFIG, "graph_url: not a server: '%.120s'", server);
		return fail_hint(fail, "Write it as https://host, with a port or path if needed.");
	}
	if (*plain && !is_loopback(host)) {
		fail_set(fail, EX_CONFIG, "graph_url: plain http to another machine: '%.120s'",
			 server);
		return fail_hint(fail, "A token would travel readable; use https, or a loopback "
				       "address such as 127.0.0.1.");
	}
	return 0;
}

int
url_check_version(const char *version, struct fail *fail)
{
	size_t major = version[0] == 'v' ? strspn(version + 1, "0123456789") : 0;
	const char *dot = version + 1 + major;

	if (major > 0 && major <= 3 && *dot == '.' && isdigit((unsigned char)dot[1]) &&
	    dot[2] == '\0')
		return 0;
	fail_set(fail, EX_CONFIG, "graph_version: not a version: '%.40s'", version);
	return fail_hint(fail, "Versions look like v25.0.");
}

void
url_encode(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (isalnum(c) || strchr("-._~", c) != NULL)
			buf_putc(out, (char)c);
		else
			buf_printf(out, "%%%02X", c);
	}
}

void
url_stories(struct buf *out, const char *version, const char *account_id, struct span fields,
	    unsigned limit, const char *after)
{
	buf_printf(out, "/%s/%s/stories?fields=%.*s&limit=%u", version, account_id, (int)fields.n,
		   fields.p, limit);
	if (after[0] == '\0')
		return;
	buf_puts(out, "&after=");
	url_encode(out, after);
}

void
url_insights(struct buf *out, const char *version, const char *media_id, struct span metrics,
	     const char *breakdown)
{
	buf_printf(out, "/%s/%s/insights?metric=%.*s", version, media_id, (int)metrics.n,
		   metrics.p);
	if (breakdown[0] != '\0')
		buf_printf(out, "&breakdown=%s", breakdown);
}

bool
url_decode(struct buf *out, struct span text)
{
	for (size_t i = 0; i < text.n; i++) {
		int high, low;

		if (text.p[i] != '%') {
			buf_putc(out, text.p[i]);
			continue;
		}
		high = text.n - i >= 3 ? hex_digit(text.p[i + 1]) : -1;
		low = high >= 0 ? hex_digit(text.p[i + 2]) : -1;
		if (low < 0)
			return false;
		buf_putc(out, (char)(high * 16 + low));
		i += 2;
	}
	return true;
}

bool
url_parameter(struct span url, const char *name, struct span *value)
{
	const char *end = url.p + url.n;
	const char *at = url.n != 0 ? memchr(url.p, '?', url.n) : NULL;
	size_t n = strlen(name);

	while (at != NULL) {
		const char *stop;

		at++;
		stop = memchr(at, '&', (size_t)(end - at));
		if ((size_t)(end - at) > n && memcmp(at, name, n) == 0 && at[n] == '=') {
			at += n + 1;
			*value = (struct span){at, (size_t)((stop != NULL ? stop : end) - at)};
			return true;
		}
		at = stop;
	}
	return false;
}
