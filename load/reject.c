#include "load/reject.h"

#include "lib/jsontext.h"
#include "lib/utf8.h"

#define ID_MAX 64        /* bytes; as records.def has it */
#define REJECT_COLUMNS 8 /* of sql/query/copy_reject.sql */

static bool
is_one_of(struct span text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(words[i]) == text.n && memcmp(words[i], text.p, text.n) == 0)
			return true;
	return false;
}

/* The text inside the quotes, if it is an id. */
static bool
take_id(struct span value, struct span *id)
{
	struct span text = {value.p + 1, value.n - 2};

	if (id->p != NULL || value.n < 3 || value.p[0] != '"' || text.n > ID_MAX ||
	    !field_text_good(FIELD_ID, text))
		return false;
	*id = text;
	return true;
}

void
reject_key_of(struct span line, char key[BATCH_KEY_MAX])
{
	static const char *const accounts[] = {"account_id"};
	static const char *const ids[] = {"story_id", "article_id", "started_at", "sha256"};
	struct jsontext in = jsontext_at(line);
	struct span name, value, account = {NULL, 0}, id = {NULL, 0};
	bool more = jsontext_enter(&in, '{');

	while (more && (account.p == NULL || id.p == NULL) && jsontext_member(&in, &name, &value)) {
		if (is_one_of(name, accounts, COUNT(accounts)))
			more = take_id(value, &account);
		else if (is_one_of(name, ids, COUNT(ids)))
			more = take_id(value, &id);
	}
	if (account.p == NULL && id.p == NULL)
		snprintf(key, BATCH_KEY_MAX, "unknown");
	else
		snprintf(key, BATCH_KEY_MAX, "%.*s%s%.*s", (int)account.n,
			 account.p != NULL ? account.p : "",
			 account.p != NULL && id.p != NULL ? "/" : "", (int)id.n,
			 id.p != NULL ? id.p : "");
}

static struct span
text_of(const char *text)
{
	return span_of(text);
}

void
reject_put(struct batch *batch, struct copy_place place, const char *key, const char *reason,
	   const char *detail)
{
	struct buf clean = BUF_MAX((size_t)DB_REFUSAL_MAX * 2), *out = batch_bytes(batch);
	size_t start = out->n;

	utf8_copy(&clean, text_of(detail), "?", NULL);
	copyrow_start(out, REJECT_COLUMNS);
	copyrow_int(out, (int64_t)place.part);
	copyrow_int(out, (int64_t)place.line);
	copyrow_text(out, text_of(key));
	copyrow_text(out, text_of(reason));
	copyrow_text(out, buf_span(&clean));
	for (size_t i = 5; i < REJECT_COLUMNS; i++)
		copyrow_text(out, (struct span){NULL, 0});
	batch_keep(batch, start, place, key);
	buf_release(&clean);
}
