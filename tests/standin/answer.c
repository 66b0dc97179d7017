#include <inttypes.h>
#include <unistd.h>

#include "lib/digest.h"
#include "tests/standin/standin.h"

/* The part of the path that may be an account: digits behind a slash. */
static void
path_account(const char *path, char id[ID_LENGTH])
{
	const char *at = strchr(path + 1, '/');

	snprintf(id, ID_LENGTH, "%.*s", at != NULL ? (int)strspn(at + 1, "0123456789") : 0,
		 at != NULL ? at + 1 : "");
}

/* One line a request: time, the world's time, account, status, fault, token's hash, target. */
static void
write_down(struct standin *standin, const struct request *request, const char *account,
	   const struct reply *reply)
{
	char hex[DIGEST_HEX + 1] = "-", now[WHEN_TEXT_MAX];
	const char *token = request->token;
	struct timespec clock;

	if (standin->log)
		fprintf(stderr, "%s %s %u\n", request->method, request->path, reply->status);
	if (standin->requests == NULL)
		return;
	if (token != NULL)
		digest_of(span_of(token), hex);
	(void)clock_gettime(CLOCK_REALTIME, &clock);
	fprintf(standin->requests, "%lld.%03ld\t%s\t%s\t%u\t%s\t%.16s\t%s\n",
		(long long)clock.tv_sec, clock.tv_nsec / 1000000,
		when_print(world_now(&standin->world), now), account[0] != '\0' ? account : "-",
		reply->status, reply->fault != NULL ? reply->fault : "-", hex,
		strstr(request->target, "token=") != NULL ? request->path : request->target);
	fflush(standin->requests);
}

static void
answer_folder(struct standin *standin, const struct request *request, struct reply *reply)
{
	if (tokens_line(&standin->tokens, request->token) == TOKEN_NONE)
		reply_error(reply, 190, 0,
			    "Invalid OAuth access token - Cannot parse access token");
	else
		folder_answer(standin->folder, request->path, request_parameter(request, "after"),
			      request_parameter(request, "fields"), reply);
}

void
standin_answer(void *context, const struct request *request, struct reply *reply)
{
	struct standin *standin = context;
	struct account *account = NULL;
	char id[ID_LENGTH];

	reply->date = world_now(&standin->world);
	if (strcmp(request->path, "/_control") == 0) {
		control_answer(standin, request, reply);
		return;
	}
	standin->calls++;
	if (strncmp(request->path, "/media/", strlen("/media/")) == 0)
		media_answer(standin, request, reply);
	else if (standin->folder != NULL)
		answer_folder(standin, request, reply);
	else
		graph_answer(standin, request, &account, reply);
	path_account(request->path, id);
	reply->delay_ms = standin->latency_ms;
	faults_strike(standin->faults, request, account != NULL ? account->id : id, standin->base,
		      reply);
	write_down(standin, request, account != NULL ? account->id : id, reply);
}
