#include "transform/template.h"

#include <ctype.h>

#include "lib/buf.h"
#include "lib/digest.h"
#include "lib/mem.h"

#define TEXT_MAX 65536 /* bytes of one realised text */
#define NAME_SIZE 64   /* bytes of a template's or slot's name */

struct template
{
	const char *id;
	const char *text;
};

struct template_set {
	const char *lang;
	char name[NAME_SIZE];
	char *source; /* the whole file, cut into ids and texts */
	struct template *list;
	struct span *words; /* sorted; all words of the texts but those of stated values */
	size_t n, cap, words_n, words_cap;
};

static void
add_template(struct template_set *set, const char *style, char *id, const char *text)
{
	char *at = strchr(id, '@');

	if (at != NULL && strcmp(at + 1, style) != 0)
		return;
	if (at != NULL) {
		*at = '\0';
		for (size_t i = 0; i < set->n; i++)
			if (strcmp(set->list[i].id, id) == 0) {
				set->list[i].text = text;
				return;
			}
	}
	set->list = mem_grow(set->list, set->n, &set->cap, sizeof *set->list);
	set->list[set->n++] = (struct template){id, text};
}

static void
parse(struct template_set *set, const char *style)
{
	char *line, *rest = set->source;

	while ((line = strsep(&rest, "\n")) != NULL) {
		char *equals = strstr(line, " = ");

		if (equals == NULL)
			continue;
		*equals = '\0';
		add_template(set, style, line, equals + 3);
	}
}

/* Words that state a value: the linter wants a fact for them. */
static bool
states_value(const char *id)
{
	return strncmp(id, "weekday.", 8) == 0 || strncmp(id, "month.", 6) == 0 ||
	       strncmp(id, "number.", 7) == 0;
}

static int
compare_spans(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = memcmp(a.p, b.p, n);

	return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

static int
by_word(const void *left, const void *right)
{
	return compare_spans(*(const struct span *)left, *(const struct span *)right);
}

/* Gathers the words of one text; slots are not words. */
static void
add_words(struct template_set *set, const char *text)
{
	for (const char *p = text; *p != '\0';) {
		size_t n = 0;

		if (*p == '{') {
			p = strchrnul(p, '}');
			continue;
		}
		while (isalnum((unsigned char)p[n]) || (unsigned char)p[n] >= 0xc3)
			n += (unsigned char)p[n] >= 0xc3 && (unsigned char)p[n] < 0xe0 ? 2 : 1;
		if (n != 0) {
			set->words =
			    mem_grow(set->words, set->words_n, &set->words_cap, sizeof *set->words);
			set->words[set->words_n++] = (struct span){p, n};
		}
		p += n != 0 ? n : 1;
	}
}

static void
index_words(struct template_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		if (!states_value(set->list[i].id))
			add_words(set, set->list[i].text);
	if (set->words_n != 0)
		qsort(set->words, set->words_n, sizeof *set->words, by_word);
}

static bool
has_word(const struct template_set *set, struct span word)
{
	return set->words_n != 0 &&
	       bsearch(&word, set->words, set->words_n, sizeof *set->words, by_word) != NULL;
}

bool
template_owns_word(const struct template_set *set, struct span word)
{
	char other[NAME_SIZE];

	if (has_word(set, word))
		return true;
	if (word.n == 0 || word.n >= sizeof other || !isupper((unsigned char)word.p[0]))
		return false;
	memcpy(other, word.p, word.n);
	other[0] = (char)tolower((unsigned char)other[0]);
	return has_word(set, (struct span){other, word.n});
}

struct template_set *
template_set_new(const char *lang, const char *style, struct fail *fail)
{
	const struct template_text *text = template_texts;
	char sha256[DIGEST_HEX + 1];
	struct template_set *set;

	while (text->lang != NULL && strcmp(text->lang, lang) != 0)
		text++;
	if (text->lang == NULL) {
		fail_set(fail, EX_USAGE, "--lang: no templates for '%.16s'", lang);
		fail_hint(fail, "Languages are files in transform/templates; 'en' is there.");
		return NULL;
	}
	set = must_calloc(1, sizeof *set);
	set->lang = text->lang;
	digest_of((struct span){text->text, strlen(text->text)}, sha256);
	snprintf(set->name, sizeof set->name, "%s/%s/%.12s", lang, style, sha256);
	set->source = must_strdup(text->text);
	parse(set, style);
	index_words(set);
	return set;
}

void
template_set_free(struct template_set *set)
{
	if (set == NULL)
		return;
	free(set->list);
	free(set->words);
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

struct slot *
slots_add(struct slots *slots, const char *name, const char *text)
{
	struct slot *slot = &slots->list[slots->n];

	if (slots->n == SLOTS_MAX)
		abort();
	slots->n++;
	*slot = (struct slot){.name = name, .text = text};
	return slot;
}

/* Adds a number to a list of facts, once. */
static void
add_fact(size_t *facts, size_t *n, size_t max, size_t fact)
{
	for (size_t i = 0; i < *n; i++)
		if (facts[i] == fact)
			return;
	if (*n < max)
		facts[(*n)++] = fact;
}

void
slot_fact(struct slot *slot, size_t fact)
{
	add_fact(slot->facts, &slot->facts_n, SLOT_FACTS_MAX, fact);
}

void
slot_facts_of(struct slot *slot, const struct slot *other)
{
	for (size_t i = 0; i < other->facts_n; i++)
		slot_fact(slot, other->facts[i]);
}

void
realised_facts_of(struct realised *made, const struct realised *other)
{
	for (size_t i = 0; i < other->facts_n; i++)
		add_fact(made->facts, &made->facts_n, COUNT(made->facts), other->facts[i]);
}

static const struct slot *
find_slot(const struct slots *slots, const char *name, size_t n)
{
	for (size_t i = 0; i < slots->n; i++) {
		const struct slot *slot = &slots->list[i];

		if (strlen(slot->name) == n && memcmp(slot->name, name, n) == 0)
			return slot->text != NULL && slot->text[0] != '\0' ? slot : NULL;
	}
	return NULL;
}

/* One "{slot}" at p: its end, and the slot or NULL. */
static const char *
read_slot(const char *p, const struct slots *slots, const struct slot **slot, bool *capital)
{
	const char *end = strchr(p, '}');

	*capital = p[1] == '^';
	p += 1 + *capital;
	*slot = find_slot(slots, p, (size_t)(end - p));
	return end + 1;
}

/* Whether every slot from p to the end byte is there; counts them. */
static bool
all_there(const char *p, const char *end, const struct slots *slots, size_t *count)
{
	const struct slot *slot;
	bool capital;

	while (p < end) {
		if (*p != '{') {
			p++;
			continue;
		}
		p = read_slot(p, slots, &slot, &capital);
		if (slot == NULL)
			return false;
		(*count)++;
	}
	return true;
}

/* How many needed slots the template has, or -1 when one is missing. */
static int
fitness(const char *text, const struct slots *slots)
{
	size_t count = 0;
	const char *p = text;

	while (*p != '\0') {
		const char *next = strchrnul(p, '[');

		if (!all_there(p, next, slots, &count))
			return -1;
		p = *next == '[' ? strchrnul(next, ']') : next;
	}
	return (int)count;
}

static void
put_slot(struct buf *out, struct realised *made, const struct slot *slot, bool capital)
{
	size_t from = out->n;

	buf_puts(out, slot->text);
	if (capital && out->n > from)
		out->p[from] = (char)toupper((unsigned char)out->p[from]);
	for (size_t i = 0; i < slot->facts_n; i++)
		add_fact(made->facts, &made->facts_n, COUNT(made->facts), slot->facts[i]);
}

static void
put_part(struct buf *out, struct realised *made, const char *p, const char *end,
	 const struct slots *slots)
{
	const struct slot *slot;
	bool capital;

	while (p < end) {
		if (*p != '{') {
			buf_putc(out, *p++);
			continue;
		}
		p = read_slot(p, slots, &slot, &capital);
		put_slot(out, made, slot, capital);
	}
}

/* "…!”." says stop twice, and so does "Jr..": the first mark is enough. */
static void
drop_double_stop(struct buf *out)
{
	static const char tail[] = "”.";
	size_t n = sizeof tail - 1;

	if (out->n > 1 && out->p[out->n - 1] == '.' && out->p[out->n - 2] == '.')
		out->n--;
	if (out->n > n && memcmp(out->p + out->n - n, tail, n) == 0 &&
	    strchr(".!?", out->p[out->n - n - 1]) != NULL)
		out->n--;
}

static void
put_template(struct buf *out, struct realised *made, const struct slots *slots)
{
	const char *p = made->template;

	while (*p != '\0') {
		const char *next = strchrnul(p, '[');
		const char *close = strchrnul(next, ']');
		size_t count = 0;

		put_part(out, made, p, next, slots);
		if (*next == '[' && all_there(next + 1, close, slots, &count))
			put_part(out, made, next + 1, close, slots);
		p = *close == ']' ? close + 1 : close;
	}
	drop_double_stop(out);
}

static const struct template *
choose(const struct template_set *set, const char *id, const struct slots *slots, uint64_t variant)
{
	const struct template *equal[SLOTS_MAX];
	size_t n = 0;
	int best = -1;

	for (size_t i = 0; i < set->n; i++) {
		int fit = strcmp(set->list[i].id, id) == 0 ? fitness(set->list[i].text, slots) : -1;

		if (fit < 0 || fit < best)
			continue;
		if (fit > best)
			n = 0;
		best = fit;
		if (n < COUNT(equal))
			equal[n++] = &set->list[i];
	}
	return n != 0 ? equal[variant % n] : NULL;
}

struct realised
template_realise(const struct template_set *set, struct arena *arena, const char *id,
		 const struct slots *slots, uint64_t variant)
{
	const struct template *template = choose(set, id, slots, variant);
	struct realised made = {.text = NULL};
	struct buf out = BUF_MAX(TEXT_MAX);

	if (template == NULL)
		return made;
	made.id = template->id;
	made.template = template->text;
	put_template(&out, &made, slots);
	made.text = arena_text(arena, buf_span(&out));
	buf_release(&out);
	return made;
}

const char *
template_word(const struct template_set *set, const char *id)
{
	for (size_t i = 0; i < set->n; i++)
		if (strcmp(set->list[i].id, id) == 0)
			return set->list[i].text;
	return NULL;
}
