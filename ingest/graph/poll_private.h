/* What the files of a poll share: poll.c, pages.c, readings.c. */
#ifndef INGEST_POLL_PRIVATE_H
#define INGEST_POLL_PRIVATE_H

#include "ingest/graph/poll.h"

struct reading;

struct poll {
	struct poll_call call;
	struct access access;
	struct poll_result result;
	/* pages */
	struct story *stories;
	size_t stories_n, stories_cap;
	uint64_t nameless; /* elements of the list without an id we can use */
	uint64_t strange;  /* these, and what else of it is no story we can read */
	size_t strange_page;
	char **cursors;
	size_t cursors_n, cursors_cap;
	size_t pages;
	fieldset fields; /* what is asked for */
	struct hunt hunt;
	long http_status;
	struct verdict verdict;
	char trouble[TROUBLE_MAX]; /* libcurl's words on the last transfer */
	unsigned limit;            /* stories a page */
	unsigned hunts;
	bool hunting;
	bool asked; /* at least once; else the governor held it back */
	bool pages_ended;
	bool stopped;
	/* readings */
	struct reading *readings;
	size_t readings_n, next_reading, at_work;
	metricset metrics_refused;
	size_t gone; /* stories that were listed, but were not there to be read */
	bool readings_stopped;
};

/* Each ends by calling the next one, at once or later. */
void pages_start(struct poll *poll);
void readings_start(struct poll *poll);
void poll_end(struct poll *poll);

/* What can be done about that trouble; a sentence, or "". */
const char *poll_hint(enum error_class class);

/* What the account's state and the run know to be refused. */
fieldset poll_refused_fields(const struct poll *poll);
metricset poll_refused_metrics(const struct poll *poll);

#endif
