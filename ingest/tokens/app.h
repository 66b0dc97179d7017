/* Our app at Meta, as far as the operator told of it: its id, and its secret in a file. */
#ifndef INGEST_APP_H
#define INGEST_APP_H

#include "ingest/limits.h"
#include "lib/settings.h"

struct app {
	const char *id; /* lent by the settings; NULL = not told */
	bool has_secret;
	char secret[SECRET_MAX + 1];
};

/* EX_CONFIG, or EX_NOPERM for the secret's file. To be wiped in any case. */
MUST_USE int app_read(struct app *app, const struct settings *settings, struct fail *fail);
void app_wipe(struct app *app);

/* Whether it can speak for itself: some questions are answered to the app alone. */
bool app_is_known(const struct app *app);

#endif
