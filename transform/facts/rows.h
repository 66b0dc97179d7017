/* One row of a facts file under reading. */
#ifndef TRANSFORM_FACTS_ROWS_H
#define TRANSFORM_FACTS_ROWS_H

#include "transform/facts/store.h"

struct row {
	const struct facts_dir *facts;
	const struct csvfile *csv;
	enum facts_table table;
	size_t number;
	bool people_whole; /* all of people.csv could be read: an unknown id is an error */
	struct faults *faults;
};

/* Fills a slot of the table's type from the row; a cell that is wrong leaves it at nothing. */
struct row_reader {
	const char *name; /* of the file */
	const struct csv_column *columns;
	size_t width;
	void (*read)(const struct row *row, void *slot);
};

extern const struct row_reader row_readers[FACTS_FILES];

#endif
