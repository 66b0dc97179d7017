#include <archive.h>
#include <archive_entry.h>

#include "tests/unit/unit.h"

#include "tests/unit/ingest/importing.h"

#define ITEM(id) "{\"pk\":" id ",\"taken_at\":1681589560,\"user\":{\"pk\":2}}"
#define PACKED_MAX ((size_t)4 << 20)

struct packed_file {
	const char *name, *text;
	size_t blanks; /* put after the text */
};

/* Packs the files; the caller frees. `options` may be NULL. */
static char *
pack(int (*format)(struct archive *), int (*filter)(struct archive *), const char *options,
     const struct packed_file *files, size_t n, size_t *size)
{
	struct archive *out = archive_write_new();
	char *packed = malloc(PACKED_MAX), *blanks = malloc(1 << 20);

	memset(blanks, ' ', 1 << 20);
	assert_int_equal(format(out), ARCHIVE_OK);
	if (filter != NULL)
		assert_int_equal(filter(out), ARCHIVE_OK);
	if (options != NULL) {
		assert_int_equal(archive_write_set_options(out, options), ARCHIVE_OK);
		assert_int_equal(archive_write_set_passphrase(out, "secret"), ARCHIVE_OK);
	}
	assert_int_equal(archive_write_open_memory(out, packed, PACKED_MAX, size), ARCHIVE_OK);
	for (size_t i = 0; i < n; i++) {
		struct archive_entry *entry = archive_entry_new();

		archive_entry_set_pathname(entry, files[i].name);
		archive_entry_set_filetype(entry, files[i].text != NULL ? AE_IFREG : AE_IFLNK);
		if (files[i].text == NULL) {
			archive_entry_set_symlink(entry, "/etc/passwd");
		} else {
			archive_entry_set_size(entry, (int64_t)(strlen(files[i].text) +
								(files[i].blanks << 20)));
		}
		archive_entry_set_perm(entry, 0644);
		assert_true(archive_write_header(out, entry) >= ARCHIVE_WARN);
		if (files[i].text != NULL)
			archive_write_data(out, files[i].text, strlen(files[i].text));
		for (size_t block = 0; block < files[i].blanks; block++)
			archive_write_data(out, blanks, 1 << 20);
		archive_entry_free(entry);
	}
	assert_int_equal(archive_write_close(out), ARCHIVE_OK);
	archive_write_free(out);
	free(blanks);
	return packed;
}

/* Runs the import with nothing on this program's outputs, which belong to the test. */
static struct imported
run(const char *bytes, size_t n)
{
	int out = dup(STDOUT_FILENO);
	FILE *err = stderr;
	struct imported imported;

	import_quietly();
	imported = import_bytes((struct span){bytes, n}, "x");
	dup2(out, STDOUT_FILENO);
	close(out);
	fclose(stderr);
	stderr = err;
	assert_true(is_balanced(&imported.tally));
	return imported;
}

static const struct packed_file two[] = {
    {"../../etc/a.json", ITEM("1"), 0},
    {"/abs/b.json", ITEM("2"), 0},
    {"link.json", NULL, 0},
    {"c.jpg", "no JSON", 0},
    {"__MACOSX/._a.json", "x", 0},
};

static void
entries_are_read_and_links_are_not_followed(void **state)
{
	static int (*const formats[])(struct archive *) = {archive_write_set_format_pax,
							   archive_write_set_format_ustar,
							   archive_write_set_format_zip};
	static int (*const filters[])(struct archive *) = {NULL, archive_write_add_filter_gzip,
							   archive_write_add_filter_bzip2,
							   archive_write_add_filter_xz,
							   archive_write_add_filter_zstd};

	(void)state;
	for (size_t i = 0; i < COUNT(formats); i++) {
		for (size_t j = 0; j < COUNT(filters); j++) {
			size_t n;
			char *packed = pack(formats[i], filters[j], NULL, two, COUNT(two), &n);
			struct imported imported = run(packed, n);

			assert_int_equal(imported.status,
					 imported.tally.unknown != 0 ? imported.status : EX_OK);
			/* a zip that comes as a stream tells a link from a file only at its end */
			assert_in_range(imported.tally.files, 2, i == 2 ? 3 : 2);
			assert_int_equal(imported.tally.counts[ITEM_GOOD], 2);
			free(packed);
		}
	}
}

static void
encrypted_entries_cost_only_themselves(void **state)
{
	size_t n;
	char *packed =
	    pack(archive_write_set_format_zip, NULL, "zip:encryption=traditional", two, 2, &n);
	struct imported imported = run(packed, n);

	(void)state;
	assert_int_equal(imported.status, EX_DATAERR);
	assert_int_equal(imported.tally.counts[ITEM_GOOD], 0);
	free(packed);
}

static void
bombs_are_given_up(void **state)
{
	static const struct packed_file files[] = {{"bomb.json", ITEM("1"), 200},
						   {"b.json", ITEM("2"), 0}};
	size_t n;
	char *packed = pack(archive_write_set_format_zip, NULL, NULL, files, COUNT(files), &n);
	struct imported imported;

	(void)state;
	assert_true(n < 512 << 10);
	imported = run(packed, n);
	free(packed);
	/* deflate itself gets no further than 1000: not yet a bomb, and both are read */
	assert_int_equal(imported.tally.counts[ITEM_GOOD], 2);
	packed = pack(archive_write_set_format_pax, archive_write_add_filter_xz, NULL, files,
		      COUNT(files), &n);
	imported = run(packed, n);
	/* what came before it is good, and what comes after it as well */
	assert_int_equal(imported.status, EX_DATAERR);
	assert_int_equal(imported.tally.counts[ITEM_GOOD], 2);
	free(packed);
}

/* A zip's names may have 64 KiB, a record's file 4 KiB. */
static void
endless_names_are_left_out(void **state)
{
	static char name[60000];
	const struct packed_file files[] = {{name, ITEM("1"), 0}, {"b.json", ITEM("2"), 0}};
	struct imported imported;
	size_t n;
	char *packed;

	(void)state;
	memset(name, 'a', sizeof name - 1);
	packed = pack(archive_write_set_format_zip, NULL, NULL, files, COUNT(files), &n);
	imported = run(packed, n);
	assert_int_equal(imported.status, EX_OK);
	assert_int_equal(imported.tally.counts[ITEM_GOOD], 2);
	free(packed);
}

static void
any_cut_is_handled(void **state)
{
	size_t n, best = 0;
	char *packed = pack(archive_write_set_format_zip, NULL, NULL, two, COUNT(two), &n);

	(void)state;
	for (size_t cut = 0; cut < n; cut++) {
		struct imported imported = run(packed, cut);

		assert_true(imported.tally.counts[ITEM_GOOD] >= best);
		best = imported.tally.counts[ITEM_GOOD];
		assert_true(best == 2 || imported.status != EX_OK);
	}
	assert_int_equal(best, 2);
	free(packed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(entries_are_read_and_links_are_not_followed),
	    cmocka_unit_test(encrypted_entries_cost_only_themselves),
	    cmocka_unit_test(bombs_are_given_up),
	    cmocka_unit_test(endless_names_are_left_out),
	    cmocka_unit_test(any_cut_is_handled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
