#include "tests/standin/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/mem.h"

#define CONNECTIONS_MAX 4096
#define EVENTS 256
#define READ_SIZE 65536
#define BACKLOG 1024

enum state {
	READING,
	WAITING, /* for the delay before the first byte, or between two that drip */
	WRITING,
	HANGING,
};

struct connection {
	int fd;
	size_t place; /* in the server's list */
	enum state state;
	int64_t due; /* ms; of WAITING */
	struct buf in, out;
	size_t sent, drip_from;
	unsigned drip_ms;
	enum after after;
	bool watching_out;
};

struct server {
	int listening, epoll;
	uint16_t port;
	server_answer *answer;
	void *context;
	struct connection **list;
	size_t n, cap;
	size_t waiting; /* connections in WAITING: the others need no look at the clock */
};

static int64_t
clock_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
set_state(struct server *server, struct connection *connection, enum state state)
{
	if (connection->state == WAITING)
		server->waiting--;
	if (state == WAITING)
		server->waiting++;
	connection->state = state;
}

static void
drop(struct server *server, struct connection *connection, bool reset)
{
	struct linger linger = {.l_onoff = 1, .l_linger = 0};

	if (reset)
		(void)setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
	set_state(server, connection, HANGING);
	close(connection->fd);
	server->n--;
	server->list[connection->place] = server->list[server->n];
	server->list[connection->place]->place = connection->place;
	buf_release(&connection->in);
	buf_release(&connection->out);
	free(connection);
}

static void
watch(struct server *server, struct connection *connection, bool out)
{
	struct epoll_event event = {.events = EPOLLIN | (out ? EPOLLOUT : 0),
				    .data.ptr = connection};

	if (connection->watching_out == out)
		return;
	connection->watching_out = out;
	(void)epoll_ctl(server->epoll, EPOLL_CTL_MOD, connection->fd, &event);
}

/* What comes after the last byte. False when the connection is gone. */
static bool
end_reply(struct server *server, struct connection *connection)
{
	char more[READ_SIZE];

	switch (connection->after) {
	case AFTER_CLOSE:
	case AFTER_RESET:
		drop(server, connection, connection->after == AFTER_RESET);
		return false;
	case AFTER_ENDLESS:
		memset(more, ' ', sizeof more);
		buf_clear(&connection->out);
		buf_put(&connection->out, more, sizeof more);
		connection->sent = 0;
		watch(server, connection, true);
		return true;
	case AFTER_HANG:
		watch(server, connection, false);
		set_state(server, connection, HANGING);
		return true;
	default:
		watch(server, connection, false);
		set_state(server, connection, READING);
		return true;
	}
}

/* Sends what can be sent. False when the connection is gone. */
static bool
send_out(struct server *server, struct connection *connection)
{
	struct buf *out = &connection->out;
	ssize_t sent;
	size_t n;

	for (;;) {
		bool drips = connection->drip_ms != 0 && connection->sent >= connection->drip_from;

		n = out->n - connection->sent;
		if (n == 0)
			return end_reply(server, connection);
		if (drips)
			n = 1;
		else if (connection->drip_ms != 0 && n > connection->drip_from - connection->sent)
			n = connection->drip_from - connection->sent;
		sent = send(connection->fd, out->p + connection->sent, n, MSG_NOSIGNAL);
		if (sent < 0 && errno == EAGAIN) {
			watch(server, connection, true);
			return true;
		}
		if (sent <= 0) {
			drop(server, connection, false);
			return false;
		}
		connection->sent += (size_t)sent;
		if (drips) {
			connection->due = clock_ms() + connection->drip_ms;
			set_state(server, connection, WAITING);
			return true;
		}
	}
}

/* Answers one request out of the bytes that are there. False when the connection is gone. */
static bool
answer_one(struct server *server, struct connection *connection, const struct request *request)
{
	struct reply reply = REPLY_NEW;
	unsigned delay;

	server->answer(server->context, request, &reply);
	if (request->close && reply.after == AFTER_KEEP)
		reply.after = AFTER_CLOSE;
	buf_clear(&connection->out);
	connection->sent = 0;
	reply_write(&reply, &connection->out, &connection->drip_from);
	connection->after = reply.after;
	connection->drip_ms = reply.drip_ms;
	delay = reply.delay_ms;
	reply_release(&reply);
	if (delay != 0) {
		connection->due = clock_ms() + delay;
		set_state(server, connection, WAITING);
		return true;
	}
	set_state(server, connection, WRITING);
	return send_out(server, connection);
}

static void
take_requests(struct server *server, struct connection *connection)
{
	while (connection->state == READING) {
		struct request request;
		size_t used = request_take(&request, buf_span(&connection->in));
		bool there;

		if (used == SIZE_MAX)
			drop(server, connection, false);
		if (used == 0 || used == SIZE_MAX)
			return;
		there = answer_one(server, connection, &request);
		request_release(&request);
		if (!there)
			return;
		memmove(connection->in.p, connection->in.p + used, connection->in.n - used);
		connection->in.n -= used;
	}
}

static void
go_on(struct server *server, struct connection *connection)
{
	if (send_out(server, connection))
		take_requests(server, connection);
}

static void
read_in(struct server *server, struct connection *connection)
{
	char block[READ_SIZE];
	ssize_t got = recv(connection->fd, block, sizeof block, 0);

	if (got < 0 && errno == EAGAIN)
		return;
	if (got > 0)
		buf_put(&connection->in, block, (size_t)got);
	if (got <= 0 || connection->in.over) {
		drop(server, connection, false);
		return;
	}
	take_requests(server, connection);
}

static void
take_connections(struct server *server)
{
	int fd, one = 1;

	while ((fd = accept4(server->listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		struct connection *connection = must_calloc(1, sizeof *connection);
		struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};

		*connection = (struct connection){.fd = fd,
						  .in = BUF_MAX(HEAD_MAX + POST_MAX),
						  .out = BUF_MAX(REPLY_MAX + HEAD_MAX)};
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
		server->list =
		    mem_grow(server->list, server->n, &server->cap, sizeof(struct connection *));
		connection->place = server->n;
		server->list[server->n++] = connection;
		if (server->n > CONNECTIONS_MAX ||
		    epoll_ctl(server->epoll, EPOLL_CTL_ADD, fd, &event) < 0)
			drop(server, connection, true);
	}
}

/* Goes on with what has waited long enough; the time until the next, or -1. */
static int
wake(struct server *server)
{
	int64_t now = clock_ms(), next = -1;

	if (server->waiting == 0)
		return -1;
	for (size_t i = server->n; i-- > 0;) {
		struct connection *connection = server->list[i];

		if (connection->state == WAITING && connection->due <= now) {
			set_state(server, connection, WRITING);
			go_on(server, connection);
			/* the list has changed: nothing is missed, the next turn looks again */
			next = 0;
			if (i > server->n)
				i = server->n;
		} else if (connection->state == WAITING &&
			   (next < 0 || connection->due - now < next)) {
			next = connection->due - now;
		}
	}
	return (int)next;
}

static void
serve(struct server *server, const struct epoll_event *event)
{
	struct connection *connection = event->data.ptr;

	if (connection == NULL) {
		take_connections(server);
		return;
	}
	if ((event->events & (EPOLLHUP | EPOLLERR)) != 0)
		drop(server, connection, false);
	else if ((event->events & EPOLLOUT) != 0 && connection->watching_out)
		go_on(server, connection);
	else if ((event->events & EPOLLIN) != 0)
		read_in(server, connection);
}

static int
min_time(int a, int b)
{
	return a >= 0 && a < b ? a : b;
}

void
server_run(struct server *server, const int *ends, size_t ends_n, int64_t seconds)
{
	static char end; /* its address marks the descriptors that end us */
	struct epoll_event events[EVENTS];
	int64_t until = clock_ms() + seconds * 1000;

	for (size_t i = 0; i < ends_n; i++) {
		struct epoll_event event = {.events = EPOLLIN, .data.ptr = &end};

		(void)epoll_ctl(server->epoll, EPOLL_CTL_ADD, ends[i], &event);
	}
	while (clock_ms() < until) {
		int n = epoll_wait(server->epoll, events, EVENTS, min_time(wake(server), 1000));

		for (int i = 0; i < n; i++)
			if (events[i].data.ptr == &end)
				return;
		for (int i = 0; i < n; i++)
			serve(server, events + i);
	}
}

static bool
listen_on(struct server *server, uint16_t port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
	socklen_t n = sizeof address;
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
	int one = 1;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server->listening = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	server->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (server->listening < 0 || server->epoll < 0 ||
	    setsockopt(server->listening, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) < 0 ||
	    bind(server->listening, (struct sockaddr *)&address, sizeof address) < 0 ||
	    listen(server->listening, BACKLOG) < 0 ||
	    getsockname(server->listening, (struct sockaddr *)&address, &n) < 0)
		return false;
	server->port = ntohs(address.sin_port);
	return epoll_ctl(server->epoll, EPOLL_CTL_ADD, server->listening, &event) == 0;
}

struct server *
server_open(uint16_t port, server_answer *answer, void *context)
{
	struct server *server = must_calloc(1, sizeof *server);

	server->answer = answer;
	server->context = context;
	if (listen_on(server, port))
		return server;
	free(server);
	return NULL;
}

void
server_close(struct server *server)
{
	while (server->n != 0)
		drop(server, server->list[0], false);
	close(server->listening);
	close(server->epoll);
	free(server->list);
	free(server);
}

uint16_t
server_port(const struct server *server)
{
	return server->port;
}
