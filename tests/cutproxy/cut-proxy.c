/*
 * A proxy for the PostgreSQL protocol that cuts: cut-proxy LISTEN TARGET
 *
 * LISTEN and TARGET are folders of Unix sockets, as PGHOST names them. A line of its input,
 * up|down|none BYTES, says what becomes of the first connection that comes after it: just BYTES
 * bytes pass in one direction (up: to the server), then both ends are closed at once. All other
 * connections pass whole. A line waits for the end of the connections before it, and is answered by
 * what the first of them carried: UP DOWN COMMIT_UP COMMIT_DOWN, the last two being how much had
 * passed when the last COMMIT that was answered began. At the end of its input it ends.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/std.h"

#define SOCKET_NAME "/.s.PGSQL.5432"
#define PIECE 4096    /* bytes carried at once */
#define LINE_BYTES 64 /* of input: a direction and a number */
#define LISTENING 1   /* where the listener stands among what is polled, after the input */
#define PAIRS_MAX 16  /* connections at once; a load has two */
#define FDS_MAX (LISTENING + 1 + 2 * PAIRS_MAX)

enum direction {
	UP,
	DOWN,
	DIRECTIONS
};

/* How much passed, and how much had when the last thing that was asked began, and a commit. */
struct passed {
	uint64_t whole[DIRECTIONS];
	uint64_t asked[DIRECTIONS];
	uint64_t commit[DIRECTIONS];
};

/* One connection: end[UP] is the client's, whose bytes go up, end[DOWN] the server's. */
struct pair {
	int end[DIRECTIONS];
	bool first;
	struct passed passed;
};

struct proxy {
	int listener;
	struct sockaddr_un target;
	bool seen; /* the first connection came */
	bool cuts;
	enum direction cut;
	uint64_t left; /* bytes that may still pass in the direction of the cut */
	struct passed first;
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
		proxy->first = pair->passed;
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

/* What the server says when a transaction is committed: a message CommandComplete. */
static bool
tells_commit(const char *bytes, size_t n)
{
	static const char message[] = "C\0\0\0\13COMMIT";

	return memmem(bytes, n, message, sizeof message) != NULL;
}

static void
count(struct passed *passed, enum direction from, const char *bytes, size_t n)
{
	if (from == UP)
		memcpy(passed->asked, passed->whole, sizeof passed->whole);
	else if (tells_commit(bytes, n))
		memcpy(passed->commit, passed->asked, sizeof passed->asked);
	passed->whole[from] += n;
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
	count(&pair->passed, from, bytes, (size_t)n);
	if (cut_here)
		proxy->left -= (uint64_t)n;
	return !cut_here || proxy->left > 0;
}

/* The input waits while there are connections. */
static size_t
list_fds(const struct proxy *proxy, struct pollfd fds[FDS_MAX])
{
	size_t n = 0;

	fds[n++] = (struct pollfd){.fd = STDIN_FILENO, .events = proxy->n == 0 ? POLLIN : 0};
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
			if (fds[LISTENING + 1 + 2 * i + end].revents != 0)
				goes_on = carry(proxy, &proxy->pairs[i], (enum direction)end);
		if (!goes_on)
			drop(proxy, i);
	}
}

static void
answer(const struct passed *passed)
{
	printf("%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", passed->whole[UP],
	       passed->whole[DOWN], passed->commit[UP], passed->commit[DOWN]);
	fflush(stdout);
}

/* One line, since whoever writes waits for the answer. False at the end. */
static bool
obey(struct proxy *proxy)
{
	char line[LINE_BYTES];
	ssize_t n = read(STDIN_FILENO, line, sizeof line - 1);
	const char *bytes;

	if (n <= 0)
		return false;
	line[n] = '\0';
	bytes = strchr(line, ' ');
	if (bytes == NULL)
		return false;
	answer(&proxy->first);
	proxy->first = (struct passed){.whole = {0}};
	proxy->seen = false;
	proxy->cuts = strncmp(line, "none ", 5) != 0;
	proxy->cut = strncmp(line, "up ", 3) == 0 ? UP : DOWN;
	proxy->left = strtoull(bytes, NULL, 10);
	return true;
}

/* A connection that already waits comes before the next line. */
static void
serve(struct proxy *proxy)
{
	struct pollfd fds[FDS_MAX];

	for (;;) {
		size_t n = list_fds(proxy, fds);

		if (poll(fds, n, -1) < 0 && errno != EINTR)
			die("poll");
		attend_pairs(proxy, fds);
		if (fds[LISTENING].revents != 0)
			accept_one(proxy);
		else if (fds[0].revents != 0 && !obey(proxy))
			return;
	}
}

int
main(int argc, char **argv)
{
	struct proxy proxy = {.seen = false};
	struct sockaddr_un here;

	if (argc != 3)
		return EX_USAGE;
	here = address_of(argv[1]);
	proxy.target = address_of(argv[2]);
	proxy.listener = open_socket();
	if (bind(proxy.listener, (struct sockaddr *)&here, sizeof here) < 0 ||
	    listen(proxy.listener, PAIRS_MAX) < 0)
		die(here.sun_path);
	serve(&proxy);
	(void)unlink(here.sun_path);
	return 0;
}
