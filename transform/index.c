#include "transform/index.h"

#include "lib/mem.h"

#define VERSION "storywire-index 2 "
#define HEADER_MAX 128 /* bytes */

static int
by_account_and_time(const void *left, const void *right)
{
	const struct moment *a = left, *b = right;
	int order = strcmp(a->account_id, b->account_id);

	return order != 0 ? order : (a->at > b->at) - (a->at < b->at);
}

struct moments
moments_of(const struct sighting *sightings, size_t n)
{
	struct moments moments = {.list = must_calloc(n * 2, sizeof *moments.list)};

	for (size_t i = 0; i < n; i++) {
		const struct sighting *s = &sightings[i];
		const char *taken = s->cells[CELL(taken_at)].text;
		when_ms at;

		if (taken == NULL || !when_parse((struct span){taken, strlen(taken)}, &at))
			continue;
		moments.list[moments.n++] = (struct moment){s->account_id, at};
		if (s->handle_key != NULL && strcmp(s->handle_key, s->account_id) != 0)
			moments.list[moments.n++] = (struct moment){s->handle_key, at};
	}
	if (moments.n != 0)
		qsort(moments.list, moments.n, sizeof *moments.list, by_account_and_time);
	return moments;
}

void
moments_release(struct moments *moments)
{
	free(moments->list);
	*moments = (struct moments){.n = 0};
}

static void
print_header(char header[HEADER_MAX], const struct facts_dir *facts)
{
	const char *handles = "-";

	for (size_t i = 0; i < facts->files_n; i++)
		if (strcmp(facts->files[i].name, "handles.csv") == 0)
			handles = facts->files[i].sha256;
	snprintf(header, HEADER_MAX, VERSION "%s\n", handles);
}

void
index_print(struct buf *out, const struct moments *moments, const struct facts_dir *facts)
{
	char header[HEADER_MAX], first[WHEN_TEXT_MAX], last[WHEN_TEXT_MAX];

	print_header(header, facts);
	buf_puts(out, header);
	for (size_t i = 0, end; i < moments->n; i = end) {
		const struct moment *moment = &moments->list[i];

		for (end = i + 1; end < moments->n; end++)
			if (strcmp(moments->list[end].account_id, moment->account_id) != 0)
				break;
		buf_printf(out, "%s %s %s\n", moment->account_id, when_print(moment->at, first),
			   when_print(moments->list[end - 1].at, last));
	}
}

bool
index_is_current(const struct buf *text, const struct facts_dir *facts)
{
	char header[HEADER_MAX];

	print_header(header, facts);
	return strncmp(buf_text(text), header, strlen(header)) == 0;
}

/* Whether a moment of the account lies within from..to: by halving, they are sorted. */
static bool
has_moment(const struct moments *moments, const char *account_id, when_ms from, when_ms to)
{
	const struct moment sought = {account_id, from};
	size_t low = 0, high = moments->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (by_account_and_time(&moments->list[middle], &sought) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < moments->n && strcmp(moments->list[low].account_id, account_id) == 0 &&
	       moments->list[low].at <= to;
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
