/* An import of bytes in memory, as the program would run it; its records go to /dev/null. */
#ifndef TESTS_IMPORTING_H
#define TESTS_IMPORTING_H

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "ingest/import/reading.h"
#include "lib/mem.h"
#include "lib/say.h"

struct imported {
	struct tally tally;
	int status;
};

/* From here on what is written and said goes nowhere; what others print to descriptor 2 stays. */
static inline void
import_quietly(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	mem_init();
	say_open("story-ingest", SAY_TEXT, SAY_ERROR);
	dup2(null, STDOUT_FILENO);
	close(null);
	stderr = fopen("/dev/null", "w");
}

static inline struct imported
import_source(struct source *source, const char *path)
{
	static char *const words[] = {(char *)"story-ingest", (char *)"import", NULL};
	struct fail fail = FAIL_NONE;
	struct settings *settings = NULL;
	struct imported imported;

	if (settings_read(&settings, PROGRAM_INGEST, 2, (char **)words, &fail) < 0)
		abort();
	struct reading reading = {.intake = {.settings = settings, .fail = &fail}, .named = true};
	if (sink_open(&reading.intake.sink, settings, SINK_ARCHIVE, &fail) < 0)
		abort();
	reading_open(&reading, NULL, 0);
	read_source(&reading, source, path);
	intake_settle(&reading.intake, 0, true);
	imported = (struct imported){reading.intake.tally, reading.status};
	if (sink_end(&reading.intake.sink, &fail) < 0)
		abort();
	reading_close(&reading);
	settings_free(settings);
	return imported;
}

static inline struct imported
import_bytes(struct span bytes, const char *path)
{
	struct source_span source = source_of_span(bytes);

	return import_source(&source.source, path);
}

/* Law 3: what came in is what went out. */
static inline bool
is_balanced(const struct tally *tally)
{
	return tally->items == tally->counts[ITEM_GOOD] + tally->counts[ITEM_DUPLICATE] +
				   tally_rejects(tally) + tally_skipped(tally);
}

#endif
