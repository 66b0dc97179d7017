#include "lib/csvfile.h"

#include <csv.h>
#include <errno.h>

#include "lib/buf.h"
#include "lib/mem.h"
#include "lib/utf8.h"

#define FILE_MAX ((size_t)16 << 20) /* bytes; a facts file of a newsroom has some kilobytes */
#define CELL_MAX 4096               /* bytes */
#define BETWEEN_ROWS 0              /* libcsv's pstate before the first byte of a row */

struct reading {
	struct csvfile *csv;
	struct faults *faults;
	bool lost;     /* the rest of the file cannot be told apart, or its columns mean nothing */
	bool row_bad;  /* of the row being read no more than a fault is kept */
	size_t *place; /* for each column of the file, its number in the declaration */
	size_t place_n, place_cap;
	size_t cell; /* the column of the file that comes next */
	size_t line; /* the line of the row being read */
	size_t next_line;
	size_t cap, line_cap;
	bool header_done;
	char **row;
};

const char *
csvfile_cell(const struct csvfile *csv, size_t row, size_t column)
{
	return csv->cells[row * csv->width + column];
}

int
csvfile_wrong(const struct csvfile *csv, size_t row, size_t column, const char *what,
	      struct fail *fail)
{
	return fail_set(fail, EX_CONFIG, "%s: line %zu: column %s: %s: '%.120s'", csv->path,
			csv->lines[row], csv->columns[column].name, what,
			csvfile_cell(csv, row, column));
}

static size_t
find_column(const struct csvfile *csv, const char *name)
{
	size_t i = 0;

	while (i < csv->width && strcmp(csv->columns[i].name, name) != 0)
		i++;
	return i;
}

static void
known_columns(const struct csvfile *csv, struct buf *list)
{
	for (size_t i = 0; i < csv->width; i++)
		buf_printf(list, "%s%s", i != 0 ? "," : "", csv->columns[i].name);
}

static void
unknown_column(struct reading *r, const char *name)
{
	struct buf list = BUF_MAX(FAIL_HINT_MAX / 2);
	struct fail *fail = faults_next(r->faults);

	fail_set(fail, EX_CONFIG, "%s: line 1: column %zu: unknown column '%.60s'", r->csv->path,
		 r->cell + 1, name);
	known_columns(r->csv, &list);
	if (strpbrk(name, ";\t") != NULL)
		fail_hint(fail, "Commas part the cells of this file: save it as comma separated.");
	else
		fail_hint(fail, "The columns of this file are: %s", buf_text(&list));
	buf_release(&list);
}

static void
header_cell(struct reading *r, const char *name)
{
	size_t place = find_column(r->csv, name);

	if (place == r->csv->width) {
		unknown_column(r, name);
		r->lost = true;
	}
	for (size_t i = 0; i < r->place_n; i++)
		if (r->place[i] == place && !r->lost) {
			struct fail *fail = faults_next(r->faults);

			r->lost = true;
			fail_set(fail, EX_CONFIG, "%s: line 1: column %zu: '%.60s' stands twice",
				 r->csv->path, r->cell + 1, name);
			fail_hint(fail, "Remove one of the two columns, or correct its name.");
		}
	r->place = mem_grow(r->place, r->place_n, &r->place_cap, sizeof *r->place);
	r->place[r->place_n++] = place;
}

/* NULL, or what a cell must not be. */
static const char *
cell_wrong(const char *text, size_t n)
{
	if (n > CELL_MAX)
		return "too long";
	if (strlen(text) != n)
		return "not text";
	return utf8_valid((struct span){text, n}) ? NULL : "not UTF-8";
}

static void
on_cell(void *bytes, size_t n, void *context)
{
	struct reading *r = context;
	char *text = must_strndup(bytes != NULL ? bytes : "", n);
	const char *wrong = cell_wrong(text, n);

	if (wrong != NULL) {
		struct fail *fail = faults_next(r->faults);

		fail_set(fail, EX_CONFIG, "%s: line %zu: column %zu: the cell is %s", r->csv->path,
			 r->line, r->cell + 1, wrong);
		if (n <= CELL_MAX)
			fail_hint(fail, "Save the file as comma separated text in UTF-8.");
		r->row_bad = true;
		r->lost = r->lost || !r->header_done;
	} else if (!r->header_done)
		header_cell(r, text);
	else if (r->cell < r->place_n && !r->lost) {
		free(r->row[r->place[r->cell]]);
		r->row[r->place[r->cell]] = text;
		text = NULL;
	}
	free(text);
	r->cell++;
}

static void
header_end(struct reading *r)
{
	const struct csvfile *csv = r->csv;
	size_t missing = csv->width, at;
	struct fail *fail;

	for (size_t i = 0; i < csv->width && !r->lost; i++) {
		for (at = 0; at < r->place_n && r->place[at] != i; at++)
			;
		if (!csv->columns[i].need || at != r->place_n)
			continue;
		fail = faults_next(r->faults);
		fail_set(fail, EX_CONFIG, "%s: line 1: column %s is missing", csv->path,
			 csv->columns[i].name);
		fail_hint(fail, "Add it: its name to the first line, a cell to every other.");
		missing = i;
	}
	r->lost = r->lost || missing != csv->width;
	r->header_done = true;
}

/* Moves the row that was read to the end of the table. */
static void
keep_row(struct reading *r)
{
	struct csvfile *csv = r->csv;
	size_t used = csv->count * csv->width;

	while (r->cap < used + csv->width)
		csv->cells = mem_grow(csv->cells, r->cap, &r->cap, sizeof *csv->cells);
	csv->lines = mem_grow(csv->lines, csv->count, &r->line_cap, sizeof *csv->lines);
	csv->lines[csv->count++] = r->line;
	for (size_t i = 0; i < csv->width; i++) {
		csv->cells[used + i] = r->row[i] != NULL ? r->row[i] : must_strdup("");
		r->row[i] = NULL;
		if (csv->columns[i].need && csv->cells[used + i][0] == '\0') {
			struct fail *fail = faults_next(r->faults);

			csvfile_wrong(csv, csv->count - 1, i, "must not be empty", fail);
			fail_hint(fail, "Fill it in, or remove the row.");
		}
	}
}

static void
drop_row(struct reading *r)
{
	struct fail *fail = faults_next(r->faults);

	fail_set(fail, EX_CONFIG, "%s: line %zu: %zu columns where the header has %zu",
		 r->csv->path, r->line, r->cell, r->place_n);
	fail_hint(fail, "A cell that holds a comma or a line feed stands in double quotes.");
	r->csv->dropped++;
}

static void
on_row(int terminator, void *context)
{
	struct reading *r = context;

	(void)terminator;
	if (!r->header_done)
		header_end(r);
	else if (r->row_bad)
		r->csv->dropped++;
	else if (r->cell != r->place_n)
		drop_row(r);
	else if (!r->lost)
		keep_row(r);
	r->cell = 0;
	r->row_bad = false;
}

/* The bytes of the line with its end: LF, CR LF, or CR alone as some spreadsheets write it. */
static size_t
line_length(const char *at, const char *end)
{
	const char *p = at;

	while (p < end && *p != '\n' && *p != '\r')
		p++;
	p += p < end && *p == '\r';
	p += p < end && *p == '\n';
	return (size_t)(p - at);
}

static void
not_csv(struct reading *r, int error)
{
	struct fail *fail = faults_next(r->faults);

	fail_set(fail, EX_CONFIG, "%s: line %zu: column %zu: not CSV: %s", r->csv->path,
		 r->next_line - 1, r->cell + 1,
		 error == CSV_EPARSE ? "a double quote inside a cell" : csv_strerror(error));
	if (error == CSV_EPARSE)
		fail_hint(fail, "Such a cell stands in double quotes, and each of its own is "
				"written twice.");
}

/* libcsv does not count lines: rows are handed to it one line at a time. */
static void
feed_lines(struct csv_parser *parser, struct reading *r, struct span text)
{
	const char *at = text.p, *end = text.p + text.n;

	while (at < end && !r->lost) {
		size_t n = line_length(at, end);

		if (parser->pstate == BETWEEN_ROWS)
			r->line = r->next_line;
		r->next_line++;
		if (csv_parse(parser, at, n, on_cell, on_row, r) != n) {
			not_csv(r, csv_error(parser));
			r->lost = true;
		}
		at += n;
	}
}

static void
parse(struct csv_parser *parser, struct reading *r, struct span text)
{
	struct buf list = BUF_MAX(FAIL_HINT_MAX / 2);
	struct fail *fail;

	if (text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0)
		text = (struct span){text.p + 3, text.n - 3};
	r->next_line = 1;
	feed_lines(parser, r, text);
	if (!r->lost && csv_fini(parser, on_cell, on_row, r) != 0) {
		fail = faults_next(r->faults);
		fail_set(fail, EX_CONFIG, "%s: line %zu: column %zu: a quote is not closed",
			 r->csv->path, r->line, r->cell + 1);
		fail_hint(fail, "A cell that begins with a double quote ends with one.");
		r->lost = true;
	}
	if (!r->lost && !r->header_done) {
		fail = faults_next(r->faults);
		fail_set(fail, EX_CONFIG, "%s: line 1: the header line is missing", r->csv->path);
		known_columns(r->csv, &list);
		fail_hint(fail, "The first line names the columns: %s", buf_text(&list));
		r->lost = true;
	}
	buf_release(&list);
}

static void
refuse_size(const char *path, size_t max, struct fail *fail)
{
	fail_set(fail, EX_CONFIG, "%s: larger than %zu bytes", path, max);
	fail_hint(fail,
		  "Look whether it is the file that is meant: those a newsroom keeps have some "
		  "kilobytes.");
}

static int
read_whole(const char *path, struct buf *text, struct fail *fail)
{
	char block[65536];
	FILE *file = fopen(path, "re");
	size_t n;

	if (file == NULL)
		return fail_errno(fail, errno == ENOENT ? EX_NOINPUT : EX_IOERR,
				  "%s: cannot be opened", path);
	while ((n = fread(block, 1, sizeof block, file)) != 0)
		buf_put(text, block, n);
	if (ferror(file))
		fail_errno(fail, EX_IOERR, "%s: cannot be read", path);
	else if (text->over)
		refuse_size(path, text->max, fail);
	fclose(file);
	return fail->status == EX_OK ? 0 : -1;
}

/* False where the file is no table. */
static bool
parse_whole(struct csvfile *csv, struct span text, struct faults *faults)
{
	struct reading r = {.csv = csv, .faults = faults};
	struct csv_parser parser;

	r.row = must_calloc(csv->width, sizeof *r.row);
	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0) {
		fail_set(faults_next(faults), EX_SOFTWARE, "%s: libcsv cannot start", csv->path);
		r.lost = true;
	} else {
		parse(&parser, &r, text);
	}
	csv_free(&parser);
	for (size_t i = 0; i < csv->width; i++)
		free(r.row[i]);
	free(r.row);
	free(r.place);
	return !r.lost;
}

static bool
read_table(struct csvfile *csv, struct faults *faults)
{
	struct buf text = BUF_MAX(FILE_MAX);
	struct fail fail = FAIL_NONE;
	bool good = read_whole(csv->path, &text, &fail) == 0;

	if (good) {
		digest_of(buf_span(&text), csv->sha256);
		good = parse_whole(csv, buf_span(&text), faults);
	} else {
		*faults_next(faults) = fail;
	}
	buf_release(&text);
	return good;
}

int
csvfile_read_all(struct csvfile *csv, const char *path, const struct csv_column *columns,
		 size_t width, struct faults *faults)
{
	*csv = (struct csvfile){.columns = columns, .width = width, .path = must_strdup(path)};
	if (read_table(csv, faults))
		return 0;
	csvfile_free(csv);
	return -1;
}

int
csvfile_read(struct csvfile *csv, const char *path, const struct csv_column *columns, size_t width,
	     struct fail *fail)
{
	struct faults faults = FAULTS_NONE;

	if (csvfile_read_all(csv, path, columns, width, &faults) == 0 && faults.count != 0)
		csvfile_free(csv);
	if (faults.count != 0 && fail->status == EX_OK)
		*fail = faults.list[0];
	faults_release(&faults);
	return fail->status == EX_OK ? 0 : -1;
}

void
csvfile_free(struct csvfile *csv)
{
	for (size_t i = 0; i < csv->count * csv->width; i++)
		free(csv->cells[i]);
	free(csv->cells);
	free(csv->lines);
	free(csv->path);
	*csv = (struct csvfile){.path = NULL};
}
