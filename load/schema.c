#include "load/schema.h"

#include "lib/buf.h"
#include "lib/digest.h"
#include "lib/say.h"

#define NAMES_MAX 512 /* bytes of a list of migrations in a message */

static void
migration_digest(size_t i, char hex[DIGEST_HEX + 1])
{
	const char *text = migrations[i].text;

	digest_of(span_of(text), hex);
}

void
schema_digests(struct buf *out)
{
	char hex[DIGEST_HEX + 1];

	for (size_t i = 0; i < migrations_n; i++) {
		migration_digest(i, hex);
		buf_puts(out, hex);
	}
}

static int
differs(const struct store_version *version, struct fail *fail)
{
	fail_set(fail, EX_CONFIG, "schema: migration %d %s is not the one of this program",
		 version->number, version->name);
	return fail_hint(fail, "The database was migrated by another build; use that build's "
			       "story-load, or a fresh database.");
}

static int
compare(const struct store_version *list, size_t n, struct fail *fail)
{
	char hex[DIGEST_HEX + 1];

	if (n > migrations_n) {
		fail_set(fail, EX_CONFIG, "schema: version %zu is newer than this program's %zu", n,
			 migrations_n);
		return fail_hint(fail, "Install the story-load that migrated the database.");
	}
	for (size_t i = 0; i < n; i++) {
		migration_digest(i, hex);
		if (list[i].number != migrations[i].number || strcmp(list[i].sha256, hex) != 0)
			return differs(&list[i], fail);
	}
	return 0;
}

/* How many migrations are applied; fails where they are not the first of ours. */
static int
applied(struct db *db, size_t *n, struct fail *fail)
{
	struct store_version *list = NULL;
	int result = store_schema_versions(db, &list, n, fail);

	if (result == 0)
		result = compare(list, *n, fail);
	free(list);
	return result;
}

static int
missing(size_t n, struct fail *fail)
{
	struct buf names = BUF_MAX(NAMES_MAX);

	for (size_t i = n; i < migrations_n; i++)
		buf_printf(&names, " %s", migrations[i].name);
	fail_set(fail, EX_CONFIG, "schema: %zu of %zu migrations missing:%s", migrations_n - n,
		 migrations_n, buf_text(&names));
	buf_release(&names);
	return fail_hint(fail, "Run: story-load migrate");
}

int
schema_check(struct db *db, struct fail *fail)
{
	size_t n;

	if (applied(db, &n, fail) < 0)
		return -1;
	return n == migrations_n ? 0 : missing(n, fail);
}

static int
apply_next(struct db *db, size_t i, struct fail *fail)
{
	char hex[DIGEST_HEX + 1];

	migration_digest(i, hex);
	say(SAY_DEBUG, "schema: %s", migrations[i].name);
	return store_schema_apply(db, &migrations[i], hex, fail);
}

/*
 * Applies what is missing, each migration in a transaction of its own, and the grants in the
 * last; a dry run has one transaction for all of them. *done counts them.
 */
static int
migrate(struct db *db, bool dry_run, size_t *done, struct fail *fail)
{
	bool last = false;
	size_t n;

	*done = 0;
	if (store_begin(db, fail) < 0)
		return -1;
	while (!last) {
		if (store_schema_lock(db, fail) < 0 || applied(db, &n, fail) < 0)
			return -1;
		last = n == migrations_n;
		if (!last && apply_next(db, n, fail) < 0)
			return -1;
		*done += !last;
		if (last && store_schema_roles(db, fail) < 0)
			return -1;
		if (!dry_run && store_commit(db, fail) < 0)
			return -1;
		if (!dry_run && !last && store_begin(db, fail) < 0)
			return -1;
	}
	if (dry_run)
		store_rollback(db);
	return 0;
}

static int
check_only(struct db *db, struct fail *fail)
{
	int result = store_begin(db, fail);

	if (result == 0)
		result = schema_check(db, fail);
	store_rollback(db);
	return result;
}

int
schema_migrate(const struct settings *settings, const char *const *words, size_t n,
	       struct fail *fail)
{
	bool dry_run = settings_flag(settings, SET_dry_run);
	struct db *db = NULL;
	size_t done = 0;
	int result;

	if (n != 0)
		return fail_set(fail, EX_USAGE, "migrate: takes no files: %s", words[0]);
	result = db_open(&db, settings_text(settings, SET_database), fail);
	if (result == 0 && settings_flag(settings, SET_check))
		result = check_only(db, fail);
	else if (result == 0)
		result = migrate(db, dry_run, &done, fail);
	db_close(db);
	if (result == 0)
		say_summary(false, "schema: version %zu, %zu migrations %s", migrations_n, done,
			    dry_run ? "would be applied" : "applied");
	return result;
}
