#include "tests/standin/request.h"

#include <ctype.h>

#include "lib/mem.h"

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return isxdigit((unsigned char)c) ? (c | 0x20) - 'a' + 10 : -1;
}

/* Undoes percent encoding and "+" in place. */
static void
decode(char *text)
{
	char *out = text;

	for (; *text != '\0'; text++) {
		if (*text == '%' && hex_value(text[1]) >= 0 && hex_value(text[2]) >= 0) {
			*out++ = (char)(hex_value(text[1]) * 16 + hex_value(text[2]));
			text += 2;
		} else {
			*out++ = *text == '+' ? ' ' : *text;
		}
	}
	*out = '\0';
}

static void
take_parameters(struct request *request, char *query)
{
	char *rest, *pair, *value;

	for (pair = strtok_r(query, "&", &rest); pair != NULL; pair = strtok_r(NULL, "&", &rest)) {
		if (request->parameters_n == PARAMETERS_MAX)
			return;
		value = strchr(pair, '=');
		if (value != NULL)
			*value++ = '\0';
		else
			value = pair + strlen(pair);
		decode(pair);
		decode(value);
		request->parameters[request->parameters_n].name = pair;
		request->parameters[request->parameters_n++].value = value;
	}
}

/* The value when the line is that header; or NULL. */
static char *
header_value(char *line, const char *name)
{
	size_t n = strlen(name);

	if (strncasecmp(line, name, n) != 0 || line[n] != ':')
		return NULL;
	return line + n + 1 + strspn(line + n + 1, " \t");
}

static void
take_header(struct request *request, char *line, size_t *length)
{
	char *value;

	if ((value = header_value(line, "Authorization")) != NULL) {
		if (strncmp(value, "Bearer ", 7) == 0)
			request->token = value + 7;
	} else if ((value = header_value(line, "Range")) != NULL) {
		request->range = value;
	} else if ((value = header_value(line, "Accept-Encoding")) != NULL) {
		request->gzip = strstr(value, "gzip") != NULL;
	} else if ((value = header_value(line, "Connection")) != NULL) {
		request->close = strcasecmp(value, "close") == 0;
	} else if ((value = header_value(line, "Content-Length")) != NULL) {
		*length = strtoul(value, NULL, 10);
	}
}

/* Request line and headers; `copies` has room for the head three times. */
static bool
take_head(struct request *request, char *head, char *copies, size_t *length)
{
	char *rest, *line = strtok_r(head, "\r\n", &rest), *word, *query;

	if (line == NULL)
		return false;
	request->method = strtok_r(line, " ", &word);
	request->target = strtok_r(NULL, " ", &word);
	if (request->method == NULL || request->target == NULL || request->target[0] != '/')
		return false;
	snprintf(copies, strlen(request->target) + 1, "%s", request->target);
	request->path = copies;
	query = strchr(copies, '?');
	if (query != NULL) {
		*query++ = '\0';
		take_parameters(request, query);
	}
	while ((line = strtok_r(NULL, "\r\n", &rest)) != NULL)
		take_header(request, line, length);
	return true;
}

static void
take_form(struct request *request)
{
	char *form;

	if (request->post.n == 0 || request->post.p[0] == '{')
		return;
	/* kept in the same block as the head, behind it */
	form = request->memory + HEAD_MAX * 2;
	memcpy(form, request->post.p, request->post.n);
	form[request->post.n] = '\0';
	take_parameters(request, form);
}

size_t
request_take(struct request *request, struct span bytes)
{
	const char *end = bytes.n != 0 ? memmem(bytes.p, bytes.n, "\r\n\r\n", 4) : NULL;
	size_t head = end != NULL ? (size_t)(end - bytes.p) + 4 : 0, length = 0;

	*request = (struct request){.method = NULL};
	if (end == NULL)
		return bytes.n > HEAD_MAX ? SIZE_MAX : 0;
	if (head > HEAD_MAX)
		return SIZE_MAX;
	request->memory = must_malloc(HEAD_MAX * 2 + POST_MAX + 1);
	memcpy(request->memory, bytes.p, head);
	request->memory[head] = '\0';
	if (!take_head(request, request->memory, request->memory + HEAD_MAX, &length) ||
	    length > POST_MAX) {
		request_release(request);
		return SIZE_MAX;
	}
	if (bytes.n < head + length) {
		request_release(request);
		return 0;
	}
	request->post = (struct span){bytes.p + head, length};
	take_form(request);
	if (request->token == NULL)
		request->token = request_parameter(request, "access_token");
	return head + length;
}

void
request_release(struct request *request)
{
	free(request->memory);
	*request = (struct request){.method = NULL};
}

const char *
request_parameter(const struct request *request, const char *name)
{
	for (size_t i = 0; i < request->parameters_n; i++)
		if (strcmp(request->parameters[i].name, name) == 0)
			return request->parameters[i].value;
	return NULL;
}
