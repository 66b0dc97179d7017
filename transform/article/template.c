#include "transform/article/template.h"

#include <utf8proc.h>

#include "lib/buf.h"
#include "lib/digest.h"
#include "lib/hash.h"
#include "lib/mem.h"

#include "transform/article/template_private.h"

#define ID_MAX 128 /* bytes; the longest id has a third of it */

/* Where the id stands, or is to stand. */
static struct template_group *
group_place(const struct template_set *set, struct span id)
{
	uint64_t hash = hash_bytes(HASH_SEED, id.p, id.n);
	size_t mask = set->groups_size - 1, at = hash & mask;

	while (set->groups[at].id.p != NULL &&
	       (set->groups[at].id.n != id.n || memcmp(set->groups[at].id.p, id.p, id.n) != 0))
		at = (at + 1) & mask;
	return &set->groups[at];
}

/* The lines with that id; NULL when there are none. */
static const struct template_group *
group_of(const struct template_set *set, struct span id)
{
	const struct template_group *group = group_place(set, id);

	return group->id.p != NULL ? group : NULL;
}

/* Puts a dot and the part behind what is there of an id; false where it is too long for one. */
static bool
add_part(char id[ID_MAX], size_t *n, const char *part)
{
	size_t length = strlen(part);

	if (*n + 1 + length >= ID_MAX)
		return false;
	if (*n != 0)
		id[(*n)++] = '.';
	*n = (size_t)(stpcpy(id + *n, part) - id);
	return true;
}

static void
index_groups(struct template_set *set)
{
	set->groups_size = 64;
	while (set->groups_size < set->n * 2)
		set->groups_size *= 2;
	set->groups = must_calloc(set->groups_size, sizeof *set->groups);
	for (size_t i = 0; i < set->n; i++) {
		struct span id = span_of(set->list[i].id);
		struct template_group *group = group_place(set, id);

		if (group->id.p == NULL)
			*group = (struct template_group){id, i, 0};
		group->n++;
		set->list[i].slots_n = (size_t)__builtin_popcountll(set->list[i].needs);
	}
}

static void
refuse_language(const char *lang, struct fail *fail)
{
	struct buf there = BUF_MAX(FAIL_HINT_MAX);

	for (const struct template_file *file = template_files; file->lang != NULL; file++)
		buf_printf(&there, "%s%s", file != template_files ? ", " : "", file->lang);
	fail_set(fail, EX_USAGE, "--lang: no templates for '%.16s'", lang);
	fail_hint(fail, "There are: %s.", there.p);
	buf_release(&there);
}

static const struct template_file *
find_file(const char *lang, struct fail *fail)
{
	const struct template_file *file = template_files;

	while (file->lang != NULL && strcmp(file->lang, lang) != 0)
		file++;
	if (file->lang != NULL)
		return file;
	refuse_language(lang, fail);
	return NULL;
}

struct template_set *
template_set_new(const char *lang, const char *style, struct fail *fail)
{
	const struct template_file *file = find_file(lang, fail);
	char sha256[DIGEST_HEX + 1];
	struct template_set *set;

	if (file == NULL)
		return NULL;
	set = must_calloc(1, sizeof *set);
	set->lang = file->lang;
	digest_of(span_of(file->text), sha256);
	snprintf(set->name, sizeof set->name, "%s/%s/%.12s", lang, style, sha256);
	set->source = must_strdup(file->text);
	if (template_parse(set, style, fail) < 0) {
		template_set_free(set);
		return NULL;
	}
	index_groups(set);
	template_index_words(set);
	return set;
}

void
template_set_free(struct template_set *set)
{
	if (set == NULL)
		return;
	for (size_t i = 0; i < set->n; i++)
		free(set->list[i].ops);
	template_drop_words(set);
	free(set->groups);
	free(set->list);
	free(set->source);
	free(set);
}

const char *
template_set_name(const struct template_set *set)
{
	return set->name;
}

const char *
template_set_lang(const struct template_set *set)
{
	return set->lang;
}

void
slots_put(struct slots *slots, enum slot_id id, struct slot slot)
{
	uint64_t bit = UINT64_C(1) << id;

	if (slot.text.n == 0) {
		slots->there &= ~bit;
		return;
	}
	slots->there |= bit;
	slots->list[id] = slot;
}

void
slots_put_text(struct slots *slots, enum slot_id id, struct span text)
{
	slots_put(slots, id, (struct slot){.text = text});
}

struct slot
slot_told(struct told told)
{
	return (struct slot){told.text, told.facts};
}

/* Facts of one text, while it is made. */
struct gathered {
	uint32_t list[REFS_MAX];
	size_t n;
};

static void
gather(struct gathered *all, struct refs refs)
{
	for (size_t i = 0; i < refs.n; i++) {
		size_t at = 0;

		while (at < all->n && all->list[at] != refs.list[i])
			at++;
		if (at == all->n && all->n < REFS_MAX)
			all->list[all->n++] = refs.list[i];
	}
}

static struct refs
keep(struct arena *arena, const struct gathered *all)
{
	uint32_t *list = NULL;

	if (all->n != 0) {
		list = arena_alloc(arena, all->n * sizeof *list);
		memcpy(list, all->list, all->n * sizeof *list);
	}
	return (struct refs){list, all->n};
}

struct refs
refs_join(struct arena *arena, struct refs a, struct refs b)
{
	struct gathered all;

	if (b.n == 0)
		return a;
	if (a.n == 0)
		return b;
	all.n = 0;
	gather(&all, a);
	gather(&all, b);
	return all.n == a.n ? a : keep(arena, &all);
}

/* Skips the parts that need what is not there; returns the next op that is told, or NULL. */
static const struct op *
next_op(const struct template *template, size_t *at, uint64_t there)
{
	while (*at < template->ops_n) {
		const struct op *op = &template->ops[(*at)++];

		if (op->kind != OP_PART)
			return op;
		if ((op->needs & ~there) != 0)
			*at += op->ops;
	}
	return NULL;
}

/* At most this many bytes; a capital letter may take one more than the small one. */
static size_t
length_of(const struct template *template, const struct slots *slots)
{
	const struct op *op;
	size_t n = 1;

	for (size_t at = 0; (op = next_op(template, &at, slots->there)) != NULL;)
		n += op->kind == OP_LITERAL ? op->literal.n : slots->list[op->slot].text.n + 2;
	return n;
}

static char *
put_span(char *to, struct span text)
{
	memcpy(to, text.p, text.n);
	return to + text.n;
}

static char *
put_capital(char *to, struct span text)
{
	utf8proc_int32_t point;
	utf8proc_ssize_t n =
	    utf8proc_iterate((const utf8proc_uint8_t *)text.p, (utf8proc_ssize_t)text.n, &point);

	if (n <= 0)
		return put_span(to, text);
	to += utf8proc_encode_char(utf8proc_toupper(point), (utf8proc_uint8_t *)to);
	return put_span(to, (struct span){text.p + n, text.n - (size_t)n});
}

/* "Jr.." says stop twice, and so does "Wow!.". */
static char *
drop_double_stop(const char *from, char *end)
{
	if (end - from > 1 && end[-1] == '.' && strchr(".!?", end[-2]) != NULL)
		end--;
	*end = '\0';
	return end;
}

static struct told
tell(const struct template *template, struct arena *arena, const struct slots *slots)
{
	struct told told = {.template = template->id};
	char *from = arena_alloc(arena, length_of(template, slots)), *to = from;
	struct gathered facts;
	const struct op *op;

	facts.n = 0;
	for (size_t at = 0; (op = next_op(template, &at, slots->there)) != NULL;) {
		const struct slot *slot = &slots->list[op->slot];

		if (op->kind == OP_LITERAL) {
			to = put_span(to, op->literal);
			continue;
		}
		to =
		    op->kind == OP_CAPITAL ? put_capital(to, slot->text) : put_span(to, slot->text);
		gather(&facts, slot->facts);
	}
	to = drop_double_stop(from, to);
	told.text = (struct span){from, (size_t)(to - from)};
	told.facts = keep(arena, &facts);
	return told;
}

#define EQUALS_MAX 32 /* lines with one id and the same slots; more have no chance */

/* Of the lines those with the most slots that are there; their number. */
static size_t
best_lines(const struct template *lines, size_t n, uint64_t there, size_t best[EQUALS_MAX])
{
	size_t found = 0, most = 0;

	for (size_t i = 0; i < n; i++) {
		if ((lines[i].needs & ~there) != 0 || lines[i].slots_n < most)
			continue;
		if (lines[i].slots_n > most)
			found = 0;
		most = lines[i].slots_n;
		if (found < EQUALS_MAX)
			best[found++] = i;
	}
	return found;
}

struct told
template_tell(const struct template_set *set, struct arena *arena, const char *id,
	      const struct slots *slots, uint64_t variant)
{
	const struct template_group *group = group_of(set, span_of(id));
	size_t best[EQUALS_MAX], n, chosen;
	const struct template *lines;
	struct told told;

	if (group == NULL)
		return (struct told){.template = NULL};
	lines = &set->list[group->first];
	n = best_lines(lines, group->n, slots->there, best);
	if (n == 0)
		return (struct told){.template = NULL};
	chosen = best[n > 1 ? variant % n : 0];
	told = tell(&lines[chosen], arena, slots);
	told.variant = chosen;
	return told;
}

struct span
template_word(const struct template_set *set, const char *first, const char *second,
	      const char *third)
{
	const char *const parts[] = {first, second, second != NULL ? third : NULL};
	const struct template_group *group;
	char id[ID_MAX];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(parts) && parts[i] != NULL; i++)
		if (!add_part(id, &n, parts[i]))
			return (struct span){NULL, 0};
	group = group_of(set, (struct span){id, n});
	return group != NULL ? set->list[group->first].text : (struct span){NULL, 0};
}
