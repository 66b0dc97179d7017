#include "load/takedown.h"

#include <sys/random.h>

#include "lib/buf.h"
#include "lib/mem.h"
#include "lib/record.h"
#include "lib/shelf.h"

#define FILE_MAX ((size_t)64 << 20) /* bytes; about a million keys */
#define REASON_MAX 1024             /* bytes of a reason in the file */
#define TITLE "storywire takedown 1"

void
words_add(struct words *words, struct span word)
{
	words->list = mem_grow(words->list, words->n, &words->cap, sizeof *words->list);
	words->list[words->n++] = must_strndup(word.p, word.n);
}

bool
words_have(const struct words *words, struct span word)
{
	for (size_t i = 0; i < words->n; i++)
		if (span_is(word, words->list[i]))
			return true;
	return false;
}

static int
by_text(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

void
words_sort(struct words *words)
{
	if (words->n != 0)
		qsort(words->list, words->n, sizeof *words->list, by_text);
}

bool
words_find(const struct words *words, struct span word)
{
	char text[DIGEST_HEX + 1];
	const char *key = text;

	if (words->n == 0 || word.n >= sizeof text)
		return false;
	snprintf(text, sizeof text, "%.*s", (int)word.n, word.p);
	return bsearch(&key, words->list, words->n, sizeof *words->list, by_text) != NULL;
}

void
words_release(struct words *words)
{
	for (size_t i = 0; i < words->n; i++)
		free(words->list[i]);
	free(words->list);
	*words = (struct words){.n = 0};
}

char *
words_array(const struct words *words)
{
	struct buf out = BUF_MAX(FILE_MAX);

	buf_putc(&out, '{');
	for (size_t i = 0; i < words->n; i++)
		buf_printf(&out, "%s\"%s\"", i != 0 ? "," : "", words->list[i]);
	buf_putc(&out, '}');
	return buf_take(&out);
}

static bool
add_key(struct takedown *takedown, const char *kind, const struct span *words, size_t n)
{
	char key[DIGEST_HEX + 1];

	tomb_key(key, kind, words, n);
	if (!tombs_add(takedown->keys, key))
		return false;
	words_add(&takedown->key_list, span_of(key));
	return true;
}

static void
add_word(struct words *words, struct span word)
{
	if (!words_have(words, word))
		words_add(words, word);
}

bool
takedown_add_story(struct takedown *takedown, struct span account, struct span id)
{
	const struct span words[] = {account, id}, any[] = {span_of(TOMB_ANY), id};
	char key[DIGEST_HEX + 1];

	tomb_key(key, "story", any, COUNT(any));
	if (tombs_has(takedown->keys, key) || !add_key(takedown, "story", words, COUNT(words)))
		return false;
	add_word(&takedown->ids, id);
	return true;
}

bool
takedown_add_account(struct takedown *takedown, struct span number)
{
	if (!add_key(takedown, "account", &number, 1))
		return false;
	add_word(&takedown->accounts, number);
	return true;
}

bool
takedown_add_handle(struct takedown *takedown, struct span handle)
{
	char key[DIGEST_HEX + 1];

	tomb_key(key, "account", &handle, 1);
	return tombs_add(takedown->keys, key);
}

bool
takedown_add_text(struct takedown *takedown, struct span account, struct span id,
		  struct span headline)
{
	const struct span words[] = {account, id, headline};

	return add_key(takedown, "article", words, COUNT(words));
}

static int
check_ids(const char *option, const char *const *list, size_t n, struct fail *fail)
{
	size_t max = record_field(story_story_id)->max;

	for (size_t i = 0; i < n; i++) {
		struct span id = span_of(list[i]);

		if (id.n > max || !field_text_good(FIELD_ID, id)) {
			fail_set(fail, EX_USAGE, "erase: %s: '%.80s' is no id", option, list[i]);
			return fail_hint(fail, "Name it by its number: handles are given away.");
		}
	}
	return 0;
}

static int
check_asked(const struct settings *settings, size_t stories, size_t accounts, struct fail *fail)
{
	const char *reason = settings_text(settings, SET_reason);

	if (stories == 0 && accounts == 0)
		fail_set(fail, EX_USAGE, "erase: nothing is named");
	else if (reason == NULL || reason[strspn(reason, " \t\n\r")] == '\0')
		fail_set(fail, EX_USAGE, "erase: --reason is missing");
	else if (stories != 0 && accounts > 1)
		fail_set(fail, EX_USAGE, "erase: stories of more than one account");
	else
		return 0;
	return fail_hint(fail, "Usage: story-load erase --story ID | --account ID --reason TEXT");
}

static void
make_code(char code[TAKEDOWN_CODE + 1])
{
	unsigned char bytes[TAKEDOWN_CODE / 2];

	while (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
		;
	for (size_t i = 0; i < sizeof bytes; i++)
		snprintf(code + 2 * i, 3, "%02x", bytes[i]);
}

static void
init(struct takedown *takedown)
{
	*takedown = (struct takedown){.at = when_now()};
	takedown->keys = tombs_new();
}

int
takedown_new(struct takedown *takedown, const struct settings *settings, struct fail *fail)
{
	size_t stories, accounts;
	const char *const *story = settings_list(settings, SET_story, &stories);
	const char *const *account = settings_list(settings, SET_account, &accounts);

	if (check_asked(settings, stories, accounts, fail) < 0 ||
	    check_ids("--story", story, stories, fail) < 0 ||
	    check_ids("--account", account, accounts, fail) < 0)
		return -1;
	init(takedown);
	make_code(takedown->code);
	takedown->knows_ids = true;
	takedown->reason = must_strdup(settings_text(settings, SET_reason));
	takedown->of_accounts = stories == 0;
	for (size_t i = 0; i < stories; i++)
		(void)takedown_add_story(takedown, span_of(accounts != 0 ? account[0] : TOMB_ANY),
					 span_of(story[i]));
	for (size_t i = 0; i < accounts && stories == 0; i++)
		(void)takedown_add_account(takedown, span_of(account[i]));
	if (stories != 0 && accounts != 0)
		words_add(&takedown->accounts, span_of(account[0]));
	return 0;
}

void
takedown_release(struct takedown *takedown)
{
	words_release(&takedown->key_list);
	words_release(&takedown->accounts);
	words_release(&takedown->ids);
	tombs_free(takedown->keys);
	free(takedown->reason);
	*takedown = (struct takedown){.at = 0};
}

static const char *
state_word(bool done)
{
	return done ? "done" : "open";
}

int
takedown_write(const struct takedown *takedown, const struct spool *spool, struct fail *fail)
{
	struct buf text = BUF_MAX(FILE_MAX);
	char at[WHEN_TEXT_MAX];
	int result;

	buf_printf(&text, TITLE "\nscope %s\nat %s\ndatabase %s\nspool %s\nreason ",
		   takedown->of_accounts ? "account" : "story", when_print(takedown->at, at),
		   state_word(takedown->database_done), state_word(takedown->spool_done));
	for (size_t i = 0; i < REASON_MAX && takedown->reason[i] != '\0'; i++)
		buf_putc(&text,
			 (unsigned char)takedown->reason[i] < ' ' ? ' ' : takedown->reason[i]);
	buf_putc(&text, '\n');
	for (size_t i = 0; i < takedown->key_list.n; i++)
		buf_printf(&text, "key %s\n", takedown->key_list.list[i]);
	result = text.over ? fail_set(fail, EX_DATAERR, "erase: more ids than fit into one")
			   : shelf_write(spool, TOMBS_SHELF, takedown->code, buf_span(&text), fail);
	buf_release(&text);
	return result;
}

static void
read_line(struct takedown *takedown, const char *name, struct span value)
{
	if (strcmp(name, "scope") == 0)
		takedown->of_accounts = value.n == 7 && memcmp(value.p, "account", 7) == 0;
	else if (strcmp(name, "at") == 0)
		(void)!when_parse(value, &takedown->at);
	else if (strcmp(name, "database") == 0)
		takedown->database_done = value.n == 4 && memcmp(value.p, "done", 4) == 0;
	else if (strcmp(name, "spool") == 0)
		takedown->spool_done = value.n == 4 && memcmp(value.p, "done", 4) == 0;
	else if (strcmp(name, "reason") == 0 && takedown->reason == NULL)
		takedown->reason = must_strndup(value.p, value.n);
	else if (strcmp(name, "key") == 0 && value.n == DIGEST_HEX)
		words_add(&takedown->key_list, value);
}

static void
read_lines(struct takedown *takedown, struct span text)
{
	const char *p = text.p, *end = text.p + text.n, *feed;

	for (; p < end && (feed = memchr(p, '\n', (size_t)(end - p))) != NULL; p = feed + 1) {
		const char *blank = memchr(p, ' ', (size_t)(feed - p));
		char name[16];

		if (blank == NULL)
			continue;
		snprintf(name, sizeof name, "%.*s", (int)(blank - p), p);
		read_line(takedown, name, (struct span){blank + 1, (size_t)(feed - blank - 1)});
	}
	tombs_add_lines(takedown->keys, text);
}

int
takedown_read(struct takedown *takedown, const char *code, const struct spool *spool,
	      struct fail *fail)
{
	struct buf text = BUF_MAX(FILE_MAX);
	int got;

	init(takedown);
	snprintf(takedown->code, sizeof takedown->code, "%s", code);
	got = shelf_read(spool, TOMBS_SHELF, code, &text, fail);
	if (got > 0)
		read_lines(takedown, buf_span(&text));
	if (takedown->reason == NULL)
		takedown->reason = must_strdup("unknown");
	buf_release(&text);
	return got;
}
