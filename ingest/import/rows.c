#include "ingest/import/rows.h"

#include <csv.h>

#include "lib/jsonw.h"
#include "lib/mem.h"
#include "lib/utf8.h"

#define COLUMNS_MAX 512 /* real tables have up to 83 */
#define COLUMN_MAX 256  /* bytes of a name */
#define WITHIN_CELL 2   /* libcsv's pstate between the first byte of a cell and its end */
#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

struct rows {
	struct walk *walk;
	const struct table *table;
	struct buf *cells; /* of the row in hand */
	size_t n, cap;
	size_t hold;
	uint64_t row; /* the first line is row 0 */
};

void
table_free(struct table *table)
{
	for (size_t i = 0; table != NULL && i < table->n; i++)
		free(table->columns[i]);
	if (table != NULL)
		free(table->columns);
	free(table);
}

/* The separator that the first line has most of; 0 where it has none. */
static char
separator_of(struct span line)
{
	static const char separators[] = ",;\t";
	size_t most = 0;
	char best = '\0';

	for (size_t i = 0; separators[i] != '\0'; i++) {
		size_t n = 0;

		for (size_t at = 0; at < line.n; at++)
			n += line.p[at] == separators[i];
		if (n > most) {
			most = n;
			best = separators[i];
		}
	}
	return best;
}

static struct span
first_line(struct span head)
{
	size_t n = 0;

	while (n < head.n && head.p[n] != '\n' && head.p[n] != '\r')
		n++;
	return (struct span){head.p, n};
}

static bool
is_text(int32_t point)
{
	return point >= ' ' || point == '\t';
}

static void
add_column(void *cell, size_t n, void *context)
{
	struct table *table = context;
	size_t cap = table->n;
	struct buf name = BUF_MAX(COLUMN_MAX);

	if (table->n == COLUMNS_MAX)
		return;
	utf8_copy(&name, (struct span){cell, n}, REPLACEMENT, is_text);
	table->columns = mem_grow(table->columns, table->n, &cap, sizeof *table->columns);
	table->columns[table->n++] = buf_take(&name);
}

static bool
is_header(struct span line)
{
	return line.n > 1 && line.n < (size_t)COLUMNS_MAX * COLUMN_MAX && *line.p != '{' &&
	       *line.p != '[' && *line.p != '<' && memchr(line.p, '\0', line.n) == NULL;
}

struct table *
table_of(struct span head)
{
	struct span line = first_line(head);
	char separator = separator_of(line);
	struct table *table;
	struct csv_parser parser;

	if (!is_header(line) || separator == '\0' || csv_init(&parser, CSV_APPEND_NULL) != 0)
		return NULL;
	table = must_calloc(1, sizeof *table);
	table->separator = separator;
	csv_set_delim(&parser, (unsigned char)separator);
	csv_parse(&parser, line.p, line.n, add_column, NULL, table);
	csv_fini(&parser, add_column, NULL, table);
	csv_free(&parser);
	return table;
}

static struct buf *
next_cell(struct rows *rows)
{
	size_t before = rows->cap;

	rows->cells = mem_grow(rows->cells, rows->n, &rows->cap, sizeof *rows->cells);
	for (size_t i = before; i < rows->cap; i++)
		rows->cells[i] = BUF_MAX(rows->hold);
	return &rows->cells[rows->n++];
}

static bool
is_no_nul(int32_t point)
{
	return point != 0;
}

static void
on_cell(void *cell, size_t n, void *context)
{
	struct rows *rows = context;
	struct buf *to;

	if (rows->n > COLUMNS_MAX)
		return;
	to = next_cell(rows);
	buf_clear(to);
	utf8_copy(to, (struct span){cell, n}, REPLACEMENT, is_no_nul);
}

static void
put_row(const struct rows *rows, struct buf *out)
{
	bool fits = rows->n == rows->table->n;

	jsonw_open(out, fits ? '{' : '[');
	for (size_t i = 0; i < rows->n; i++) {
		if (fits) {
			jsonw_text(out, (struct span){rows->table->columns[i],
						      strlen(rows->table->columns[i])});
			buf_putc(out, ':');
		}
		jsonw_text(out, buf_span(&rows->cells[i]));
	}
	jsonw_close(out, fits ? '}' : ']');
}

static void
on_row(int end, void *context)
{
	struct rows *rows = context;
	struct place top = {.up = NULL}, here = {.up = &top, .index = (size_t)rows->row};
	struct buf text = BUF_MAX(rows->hold);
	bool first = rows->row++ == 0;

	(void)end;
	if (!first && !rows->walk->stop) {
		put_row(rows, &text);
		rows->walk->found++;
		rows->walk->on_item(rows->walk->context,
				    text.over ? (struct span){NULL, rows->hold} : buf_span(&text),
				    &here, rows->n == rows->table->n);
	}
	rows->n = 0;
	buf_release(&text);
}

/* No cell grows beyond what one item may have: a lost quote would swallow the file. */
static void *
grow_cell(void *old, size_t size)
{
	return size > ITEM_MAX + (ITEM_MAX >> 1) ? NULL : realloc(old, size);
}

static void
parse(struct rows *rows, struct csv_parser *parser, struct window *window)
{
	do {
		size_t n = window->end - window->at;
		size_t done = csv_parse(parser, window->p + window->at, n, on_cell, on_row, rows);

		window->at += done;
		if (done < n) {
			rows->walk->cut = window_offset(window);
			return;
		}
	} while (!rows->walk->stop && window_more(window, 1));
	if (rows->walk->stop)
		return;
	if (parser->pstate == WITHIN_CELL && parser->quoted)
		rows->walk->cut = window_offset(window);
	else
		csv_fini(parser, on_cell, on_row, rows);
}

void
rows_walk(struct walk *walk, struct window *window, const struct table *table, size_t hold)
{
	struct rows rows = {.walk = walk, .table = table, .hold = hold};
	struct csv_parser parser;

	walk->cut = WALK_NOT_CUT;
	if (csv_init(&parser, 0) != 0)
		return;
	csv_set_delim(&parser, (unsigned char)table->separator);
	csv_set_realloc_func(&parser, grow_cell);
	parse(&rows, &parser, window);
	csv_free(&parser);
	for (size_t i = 0; i < rows.cap; i++)
		buf_release(&rows.cells[i]);
	free(rows.cells);
}
