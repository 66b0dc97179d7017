#include "transform/diff/change.h"

static const char *const names[CHANGE_KINDS] = {
    [CHANGE_NONE] = "unchanged",
    [CHANGE_ADDED] = "added",
    [CHANGE_REMOVED] = "removed",
    [CHANGE_CHANGED] = "changed",
};

const char *
change_name(enum change_kind kind)
{
	return names[kind];
}

static bool
same_lines(const struct section *a, const struct section *b)
{
	if (a == NULL || b == NULL || a->lines.n != b->lines.n)
		return false;
	for (size_t i = 0; i < a->lines.n; i++)
		if (a->lines.list[i].n != b->lines.list[i].n ||
		    memcmp(a->lines.list[i].p, b->lines.list[i].p, a->lines.list[i].n) != 0)
			return false;
	return true;
}

static bool
tells_nothing(const struct change *change)
{
	const struct section *before, *after;

	for (size_t at = 0; change_section(change, at, &before, &after); at++)
		if (!same_lines(before, after))
			return false;
	return true;
}

static void
compare(struct change *change)
{
	sections_of(&change->before, change->was);
	sections_of(&change->after, change->is);
	if (!tells_nothing(change))
		return;
	sections_release(&change->before);
	sections_release(&change->after);
	sections_raw(&change->before, change->was, change->is);
	sections_raw(&change->after, change->is, change->was);
}

static bool
same_content(const struct record *was, const struct record *is)
{
	return strcmp(record_text(was, article_content_sha256).p,
		      record_text(is, article_content_sha256).p) == 0;
}

void
change_make(struct change *change, const struct record *was, const struct record *is)
{
	*change = (struct change){.was = was, .is = is};
	if (was == NULL) {
		change->kind = CHANGE_ADDED;
		sections_of(&change->after, is);
	} else if (is == NULL) {
		change->kind = CHANGE_REMOVED;
		sections_of(&change->before, was);
	} else if (!same_content(was, is)) {
		change->kind = CHANGE_CHANGED;
		compare(change);
	}
}

void
change_release(struct change *change)
{
	sections_release(&change->before);
	sections_release(&change->after);
}

/* Those of what is now, then those that only what was has. */
bool
change_section(const struct change *change, size_t at, const struct section **before,
	       const struct section **after)
{
	const struct sections *was = &change->before, *is = &change->after;

	if (at < is->n) {
		*after = &is->list[at];
		*before = sections_find(was, (*after)->name);
		return true;
	}
	*after = NULL;
	for (size_t left = at - is->n, i = 0; i < was->n; i++) {
		*before = &was->list[i];
		if (sections_find(is, (*before)->name) == NULL && left-- == 0)
			return true;
	}
	return false;
}

void
change_facts_files(const struct change *change, void (*each)(const char *name, void *context),
		   void *context)
{
	json_t *was, *is, *value;
	const char *name;

	if (change->was == NULL || change->is == NULL)
		return;
	was = json_object_get(change->was->root, "facts_files");
	is = json_object_get(change->is->root, "facts_files");
	json_object_foreach(is, name, value)
	{
		if (!json_equal(value, json_object_get(was, name)))
			each(name, context);
	}
	json_object_foreach(was, name, value)
	{
		if (json_object_get(is, name) == NULL)
			each(name, context);
	}
}
