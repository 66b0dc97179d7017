/*
 * A stand-in of the Graph API for demo and tests: serves one account's stories and insights out
 * of a folder, on 127.0.0.1 only, to who brings the right bearer token. What the folder may hold
 * is said in answers.h.
 *
 * It says its address on stdout and ends on SIGTERM, after --seconds, or when the pipe on its
 * stdin closes.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <getopt.h>
#include <microhttpd.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/mem.h"
#include "tests/standin/answers.h"

#define SECONDS_DEFAULT 300 /* nothing we test takes longer; never left running */

static void NORETURN
die(int status, const char *what, const char *detail)
{
	fprintf(stderr, "graph-standin: %s: %s\n", what, detail);
	exit(status);
}

static bool
is_welcome(const struct standin *standin, struct MHD_Connection *connection)
{
	static const char bearer[] = "Bearer ";
	const char *header =
	    MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Authorization");

	return header != NULL && strncmp(header, bearer, sizeof bearer - 1) == 0 &&
	       strcmp(header + sizeof bearer - 1, standin->token) == 0;
}

/* The body up to the cut, then the end of the connection. */
static ssize_t
on_cut(void *context, uint64_t at, char *out, size_t max)
{
	const struct reply *reply = context;
	size_t left = at < reply->cut ? reply->cut - (size_t)at : 0;

	if (left > max)
		left = max;
	if (at >= reply->cut)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	memcpy(out, reply->body.p + at, left);
	return (ssize_t)left;
}

static void
free_reply(void *context)
{
	struct reply *reply = context;

	buf_release(&reply->body);
	free(reply);
}

/* Takes the reply over. */
static enum MHD_Result
send_reply(struct MHD_Connection *connection, struct reply *reply)
{
	struct MHD_Response *response;
	unsigned status = reply->status;
	enum MHD_Result result;

	if (reply->cut < reply->body.n) {
		response = MHD_create_response_from_callback(reply->body.n, 65536, on_cut, reply,
							     free_reply);
	} else {
		response = MHD_create_response_from_buffer(reply->body.n, reply->body.p,
							   MHD_RESPMEM_MUST_COPY);
		free_reply(reply);
	}
	(void)MHD_add_response_header(response, "Content-Type", "application/json; charset=UTF-8");
	result = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return result;
}

/* libmicrohttpd laid these parameters down. */
/* NOLINTBEGIN(readability-function-size,readability-non-const-parameter) */
static enum MHD_Result
on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method,
	   const char *version, const char *upload, size_t *upload_n, void **state)
{
	struct standin *standin = context;
	struct timespec latency = {standin->latency_ms / 1000,
				   (long)(standin->latency_ms % 1000) * 1000000};
	struct reply *reply;

	(void)version;
	(void)upload;
	(void)upload_n;
	(void)state;
	if (strcmp(method, "GET") != 0)
		return MHD_NO;
	reply = must_calloc(1, sizeof *reply);
	*reply = (struct reply){.body = BUF_MAX(FILE_MAX * 2), .cut = SIZE_MAX};
	if (is_welcome(standin, connection))
		answer(standin, url,
		       MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "after"),
		       MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "fields"),
		       reply);
	else
		put_error(reply, 190, 0, "Invalid OAuth access token - Cannot parse access token");
	if (standin->log)
		fprintf(stderr, "%s %s %u\n", method, url, reply->status);
	(void)nanosleep(&latency, NULL);
	return send_reply(connection, reply);
}
/* NOLINTEND(readability-function-size,readability-non-const-parameter) */

static void
read_token(struct standin *standin, const char *path)
{
	struct buf text = BUF_MAX(4096);

	if (!read_path(path, &text))
		die(EX_NOINPUT, path, "the token cannot be read");
	while (text.n > 0 && isspace((unsigned char)text.p[text.n - 1]))
		text.p[--text.n] = '\0';
	standin->token = buf_take(&text);
}

static struct MHD_Daemon *
listen_on(struct standin *standin, uint16_t port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
	const union MHD_DaemonInfo *info;
	struct MHD_Daemon *daemon;
	struct buf base = BUF_MAX(64);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	daemon =
	    MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, port, NULL, NULL, on_request, standin,
			     MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address, MHD_OPTION_END);
	info = daemon != NULL ? MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;
	if (info == NULL)
		die(EX_UNAVAILABLE, "127.0.0.1", "cannot listen");
	buf_printf(&base, "http://127.0.0.1:%u", info->port);
	standin->base = buf_take(&base);
	return daemon;
}

/* Until SIGTERM or SIGINT, the end of the time, or the end of a pipe on stdin. */
static void
wait_for_end(int seconds)
{
	struct stat stat;
	bool piped = fstat(STDIN_FILENO, &stat) == 0 && S_ISFIFO(stat.st_mode);
	sigset_t set;
	struct pollfd ends[2] = {{.events = POLLIN}, {.fd = piped ? STDIN_FILENO : -1}};

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	ends[0].fd = signalfd(-1, &set, SFD_CLOEXEC);
	(void)poll(ends, 2, seconds * 1000);
	close(ends[0].fd);
}

/* Before any thread is there, so that none takes the signals that end us. */
static void
hold_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void NORETURN
usage(void)
{
	die(EX_USAGE, "usage",
	    "--dir DIR --token-file FILE --account ID [--port N] [--latency-ms N] [--seconds N] "
	    "[--log]");
}

static const struct option options[] = {
    {"dir", 1, NULL, 'd'},  {"token-file", 1, NULL, 't'}, {"account", 1, NULL, 'a'},
    {"port", 1, NULL, 'p'}, {"latency-ms", 1, NULL, 'l'}, {"seconds", 1, NULL, 's'},
    {"log", 0, NULL, 'v'},  {NULL, 0, NULL, 0},
};

struct wish {
	const char *token_path;
	long port, seconds;
};

static void
read_option(int got, struct standin *standin, struct wish *wish)
{
	if (got == 'd')
		standin->folder = optarg;
	else if (got == 't')
		wish->token_path = optarg;
	else if (got == 'a')
		standin->account = optarg;
	else if (got == 'p')
		wish->port = strtol(optarg, NULL, 10);
	else if (got == 'l')
		standin->latency_ms = (unsigned)strtoul(optarg, NULL, 10);
	else if (got == 's')
		wish->seconds = strtol(optarg, NULL, 10);
	else if (got == 'v')
		standin->log = true;
	else
		usage();
}

int
main(int argc, char **argv)
{
	struct standin standin = {.log = false};
	struct wish wish = {.seconds = SECONDS_DEFAULT};
	struct MHD_Daemon *daemon;
	int got;

	mem_init();
	while ((got = getopt_long(argc, argv, "", options, NULL)) != -1)
		read_option(got, &standin, &wish);
	if (standin.folder == NULL || wish.token_path == NULL || standin.account == NULL ||
	    wish.port < 0 || wish.port > UINT16_MAX || wish.seconds < 1 || wish.seconds > 86400)
		usage();
	hold_signals();
	read_token(&standin, wish.token_path);
	read_cursors(&standin);
	daemon = listen_on(&standin, (uint16_t)wish.port);
	printf("%s\n", standin.base);
	fclose(stdout);
	wait_for_end((int)wish.seconds);
	MHD_stop_daemon(daemon);
	free(standin.token);
	free(standin.base);
	for (size_t i = 0; i < standin.pages; i++)
		free(standin.after[i]);
	return 0;
}
