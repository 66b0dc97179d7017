#include "ingest/accounts.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/ids.h"
#include "lib/mem.h"

#define PATH_SIZE 4096 /* bytes */

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
};

static size_t
find_word(const char *const *words, size_t n, const char *word)
{
	size_t i = 0;

	while (i < n && strcmp(words[i], word) != 0)
		i++;
	return i;
}

static int
read_media(const struct csvfile *csv, size_t row, struct account *account, struct fail *fail)
{
	const char *word = csvfile_cell(csv, row, MEDIA);
	size_t policy = find_word(policies, MEDIA_POLICIES, word);

	if (policy < MEDIA_POLICIES) {
		account->media = (enum media_policy)policy;
		return 0;
	}
	if (strcmp(word, "bytes") != 0) {
		csvfile_wrong(csv, row, MEDIA, "must be none, url or bytes", fail);
		return -1;
	}
	csvfile_wrong(csv, row, MEDIA, "this version does not keep the media themselves", fail);
	return fail_hint(fail, "Use url to keep their addresses, or none.");
}

static int
read_login(const struct csvfile *csv, size_t row, struct account *account, struct fail *fail)
{
	size_t login = find_word(logins, LOGINS, csvfile_cell(csv, row, LOGIN));

	if (login == LOGINS)
		return csvfile_wrong(csv, row, LOGIN, "must be instagram or facebook", fail);
	account->login = (enum login)login;
	return 0;
}

/* Relative paths are below the credentials' folder where there is one, else beside the file. */
static char *
token_path(const char *csv_path, const char *file)
{
	const char *credentials = getenv("CREDENTIALS_DIRECTORY");
	const char *slash = strrchr(csv_path, '/');
	struct buf path = BUF_MAX(PATH_SIZE);

	if (file[0] != '/' && credentials != NULL && credentials[0] != '\0')
		buf_printf(&path, "%s/", credentials);
	else if (file[0] != '/' && slash != NULL)
		buf_put(&path, csv_path, (size_t)(slash - csv_path) + 1);
	buf_puts(&path, file);
	return buf_take(&path);
}

static int
read_row(const struct csvfile *csv, size_t row, struct account *account, struct fail *fail)
{
	const char *handle = csvfile_cell(csv, row, HANDLE);
	const char *account_id = csvfile_cell(csv, row, ACCOUNT_ID);

	*account = (struct account){.account_id = account_id, .handle = handle};
	if (id_of_digits((struct span){account_id, strlen(account_id)}).text[0] == '\0')
		return csvfile_wrong(csv, row, ACCOUNT_ID, "must be a number", fail);
	if (!is_handle((struct span){handle, strlen(handle)}))
		return csvfile_wrong(csv, row, HANDLE, "is not a handle (without @)", fail);
	for (size_t i = 0; i < row; i++)
		if (strcmp(csvfile_cell(csv, i, ACCOUNT_ID), account_id) == 0)
			return csvfile_wrong(csv, row, ACCOUNT_ID, "stands twice", fail);
	if (read_login(csv, row, account, fail) < 0 || read_media(csv, row, account, fail) < 0)
		return -1;
	account->token_path = token_path(csv->path, csvfile_cell(csv, row, TOKEN_FILE));
	return 0;
}

int
accounts_read(struct accounts *accounts, const char *path, struct fail *fail)
{
	*accounts = (struct accounts){.n = 0};
	if (csvfile_read(&accounts->csv, path, columns, COLUMNS, fail) < 0)
		return -1;
	accounts->list = must_calloc(accounts->csv.count + 1, sizeof *accounts->list);
	while (accounts->n < accounts->csv.count) {
		if (read_row(&accounts->csv, accounts->n, &accounts->list[accounts->n], fail) < 0) {
			accounts_free(accounts);
			return -1;
		}
		accounts->n++;
	}
	return 0;
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

/*
 * Whether others could read it. systemd shows the access list it sets on a credential as bits of
 * the group, in a folder that only the service may enter: there the group's bits say nothing.
 */
static bool
is_open_to_others(const struct account *account, mode_t mode)
{
	const char *credentials = getenv("CREDENTIALS_DIRECTORY");
	size_t n = credentials != NULL ? strlen(credentials) : 0;
	bool given = n != 0 && strncmp(account->token_path, credentials, n) == 0 &&
		     account->token_path[n] == '/';

	return (mode & (given ? S_IRWXO | S_IWGRP : S_IRWXG | S_IRWXO)) != 0;
}

static int
check_file(const struct account *account, int fd, struct fail *fail)
{
	const char *path = account->token_path;
	struct stat stat;

	if (fstat(fd, &stat) < 0)
		return fail_errno(fail, EX_NOPERM, "%s: cannot be examined", path);
	if (!S_ISREG(stat.st_mode)) {
		fail_set(fail, EX_NOPERM, "%s: not a regular file", path);
		return fail_hint(fail, "Put the access token into a file of its own, mode 600.");
	}
	if (!is_open_to_others(account, stat.st_mode))
		return 0;
	fail_set(fail, EX_NOPERM, "%s: the token can be read by others: mode %03o", path,
		 (unsigned)stat.st_mode & 07777U);
	return fail_hint(fail, "Run chmod 600 on it; consider the token known to them.");
}

/* Takes the blanks off both ends; false where what is left cannot be a token. */
static bool
trim_token(char *token, size_t n)
{
	const char *first = token;

	while (n > 0 && isspace((unsigned char)token[n - 1]))
		n--;
	token[n] = '\0';
	while (isspace((unsigned char)*first))
		first++;
	n -= (size_t)(first - token);
	memmove(token, first, n + 1);
	for (size_t i = 0; i < n; i++)
		if (!isgraph((unsigned char)token[i]))
			return false;
	return n != 0;
}

static int
read_token(const struct account *account, int fd, char token[TOKEN_MAX + 1], struct fail *fail)
{
	ssize_t got = read(fd, token, TOKEN_MAX + 1);

	if (got < 0)
		return fail_errno(fail, EX_NOPERM, "%s: cannot be read", account->token_path);
	if (got <= TOKEN_MAX && trim_token(token, (size_t)got))
		return 0;
	explicit_bzero(token, TOKEN_MAX + 1);
	fail_set(fail, EX_NOPERM, "%s: holds no token", account->token_path);
	return fail_hint(fail, "The file must hold the access token and nothing else.");
}

int
account_read_token(const struct account *account, char token[TOKEN_MAX + 1], struct fail *fail)
{
	int fd = open(account->token_path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	bool link = fd < 0 && errno == ELOOP;
	int result = -1;

	token[0] = '\0';
	if (fd < 0) {
		fail_errno(fail, EX_NOPERM, "%s: the token cannot be read", account->token_path);
		return fail_hint(fail, link ? "The token file must not be a symbolic link."
					    : "Put the access token there, mode 600.");
	}
	if (check_file(account, fd, fail) == 0)
		result = read_token(account, fd, token, fail);
	close(fd);
	return result;
}
