#include "ingest/import/signature.h"

#include "ingest/secret.h"
#include "lib/digest.h"
#include "lib/say.h"

int
signature_check_settings(const struct settings *settings, size_t files, struct fail *fail)
{
	if (settings_text(settings, SET_signature) == NULL)
		return 0;
	if (settings_text(settings, SET_app_secret_file) == NULL) {
		fail_set(fail, EX_USAGE, "signature: there is no app secret to check it with");
		return fail_hint(fail, "Give --app-secret-file FILE too.");
	}
	if (files == 1)
		return 0;
	fail_set(fail, EX_USAGE, "signature: %zu files are named", files);
	return fail_hint(fail, "A signature is that of one notice: import them one by one.");
}

bool
signature_good(const char *signature, struct span secret, struct span bytes)
{
	static const char kind[] = "sha256=";
	char told[DIGEST_HEX + 1], own[DIGEST_HEX + 1];
	size_t n = strlen(signature);

	if (n != sizeof kind - 1 + DIGEST_HEX || strncmp(signature, kind, sizeof kind - 1) != 0)
		return false;
	for (size_t i = 0; i < sizeof told; i++) {
		char c = signature[sizeof kind - 1 + i];

		told[i] = (char)(c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);
	}
	hmac_sha256_hex(secret, bytes, own);
	return digest_same(told, own);
}

static int
refuse(const char *path, const char *why, struct fail *fail)
{
	fail_set(fail, EX_DATAERR, "%s: refused: %s", path, why);
	return fail_hint(fail,
			 "Give the request's X-Hub-Signature-256 header with --signature, and "
			 "its body byte for byte.");
}

/* The secret is read for each document: they are few, and so it is never long in memory. */
static int
verify(const struct document *document, const char *signature, const char *secret_file,
       struct fail *fail)
{
	char secret[SECRET_MAX + 1];
	char *path = secret_path(NULL, secret_file);
	int result = secret_read(path, "app secret", secret, fail);

	if (result == 0 && !document->whole)
		result = refuse(document->path, "too large for a notice", fail);
	else if (result == 0 && !signature_good(signature, span_of(secret), document->head))
		result = refuse(document->path, "the signature is not that of its bytes", fail);
	secret_wipe(secret);
	free(path);
	return result;
}

int
signature_admit(const struct document *document, const struct settings *settings, struct fail *fail)
{
	const char *signature = settings_text(settings, SET_signature);
	const char *secret_file = settings_text(settings, SET_app_secret_file);

	if (secret_file == NULL) {
		say(SAY_WARNING, "%s: nobody vouches for the sender: no app secret is set",
		    document->path);
		return 0;
	}
	if (signature == NULL)
		return refuse(document->path, "it comes without a signature", fail);
	return verify(document, signature, secret_file, fail);
}
