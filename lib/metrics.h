/* Counters for node_exporter's textfile collector: written whole, then renamed into place. */
#ifndef LIB_METRICS_H
#define LIB_METRICS_H

#include "lib/fail.h"

struct metric {
	const char *name; /* without the storywire_ prefix */
	const char *help;
	double value;
};

/* Writes the file; each metric is a gauge with the label stage. A NULL path writes nothing. */
MUST_USE int metrics_write(const char *path, const char *stage, const struct metric *metrics,
			   size_t n, struct fail *fail);

#endif
