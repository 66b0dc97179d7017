#include "ingest/import/tally.h"

#include <inttypes.h>

#include "lib/say.h"

/* What each fate is called in counts, and why, for people. */
static const struct {
	const char *word;
	const char *why;
} fates[FATES] = {
    [ITEM_GOOD] = {"records", ""},
    [ITEM_DUPLICATE] = {"duplicates", ""},
    [REJECT_NOT_AN_OBJECT] = {"not_an_object", "an item must be an object"},
    [REJECT_NOT_JSON] = {"not_json", "cannot be read, not even mended"},
    [REJECT_TOO_LARGE] = {"too_large", "larger than a record may be"},
    [REJECT_BAD_ROW] = {"bad_row", "has another number of cells than the first line"},
    [REJECT_NO_ITEM] = {"no_item", "looks like no item of an archive we know"},
    [REJECT_NO_ID] = {"no_id", "has no id"},
    [REJECT_FLOAT_ID] = {"float_id", "its id was written as a float and has lost digits"},
    [REJECT_NO_TIME] = {"no_taken_at", "does not say when it was taken"},
    [REJECT_BAD_TIME] = {"bad_taken_at", "its time makes no sense"},
    [REJECT_NO_OWNER] = {"no_owner", "does not say whose story it is"},
    [SKIP_NOT_A_STORY] = {"not_a_story", ""},
    [SKIP_CLOSE_FRIENDS] = {"close_friends", ""},
    [SKIP_OTHER_ACCOUNT] = {"other_account", ""},
    [SKIP_OTHER_TIME] = {"other_time", ""},
    [SKIP_READ_BEFORE] = {"read_before", ""},
};

static uint64_t
sum(const struct tally *tally, size_t first, size_t end)
{
	uint64_t n = 0;

	for (size_t i = first; i < end; i++)
		n += tally->counts[i];
	return n;
}

uint64_t
tally_rejects(const struct tally *tally)
{
	return sum(tally, FIRST_REJECT, FIRST_SKIP);
}

uint64_t
tally_skipped(const struct tally *tally)
{
	return sum(tally, FIRST_SKIP, FATES);
}

void
tally_reasons(struct buf *out, const struct tally *tally)
{
	for (size_t i = FIRST_REJECT; i < FATES; i++)
		if (tally->counts[i] != 0)
			buf_printf(out, " %s=%" PRIu64, fates[i].word, tally->counts[i]);
}

void
tally_say_table(const struct tally *tally)
{
	static const char row[] = "%12" PRIu64 " %s%s";

	say(SAY_INFO, row, tally->files, "files and entries", "");
	say(SAY_INFO, row, tally->unknown, "of them no archive", "");
	say(SAY_INFO, row, tally->items, "items", "");
	say(SAY_INFO, row, tally->counts[ITEM_GOOD], "written as records", "");
	say(SAY_INFO, row, tally->counts[ITEM_DUPLICATE], "the same as one before", "");
	for (size_t i = FIRST_REJECT; i < FATES; i++)
		if (tally->counts[i] != 0)
			say(SAY_INFO, row, tally->counts[i],
			    i < FIRST_SKIP ? "rejected: " : "skipped: ", fates[i].word);
}

const char *
fate_word(enum fate fate)
{
	return fates[fate].word;
}

bool
tally_may_say(struct tally *tally)
{
	tally->said++;
	if (tally->said == REJECTS_SAID_MAX + 1)
		say(SAY_WARNING, "further rejects are only counted");
	return tally->said <= REJECTS_SAID_MAX;
}

void
tally_say_reject(struct tally *tally, const char *path, int64_t position, enum fate fate,
		 const char *detail)
{
	struct fail fail = FAIL_NONE;

	if (!tally_may_say(tally))
		return;
	fail_set(&fail, EX_DATAERR, "%s: item %" PRId64 ": %s: %s%s%s", path, position,
		 fates[fate].word, fates[fate].why, detail[0] != '\0' ? ": " : "", detail);
	if (fate == REJECT_NO_OWNER && tally->counts[fate] == 1)
		fail_hint(&fail, "Say whose archive it is with --owner HANDLE or --owner ID.");
	say_warning(&fail);
}
