/* One line of the script of faults, and the kinds of faults there are. */
#ifndef STANDIN_FAULT_KIND_H
#define STANDIN_FAULT_KIND_H

#include "tests/standin/fault.h"

#define VALUES_MAX 8

struct fault {
	char *line; /* owned; the words below lie in it */
	const char *path, *query, *account;
	unsigned long after, every, count;
	const struct kind *kind;
	struct {
		const char *name, *value;
	} values[VALUES_MAX];
	size_t values_n;
	unsigned long fitted, struck;
};

struct scene {
	const struct fault *fault;
	const struct request *request;
	const char *base;
};

struct kind {
	const char *name;
	void (*spoil)(const struct scene *scene, struct reply *reply);
};

/* NULL where there is no such fault. */
const struct kind *kind_of(const char *name);

/* Adds the header Retry-After, where the line has one. */
void spoil_retry_after(const struct fault *fault, struct reply *reply);

#endif
