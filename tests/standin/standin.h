/* What the parts of the stand-in share: the world, the tokens, the faults, and the wishes. */
#ifndef STANDIN_STANDIN_H
#define STANDIN_STANDIN_H

#include "tests/standin/answers.h"
#include "tests/standin/fault.h"
#include "tests/standin/tokens.h"
#include "tests/standin/world.h"

struct words; /* see words.h */

struct standin {
	char *base; /* our address, without a slash at the end */
	struct tokens tokens;
	struct folder *folder; /* NULL: a world instead */
	struct world world;
	struct faults *faults;
	struct words *fields[2]; /* of media, by login */
	size_t pages;            /* pages at least, of an account's stories */
	size_t budget;           /* calls of a token in an hour of the world; 0 = no limit */
	size_t account_budget;   /* calls for an account in a day of the world; 0 = no limit */
	size_t media_bytes;
	unsigned latency_ms;
	bool few_viewers; /* every seventh story has under five */
	bool rotate;      /* a refreshed token is another one */
	bool log;
	FILE *requests; /* where each request is written down; or NULL */
	uint64_t calls;
};

/* Answers whatever is asked. */
void standin_answer(void *context, const struct request *request, struct reply *reply);

/* Questions of a world. `account` becomes the one whose data was asked; NULL where none was. */
void graph_answer(struct standin *standin, const struct request *request, struct account **account,
		  struct reply *reply);
void media_answer(struct standin *standin, const struct request *request, struct reply *reply);
void control_answer(struct standin *standin, const struct request *request, struct reply *reply);
void insights_answer(const struct standin *standin, const struct request *request,
		     const struct story *story, struct reply *reply);

/* Counts a call and writes the usage headers. False, with the refusal in the reply, over budget. */
bool usage_spend(struct standin *standin, size_t token, struct account *account,
		 struct reply *reply);

#endif
