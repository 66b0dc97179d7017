#include "ingest/import/journal.h"

#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/import/seen.h"
#include "lib/mem.h"
#include "lib/program.h"

#define JOURNAL_LINE (DIGEST_HEX + 24) /* "<hash> <items>\n"; items are "all" or a number */
#define PENDING_MAX 4096               /* files that may be read within one segment */
#define FOLDER "imports"

/* What is written down once that many records are durable. */
struct pending {
	char key[DIGEST_HEX + 1];
	uint64_t items, records;
};

struct journal {
	int fd;
	int folder;
	char name[DIGEST_HEX + 1];
	struct seen *whole;       /* files that an earlier run has read to the end */
	struct pending cut;       /* the one it was stopped in */
	char key[DIGEST_HEX + 1]; /* of the file in hand; "" = not to be known again */
	struct pending pending[PENDING_MAX];
	size_t pending_n;
	uint64_t durable; /* records, when it was written last */
};

static void
add(struct digest *digest, const char *text)
{
	digest_add(digest, text != NULL ? text : "", text != NULL ? strlen(text) : 0);
	digest_add(digest, "", 1);
}

static void
add_list(struct digest *digest, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add(digest, list[i]);
	digest_add(digest, "\n", 1);
}

static void
add_number(struct digest *digest, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRIu64, number);
	add(digest, text);
}

/* What makes two runs the same: their words, and the settings that choose among items. */
static void
name_run(struct journal *journal, const struct settings *settings, const char *const *words,
	 size_t n)
{
	static const enum setting_id texts[] = {SET_format, SET_owner, SET_map, SET_replay};
	struct digest digest;
	const char *const *accounts;
	size_t accounts_n;
	uint64_t index = 0, count = 1;

	digest_init(&digest);
	add(&digest, STORYWIRE_VERSION);
	add_list(&digest, words, n);
	for (size_t i = 0; i < COUNT(texts); i++)
		add(&digest, settings_text(settings, texts[i]));
	accounts = settings_list(settings, SET_account, &accounts_n);
	add_list(&digest, accounts, accounts_n);
	add_number(&digest, (uint64_t)settings_time(settings, SET_since));
	add_number(&digest, (uint64_t)settings_time(settings, SET_until));
	add_number(&digest, settings_flag(settings, SET_keep_close_friends));
	(void)settings_shard(settings, &index, &count);
	add_number(&digest, index);
	add_number(&digest, count);
	digest_hex(&digest, journal->name);
}

static void
learn(struct journal *journal, const char *line)
{
	const char *items = line + DIGEST_HEX + 1;
	char key[DIGEST_HEX + 1];

	memcpy(key, line, DIGEST_HEX);
	key[DIGEST_HEX] = '\0';
	if (strspn(key, "0123456789abcdef") != DIGEST_HEX)
		return;
	if (strcmp(items, "all") == 0) {
		(void)seen_put(journal->whole, key);
		return;
	}
	memcpy(journal->cut.key, key, sizeof key);
	journal->cut.items = strtoull(items, NULL, 10);
}

/* Whole lines only: the last one may have been cut by what ended that run. */
static void
read_back(struct journal *journal)
{
	char line[JOURNAL_LINE];
	FILE *file = fdopen(dup(journal->fd), "r");

	while (file != NULL && fgets(line, sizeof line, file) != NULL) {
		size_t n = strlen(line);

		if (n <= DIGEST_HEX + 2 || line[n - 1] != '\n' || line[DIGEST_HEX] != ' ')
			continue;
		line[n - 1] = '\0';
		learn(journal, line);
	}
	if (file != NULL)
		fclose(file);
}

struct journal *
journal_open(const struct spool *spool, const struct settings *settings, const char *const *words,
	     size_t n)
{
	int state = spool_folder_fd(spool, SPOOL_STATE);
	struct journal *journal = must_calloc(1, sizeof *journal);

	name_run(journal, settings, words, n);
	(void)mkdirat(state, FOLDER, 0700);
	journal->folder = openat(state, FOLDER, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	journal->fd = openat(journal->folder, journal->name,
			     O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
	journal->whole = seen_new();
	if (journal->fd >= 0) {
		read_back(journal);
		return journal;
	}
	journal_close(journal);
	return NULL;
}

void
journal_close(struct journal *journal)
{
	if (journal == NULL)
		return;
	if (journal->fd >= 0)
		close(journal->fd);
	if (journal->folder >= 0)
		close(journal->folder);
	seen_free(journal->whole);
	free(journal);
}

uint64_t
journal_file(struct journal *journal, const char *path, int fd)
{
	struct digest digest;
	struct stat info;

	journal->key[0] = '\0';
	if (fstat(fd, &info) < 0 || !S_ISREG(info.st_mode))
		return 0;
	digest_init(&digest);
	add(&digest, path);
	add_number(&digest, (uint64_t)info.st_dev);
	add_number(&digest, (uint64_t)info.st_ino);
	add_number(&digest, (uint64_t)info.st_size);
	add_number(&digest, (uint64_t)info.st_mtim.tv_sec);
	add_number(&digest, (uint64_t)info.st_mtim.tv_nsec);
	digest_hex(&digest, journal->key);
	if (seen_has(journal->whole, journal->key))
		return UINT64_MAX;
	return strcmp(journal->cut.key, journal->key) == 0 ? journal->cut.items : 0;
}

/* A line that does not get through costs the next run time, and nothing else. */
static void
write_line(struct journal *journal, const struct pending *pending)
{
	char line[JOURNAL_LINE];
	int n = pending->items == UINT64_MAX
		    ? snprintf(line, sizeof line, "%s all\n", pending->key)
		    : snprintf(line, sizeof line, "%s %" PRIu64 "\n", pending->key, pending->items);

	if (write(journal->fd, line, (size_t)n) != n)
		journal->key[0] = '\0';
}

static void
write_durable(struct journal *journal, uint64_t durable)
{
	size_t done = 0;

	while (done < journal->pending_n && journal->pending[done].records <= durable)
		write_line(journal, &journal->pending[done++]);
	memmove(journal->pending, journal->pending + done,
		(journal->pending_n - done) * sizeof *journal->pending);
	journal->pending_n -= done;
	journal->durable = durable;
}

/* One entry a file: the newest of the file in hand takes the place of the one before. */
static void
put(struct journal *journal, uint64_t items, uint64_t records)
{
	size_t n = journal->pending_n;
	struct pending *pending = &journal->pending[n];

	if (n != 0 && strcmp(journal->pending[n - 1].key, journal->key) == 0 &&
	    journal->pending[n - 1].records == records)
		pending--;
	else if (n == PENDING_MAX)
		return;
	else
		journal->pending_n++;
	memcpy(pending->key, journal->key, sizeof pending->key);
	pending->items = items;
	pending->records = records;
}

void
journal_note(struct journal *journal, const struct sink *sink, uint64_t items, bool all)
{
	uint64_t durable = sink_durable(sink), records = sink_count(sink);

	/* in the middle of a file only what is durable this moment is worth a line */
	if (journal->key[0] != '\0' && (all || (durable == records && durable != journal->durable)))
		put(journal, all ? UINT64_MAX : items, records);
	if (journal->pending_n != 0)
		write_durable(journal, durable);
}

void
journal_done(struct journal *journal)
{
	(void)unlinkat(journal->folder, journal->name, 0);
}
