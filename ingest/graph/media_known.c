#include "ingest/graph/media_known.h"

#include <inttypes.h>

#include "ingest/graph/media_link.h"
#include "lib/mem.h"
#include "lib/shelf.h"
#include "lib/word.h"

#define SHELF "media"
#define TITLE "storywire media 1"

/* Stories are live for one day; their links for about four. */
#define FORGET_AFTER (5 * WHEN_DAY)

/* Bytes of a file: 5 days of 100 stories a day, each with a link of the greatest length twice. */
#define FILE_MAX ((size_t)16 << 20)

#define NAME_DIGITS 32 /* of the hash of the account's id */

static const char *const kinds[MEDIA_KINDS] = {
    [MEDIA_MAIN] = "media",
    [MEDIA_THUMBNAIL] = "thumbnail",
};

static const char *const states[MEDIA_STATES] = {
    [MEDIA_WAITING] = "waiting",     [MEDIA_OK] = "ok",
    [MEDIA_ABSENT] = "absent",       [MEDIA_EXPIRED] = "expired",
    [MEDIA_REFUSED] = "refused",     [MEDIA_FAILED] = "failed",
    [MEDIA_TOO_LARGE] = "too_large", [MEDIA_NO_SPACE] = "no_space",
};

const char *
media_kind_name(enum media_kind kind)
{
	return kinds[kind];
}

const char *
media_state_name(enum media_state state)
{
	return states[state];
}

static void
file_name(char name[NAME_DIGITS + 1], const char *account_id)
{
	char hex[DIGEST_HEX + 1];

	digest_of(span_of(account_id), hex);
	snprintf(name, NAME_DIGITS + 1, "%.*s", NAME_DIGITS, hex);
}

static struct media_entry *
add_entry(struct media_known *known, const struct id *story_id, enum media_kind kind)
{
	struct media_entry *entry = must_calloc(1, sizeof *entry);

	known->list = mem_grow(known->list, known->n, &known->cap, sizeof(struct media_entry *));
	known->list[known->n++] = entry;
	entry->story_id = *story_id;
	entry->kind = kind;
	return entry;
}

/* "<story_id> <kind> <state> <tries> <seen, ms> <link or ->" */
static bool
read_line(struct media_known *known, char *line)
{
	char *words[6], *rest = line, *end;
	size_t n = 0, kind, state;
	struct media_entry *entry;
	struct id story_id;

	while (n < COUNT(words) && (words[n] = strtok_r(n == 0 ? line : NULL, " ", &rest)) != NULL)
		n++;
	if (n != COUNT(words))
		return false;
	kind = word_find(kinds, MEDIA_KINDS, words[1]);
	state = word_find(states, MEDIA_STATES, words[2]);
	story_id = id_of_digits(span_of(words[0]));
	if (kind == MEDIA_KINDS || state == MEDIA_STATES || story_id.text[0] == '\0')
		return false;
	entry = add_entry(known, &story_id, (enum media_kind)kind);
	entry->state = (enum media_state)state;
	entry->tries = (unsigned)strtoul(words[3], &end, 10);
	entry->seen_at = strtoll(words[4], &end, 10);
	entry->link = strcmp(words[5], "-") != 0 ? must_strdup(words[5]) : NULL;
	return *end == '\0';
}

static void
forget_all(struct media_known *known)
{
	for (size_t i = 0; i < known->n; i++) {
		free(known->list[i]->link);
		free(known->list[i]);
	}
	known->n = 0;
}

static void
read_lines(struct media_known *known, char *text)
{
	char *rest = NULL, *line = strtok_r(text, "\n", &rest);

	if (line == NULL || strcmp(line, TITLE) != 0)
		return;
	while ((line = strtok_r(NULL, "\n", &rest)) != NULL)
		if (!read_line(known, line)) {
			forget_all(known);
			return;
		}
}

struct media_known *
media_known_load(const struct spool *spool, const char *account_id)
{
	struct media_known *known = must_calloc(1, sizeof *known);
	struct buf text = BUF_MAX(FILE_MAX);
	struct fail ignored = FAIL_NONE;
	char name[NAME_DIGITS + 1];

	snprintf(known->account_id, sizeof known->account_id, "%s", account_id);
	file_name(name, account_id);
	if (shelf_read(spool, SHELF, name, &text, &ignored) > 0 && text.n != 0)
		read_lines(known, text.p);
	buf_release(&text);
	return known;
}

void
media_known_free(struct media_known *known)
{
	if (known == NULL)
		return;
	forget_all(known);
	free(known->list);
	free(known);
}

struct media_entry *
media_known_entry(struct media_known *known, const struct id *story_id, enum media_kind kind,
		  when_ms now)
{
	struct media_entry *entry;

	for (size_t i = 0; i < known->n; i++) {
		entry = known->list[i];
		if (entry->kind == kind && strcmp(entry->story_id.text, story_id->text) == 0)
			return entry;
	}
	entry = add_entry(known, story_id, kind);
	entry->seen_at = now;
	known->changed = true;
	return entry;
}

int
media_known_save(struct media_known *known, const struct spool *spool, when_ms now,
		 struct fail *fail)
{
	struct buf text = BUF_MAX(FILE_MAX);
	char name[NAME_DIGITS + 1];
	int result;

	buf_puts(&text, TITLE "\n");
	for (size_t i = 0; i < known->n; i++) {
		const struct media_entry *entry = known->list[i];

		if (entry->seen_at < now - FORGET_AFTER)
			continue;
		buf_printf(&text, "%s %s %s %u %" PRId64 " %s\n", entry->story_id.text,
			   kinds[entry->kind], states[entry->state], entry->tries, entry->seen_at,
			   entry->state == MEDIA_WAITING && entry->link != NULL ? entry->link
										: "-");
	}
	file_name(name, known->account_id);
	result = shelf_write(spool, SHELF, name, buf_span(&text), fail);
	buf_release(&text);
	known->changed = result < 0;
	return result;
}
