/* Links of stickers, as they were meant. */
#include <strings.h>

#include "lib/buf.h"

#include "transform/map/archive.h"

#define URL_MAX 8192 /* bytes; Meta's redirector takes less */

/* Hosts that lead elsewhere, to what their parameter u says. */
static const char *const redirectors[] = {
    "l.instagram.com",
    "lm.instagram.com",
    "l.facebook.com",
    "lm.facebook.com",
};

static bool
is_tracking(struct span name)
{
	static const char *const exact[] = {"fbclid", "igshid", "igsh"};

	if (name.n > 4 && strncasecmp(name.p, "utm_", 4) == 0)
		return true;
	for (size_t i = 0; i < COUNT(exact); i++)
		if (name.n == strlen(exact[i]) && strncasecmp(name.p, exact[i], name.n) == 0)
			return true;
	return false;
}

static const char *
after_scheme(const char *url)
{
	if (strncasecmp(url, "https://", 8) == 0)
		return url + 8;
	return strncasecmp(url, "http://", 7) == 0 ? url + 7 : NULL;
}

static bool
is_redirector(const char *host)
{
	size_t n = strcspn(host, ":/?#");

	for (size_t i = 0; i < COUNT(redirectors); i++)
		if (strlen(redirectors[i]) == n && strncasecmp(host, redirectors[i], n) == 0)
			return true;
	return false;
}

static int
hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *hit = c != '\0' ? strchr(digits, c | (c >= 'A' ? 0x20 : 0)) : NULL;

	return hit != NULL ? (int)(hit - digits) : -1;
}

/* Undoes percent encoding; NULL where it is broken or hides a NUL. */
static const char *
decode(struct arena *arena, struct span text)
{
	char *out = arena_text(arena, text), *to = out;

	for (size_t i = 0; i < text.n; i++) {
		int high, low;

		if (text.p[i] != '%') {
			*to++ = text.p[i];
			continue;
		}
		if (text.n - i < 3)
			return NULL;
		high = hex_value(text.p[i + 1]);
		low = hex_value(text.p[i + 2]);
		if (high < 0 || low < 0 || high + low == 0)
			return NULL;
		*to++ = (char)(high * 16 + low);
		i += 2;
	}
	*to = '\0';
	return out;
}

/* The address in the parameter u, or NULL. */
static const char *
unwrap(struct arena *arena, const char *url)
{
	const char *p = url + strcspn(url, "?#");

	while (*p != '\0' && *p != '#') {
		size_t n = strcspn(++p, "&#");

		if (strncmp(p, "u=", 2) == 0)
			return decode(arena, (struct span){p + 2, n - 2});
		p += n;
	}
	return NULL;
}

/* Without the query parameters that only tell who came from where. */
static const char *
without_tracking(struct arena *arena, const char *url, bool wrapped)
{
	struct buf out = BUF_MAX(URL_MAX);
	const char *query = url + strcspn(url, "?#"), *made;
	char before = '?';

	buf_put(&out, url, (size_t)(query - url));
	while (*query != '\0' && *query != '#') {
		size_t n = strcspn(++query, "&#"), name = strcspn(query, "=&#");
		bool secret = wrapped && name == 1 && *query == 'e';

		if (n != 0 && !secret && !is_tracking((struct span){query, name})) {
			buf_putc(&out, before);
			buf_put(&out, query, n);
			before = '&';
		}
		query += n;
	}
	buf_puts(&out, query);
	made = out.over ? NULL : arena_text(arena, buf_span(&out));
	buf_release(&out);
	return made;
}

const char *
link_clean(struct arena *arena, const char *url)
{
	const char *host = after_scheme(url), *inner;

	if (host == NULL)
		return NULL;
	if (!is_redirector(host))
		return without_tracking(arena, url, false);
	inner = unwrap(arena, url);
	if (inner == NULL || after_scheme(inner) == NULL)
		return without_tracking(arena, url, true);
	return without_tracking(arena, inner, false);
}
