#include "tests/standin/answers.h"

#include "lib/jsontext.h"
#include "lib/mem.h"

bool
read_path(const char *path, struct buf *out)
{
	char block[65536];
	FILE *file = fopen(path, "re");
	size_t n;

	if (file == NULL)
		return false;
	while ((n = fread(block, 1, sizeof block, file)) != 0)
		buf_put(out, block, n);
	fclose(file);
	return true;
}

static bool
read_file(const char *folder, const char *name, const char *suffix, struct buf *out)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/%s%s", folder, name, suffix);
	return read_path(path, out);
}

static void
replace_all(struct buf *text, const char *from, const char *to)
{
	struct buf out = BUF_MAX(FILE_MAX * 2);
	const char *p = buf_text(text), *end = p + text->n, *hit;

	while ((hit = memmem(p, (size_t)(end - p), from, strlen(from))) != NULL) {
		buf_put(&out, p, (size_t)(hit - p));
		buf_puts(&out, to);
		p = hit + strlen(from);
	}
	buf_put(&out, p, (size_t)(end - p));
	buf_release(text);
	*text = out;
}

static unsigned
count_reply(struct folder *folder, const char *name)
{
	size_t i = 0;

	while (i < folder->asked_n && strcmp(folder->asked[i].name, name) != 0)
		i++;
	if (i == COUNT(folder->asked))
		return 0;
	if (i == folder->asked_n)
		snprintf(folder->asked[folder->asked_n++].name, NAME_MAX_LENGTH, "%s", name);
	return ++folder->asked[i].count;
}

/* The faults that the files beside it ask for. */
static void
spoil(struct folder *folder, const char *name, struct reply *reply)
{
	struct buf text = BUF_MAX(4096);
	unsigned long status = 0, times = 0;
	char *rest;

	if (read_file(folder->path, name, ".status", &text)) {
		status = strtoul(buf_text(&text), &rest, 10);
		times = strtoul(rest, NULL, 10);
	}
	if (status != 0 && times == 0)
		reply->status = (unsigned)status;
	if (times != 0 && count_reply(folder, name) <= times) {
		reply->status = (unsigned)status;
		buf_clear(&reply->body);
		buf_puts(&reply->body, "<html><body>Sorry, something went wrong.</body></html>");
	}
	buf_clear(&text);
	if (read_file(folder->path, name, ".cut", &text)) {
		reply->send = strtoul(buf_text(&text), NULL, 10);
		reply->after = AFTER_CLOSE;
	}
	buf_release(&text);
}

static void
serve_file(struct folder *folder, const char *name, struct reply *reply)
{
	char reason[JSONTEXT_REASON_MAX];
	json_t *tree;

	if (!read_file(folder->path, name, "", &reply->body)) {
		reply_error(reply, 100, 33,
			    "Unsupported get request. Object with that ID does not exist");
		return;
	}
	tree = jsontext_load(buf_span(&reply->body), reason);
	reply->status = json_object_get(tree, "error") != NULL ? 400 : 200;
	json_decref(tree);
	/* the token in paging.next is the real one: what is to be kept out must be there first */
	replace_all(&reply->body, "REDACTED", folder->token);
	replace_all(&reply->body, "https://graph.facebook.com", folder->base);
	spoil(folder, name, reply);
}

static void
serve_stories(struct folder *folder, const char *after, const char *fields, struct reply *reply)
{
	char name[NAME_MAX_LENGTH];
	size_t page = 0;

	if (fields == NULL || fields[0] == '\0') {
		reply_error(reply, 100, 0, "(#100) The parameter fields is required");
		return;
	}
	while (after != NULL && page < folder->pages &&
	       (folder->after[page] == NULL || strcmp(folder->after[page], after) != 0))
		page++;
	if (after != NULL && page == folder->pages) {
		reply_error(reply, 100, 0, "(#100) Invalid cursor");
		return;
	}
	snprintf(name, sizeof name, "stories-page%zu.json", after != NULL ? page + 2 : 1);
	serve_file(folder, name, reply);
}

/* Splits "/vX.Y/ID[/EDGE]"; false where the path is of another kind. */
static bool
split_path(const char *path, char id[NAME_MAX_LENGTH], const char **edge)
{
	const char *at = strchr(path + 1, '/');
	size_t n = at != NULL ? strspn(at + 1, "0123456789") : 0;

	if (path[0] != '/' || path[1] != 'v' || n == 0 || n >= NAME_MAX_LENGTH)
		return false;
	memcpy(id, at + 1, n);
	id[n] = '\0';
	*edge = at + 1 + n;
	return **edge == '\0' || **edge == '/';
}

void
folder_answer(struct folder *folder, const char *path, const char *after, const char *fields,
	      struct reply *reply)
{
	char id[NAME_MAX_LENGTH], name[NAME_MAX_LENGTH * 2];
	const char *edge = "";
	bool known = split_path(path, id, &edge);

	if (known && strcmp(edge, "/insights") == 0) {
		snprintf(name, sizeof name, "insights-%s.json", id);
		serve_file(folder, name, reply);
	} else if (known && strcmp(id, folder->account) != 0) {
		reply_error(reply, 100, 33,
			    "Unsupported get request. Object with that ID does not exist");
	} else if (known && strcmp(edge, "/stories") == 0) {
		serve_stories(folder, after, fields, reply);
	} else if (known && edge[0] == '\0') {
		serve_file(folder, "user.json", reply);
	} else {
		reply_error(reply, 2500, 0, "Unknown path components");
	}
}

void
folder_read_cursors(struct folder *folder)
{
	char name[NAME_MAX_LENGTH], reason[JSONTEXT_REASON_MAX];

	for (; folder->pages < PAGES_MAX; folder->pages++) {
		struct buf text = BUF_MAX(FILE_MAX), mended = BUF_MAX(FILE_MAX * 2);
		const char *after;
		json_t *tree;
		bool there;

		snprintf(name, sizeof name, "stories-page%zu.json", folder->pages + 1);
		there = read_file(folder->path, name, "", &text);
		(void)jsontext_salvage(&mended, buf_span(&text));
		tree = jsontext_load(buf_span(&mended), reason);
		after = json_string_value(
		    json_object_get(json_object_get(json_object_get(tree, "paging"), "cursors"),
				    "after"));
		if (after != NULL)
			folder->after[folder->pages] = must_strdup(after);
		json_decref(tree);
		buf_release(&text);
		buf_release(&mended);
		if (!there)
			return;
	}
}

void
folder_release(struct folder *folder)
{
	for (size_t i = 0; i < folder->pages; i++)
		free(folder->after[i]);
	folder->pages = 0;
}
