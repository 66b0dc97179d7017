/* From the lines of a template file to templates that are ready to be told. */
#include "lib/mem.h"

#include "transform/article/template_private.h"

static const char *const slot_names[SLOTS] = {
#define SLOT(name) [SLOT_##name] = #name,
#include "transform/article/slots.def"
#undef SLOT
};

static bool
slot_named(struct span name, enum slot_id *id)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (strlen(slot_names[i]) == name.n && memcmp(slot_names[i], name.p, name.n) == 0) {
			*id = (enum slot_id)i;
			return true;
		}
	return false;
}

struct compiling {
	struct template *template;
	size_t cap;
	size_t part; /* the place of the open OP_PART, or SIZE_MAX */
};

static struct op *
add_op(struct compiling *c, enum op_kind kind)
{
	struct template *t = c->template;
	struct op *op;

	t->ops = mem_grow(t->ops, t->ops_n, &c->cap, sizeof *t->ops);
	op = &t->ops[t->ops_n++];
	*op = (struct op){.kind = kind};
	return op;
}

/* "{slot}" or "{^slot}" at p; its end, or NULL. */
static const char *
compile_slot(struct compiling *c, const char *p)
{
	const char *end = strchr(p, '}');
	bool capital = p[1] == '^';
	enum slot_id id;

	p += 1 + capital;
	if (end == NULL || !slot_named((struct span){p, (size_t)(end - p)}, &id))
		return NULL;
	add_op(c, capital ? OP_CAPITAL : OP_SLOT)->slot = id;
	if (c->part != SIZE_MAX)
		c->template->ops[c->part].needs |= UINT64_C(1) << id;
	else
		c->template->needs |= UINT64_C(1) << id;
	return end + 1;
}

static bool
open_part(struct compiling *c)
{
	if (c->part != SIZE_MAX)
		return false;
	(void)add_op(c, OP_PART);
	c->part = c->template->ops_n - 1;
	return true;
}

static bool
close_part(struct compiling *c)
{
	if (c->part == SIZE_MAX)
		return false;
	c->template->ops[c->part].ops = c->template->ops_n - 1 - c->part;
	c->part = SIZE_MAX;
	return true;
}

static bool
compile(struct template *template)
{
	struct compiling c = {.template = template, .part = SIZE_MAX};
	const char *p = template->text.p;

	while (*p != '\0') {
		size_t n = strcspn(p, "{[]");

		if (n != 0) {
			add_op(&c, OP_LITERAL)->literal = (struct span){p, n};
			p += n;
		} else if (*p == '{') {
			p = compile_slot(&c, p);
			if (p == NULL)
				return false;
		} else {
			if (*p == '[' ? !open_part(&c) : !close_part(&c))
				return false;
			p++;
		}
	}
	return c.part == SIZE_MAX;
}

static void
add_line(struct template_set *set, const char *id, const char *text)
{
	set->list = mem_grow(set->list, set->n, &set->cap, sizeof *set->list);
	set->list[set->n++] = (struct template){.id = id, .text = span_of(text)};
}

static void
read_lines(struct template_set *set)
{
	char *line, *rest = set->source;

	while ((line = strsep(&rest, "\n")) != NULL) {
		char *equals = strstr(line, " = ");

		if (equals == NULL)
			continue;
		*equals = '\0';
		add_line(set, line, equals + 3);
	}
}

static bool
is_style_of(const char *styled, const char *id, const char *style)
{
	size_t n = strlen(id);

	return strncmp(styled, id, n) == 0 && styled[n] == '@' &&
	       strcmp(styled + n + 1, style) == 0;
}

/* Whether a line of the style stands in for the plain ones with this id. */
static bool
is_replaced(const struct template_set *set, const char *id, const char *style)
{
	for (size_t i = 0; i < set->n; i++)
		if (is_style_of(set->list[i].id, id, style))
			return true;
	return false;
}

/* Lines of the style become plain ones; those of other styles and replaced ones go. */
static void
choose_style(struct template_set *set, const char *style)
{
	size_t kept = 0;
	bool *stays = must_calloc(set->n + 1, sizeof *stays);

	for (size_t i = 0; i < set->n; i++) {
		char *at = strchr(set->list[i].id, '@');

		stays[i] = at != NULL ? strcmp(at + 1, style) == 0
				      : !is_replaced(set, set->list[i].id, style);
	}
	for (size_t i = 0; i < set->n; i++)
		if (stays[i])
			set->list[kept++] = set->list[i];
	set->n = kept;
	for (size_t i = 0; i < set->n; i++) {
		char *at = strchr(set->list[i].id, '@');

		if (at != NULL)
			*at = '\0';
	}
	free(stays);
}

static int
by_id(const void *left, const void *right)
{
	const struct template *a = left, *b = right;
	int order = strcmp(a->id, b->id);

	return order != 0 ? order : (a->text.p > b->text.p) - (a->text.p < b->text.p);
}

int
template_parse(struct template_set *set, const char *style, struct fail *fail)
{
	read_lines(set);
	choose_style(set, style);
	qsort(set->list, set->n, sizeof *set->list, by_id);
	for (size_t i = 0; i < set->n; i++)
		if (!compile(&set->list[i]))
			return fail_set(fail, EX_SOFTWARE,
					"templates: %s: %s: no good template: %s", set->lang,
					set->list[i].id, set->list[i].text.p);
	return 0;
}
