/* A server on loopback for tests of the transfers: a process that does what the path says. */
#ifndef TESTS_HTTP_SERVER_H
#define TESTS_HTTP_SERVER_H

#include <arpa/inet.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/unit.h"

#define SLOW_MS 100

/* What the server's processes count together. */
struct shared {
	int at_once, most, connections;
};

static struct shared *shared;
static pid_t server;
static int port;

static void
say(int fd, const char *text)
{
	if (write(fd, text, strlen(text)) < 0)
		_exit(1);
}

static void
reply(int fd, const char *status, const char *headers, const char *body)
{
	char head[1024];

	snprintf(head, sizeof head, "HTTP/1.1 %s\r\nContent-Length: %zu\r\n%s\r\n", status,
		 strlen(body), headers);
	say(fd, head);
	say(fd, body);
}

static void
serve_slowly(int fd)
{
	struct timespec pause = {0, SLOW_MS * 1000000L};
	int now = __atomic_add_fetch(&shared->at_once, 1, __ATOMIC_SEQ_CST);

	if (now > shared->most)
		shared->most = now;
	nanosleep(&pause, NULL);
	__atomic_sub_fetch(&shared->at_once, 1, __ATOMIC_SEQ_CST);
	reply(fd, "200 OK", "", "slow");
}

/* More than its length says; in two steps, so that the rest stays in the connection. */
static void
reply_longer(int fd)
{
	struct timespec pause = {0, SLOW_MS * 1000000L};

	say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
	nanosleep(&pause, NULL);
	say(fd, "{\"a\":[1,2]}");
}

/* The value of a header of the request, to the end of its line; "" where it has none. */
static const char *
header(const char *request, const char *name, char value[256])
{
	const char *at = strcasestr(request, name);
	size_t n = at != NULL ? strcspn(at + strlen(name), "\r") : 0;

	n = n > 255 ? 255 : n;
	if (at != NULL)
		memcpy(value, at + strlen(name), n);
	value[n] = '\0';
	return value;
}

/* False where the connection is to be closed without an answer. */
static bool
serve_request(int fd, const char *request, int nth)
{
	char value[256];

	if (strstr(request, " /slow ") != NULL)
		serve_slowly(fd);
	else if (strstr(request, " /once ") != NULL && nth > 1)
		return false;
	else if (strstr(request, " /longer ") != NULL)
		reply_longer(fd);
	else if (strstr(request, " /range ") != NULL &&
		 *header(request, "\nRange: ", value) != '\0')
		reply(fd, "206 Partial Content", "Content-Range: bytes 5-9/10\r\n", "56789");
	else if (strstr(request, " /range ") != NULL || strstr(request, " /whole ") != NULL)
		reply(fd, "200 OK", "", "0123456789");
	else if (strstr(request, " /bad ") != NULL)
		reply(fd, "500 Oh", "", "why");
	else if (strstr(request, " /away ") != NULL)
		reply(fd, "302 Found", "Location: /whole\r\n", "");
	else if (strstr(request, " /who ") != NULL)
		reply(fd, "200 OK", "", header(request, "\nAuthorization: ", value));
	else if (strncmp(request, "POST", 4) == 0)
		reply(fd, "200 OK", "", strstr(request, "\r\n\r\n") + 4);
	else
		reply(fd, "200 OK",
		      "X-App-Usage: {\"call_count\":\t7}\r\nRetry-After: 120\r\n"
		      "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nFacebook-API-Version: v25.0\r\n"
		      "Content-Type: text/plain\r\n",
		      "hello");
	return true;
}

static void NORETURN
serve_connection(int fd)
{
	char request[4096];

	for (int nth = 1;; nth++) {
		ssize_t got = read(fd, request, sizeof request - 1);

		if (got <= 0)
			break;
		request[got] = '\0';
		if (!serve_request(fd, request, nth))
			break;
	}
	_exit(0);
}

static void NORETURN
serve(int listener)
{
	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			continue;
		__atomic_add_fetch(&shared->connections, 1, __ATOMIC_SEQ_CST);
		if (fork() == 0) {
			close(listener);
			serve_connection(fd);
		}
		close(fd);
	}
}

static int
start_server(void **state)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t size = sizeof address;
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	(void)state;
	shared =
	    mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (shared == MAP_FAILED || bind(listener, (struct sockaddr *)&address, size) < 0 ||
	    listen(listener, 64) < 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &size) < 0)
		return -1;
	port = ntohs(address.sin_port);
	server = fork();
	if (server == 0)
		serve(listener);
	close(listener);
	return server < 0 ? -1 : 0;
}

static int
stop_server(void **state)
{
	(void)state;
	kill(server, SIGTERM);
	return waitpid(server, NULL, 0) == server ? 0 : -1;
}

#endif
