/* One HTTP request, as far as the stand-in understands it. */
#ifndef STANDIN_REQUEST_H
#define STANDIN_REQUEST_H

#include "lib/buf.h"

#define PARAMETERS_MAX 32
#define HEAD_MAX ((size_t)64 << 10) /* bytes of the request line and headers */
#define POST_MAX ((size_t)4 << 20)  /* bytes; lines of faults, or a world */

struct request {
	const char *method, *target, *path; /* target: path and query as they came */
	const char *token;                  /* bearer, else the parameter access_token; or NULL */
	const char *range;                  /* or NULL */
	bool gzip, close;
	struct span post;
	struct {
		const char *name, *value;
	} parameters[PARAMETERS_MAX];
	size_t parameters_n;
	char *memory; /* of all of the above but post */
};

/*
 * Takes one request from the bytes. Returns how many it used; 0 where it is not whole yet,
 * SIZE_MAX where it is none. The bytes must stay until request_release().
 */
size_t request_take(struct request *request, struct span bytes);
void request_release(struct request *request);

/* The value of a parameter of the query or of a posted form; or NULL. */
const char *request_parameter(const struct request *request, const char *name);

#endif
