#include "tests/standin/fault_kind.h"

#include <fnmatch.h>

#include "lib/mem.h"

struct faults {
	struct fault *list;
	size_t n, cap;
};

/* One word before the arrow. */
static bool
read_condition(struct fault *fault, const char *word, const char *value)
{
	if (strcmp(word, "after") == 0)
		fault->after = strtoul(value, NULL, 10);
	else if (strcmp(word, "every") == 0)
		fault->every = strtoul(value, NULL, 10);
	else if (strcmp(word, "path") == 0)
		fault->path = value;
	else if (strcmp(word, "query") == 0)
		fault->query = value;
	else if (strcmp(word, "account") == 0)
		fault->account = value;
	else
		return false;
	return true;
}

/* One word after the fault's name. */
static bool
read_value(struct fault *fault, const char *word, const char *value)
{
	char *end;

	if (value == NULL && word[0] == 'x') {
		fault->count = strtoul(word + 1, &end, 10);
		return *end == '\0' && end != word + 1;
	}
	if (value == NULL || fault->values_n == VALUES_MAX)
		return false;
	fault->values[fault->values_n].name = word;
	fault->values[fault->values_n++].value = value;
	return true;
}

static bool
read_words(struct fault *fault)
{
	char *rest, *word, *value;
	bool good = true, arrow = false;

	for (word = strtok_r(fault->line, " \t", &rest); good && word != NULL;
	     word = strtok_r(NULL, " \t", &rest)) {
		value = strchr(word, '=');
		if (strcmp(word, "->") == 0) {
			good = !arrow;
			arrow = true;
			continue;
		}
		if (arrow && fault->kind == NULL) {
			fault->kind = kind_of(word);
			good = fault->kind != NULL;
			continue;
		}
		if (value != NULL)
			*value++ = '\0';
		good = arrow ? read_value(fault, word, value)
			     : value != NULL && read_condition(fault, word, value);
	}
	return good && fault->kind != NULL;
}

struct faults *
faults_new(void)
{
	return must_calloc(1, sizeof(struct faults));
}

void
faults_clear(struct faults *faults)
{
	for (size_t i = 0; i < faults->n; i++)
		free(faults->list[i].line);
	faults->n = 0;
}

void
faults_free(struct faults *faults)
{
	faults_clear(faults);
	free(faults->list);
	free(faults);
}

bool
faults_read(struct faults *faults, struct span lines, char bad[80])
{
	char *copy = must_strndup(lines.p != NULL ? lines.p : "", lines.n), *rest = copy, *line;
	bool good = true;

	while (good && (line = strsep(&rest, "\n")) != NULL) {
		struct fault fault = {.line = NULL};

		snprintf(bad, 80, "%s", line);
		line += strspn(line, " \t");
		if (line[0] == '\0' || line[0] == '#')
			continue;
		fault.line = must_strdup(line);
		good = read_words(&fault);
		faults->list =
		    mem_grow(faults->list, faults->n, &faults->cap, sizeof *faults->list);
		faults->list[faults->n++] = fault;
	}
	free(copy);
	return good;
}

void
faults_count(const struct faults *faults, struct buf *out)
{
	for (size_t i = 0; i < faults->n; i++)
		buf_printf(out, "%s%lu", i == 0 ? "" : ",", faults->list[i].struck);
}

/* Whether the line fits the request, and it is its turn. */
static bool
fits(struct fault *fault, const struct request *request, const char *account)
{
	const char *query = strchr(request->target, '?');

	if ((fault->path != NULL && fnmatch(fault->path, request->path, 0) != 0) ||
	    (fault->account != NULL && strcmp(fault->account, account) != 0) ||
	    (fault->query != NULL && fnmatch(fault->query, query != NULL ? query + 1 : "", 0) != 0))
		return false;
	if (fault->count != 0 && fault->struck == fault->count)
		return false;
	fault->fitted++;
	if (fault->fitted <= fault->after ||
	    (fault->every != 0 && (fault->fitted - fault->after) % fault->every != 0))
		return false;
	return true;
}

void
faults_strike(struct faults *faults, const struct request *request, const char *account,
	      const char *base, struct reply *reply)
{
	for (size_t i = 0; i < faults->n; i++) {
		struct fault *fault = &faults->list[i];
		struct scene scene = {fault, request, base};

		if (!fits(fault, request, account))
			continue;
		fault->struck++;
		fault->kind->spoil(&scene, reply);
		reply->fault = fault->kind->name;
		spoil_retry_after(fault, reply);
		return;
	}
}
