/* Who sent a notice: Meta signs its bytes with the app's secret. */
#ifndef INGEST_SIGNATURE_H
#define INGEST_SIGNATURE_H

#include "ingest/import/document.h"
#include "lib/settings.h"

/* Whether app_secret_file and signature fit each other and the number of files: EX_USAGE. */
MUST_USE int signature_check_settings(const struct settings *settings, size_t files,
				      struct fail *fail);

/*
 * Lets the document in: with an app secret only where --signature is right for its bytes
 * (EX_DATAERR; EX_NOPERM where the secret cannot be read), without one with a warning.
 */
MUST_USE int signature_admit(const struct document *document, const struct settings *settings,
			     struct fail *fail);

/* Whether `signature` ("sha256=" and 64 hex digits of either case) is that of the bytes. */
MUST_USE bool signature_good(const char *signature, struct span secret, struct span bytes);

#endif
