#include "ingest/graph/media_link.h"

#include <ctype.h>
#include <strings.h>

#define BLANKS " ,\t"

static bool
takes_prefix(struct span *text, const char *prefix)
{
	size_t n = strlen(prefix);

	if (text->n < n || strncasecmp(text->p, prefix, n) != 0)
		return false;
	*text = (struct span){text->p + n, text->n - n};
	return true;
}

/* Letters, digits, dots and hyphens: what else a URL may have there is not for us. */
static struct span
take_host(struct span *text)
{
	size_t n = 0;

	while (n < text->n &&
	       (isalnum((unsigned char)text->p[n]) || text->p[n] == '.' || text->p[n] == '-'))
		n++;
	*text = (struct span){text->p + n, text->n - n};
	return (struct span){text->p - n, n};
}

static bool
ends_so(struct span host, const char *suffix, size_t n)
{
	return host.n > n && strncasecmp(host.p + host.n - n, suffix, n) == 0;
}

static bool
is_listed(struct span host, const char *hosts)
{
	for (hosts += strspn(hosts, BLANKS); *hosts != '\0'; hosts += strspn(hosts, BLANKS)) {
		size_t n = strcspn(hosts, BLANKS);

		if (hosts[0] == '.' ? ends_so(host, hosts, n)
				    : host.n == n && strncasecmp(host.p, hosts, n) == 0)
			return true;
		hosts += n;
	}
	return false;
}

static bool
is_clean(struct span link)
{
	for (size_t i = 0; i < link.n; i++)
		if (!isgraph((unsigned char)link.p[i]))
			return false;
	return link.n != 0 && link.n <= LINK_MAX;
}

/* A port of this machine may be any; of all others it is 443. */
static bool
takes_port(struct span *text, bool local)
{
	size_t n = 1;

	if (!local)
		return takes_prefix(text, ":443") || text->n == 0 || text->p[0] != ':';
	if (text->n == 0 || text->p[0] != ':')
		return true;
	while (n < text->n && isdigit((unsigned char)text->p[n]))
		n++;
	*text = (struct span){text->p + n, text->n - n};
	return n > 1;
}

const char *
media_link_refusal(struct span link, const char *hosts, bool local)
{
	struct span rest = link, host;

	if (!is_clean(link))
		return "the link is none";
	if (!takes_prefix(&rest, local ? "http://" : "https://"))
		return local ? "the link leads off this machine" : "the link is not https";
	host = take_host(&rest);
	if (!is_listed(host, local ? "127.0.0.1" : hosts))
		return local ? "the link leads off this machine"
			     : "the link leads to a host that is not allowed";
	if (!takes_port(&rest, local))
		return "the link names a port";
	return rest.n != 0 && rest.p[0] == '/' ? NULL : "the link is none";
}

struct span
media_link_stem(struct span link)
{
	const char *query = memchr(link.p, '?', link.n);

	return (struct span){link.p, query != NULL ? (size_t)(query - link.p) : link.n};
}

/* Films and newer pictures share a container, whose brand stands behind "ftyp". */
static const struct {
	size_t at;
	const char *bytes;
	size_t n;
	const char *type;
} magics[] = {
    {0, "\xff\xd8\xff", 3, "image/jpeg"},
    {0, "\x89PNG\r\n\x1a\n", 8, "image/png"},
    {8, "WEBP", 4, "image/webp"},
    {4, "ftyphe", 6, "image/heic"}, /* heic, heix, heim, heis, hevc */
    {4, "ftypmif1", 8, "image/heic"},
    {4, "ftypavi", 7, "image/avif"}, /* avif, avis */
    {4, "ftyp", 4, "video/mp4"},
};

const char *
media_type_of_bytes(const unsigned char *head, size_t n)
{
	for (size_t i = 0; i < COUNT(magics); i++)
		if (n >= magics[i].at + magics[i].n &&
		    memcmp(head + magics[i].at, magics[i].bytes, magics[i].n) == 0)
			return magics[i].type;
	return NULL;
}
