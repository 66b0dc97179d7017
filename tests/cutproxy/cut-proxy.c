/*
 * A proxy for the PostgreSQL protocol that cuts: cut-proxy LISTEN TARGET up|down|none BYTES
 *
 * LISTEN and TARGET are folders of Unix sockets, as PGHOST names them. Of the first connection just
 * BYTES bytes pass in one direction (up: to the server), then both ends are closed at once; all
 * other connections pass whole. At the end of its input it says how many bytes went up and down on
 * the first connection, and ends.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/std.h"

#define SOCKET_NAME "/.s.PGSQL.5432"
#define PIECE 4096   /* bytes carried at once */
#define PAIRS_MAX 16 /* connections at once; a load has two */
#define FDS_MAX (2 + 2 * PAIRS_MAX)

enum direction {
	UP,
	DOWN,
	DIRECTIONS
};

/* One connection: end[UP] is the client's, whose bytes go up, end[DOWN] the server's. */
struct pair {
	int end[DIRECTIONS];
	bool first;
	uint64_t carried[DIRECTIONS];
};

struct proxy {
	int listener;
	struct sockaddr_un target;
	bool seen; /* the first connection came */
	bool cuts;
	enum direction cut;
	uint64_t left; /* bytes that may still pass in the direction of the cut */
	uint64_t first_carried[DIRECTIONS];
	struct pair pairs[PAIRS_MAX];
	size_t n;
};

static void
die(const char *what)
{
	perror(what);
	exit(EX_OSERR);
}

static struct sockaddr_un
address_of(const char *folder)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	snprintf(address.sun_path, sizeof address.sun_path, "%s" SOCKET_NAME, folder);
	return address;
}

static int
open_socket(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		die("socket");
	return fd;
}

static void
drop(struct proxy *proxy, size_t i)
{
	struct pair *pair = &proxy->pairs[i];

	if (pair->first)
		memcpy(proxy->first_carried, pair->carried, sizeof pair->carried);
	close(pair->end[UP]);
	close(pair->end[DOWN]);
	*pair = proxy->pairs[--proxy->n];
}

static void
accept_one(struct proxy *proxy)
{
	struct pair pair = {.first = !proxy->seen};

	pair.end[UP] = accept4(proxy->listener, NULL, NULL, SOCK_CLOEXEC);
	pair.end[DOWN] = open_socket();
	proxy->seen = true;
	if (pair.end[UP] < 0)
		die("accept");
	if (proxy->n == PAIRS_MAX ||
	    connect(pair.end[DOWN], (struct sockaddr *)&proxy->target, sizeof proxy->target) < 0) {
		close(pair.end[UP]);
		close(pair.end[DOWN]);
		return;
	}
	proxy->pairs[proxy->n++] = pair;
}

static bool
write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t written = send(fd, bytes, n, MSG_NOSIGNAL);

		if (written < 0)
			return false;
		bytes += written;
		n -= (size_t)written;
	}
	return true;
}

/* Carries what is there; false when the connection is over or cut. */
static bool
carry(struct proxy *proxy, struct pair *pair, enum direction from)
{
	bool cut_here = proxy->cuts && pair->first && proxy->cut == from;
	char bytes[PIECE];
	size_t want = sizeof bytes;
	ssize_t n;

	if (cut_here && proxy->left < want)
		want = (size_t)proxy->left;
	if (want == 0)
		return false;
	n = recv(pair->end[from], bytes, want, 0);
	if (n <= 0 || !write_all(pair->end[from == UP ? DOWN : UP], bytes, (size_t)n))
		return false;
	pair->carried[from] += (uint64_t)n;
	if (cut_here)
		proxy->left -= (uint64_t)n;
	return !cut_here || proxy->left > 0;
}

static size_t
list_fds(const struct proxy *proxy, struct pollfd fds[FDS_MAX])
{
	size_t n = 0;

	fds[n++] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
	fds[n++] = (struct pollfd){.fd = proxy->listener, .events = POLLIN};
	for (size_t i = 0; i < proxy->n; i++)
		for (size_t end = 0; end < DIRECTIONS; end++)
			fds[n++] =
			    (struct pollfd){.fd = proxy->pairs[i].end[end], .events = POLLIN};
	return n;
}

/* From the last pair to the first, since dropping one moves the last into its place. */
static void
attend_pairs(struct proxy *proxy, const struct pollfd *fds)
{
	for (size_t i = proxy->n; i-- > 0;) {
		bool goes_on = true;

		for (size_t end = 0; end < DIRECTIONS && goes_on; end++)
			if (fds[2 + 2 * i + end].revents != 0)
				goes_on = carry(proxy, &proxy->pairs[i], (enum direction)end);
		if (!goes_on)
			drop(proxy, i);
	}
}

static void
serve(struct proxy *proxy)
{
	struct pollfd fds[FDS_MAX];

	for (;;) {
		size_t n = list_fds(proxy, fds);

		if (poll(fds, n, -1) < 0 && errno != EINTR)
			die("poll");
		if (fds[0].revents != 0)
			return;
		attend_pairs(proxy, fds);
		if (fds[1].revents != 0)
			accept_one(proxy);
	}
}

int
main(int argc, char **argv)
{
	struct proxy proxy = {.seen = false};
	struct sockaddr_un here;

	if (argc != 5)
		return EX_USAGE;
	here = address_of(argv[1]);
	proxy.target = address_of(argv[2]);
	proxy.cuts = strcmp(argv[3], "none") != 0;
	proxy.cut = strcmp(argv[3], "up") == 0 ? UP : DOWN;
	proxy.left = strtoull(argv[4], NULL, 10);
	proxy.listener = open_socket();
	(void)unlink(here.sun_path);
	if (bind(proxy.listener, (struct sockaddr *)&here, sizeof here) < 0 ||
	    listen(proxy.listener, PAIRS_MAX) < 0)
		die(here.sun_path);
	serve(&proxy);
	while (proxy.n > 0)
		drop(&proxy, proxy.n - 1);
	printf("%llu %llu\n", (unsigned long long)proxy.first_carried[UP],
	       (unsigned long long)proxy.first_carried[DOWN]);
	(void)unlink(here.sun_path);
	return 0;
}
