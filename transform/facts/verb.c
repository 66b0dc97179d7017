#include "transform/facts/verb.h"

#include <dirent.h>

#include "lib/jsonw.h"
#include "lib/mem.h"
#include "lib/say.h"

#include "transform/facts/advice.h"
#include "transform/facts/draft.h"
#include "transform/facts/store.h"

#define REPORT_MAX ((size_t)1 << 20) /* bytes; errors and examples are bounded, so is this */
#define SHOWN 5                      /* examples in a line for people; JSON has all that are kept */

static const char *const file_names[FACTS_FILES] = {"people.csv",    "handles.csv", "aliases.csv",
						    "relations.csv", "works.csv",   "places.csv"};

static size_t
at_most(size_t n, size_t most)
{
	return n < most ? n : most;
}

static void
tell_in_words(const struct advice *advice, void *context)
{
	struct buf text = BUF_MAX(FAIL_TEXT_MAX - 1);
	struct fail fail = FAIL_NONE;
	size_t shown = at_most(advice->count, SHOWN);

	(void)context;
	for (size_t i = 0; i < shown; i++)
		buf_printf(&text, "%s'%s' (line %zu)", i != 0 ? ", " : "", advice->rows[i].value,
			   advice->rows[i].line);
	if (advice->count > shown)
		buf_printf(&text, " and %zu more", advice->count - shown);
	fail_set(&fail, EX_CONFIG, "%s: %s: %s", advice->file, advice->what, buf_text(&text));
	fail_hint(&fail, "%s", advice->hint);
	say_warning(&fail);
	buf_release(&text);
}

static void
tell_in_json(const struct advice *advice, void *context)
{
	struct buf *out = context;
	size_t shown = at_most(advice->count, ADVICE_EXAMPLES);

	jsonw_open(out, '{');
	jsonw_member_word(out, "file", advice->file);
	jsonw_member_word(out, "what", advice->what);
	jsonw_member_word(out, "hint", advice->hint);
	jsonw_member_int(out, "count", (int64_t)advice->count);
	jsonw_key(out, "rows");
	jsonw_open(out, '[');
	for (size_t i = 0; i < shown; i++) {
		jsonw_open(out, '{');
		jsonw_member_int(out, "line", (int64_t)advice->rows[i].line);
		jsonw_member_word(out, "value", advice->rows[i].value);
		jsonw_close(out, '}');
	}
	jsonw_close(out, ']');
	jsonw_close(out, '}');
}

/* A misspelt name, of a file that the operator thinks is read. */
static void
warn_of_strangers(const char *path)
{
	struct dirent **list;
	int n = scandir(path, &list, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		bool known = list[i]->d_name[0] == '.';

		for (size_t k = 0; k < FACTS_FILES; k++)
			known = known || strcmp(list[i]->d_name, file_names[k]) == 0;
		if (!known)
			say(SAY_WARNING, "%s: '%.80s' is no file of facts, and is not read", path,
			    list[i]->d_name);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

static struct local_date
since_day(const struct settings *settings)
{
	when_ms since = settings_time(settings, SET_since);

	return since == WHEN_NONE ? facts_first_stories : zone_calendar_day("UTC", since);
}

static void
print_table(const struct facts_dir *facts)
{
	printf("%-14s %8s  %s\n", "file", "rows", "sha256");
	for (size_t i = 0; i < facts->files_n; i++)
		printf("%-14s %8zu  %s\n", facts->files[i].name, facts->files[i].rows,
		       facts->files[i].sha256);
}

static void
put_files(struct buf *out, const struct facts_dir *facts)
{
	jsonw_key(out, "files");
	jsonw_open(out, '[');
	for (size_t i = 0; i < facts->files_n; i++) {
		jsonw_open(out, '{');
		jsonw_member_word(out, "file", facts->files[i].name);
		jsonw_member_int(out, "rows", (int64_t)facts->files[i].rows);
		jsonw_member_word(out, "sha256", facts->files[i].sha256);
		jsonw_close(out, '}');
	}
	jsonw_close(out, ']');
}

static void
put_errors(struct buf *out, const struct faults *faults)
{
	jsonw_member_int(out, "errors_found", (int64_t)faults->count);
	jsonw_key(out, "errors");
	jsonw_open(out, '[');
	for (size_t i = 0; i < faults->n; i++) {
		jsonw_open(out, '{');
		jsonw_member_word(out, "error", faults->list[i].text);
		jsonw_member_word(out, "hint", faults->list[i].hint);
		jsonw_close(out, '}');
	}
	jsonw_close(out, ']');
}

static void
print_json(const struct facts_dir *facts, const struct faults *faults, struct local_date since)
{
	struct buf out = BUF_MAX(REPORT_MAX);

	jsonw_open(&out, '{');
	put_errors(&out, faults);
	if (faults->count == 0) {
		put_files(&out, facts);
		jsonw_key(&out, "advice");
		jsonw_open(&out, '[');
		facts_advise(facts, since, tell_in_json, &out);
		jsonw_close(&out, ']');
	}
	jsonw_close(&out, '}');
	puts(buf_text(&out));
	buf_release(&out);
}

static int
report(const struct settings *settings, const struct facts_dir *facts, const char *path,
       const struct faults *faults, struct fail *fail)
{
	if (settings_flag(settings, SET_json)) {
		print_json(facts, faults, since_day(settings));
		if (faults->count != 0)
			return fail_set(fail, faults->list[0].status, "%s: %zu errors", path,
					faults->count);
	} else if (faults->count == 0) {
		print_table(facts);
		facts_advise(facts, since_day(settings), tell_in_words, NULL);
	}
	if (faults->count == 0)
		warn_of_strangers(path);
	return faults_tell(faults, path, fail);
}

static int
look(const struct settings *settings, struct fail *fail)
{
	const char *path = settings_text(settings, SET_facts);
	struct faults faults = FAULTS_NONE;
	struct facts_dir facts;
	int result;

	if (path == NULL) {
		fail_set(fail, EX_USAGE, "facts: no directory to look at");
		return fail_hint(fail, "Name it with --facts DIR.");
	}
	result = facts_dir_check(&facts, path, &faults);
	if (report(settings, &facts, path, &faults, fail) < 0)
		result = -1;
	if (faults.count == 0)
		facts_dir_free(&facts);
	faults_release(&faults);
	return result;
}

static void
print_rows(const struct draft *draft)
{
	printf("%-14s %8s\n", "file", "rows");
	for (size_t i = 0; i < DRAFT_FILES; i++)
		printf("%-14s %8zu\n", draft_names[i], draft->rows[i]);
}

static int
draft_from(const struct settings *settings, const struct wikidata *wiki,
	   const struct facts_dir *facts, struct fail *fail)
{
	const char *lang = settings_text(settings, SET_lang);
	const char *folder = settings_text(settings, SET_out);
	struct draft draft;
	int result = draft_check_place(folder, fail);

	draft_make(&draft, wiki, facts, lang != NULL ? lang : "en");
	if (result == 0 && !settings_flag(settings, SET_dry_run))
		result = draft_write(&draft, folder, fail);
	if (result == 0) {
		draft_tell(&draft);
		print_rows(&draft);
	}
	draft_release(&draft);
	return result;
}

static int
draft(const struct settings *settings, struct fail *fail)
{
	struct wikidata wiki = {.n = 0};
	struct facts_dir facts;
	int result;

	if (settings_text(settings, SET_out) == NULL) {
		fail_set(fail, EX_USAGE, "facts: nowhere to put the draft");
		return fail_hint(fail, "Name a new directory with --out DIR.");
	}
	if (facts_dir_read(&facts, settings_text(settings, SET_facts), fail) < 0)
		return -1;
	result = wikidata_read(&wiki, settings_text(settings, SET_from_wikidata), fail);
	if (result == 0)
		result = draft_from(settings, &wiki, &facts, fail);
	wikidata_release(&wiki);
	facts_dir_free(&facts);
	return result;
}

int
facts_run(const struct settings *settings, const char *const *words, size_t n, struct fail *fail)
{
	if (n != 0) {
		fail_set(fail, EX_USAGE, "facts: takes no file: '%.80s'", words[0]);
		return fail_hint(fail, "The directory is named with --facts DIR.");
	}
	return settings_text(settings, SET_from_wikidata) != NULL ? draft(settings, fail)
								  : look(settings, fail);
}
