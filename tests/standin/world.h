/*
 * The accounts and their stories. Generated ones take no memory: story k of account i is a
 * function of the two numbers, so that any clock shows the same world. Listed ones come from a
 * file of lines, fields apart by tabs:
 *
 *   account  ID  USERNAME
 *   story    ACCOUNT_ID  MEDIA_ID  PK  TAKEN_AT  IMAGE|VIDEO  [CAPTION]
 *   gone     MEDIA_ID
 *
 * A story is visible for 24 hours after taken_at, by the world's own clock.
 */
#ifndef STANDIN_WORLD_H
#define STANDIN_WORLD_H

#include "lib/buf.h"
#include "lib/when.h"

#define ID_LENGTH 24 /* bytes of an id of ours with its NUL */

enum login {
	LOGIN_INSTAGRAM,
	LOGIN_FACEBOOK,
};

struct story {
	char id[ID_LENGTH];
	uint64_t pk;
	size_t account;
	when_ms taken_at;
	bool video;
	char *caption; /* owned in a list; NULL = none */
	uint64_t seed; /* what its numbers are made of */
};

#define BUCKETS 24 /* of a rolling window */

/* Calls in a rolling window. */
struct window {
	int64_t newest; /* number of the bucket that is being filled */
	uint32_t calls[BUCKETS];
};

struct account {
	char id[ID_LENGTH], username[64];
	enum login login;
	size_t token; /* line of the token file */
	struct window calls;
	uint64_t asked; /* calls in all */
};

struct world {
	struct account *accounts;
	size_t accounts_n, accounts_cap;
	size_t generated;     /* the first so many accounts have generated stories */
	unsigned a_day;       /* generated stories of an account in a day */
	struct story *listed; /* in no order */
	size_t listed_n, listed_cap;
	char (*gone)[ID_LENGTH]; /* deleted before their time */
	size_t gone_n, gone_cap;
	bool standing;    /* the clock stands still but for control requests */
	when_ms now;      /* of a standing clock */
	when_ms advanced; /* added to the real clock where it does not stand */
};

void world_release(struct world *world);

/* `login` of every account; with `mixed` every second one is of Instagram's. */
void world_generate(struct world *world, size_t accounts, unsigned stories_a_day, bool mixed,
		    enum login login);

/* Takes the lines of a world file; false at the line that is none, copied to `bad`. */
bool world_read(struct world *world, struct span lines, char bad[80]);

when_ms world_now(const struct world *world);
void world_advance(struct world *world, when_ms by);

/* The account with that id; NULL where there is none. */
struct account *world_account(struct world *world, const char *id);

struct stories {
	struct story *list;
	size_t n, cap;
};

/* The visible stories of an account, newest first. The caller releases them. */
struct stories world_stories(const struct world *world, const struct account *account);

/* The story with that id, and whose it is; none where it is not visible now. */
struct stories world_story(struct world *world, const char *id, struct account **account);
void stories_release(struct stories *stories);

/* Takes a story away before its time. */
void world_delete(struct world *world, const char *id);

/* A number that looks like chance and is always the same. */
uint64_t world_hash(uint64_t a, uint64_t b);

#endif
