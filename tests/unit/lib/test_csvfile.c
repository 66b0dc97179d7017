#include "lib/csvfile.h"

#include <unistd.h>

#include "lib/buf.h"
#include "tests/unit/unit.h"

enum {
	ID,
	NAME,
	NOTE,
	COLUMNS
};

static const struct csv_column columns[COLUMNS] = {
    [ID] = {"id", true}, [NAME] = {"name", false}, [NOTE] = {"note", false}};

static char path[] = "/tmp/story-csv-XXXXXX";

static int
make_path(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int
remove_path(void **state)
{
	(void)state;
	return unlink(path);
}

static int
read_text(struct csvfile *csv, struct span text, struct fail *fail)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text.p, 1, text.n, file), text.n);
	assert_int_equal(fclose(file), 0);
	return csvfile_read(csv, path, columns, COLUMNS, fail);
}

static void
reads_rows_in_declared_order(void **state)
{
	struct csvfile csv;
	struct fail fail = FAIL_NONE;

	(void)state;
	assert_int_equal(read_text(&csv,
				   SPAN("\xef\xbb\xbfnote,id\r\n\"a, \"\"b\"\"\",1\r\n\r\n"
					",2\r\n\"two\nlines\",3\r\n\xc3\xa9,4"),
				   &fail),
			 0);
	assert_int_equal(csv.count, 4);
	assert_string_equal(csvfile_cell(&csv, 0, ID), "1");
	assert_string_equal(csvfile_cell(&csv, 0, NAME), "");
	assert_string_equal(csvfile_cell(&csv, 0, NOTE), "a, \"b\"");
	assert_string_equal(csvfile_cell(&csv, 1, NOTE), "");
	assert_string_equal(csvfile_cell(&csv, 2, NOTE), "two\nlines");
	assert_string_equal(csvfile_cell(&csv, 3, NOTE), "\xc3\xa9");
	assert_int_equal(csv.lines[0], 2);
	assert_int_equal(csv.lines[1], 4);
	assert_int_equal(csv.lines[2], 5);
	assert_int_equal(csv.lines[3], 7);
	assert_int_equal(strlen(csv.sha256), DIGEST_HEX);
	csvfile_free(&csv);
}

static void
many_rows(void **state)
{
	struct csvfile csv;
	struct fail fail = FAIL_NONE;
	struct buf text = BUF_MAX(1000000);

	(void)state;
	buf_puts(&text, "id,name\n");
	for (int i = 0; i < 5000; i++)
		buf_printf(&text, "%d,n%d\n", i, i * 3);
	assert_int_equal(read_text(&csv, buf_span(&text), &fail), 0);
	assert_int_equal(csv.count, 5000);
	assert_string_equal(csvfile_cell(&csv, 4999, NAME), "n14997");
	assert_int_equal(csv.lines[4999], 5001);
	csvfile_free(&csv);
	buf_release(&text);
}

static void
only_a_header_is_fine(void **state)
{
	struct csvfile csv;
	struct fail fail = FAIL_NONE;

	(void)state;
	assert_int_equal(read_text(&csv, SPAN("id,name,note\n"), &fail), 0);
	assert_int_equal(csv.count, 0);
	csvfile_free(&csv);
}

struct row {
	struct span text;
	const char *said; /* after the path */
};

#define ROW(text, said)                        \
	{                                      \
		{text, sizeof(text) - 1}, said \
	}

static void
says_where_it_is_wrong(void **state)
{
	static const struct row rows[] = {
	    ROW("", ": line 1: the header line is missing"),
	    ROW("\xef\xbb\xbf", ": line 1: the header line is missing"),
	    ROW("id,nmae\n", ": line 1: column 2: unknown column 'nmae'"),
	    ROW("id,name,id\n", ": line 1: column 3: 'id' stands twice"),
	    ROW("name\nx\n", ": line 1: column id is missing"),
	    ROW("id,name\n1,a\n2\n", ": line 3: 1 columns where the header has 2"),
	    ROW("id,name\n1,a\n2,b,c\n", ": line 3: 3 columns where the header has 2"),
	    ROW("id,name\n1,a\n,b\n", ": line 3: column id: must not be empty: ''"),
	    ROW("id,name\n1,a\n2,b\"c\n",
		": line 3: column 2: not CSV: a double quote inside a cell"),
	    ROW("id,name\n\"1\",a\n\"2\"x,c\n", ": line 3: column 1: not CSV: "),
	    ROW("id,name\n1,\"a\nb", ": line 2: column 2: a quote is not closed"),
	    ROW("id,name\n\"1\n2\n3", ": line 2: column 1: a quote is not closed"),
	    ROW("id,name\n1,a\0b\n", ": line 2: column 2: the cell is not text"),
	    ROW("id,name\n1,\xff\n", ": line 2: column 2: the cell is not UTF-8"),
	    ROW("id,name\n1,\xed\xa0\x80\n", ": line 2: column 2: the cell is not UTF-8"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct csvfile csv;
		struct fail fail = FAIL_NONE;

		if (read_text(&csv, rows[i].text, &fail) == 0)
			fail_msg("row %zu was read", i);
		assert_int_equal(fail.status, EX_CONFIG);
		assert_memory_equal(fail.text, path, strlen(path));
		if (strncmp(fail.text + strlen(path), rows[i].said, strlen(rows[i].said)) != 0)
			fail_msg("row %zu: %s", i, fail.text);
		if (fail.hint[0] == '\0')
			fail_msg("row %zu: nothing says what to do", i);
		assert_null(csv.path);
	}
}

static void
unknown_columns_are_explained(void **state)
{
	struct csvfile csv;
	struct fail fail = FAIL_NONE;

	(void)state;
	assert_int_equal(read_text(&csv, SPAN("id,x\n"), &fail), -1);
	assert_string_equal(fail.hint, "The columns of this file are: id,name,note");
}

static void
limits_hold(void **state)
{
	struct csvfile csv;
	struct fail fail = FAIL_NONE;
	struct buf text = BUF_MAX(20 << 20);

	(void)state;
	buf_puts(&text, "id,name\n1,");
	for (int i = 0; i < 4097; i++)
		buf_putc(&text, 'x');
	assert_int_equal(read_text(&csv, buf_span(&text), &fail), -1);
	assert_non_null(strstr(fail.text, ": line 2: column 2: the cell is too long"));
	while (text.n <= 16 << 20)
		buf_puts(&text, "\n1,x");
	fail = FAIL_NONE;
	assert_int_equal(read_text(&csv, buf_span(&text), &fail), -1);
	assert_non_null(strstr(fail.text, ": larger than 16777216 bytes"));
	buf_release(&text);
}

static void
missing_files_are_missing_input(void **state)
{
	struct csvfile csv;
	struct fail fail = FAIL_NONE;

	(void)state;
	assert_int_equal(csvfile_read(&csv, "/nonexistent/a.csv", columns, COLUMNS, &fail), -1);
	assert_int_equal(fail.status, EX_NOINPUT);
	fail = FAIL_NONE;
	assert_int_equal(csvfile_read(&csv, "/", columns, COLUMNS, &fail), -1);
	assert_int_equal(fail.status, EX_IOERR);
}

static void
callers_point_at_cells(void **state)
{
	struct csvfile csv;
	struct fail fail = FAIL_NONE, said = FAIL_NONE;
	char expected[200];

	(void)state;
	assert_int_equal(read_text(&csv, SPAN("id,name\n1,a\n2,b\n"), &fail), 0);
	assert_int_equal(csvfile_wrong(&csv, 1, NAME, "is no name", &said), -1);
	snprintf(expected, sizeof expected, "%s: line 3: column name: is no name: 'b'", path);
	assert_string_equal(said.text, expected);
	csvfile_free(&csv);
}

/* What some spreadsheets write: no LF at all. */
static void
lines_may_end_with_cr_alone(void **state)
{
	struct csvfile csv;
	struct fail fail = FAIL_NONE;

	(void)state;
	assert_int_equal(read_text(&csv, SPAN("id,name\r1,a\r\r2,\"b\rc\"\r3,d"), &fail), 0);
	assert_int_equal(csv.count, 3);
	assert_string_equal(csvfile_cell(&csv, 1, NAME), "b\rc");
	assert_int_equal(csv.lines[0], 2);
	assert_int_equal(csv.lines[1], 4);
	assert_int_equal(csv.lines[2], 6);
	csvfile_free(&csv);
	assert_int_equal(read_text(&csv, SPAN("id,name,other\r1,a,b\r2,c,d\r"), &fail), -1);
	assert_non_null(strstr(fail.text, "unknown column 'other'"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_rows_in_declared_order),
	    cmocka_unit_test(many_rows),
	    cmocka_unit_test(only_a_header_is_fine),
	    cmocka_unit_test(says_where_it_is_wrong),
	    cmocka_unit_test(unknown_columns_are_explained),
	    cmocka_unit_test(limits_hold),
	    cmocka_unit_test(missing_files_are_missing_input),
	    cmocka_unit_test(lines_may_end_with_cr_alone),
	    cmocka_unit_test(callers_point_at_cells),
	};

	return cmocka_run_group_tests(tests, make_path, remove_path);
}
