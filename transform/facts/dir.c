/* Reading the whole directory. */
#include <errno.h>
#include <sys/stat.h>

#include "lib/mem.h"

#include "transform/facts/rows.h"

#define PATH_SIZE 4096 /* bytes */

/* Where the rows of each file are kept: offsets in struct facts_dir. */
static const struct {
	size_t size; /* of one slot */
	size_t slots, count;
} tables[FACTS_FILES] = {
#define TABLE(member, type)                                              \
	{                                                                \
		sizeof(struct type), offsetof(struct facts_dir, member), \
		    offsetof(struct facts_dir, member##_n)               \
	}
    [TABLE_PEOPLE] = TABLE(people, person),  [TABLE_HANDLES] = TABLE(handles, handle),
    [TABLE_ALIASES] = TABLE(aliases, alias), [TABLE_RELATIONS] = TABLE(relations, relation),
    [TABLE_WORKS] = TABLE(works, work),      [TABLE_PLACES] = TABLE(places, place),
#undef TABLE
};

void
facts_fault(const struct facts_dir *facts, enum facts_table table, size_t row, size_t column,
	    const struct problem *problem, struct faults *faults)
{
	struct fail *fail = faults_next(faults);

	csvfile_wrong(&facts->store->files[table], row, column, problem->what, fail);
	fail_hint(fail, "%s", problem->hint);
}

static void
read_rows(struct facts_dir *facts, enum facts_table table, bool people_whole, struct faults *faults)
{
	const struct csvfile *csv = &facts->store->files[table];
	char *slots = must_calloc(csv->count, tables[table].size);

	memcpy((char *)facts + tables[table].slots, &slots, sizeof slots);
	memcpy((char *)facts + tables[table].count, &csv->count, sizeof csv->count);
	for (size_t i = 0; i < csv->count; i++) {
		struct row row = {facts, csv, table, i, people_whole, faults};

		row_readers[table].read(&row, slots + i * tables[table].size);
	}
}

static bool
sorts_before(const char *a, const char *b)
{
	size_t m = strlen(a), n = strlen(b);

	return m != n ? m < n : strcmp(a, b) < 0;
}

static void
add_file(struct facts_dir *facts, const char *name, const struct csvfile *csv)
{
	size_t number = facts->files_n++, place = number;
	struct facts_file *file = &facts->files[number];

	file->name = name;
	file->rows = csv->count;
	memcpy(file->sha256, csv->sha256, sizeof file->sha256);
	for (; place > 0 && sorts_before(name, facts->files[facts->by_name[place - 1]].name);
	     place--)
		facts->by_name[place] = facts->by_name[place - 1];
	facts->by_name[place] = number;
}

/* False when the file is there but not all of it could be read. */
static bool
read_file(struct facts_dir *facts, const char *folder, enum facts_table table, bool people_whole,
	  struct faults *faults)
{
	const struct row_reader *reader = &row_readers[table];
	struct csvfile *csv = &facts->store->files[table];
	char path[PATH_SIZE];
	struct stat status;

	snprintf(path, sizeof path, "%s/%s", folder, reader->name);
	if (stat(path, &status) < 0 && errno == ENOENT)
		return true;
	if (csvfile_read_all(csv, path, reader->columns, reader->width, faults) < 0)
		return false;
	add_file(facts, reader->name, csv);
	read_rows(facts, table, people_whole, faults);
	return csv->dropped == 0;
}

/* People first: the other files name them. */
static void
read_files(struct facts_dir *facts, const char *folder, struct faults *faults)
{
	bool people_whole = read_file(facts, folder, TABLE_PEOPLE, true, faults);

	for (enum facts_table table = TABLE_PEOPLE + 1; table < FACTS_FILES; table++)
		(void)read_file(facts, folder, table, people_whole, faults);
	facts_index(facts);
	facts_check_claims(facts, faults);
	facts_check_kin(facts, faults);
}

int
facts_dir_check(struct facts_dir *facts, const char *path, struct faults *faults)
{
	struct stat status;

	*facts = (struct facts_dir){.files_n = 0};
	facts->store = must_calloc(1, sizeof *facts->store);
	if (path == NULL)
		return 0;
	if (stat(path, &status) < 0 || !S_ISDIR(status.st_mode))
		fail_set(faults_next(faults), EX_NOINPUT, "%s: no such facts directory", path);
	else
		read_files(facts, path, faults);
	if (faults->count == 0)
		return 0;
	facts_dir_free(facts);
	return -1;
}

int
facts_dir_read(struct facts_dir *facts, const char *path, struct fail *fail)
{
	struct faults faults = FAULTS_NONE;
	int result = facts_dir_check(facts, path, &faults);

	if (result < 0)
		result = faults_tell(&faults, path, fail);
	faults_release(&faults);
	return result;
}

void
facts_clear_no_minor(struct facts_dir *facts)
{
	for (size_t i = 0; i < facts->people_n; i++)
		facts->people[i].minor_ok = false;
	guard_drop(&facts->store->guard);
	facts->store->guard = (struct guard_index){.pieces_n = 0};
	guard_build(facts);
}

void
facts_dir_free(struct facts_dir *facts)
{
	for (size_t i = 0; i < FACTS_FILES; i++) {
		void *slots;

		memcpy(&slots, (char *)facts + tables[i].slots, sizeof slots);
		free(slots);
		if (facts->store != NULL)
			csvfile_free(&facts->store->files[i]);
	}
	facts_unindex(facts);
	*facts = (struct facts_dir){.files_n = 0};
}
