#include "ingest/accounts.h"

#include "ingest/ids.h"
#include "ingest/secret.h"
#include "lib/mem.h"
#include "lib/word.h"

enum {
	ACCOUNT_ID,
	HANDLE,
	LOGIN,
	TOKEN_FILE,
	MEDIA,
	COLUMNS,
};

static const struct csv_column columns[COLUMNS] = {
    [ACCOUNT_ID] = {"account_id", true}, [HANDLE] = {"handle", true}, [LOGIN] = {"login", true},
    [TOKEN_FILE] = {"token_file", true}, [MEDIA] = {"media", true},
};

static const char *const logins[LOGINS] = {
    [LOGIN_INSTAGRAM] = "instagram",
    [LOGIN_FACEBOOK] = "facebook",
};

static const char *const policies[MEDIA_POLICIES] = {
    [MEDIA_NONE] = "none",
    [MEDIA_URL] = "url",
    [MEDIA_BYTES] = "bytes",
};

static int
read_media(const struct csvfile *csv, size_t row, struct account *account, struct fail *fail)
{
	const char *word = csvfile_cell(csv, row, MEDIA);
	size_t policy = word_find(policies, MEDIA_POLICIES, word);

	if (policy == MEDIA_POLICIES)
		return csvfile_wrong(csv, row, MEDIA, "must be none, url or bytes", fail);
	account->media = (enum media_policy)policy;
	return 0;
}

static int
read_login(const struct csvfile *csv, size_t row, struct account *account, struct fail *fail)
{
	size_t login = word_find(logins, LOGINS, csvfile_cell(csv, row, LOGIN));

	if (login == LOGINS)
		return csvfile_wrong(csv, row, LOGIN, "must be instagram or facebook", fail);
	account->login = (enum login)login;
	return 0;
}

static int
read_row(const struct csvfile *csv, size_t row, struct account *account, struct fail *fail)
{
	const char *handle = csvfile_cell(csv, row, HANDLE);
	const char *account_id = csvfile_cell(csv, row, ACCOUNT_ID);

	*account = (struct account){.account_id = account_id, .handle = handle};
	if (id_of_digits(span_of(account_id)).text[0] == '\0')
		return csvfile_wrong(csv, row, ACCOUNT_ID, "must be a number", fail);
	if (!is_handle(span_of(handle)))
		return csvfile_wrong(csv, row, HANDLE, "is not a handle (without @)", fail);
	if (read_login(csv, row, account, fail) < 0 || read_media(csv, row, account, fail) < 0)
		return -1;
	account->token_path = secret_path(csv->path, csvfile_cell(csv, row, TOKEN_FILE));
	return 0;
}

/* The same id twice: by row then, so that the later one is to blame. */
static int
by_id(const void *left, const void *right)
{
	const struct account *a = *(const struct account *const *)left;
	const struct account *b = *(const struct account *const *)right;
	int order = strcmp(a->account_id, b->account_id);

	return order != 0 ? order : (a > b) - (a < b);
}

/* The first row whose id stands in one above it; n where there is none. */
static size_t
find_twice(const struct accounts *accounts)
{
	const struct account **sorted = must_calloc(accounts->n + 1, sizeof(struct account *));
	size_t first = accounts->n;

	for (size_t i = 0; i < accounts->n; i++)
		sorted[i] = &accounts->list[i];
	qsort(sorted, accounts->n, sizeof(struct account *), by_id);
	for (size_t i = 1; i < accounts->n; i++) {
		size_t row = (size_t)(sorted[i] - accounts->list);

		if (strcmp(sorted[i - 1]->account_id, sorted[i]->account_id) == 0 && row < first)
			first = row;
	}
	free(sorted);
	return first;
}

static int
read_rows(struct accounts *accounts, struct fail *fail)
{
	size_t twice;

	while (accounts->n < accounts->csv.count) {
		if (read_row(&accounts->csv, accounts->n, &accounts->list[accounts->n], fail) < 0)
			return -1;
		accounts->n++;
	}
	twice = find_twice(accounts);
	if (twice == accounts->n)
		return 0;
	return csvfile_wrong(&accounts->csv, twice, ACCOUNT_ID, "stands twice", fail);
}

int
accounts_read(struct accounts *accounts, const char *path, struct fail *fail)
{
	*accounts = (struct accounts){.n = 0};
	if (csvfile_read(&accounts->csv, path, columns, COLUMNS, fail) < 0)
		return -1;
	accounts->list = must_calloc(accounts->csv.count + 1, sizeof *accounts->list);
	if (read_rows(accounts, fail) == 0)
		return 0;
	accounts_free(accounts);
	return -1;
}

int
accounts_read_named(struct accounts *accounts, const struct settings *settings, const char *verb,
		    struct fail *fail)
{
	const char *path = settings_text(settings, SET_accounts);

	if (path != NULL)
		return accounts_read(accounts, path, fail);
	fail_set(fail, EX_USAGE, "%s: no accounts are named", verb);
	return fail_hint(fail, "Give --accounts FILE, or accounts = FILE in the settings.");
}

void
accounts_free(struct accounts *accounts)
{
	for (size_t i = 0; i < accounts->n; i++)
		free(accounts->list[i].token_path);
	free(accounts->list);
	csvfile_free(&accounts->csv);
	*accounts = (struct accounts){.n = 0};
}

int
account_read_token(const struct account *account, char token[TOKEN_MAX + 1], struct fail *fail)
{
	return secret_read(account->token_path, "token", token, fail);
}

bool
account_is_wanted(const struct settings *settings, const struct account *account)
{
	return settings_wants_account(settings, span_of(account->account_id), span_of(""),
				      span_of(account->handle));
}

const char *
accounts_misspelt(const struct settings *settings, size_t wanted)
{
	uint64_t index, count;
	size_t n;
	const char *const *names = settings_list(settings, SET_account, &n);

	return wanted == 0 && n != 0 && !settings_shard(settings, &index, &count) ? names[0] : NULL;
}
