/*
 * A stand-in of the Graph API for demo and tests, on 127.0.0.1 only. It shows
 *
 *   --dir DIR --account ID     one account out of recorded answers (answers.h), or
 *   --accounts N               a world of N accounts, each with --stories-per-day M (8), and
 *   --world FILE               accounts and stories that a file lists (world.h)
 *
 * to who brings a token of --token-file: one token a line; account i has line i modulo their
 * number. A world has a clock of its own: the machine's, or --now T, which stands still; POST
 * /_control moves it (control.c), so that stories appear and expire. Further wishes:
 *
 *   --login instagram|facebook|mixed   --pages P     P pages of stories at least
 *   --spec DIR       field lists as published (words.h)
 *   --faults FILE    what goes wrong (fault.h)
 *   --budget N       calls of a token in an hour; --account-budget N: for an account in a day
 *   --media-bytes N  size of a picture or film   --few-viewers   some stories have under five
 *   --rotate         refreshing gives another token
 *   --latency-ms N   before every reply; replies wait side by side
 *   --requests FILE  one line a request, fields apart by tabs: time, the world's time, account,
 *                    status, fault, hash of the token, path and query
 *   --log            method, path and status on stderr
 *   --port N, --seconds N
 *
 * It says its address on stdout and ends on SIGTERM, after --seconds, or when the pipe on its
 * stdin closes. standin.sh has functions for scripts.
 */
#include <getopt.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/mem.h"
#include "tests/standin/server.h"
#include "tests/standin/standin.h"
#include "tests/standin/words.h"

#define SECONDS_DEFAULT 300 /* nothing we test takes longer; never left running */
#define SECONDS_MAX 86400
#define STORIES_DEFAULT 8
#define MEDIA_DEFAULT 2000 /* bytes */

struct wish {
	const char *dir, *account, *token_file, *world, *login, *now, *spec, *faults, *requests;
	unsigned long accounts, stories_per_day, pages, budget, account_budget, media_bytes;
	unsigned long latency_ms, port, seconds;
	bool few_viewers, rotate, log;
};

enum kind {
	TEXT,
	NUMBER,
	FLAG,
};

static const struct {
	const char *name;
	enum kind kind;
	size_t offset;
} wishes[] = {
    {"dir", TEXT, offsetof(struct wish, dir)},
    {"account", TEXT, offsetof(struct wish, account)},
    {"token-file", TEXT, offsetof(struct wish, token_file)},
    {"world", TEXT, offsetof(struct wish, world)},
    {"login", TEXT, offsetof(struct wish, login)},
    {"now", TEXT, offsetof(struct wish, now)},
    {"spec", TEXT, offsetof(struct wish, spec)},
    {"faults", TEXT, offsetof(struct wish, faults)},
    {"requests", TEXT, offsetof(struct wish, requests)},
    {"accounts", NUMBER, offsetof(struct wish, accounts)},
    {"stories-per-day", NUMBER, offsetof(struct wish, stories_per_day)},
    {"pages", NUMBER, offsetof(struct wish, pages)},
    {"budget", NUMBER, offsetof(struct wish, budget)},
    {"account-budget", NUMBER, offsetof(struct wish, account_budget)},
    {"media-bytes", NUMBER, offsetof(struct wish, media_bytes)},
    {"latency-ms", NUMBER, offsetof(struct wish, latency_ms)},
    {"port", NUMBER, offsetof(struct wish, port)},
    {"seconds", NUMBER, offsetof(struct wish, seconds)},
    {"few-viewers", FLAG, offsetof(struct wish, few_viewers)},
    {"rotate", FLAG, offsetof(struct wish, rotate)},
    {"log", FLAG, offsetof(struct wish, log)},
};

static void NORETURN
die(int status, const char *what, const char *detail)
{
	fprintf(stderr, "graph-standin: %s: %s\n", what, detail);
	exit(status);
}

static void
take_wish(struct wish *wish, size_t i)
{
	char *place = (char *)wish + wishes[i].offset, *end = NULL;
	unsigned long number;
	const bool yes = true;

	switch (wishes[i].kind) {
	case TEXT:
		memcpy(place, &optarg, sizeof optarg);
		break;
	case NUMBER:
		number = strtoul(optarg, &end, 10);
		if (*end != '\0')
			die(EX_USAGE, optarg, "not a number");
		memcpy(place, &number, sizeof number);
		break;
	case FLAG:
		memcpy(place, &yes, sizeof yes);
		break;
	}
}

static struct wish
read_wishes(int argc, char **argv)
{
	struct wish wish = {.seconds = SECONDS_DEFAULT,
			    .stories_per_day = STORIES_DEFAULT,
			    .media_bytes = MEDIA_DEFAULT,
			    .login = "facebook"};
	struct option options[COUNT(wishes) + 1] = {{0}};
	int got, chosen = 0;

	for (size_t i = 0; i < COUNT(wishes); i++)
		options[i] = (struct option){wishes[i].name, wishes[i].kind != FLAG, NULL, 0};
	while ((got = getopt_long(argc, argv, "", options, &chosen)) == 0)
		take_wish(&wish, (size_t)chosen);
	if (got != -1 || optind != argc || wish.token_file == NULL ||
	    (wish.dir != NULL) != (wish.account != NULL) ||
	    (wish.dir == NULL && wish.accounts == 0 && wish.world == NULL) ||
	    wish.port > UINT16_MAX || wish.seconds < 1 || wish.seconds > SECONDS_MAX ||
	    wish.stories_per_day > 4000)
		die(EX_USAGE, "usage", "the head of graph-standin.c says it");
	return wish;
}

static struct buf
read_whole(const char *path)
{
	struct buf text = BUF_MAX(FILE_MAX);

	if (!read_path(path, &text))
		die(EX_NOINPUT, path, "cannot be read");
	return text;
}

static void
set_tokens(struct standin *standin, const char *path)
{
	struct buf text = read_whole(path);

	tokens_read(&standin->tokens, buf_span(&text));
	if (standin->tokens.n == 0)
		die(EX_NOINPUT, path, "no token is in it");
	buf_release(&text);
}

static void
set_world(struct standin *standin, const struct wish *wish)
{
	struct world *world = &standin->world;
	struct buf text = BUF_MAX(1);
	char bad[80];

	world_generate(world, wish->accounts, (unsigned)wish->stories_per_day,
		       strcmp(wish->login, "mixed") == 0,
		       strcmp(wish->login, "instagram") == 0 ? LOGIN_INSTAGRAM : LOGIN_FACEBOOK);
	if (wish->world != NULL)
		text = read_whole(wish->world);
	if (!world_read(world, buf_span(&text), bad))
		die(EX_DATAERR, wish->world, bad);
	buf_release(&text);
	world->standing = wish->now != NULL;
	if (wish->now != NULL && !when_parse(span_of(wish->now), &world->now))
		die(EX_USAGE, wish->now, "not a time");
	for (enum login login = LOGIN_INSTAGRAM; login <= LOGIN_FACEBOOK; login++) {
		standin->fields[login] = words_of_media(wish->spec, login);
		if (standin->fields[login] == NULL)
			die(EX_NOINPUT, wish->spec, "has no list of fields");
	}
}

static void
set_faults(struct standin *standin, const struct wish *wish)
{
	struct buf text = wish->faults != NULL ? read_whole(wish->faults) : BUF_MAX(1);
	char bad[80];

	standin->faults = faults_new();
	if (!faults_read(standin->faults, buf_span(&text), bad))
		die(EX_DATAERR, wish->faults, bad);
	buf_release(&text);
	if (wish->requests != NULL)
		standin->requests = fopen(wish->requests, "ae");
	if (wish->requests != NULL && standin->requests == NULL)
		die(EX_CANTCREAT, wish->requests, "cannot be opened");
}

static struct standin
make_standin(const struct wish *wish)
{
	struct standin standin = {
	    .pages = wish->pages,
	    .budget = wish->budget,
	    .account_budget = wish->account_budget,
	    .media_bytes = wish->media_bytes,
	    .latency_ms = (unsigned)wish->latency_ms,
	    .few_viewers = wish->few_viewers,
	    .rotate = wish->rotate,
	    .log = wish->log,
	};

	set_tokens(&standin, wish->token_file);
	set_world(&standin, wish);
	set_faults(&standin, wish);
	return standin;
}

static void
release(struct standin *standin)
{
	tokens_release(&standin->tokens);
	world_release(&standin->world);
	faults_free(standin->faults);
	words_free(standin->fields[LOGIN_INSTAGRAM]);
	words_free(standin->fields[LOGIN_FACEBOOK]);
	if (standin->requests != NULL)
		fclose(standin->requests);
	free(standin->base);
}

/* What ends us: SIGTERM or SIGINT, and the end of a pipe on stdin. */
static size_t
open_ends(int ends[2])
{
	struct stat stat;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	ends[0] = signalfd(-1, &set, SFD_CLOEXEC);
	ends[1] = STDIN_FILENO;
	return fstat(STDIN_FILENO, &stat) == 0 && S_ISFIFO(stat.st_mode) ? 2 : 1;
}

int
main(int argc, char **argv)
{
	struct wish wish = read_wishes(argc, argv);
	struct folder folder = {.path = wish.dir, .account = wish.account};
	struct standin standin;
	struct server *server;
	struct buf base = BUF_MAX(64);
	int ends[2];
	size_t ends_n = open_ends(ends);

	mem_init();
	standin = make_standin(&wish);
	server = server_open((uint16_t)wish.port, standin_answer, &standin);
	if (server == NULL)
		die(EX_UNAVAILABLE, "127.0.0.1", "cannot listen");
	buf_printf(&base, "http://127.0.0.1:%u", server_port(server));
	standin.base = buf_take(&base);
	if (wish.dir != NULL) {
		standin.folder = &folder;
		folder.token = standin.tokens.list[0].text;
		folder.base = standin.base;
		folder_read_cursors(&folder);
	}
	printf("%s\n", standin.base);
	fflush(stdout);
	server_run(server, ends, ends_n, (int64_t)wish.seconds);
	server_close(server);
	folder_release(&folder);
	release(&standin);
	return 0;
}
