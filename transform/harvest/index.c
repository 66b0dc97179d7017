#include "transform/harvest/index.h"

#include "lib/mem.h"

#include "transform/harvest/moments.h"

#define VERSION "storywire-index 3 "
#define HEADER_MAX 128 /* bytes */

static void
print_header(char header[HEADER_MAX], const struct facts_dir *facts)
{
	const char *handles = "-";

	for (size_t i = 0; i < facts->files_n; i++)
		if (strcmp(facts->files[i].name, "handles.csv") == 0)
			handles = facts->files[i].sha256;
	snprintf(header, HEADER_MAX, VERSION "%s\n", handles);
}

static int
by_account(const void *left, const void *right)
{
	const struct account_moments *const *a = left, *const *b = right;

	return strcmp((*a)->account_id, (*b)->account_id);
}

void
index_print(struct buf *out, const struct moments *moments, const struct facts_dir *facts)
{
	char header[HEADER_MAX], first[WHEN_TEXT_MAX], last[WHEN_TEXT_MAX];
	const struct account_moments **sorted =
	    must_calloc(moments->n, sizeof(struct account_moments *));

	print_header(header, facts);
	buf_puts(out, header);
	for (size_t i = 0; i < moments->n; i++)
		sorted[i] = &moments->list[i];
	if (moments->n != 0)
		qsort(sorted, moments->n, sizeof(struct account_moments *), by_account);
	for (size_t i = 0; i < moments->n; i++)
		buf_printf(out, "%s %s %s\n", sorted[i]->account_id,
			   when_print(sorted[i]->stretches[0].first, first),
			   when_print(sorted[i]->stretches[sorted[i]->n - 1].last, last));
	free(sorted);
}

bool
index_is_current(const struct buf *text, const struct facts_dir *facts)
{
	char header[HEADER_MAX];

	print_header(header, facts);
	return strncmp(buf_text(text), header, strlen(header)) == 0;
}

/* Whether a moment of the account lies within from..to. */
static bool
has_moment(const struct moments *moments, const char *account_id, when_ms from, when_ms to)
{
	const struct account_moments *account = moments_of(moments, account_id);
	size_t at = account != NULL ? stretch_at(account, from) : 0;

	return account != NULL && at < account->n && account->stretches[at].first <= to;
}

/* Cuts the next word off *rest, which ends with a blank or a line feed. */
static struct span
take_word(const char **rest)
{
	struct span word = {*rest, strcspn(*rest, " \n")};

	*rest += word.n + (word.p[word.n] != '\0');
	return word;
}

bool
index_touches(const struct buf *text, const struct moments *moments)
{
	const char *rest = strchr(buf_text(text), '\n');
	size_t id_max = record_field(story_account_id)->max;
	char account_id[128];

	for (rest = rest != NULL ? rest + 1 : ""; *rest != '\0';) {
		struct span id = take_word(&rest), from = take_word(&rest), to = take_word(&rest);
		when_ms first, last;

		/* what cannot be read may be about anything */
		if (id.n > id_max || !when_parse(from, &first) || !when_parse(to, &last))
			return true;
		snprintf(account_id, sizeof account_id, "%.*s", (int)id.n, id.p);
		if (has_moment(moments, account_id, first - INDEX_REACH, last + INDEX_REACH))
			return true;
	}
	return false;
}
