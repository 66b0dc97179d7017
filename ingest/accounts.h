/* accounts.csv: the accounts to read, and where the token of each one is. */
#ifndef INGEST_ACCOUNTS_H
#define INGEST_ACCOUNTS_H

#include "ingest/limits.h"
#include "ingest/net/url.h"
#include "lib/csvfile.h"
#include "lib/settings.h"

struct account {
	const char *account_id; /* digits; lent by the file */
	const char *handle;     /* lent by the file */
	enum login login;
	enum media_policy media;
	char *token_path; /* owned */
};

struct accounts {
	struct csvfile csv;
	struct account *list;
	size_t n;
};

/* Reads and checks the whole file. On failure nothing is left to free. */
MUST_USE int accounts_read(struct accounts *accounts, const char *path, struct fail *fail);

/* As accounts_read() of the file that the settings name; EX_USAGE for `verb` where none is. */
MUST_USE int accounts_read_named(struct accounts *accounts, const struct settings *settings,
				 const char *verb, struct fail *fail);
void accounts_free(struct accounts *accounts);

/* Whether --account and --shard leave it. */
bool account_is_wanted(const struct settings *settings, const struct account *account);

/*
 * The name of --account where it fits none of the accounts (`wanted` of them were taken), else
 * NULL: what is misspelt must not look like an account that is well. A shard may be empty.
 */
const char *accounts_misspelt(const struct settings *settings, size_t wanted);

/* As secret_read(), with its rules. */
MUST_USE int account_read_token(const struct account *account, char token[TOKEN_MAX + 1],
				struct fail *fail);

#endif
