/*
 * Files the operator keeps: CSV with a header line (RFC 4180, UTF-8), read by libcsv. The
 * caller declares the columns; an unknown one, a missing one that is needed and a row of
 * another width are errors that say file, line and column.
 */
#ifndef LIB_CSVFILE_H
#define LIB_CSVFILE_H

#include "lib/digest.h"
#include "lib/faults.h"

struct csv_column {
	const char *name;
	bool need; /* the column must be there, and no cell of it may be empty */
};

struct csvfile {
	char *path;                  /* as given */
	char sha256[DIGEST_HEX + 1]; /* of the file's bytes */
	const struct csv_column *columns;
	size_t width;   /* columns declared */
	size_t count;   /* rows, without the header */
	char **cells;   /* count x width, in the order declared; "" where empty or without column */
	size_t *lines;  /* the line each row begins on, for messages */
	size_t dropped; /* rows that are no rows: among the faults, not among the cells */
};

/* Reads the whole file, of at most 16 MiB. On failure nothing is left to free. */
MUST_USE int csvfile_read(struct csvfile *csv, const char *path, const struct csv_column *columns,
			  size_t width, struct fail *fail);

/*
 * The same to the end of the file, with everything that is wrong in it. -1 where it is no table
 * at all (nothing is left to free then); 0 with its good rows, even when there were faults.
 */
MUST_USE int csvfile_read_all(struct csvfile *csv, const char *path,
			      const struct csv_column *columns, size_t width,
			      struct faults *faults);

void csvfile_free(struct csvfile *csv);

const char *csvfile_cell(const struct csvfile *csv, size_t row, size_t column);

/* Fails with EX_CONFIG: "path: line L: column NAME: what: 'cell'". Returns -1. */
int csvfile_wrong(const struct csvfile *csv, size_t row, size_t column, const char *what,
		  struct fail *fail);

#endif
