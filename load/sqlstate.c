#include "load/sqlstate.h"

#include <sysexits.h>

#define LATER "Nothing was changed; run it again later."
#define READ_ONLY                                                                             \
	"This server takes no changes now (a standby?); name one that does, or run it again " \
	"later."
#define MIGRATE "Run: story-load migrate"

/* Codes: PostgreSQL manual, appendix A. A longer prefix goes before a shorter one. */
static const struct sqlstate_meaning meanings[] = {
    {"08", EX_TEMPFAIL, true, "The connection was lost; run it again."},
    {"0A", EX_CONFIG, false, "The server cannot do this; PostgreSQL 13 or later is needed."},
    {"22", EX_DATAERR, false, NULL},
    {"23", EX_DATAERR, false, NULL},
    {"25006", EX_TEMPFAIL, false, READ_ONLY},
    {"25P03", EX_TEMPFAIL, false, "The input came too slowly; run it again from a file."},
    {"28", EX_NOPERM, false, "Check user and password: PGUSER, PGPASSWORD, ~/.pgpass or -d."},
    {"3D", EX_CONFIG, false, "Create the database, then run: story-load migrate"},
    {"3F", EX_CONFIG, false, MIGRATE},
    {"40", EX_TEMPFAIL, true, LATER},
    {"42501", EX_NOPERM, false,
     "Connect as a member of storywire_loader, or of storywire_owner for migrate."},
    {"42P01", EX_CONFIG, false, MIGRATE},
    {"42703", EX_CONFIG, false, MIGRATE},
    {"42883", EX_CONFIG, false, MIGRATE},
    {"53100", EX_TEMPFAIL, false, "The server's disk is full. " LATER},
    {"53300", EX_TEMPFAIL, true, "The server has no connection to spare. " LATER},
    {"53", EX_TEMPFAIL, false, LATER},
    {"54", EX_DATAERR, false, NULL},
    {"55P03", EX_TEMPFAIL, true,
     "Somebody else holds a lock: another load, or a migration. " LATER},
    {"55", EX_TEMPFAIL, false, LATER},
    {"57P01", EX_TEMPFAIL, true, LATER},
    {"57P02", EX_TEMPFAIL, true, LATER},
    {"57P03", EX_TEMPFAIL, true, "The server is starting or stopping. " LATER},
    {"57", EX_TEMPFAIL, false, LATER},
    {"58", EX_TEMPFAIL, false, LATER},
    {"", EX_SOFTWARE, false, "This should not happen; please report it with the line above."},
};

static const struct sqlstate_meaning no_answer = {
    "", EX_TEMPFAIL, true,
    "Is the server running, and are PGHOST, PGPORT or -d right? Nothing was changed."};

static bool
begins(const char *code, const char *prefix)
{
	return strncmp(code, prefix, strlen(prefix)) == 0;
}

const struct sqlstate_meaning *
sqlstate_meaning(const char *code)
{
	size_t i = 0;

	if (code == NULL || code[0] == '\0')
		return &no_answer;
	while (!begins(code, meanings[i].prefix))
		i++;
	return &meanings[i];
}

bool
sqlstate_blames_row(const char *code)
{
	static const char *const classes[] = {"22", "23", "54"};

	for (size_t i = 0; i < COUNT(classes); i++)
		if (begins(code, classes[i]))
			return true;
	return false;
}

static bool
is_code_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

/* Verbose messages read "FATAL:  28P01: password ...", with the first word in any language. */
bool
sqlstate_find(const char *message, char code[SQLSTATE_LENGTH + 1])
{
	const char *at = message;

	while ((at = strstr(at, ":  ")) != NULL) {
		size_t n = 0;

		at += 3;
		while (n < SQLSTATE_LENGTH && is_code_char(at[n]))
			n++;
		if (n == SQLSTATE_LENGTH && at[n] == ':') {
			memcpy(code, at, n);
			code[n] = '\0';
			return true;
		}
	}
	return false;
}
