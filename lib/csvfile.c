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
	struct fail *fail;
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
header_cell(struct reading *r, const char *name)
{
	size_t place = find_column(r->csv, name);
	struct buf list = BUF_MAX(FAIL_HINT_MAX / 2);

	if (place == r->csv->width) {
		fail_set(r->fail, EX_CONFIG, "%s: line 1: column %zu: unknown column '%.60s'",
			 r->csv->path, r->cell + 1, name);
		known_columns(r->csv, &list);
		fail_hint(r->fail, "The columns of this file are: %s", buf_text(&list));
		buf_release(&list);
		return;
	}
	for (size_t i = 0; i < r->place_n; i++)
		if (r->place[i] == place)
			fail_set(r->fail, EX_CONFIG, "%s: line 1: column %zu: '%.60s' stands twice",
				 r->csv->path, r->cell + 1, name);
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
	const char *wrong;

	if (r->fail->status != EX_OK) {
		free(text);
		return;
	}
	wrong = cell_wrong(text, n);
	if (wrong != NULL)
		fail_set(r->fail, EX_CONFIG, "%s: line %zu: column %zu: the cell is %s",
			 r->csv->path, r->line, r->cell + 1, wrong);
	else if (!r->header_done)
		header_cell(r, text);
	else if (r->cell < r->place_n) {
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
	size_t at;

	for (size_t i = 0; i < csv->width; i++) {
		for (at = 0; at < r->place_n && r->place[at] != i; at++)
			;
		if (csv->columns[i].need && at == r->place_n)
			fail_set(r->fail, EX_CONFIG, "%s: line 1: column %s is missing", csv->path,
				 csv->columns[i].name);
	}
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
		if (csv->columns[i].need && csv->cells[used + i][0] == '\0')
			csvfile_wrong(csv, csv->count - 1, i, "must not be empty", r->fail);
	}
}

static void
on_row(int terminator, void *context)
{
	struct reading *r = context;

	(void)terminator;
	if (r->fail->status != EX_OK)
		return;
	if (!r->header_done)
		header_end(r);
	else if (r->cell != r->place_n)
		fail_set(r->fail, EX_CONFIG, "%s: line %zu: %zu columns where the header has %zu",
			 r->csv->path, r->line, r->cell, r->place_n);
	else
		keep_row(r);
	r->cell = 0;
}

/* libcsv does not count lines: rows are handed to it one line at a time. */
static void
parse(struct csv_parser *parser, struct reading *r, struct span text)
{
	const char *at = text.p, *end = text.p + text.n;

	if (text.n >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
		at += 3;
	r->next_line = 1;
	while (at < end && r->fail->status == EX_OK) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		size_t n = feed != NULL ? (size_t)(feed - at) + 1 : (size_t)(end - at);

		if (parser->pstate == BETWEEN_ROWS)
			r->line = r->next_line;
		r->next_line++;
		if (csv_parse(parser, at, n, on_cell, on_row, r) != n)
			fail_set(r->fail, EX_CONFIG, "%s: line %zu: column %zu: not CSV: %s",
				 r->csv->path, r->next_line - 1, r->cell + 1,
				 csv_strerror(csv_error(parser)));
		at += n;
	}
	if (r->fail->status == EX_OK && csv_fini(parser, on_cell, on_row, r) != 0)
		fail_set(r->fail, EX_CONFIG, "%s: line %zu: column %zu: a quote is not closed",
			 r->csv->path, r->line, r->cell + 1);
	if (r->fail->status == EX_OK && !r->header_done)
		fail_set(r->fail, EX_CONFIG, "%s: line 1: the header line is missing",
			 r->csv->path);
}

static int
read_whole(const char *path, struct buf *text, struct fail *fail)
{
	char block[65536];
	FILE *file = fopen(path, "re");
	size_t n;
	bool bad;

	if (file == NULL)
		return fail_errno(fail, errno == ENOENT ? EX_NOINPUT : EX_IOERR,
				  "%s: cannot be opened", path);
	while ((n = fread(block, 1, sizeof block, file)) != 0)
		buf_put(text, block, n);
	bad = ferror(file) != 0;
	fclose(file);
	if (bad)
		return fail_set(fail, EX_IOERR, "%s: cannot be read", path);
	if (text->over)
		return fail_set(fail, EX_CONFIG, "%s: larger than %zu bytes", path, text->max);
	return 0;
}

static void
parse_whole(struct csvfile *csv, struct span text, struct fail *fail)
{
	struct reading r = {.csv = csv, .fail = fail};
	struct csv_parser parser;

	r.row = must_calloc(csv->width, sizeof *r.row);
	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0)
		fail_set(fail, EX_SOFTWARE, "%s: libcsv cannot start", csv->path);
	else
		parse(&parser, &r, text);
	csv_free(&parser);
	for (size_t i = 0; i < csv->width; i++)
		free(r.row[i]);
	free(r.row);
	free(r.place);
}

int
csvfile_read(struct csvfile *csv, const char *path, const struct csv_column *columns, size_t width,
	     struct fail *fail)
{
	struct buf text = BUF_MAX(FILE_MAX);

	*csv = (struct csvfile){.columns = columns, .width = width};
	csv->path = must_strdup(path);
	if (read_whole(path, &text, fail) == 0) {
		digest_of(buf_span(&text), csv->sha256);
		parse_whole(csv, buf_span(&text), fail);
	}
	buf_release(&text);
	if (fail->status == EX_OK)
		return 0;
	csvfile_free(csv);
	return -1;
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
