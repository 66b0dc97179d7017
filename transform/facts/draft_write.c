/* Where a draft goes: into a folder of its own, and what is not in it to the operator. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/say.h"
#include "lib/whole.h"

#include "transform/facts/draft.h"

#define PATH_SIZE 4096 /* bytes */
#define FOLDER_MODE 0777
#define FILE_MODE 0666

static int
is_free(const char *folder, const char *name, struct fail *fail)
{
	char path[PATH_SIZE];
	struct stat status;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	if (lstat(path, &status) < 0 && errno == ENOENT)
		return 0;
	fail_set(fail, EX_CANTCREAT, "%s: is there already", path);
	return fail_hint(fail, "A draft overwrites nothing: name a new directory with --out.");
}

static int
write_file(const char *folder, const char *name, struct span text, struct fail *fail)
{
	char path[PATH_SIZE];
	bool written;
	int fd;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
	if (fd < 0)
		return fail_errno(fail, EX_CANTCREAT, "%s: cannot be made", path);
	written = whole_write(fd, text);
	if (close(fd) < 0 || !written)
		return fail_errno(fail, EX_IOERR, "%s: cannot be written", path);
	return 0;
}

int
draft_check_place(const char *folder, struct fail *fail)
{
	static const char *const others[] = {"works.csv", "places.csv"};

	for (size_t i = 0; i < DRAFT_FILES; i++)
		if (is_free(folder, draft_names[i], fail) < 0)
			return -1;
	for (size_t i = 0; i < COUNT(others); i++)
		if (is_free(folder, others[i], fail) < 0)
			return -1; /* a facts directory, if one without people */
	return 0;
}

int
draft_write(const struct draft *draft, const char *folder, struct fail *fail)
{
	if (mkdir(folder, FOLDER_MODE) < 0 && errno != EEXIST)
		return fail_errno(fail, EX_CANTCREAT, "%s: cannot be made", folder);
	for (size_t i = 0; i < DRAFT_FILES; i++)
		if (write_file(folder, draft_names[i], buf_span(&draft->text[i]), fail) < 0)
			return -1;
	return 0;
}

static const struct {
	const char *what, *hint;
} notes[DRAFT_NOTES] = {
    [NOTE_NO_LABEL] = {"people without a label in the language",
		       "Nobody is drafted without a name; --lang takes another language."},
    [NOTE_NOT_HUMAN] = {"entities that are no people",
			"They only lend their labels, to occupations and names."},
    [NOTE_BIRTHS_DIFFER] = {"people with dates of birth that differ",
			    "The latest year is drafted, with birth_precision none: no age is "
			    "told. Look it up."},
    [NOTE_NO_DEATH_DATE] = {"people who died nobody knows when",
			    "death_date is empty: write one, or their age is told as of the "
			    "living."},
    [NOTE_BAD_HANDLE] = {"Instagram names that are no handles", "They are left out."},
    [NOTE_NO_PERIOD] = {"handles and relations that have ended, on no certain day",
			"They are left out."},
    [NOTE_NOT_IN_FILE] = {"relations to people who are not in the file",
			  "Download those entities as well, or leave them out."},
    [NOTE_NAME_TAKEN] = {"people whose person_id another has",
			 "Theirs ends with the number of the entity. Who is the same person as "
			 "in people.csv needs its id, such as Q42, in 'source' there."},
};

void
draft_tell(const struct draft *draft)
{
	for (size_t i = 0; i < DRAFT_NOTES; i++) {
		struct fail fail = FAIL_NONE;
		size_t count = draft->notes[i].count;

		if (count == 0)
			continue;
		fail_set(&fail, EX_DATAERR, "%s: %zu, the first is %s", notes[i].what, count,
			 draft->notes[i].first);
		fail_hint(&fail, "%s", notes[i].hint);
		say_warning(&fail);
	}
}
