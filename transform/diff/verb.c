#include "transform/diff/verb.h"

#include <errno.h>
#include <unistd.h>

#include "lib/jsonw.h"
#include "lib/whole.h"

#include "transform/collect/collection.h"
#include "transform/collect/ui.h"
#include "transform/diff/change.h"
#include "transform/diff/pairs.h"

#define TEXT_MAX_BYTES ((size_t)256 << 20) /* of one article: both its texts, many times over */

struct comparison {
	const struct settings *settings;
	struct collection *was, *is;
	bool colours;
	struct buf text; /* to be written */
	size_t counts[CHANGE_KINDS];
};

static int
read_files(const struct comparison *comparison, const char *const *words, size_t n,
	   struct fail *fail)
{
	size_t against_n;
	const char *const *against = settings_list(comparison->settings, SET_against, &against_n);

	if (against_n == 0) {
		fail_set(fail, EX_USAGE, "diff: nothing to compare with");
		return fail_hint(fail,
				 "Name records with --against FILE, or a spool with --spool DIR.");
	}
	if (collection_add_files(comparison->was, against, against_n, fail) < 0)
		return -1;
	return collection_add_files(comparison->is, words, n, fail);
}

static int
read_spool(const struct comparison *comparison, const char *path, struct fail *fail)
{
	struct spool *spool = NULL;
	int result = spool_open(&spool, path, false, fail);

	if (result == 0)
		result = collection_add_segments(comparison->was, spool, SPOOL_KIND_RECORDS, fail);
	if (result == 0)
		result = collection_add_segments(comparison->is, spool, SPOOL_KIND_RAW, fail);
	spool_close(spool);
	return result;
}

static int
read_both(const struct comparison *comparison, const char *const *words, size_t n,
	  struct fail *fail)
{
	const char *spool = settings_text(comparison->settings, SET_spool);
	size_t against_n;

	(void)settings_list(comparison->settings, SET_against, &against_n);
	if (spool == NULL || n != 0 || against_n != 0)
		return read_files(comparison, words, n, fail);
	return read_spool(comparison, spool, fail);
}

/*
 * Whether an old article that the new ones do not hold was asked for at all: --account and the
 * window narrow what is made anew, and what lies outside is not removed by that.
 */
static bool
is_asked_for(const struct comparison *comparison, const struct kept_article *was)
{
	const struct settings *settings = comparison->settings;
	struct span id = span_of(was->account_id), none = {"", 0};

	return (settings_wants_account(settings, id, none, none) ||
		collection_knows_account(comparison->is, was->account_id)) &&
	       settings_wants_time(settings, was->event_start) &&
	       settings_wants_time(settings, was->event_end);
}

static int
flush(struct comparison *comparison, struct fail *fail)
{
	bool written = whole_write(STDOUT_FILENO, buf_span(&comparison->text));

	if (!written && errno == EPIPE)
		return fail_set(fail, EX_IOERR, "%s", "");
	if (!written)
		return fail_errno(fail, EX_IOERR, "output: cannot be written");
	buf_clear(&comparison->text);
	return 0;
}

static int
tell(struct comparison *comparison, const struct record *was, const struct record *is,
     struct fail *fail)
{
	struct change change;

	change_make(&change, was, is);
	comparison->counts[change.kind]++;
	if (change.kind == CHANGE_NONE)
		;
	else if (settings_flag(comparison->settings, SET_json))
		change_tell_json(&comparison->text, &change);
	else
		change_tell(&comparison->text, &change, comparison->colours);
	change_release(&change);
	return flush(comparison, fail);
}

static int
compare_pair(struct comparison *comparison, const struct pair *pair, struct fail *fail)
{
	struct record was = {.root = NULL}, is = {.root = NULL};
	int result = 0;

	if (pair->was != NULL && pair->is != NULL &&
	    strcmp(pair->was->content_sha256, pair->is->content_sha256) == 0) {
		comparison->counts[CHANGE_NONE]++;
		return 0;
	}
	if (pair->was != NULL && !is_asked_for(comparison, pair->was))
		return 0;
	if (pair->was != NULL)
		result = collection_read_article(comparison->was, pair->was, &was, fail);
	if (result == 0 && pair->is != NULL)
		result = collection_read_article(comparison->is, pair->is, &is, fail);
	if (result == 0)
		result = tell(comparison, pair->was != NULL ? &was : NULL,
			      pair->is != NULL ? &is : NULL, fail);
	record_release(&was);
	record_release(&is);
	return result;
}

static void
put_summary_json(struct comparison *comparison)
{
	jsonw_open(&comparison->text, '{');
	jsonw_member_word(&comparison->text, "change", "summary");
	for (size_t kind = 0; kind < CHANGE_KINDS; kind++)
		jsonw_member_int(&comparison->text, change_name((enum change_kind)kind),
				 (int64_t)comparison->counts[kind]);
	jsonw_close(&comparison->text, '}');
}

/* "1 changed, 0 added, 0 removed, 12 unchanged" */
static void
put_summary(struct comparison *comparison)
{
	static const enum change_kind order[] = {CHANGE_CHANGED, CHANGE_ADDED, CHANGE_REMOVED,
						 CHANGE_NONE};

	for (size_t i = 0; i < COUNT(order); i++)
		buf_printf(&comparison->text, "%s%zu %s", i != 0 ? ", " : "",
			   comparison->counts[order[i]], ui_name(change_name(order[i])));
}

static int
summarise(struct comparison *comparison, struct fail *fail)
{
	const size_t *counts = comparison->counts;

	if (settings_flag(comparison->settings, SET_json))
		put_summary_json(comparison);
	else
		put_summary(comparison);
	buf_putc(&comparison->text, '\n');
	if (flush(comparison, fail) < 0)
		return -1;
	if (counts[CHANGE_CHANGED] + counts[CHANGE_ADDED] + counts[CHANGE_REMOVED] != 0)
		return fail_set(fail, EXIT_CHANGES, "%s", "");
	return 0;
}

static int
compare(struct comparison *comparison, struct fail *fail)
{
	struct pairs pairs = {.n = 0};
	int result = pairs_make(&pairs, comparison->was, comparison->is, fail);

	for (size_t i = 0; i < pairs.n && result == 0; i++)
		result = compare_pair(comparison, &pairs.list[i], fail);
	pairs_release(&pairs);
	return result == 0 ? summarise(comparison, fail) : -1;
}

/* NO_COLOR and a terminal that cannot: no-color.org, terminfo's "dumb". */
static bool
wants_colours(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && (no == NULL || no[0] == '\0') && term != NULL &&
	       strcmp(term, "dumb") != 0;
}

int
diff_run(const struct settings *settings, const char *const *words, size_t n, struct fail *fail)
{
	struct comparison comparison = {
	    .settings = settings,
	    .was = collection_new(settings),
	    .is = collection_new(settings),
	    .colours = wants_colours(),
	    .text = BUF_MAX(TEXT_MAX_BYTES),
	};
	int result = read_both(&comparison, words, n, fail);

	if (result == 0)
		result = collection_settle(comparison.was, fail);
	if (result == 0)
		result = collection_settle(comparison.is, fail);
	if (result == 0)
		result = compare(&comparison, fail);
	buf_release(&comparison.text);
	collection_free(comparison.was);
	collection_free(comparison.is);
	return result;
}
