#include "transform/article/words.h"

#define FIGURES_MAX 24 /* bytes */

struct span
words_figures(struct arena *arena, uint64_t number)
{
	char figures[FIGURES_MAX], *at = figures + sizeof figures;
	struct span text;

	do {
		*--at = (char)('0' + number % 10);
		number /= 10;
	} while (number != 0);
	text = (struct span){at, (size_t)(figures + sizeof figures - at)};
	text.p = arena_text(arena, text);
	return text;
}

struct span
words_number(const struct plan *plan, size_t number)
{
	struct span figures = words_figures(plan->arena, number);
	struct span word = template_word(plan->article->templates, "number", figures.p, NULL);

	return word.p != NULL ? word : figures;
}

struct slot
words_counted(const struct plan *plan, const char *id, size_t count, size_t total,
	      const char *fact_kind)
{
	const struct article *article = plan->article;
	struct slots slots;
	struct told told;

	SLOTS_NONE(&slots);
	slots_put_text(&slots, SLOT_n, words_number(plan, count));
	slots_put_text(&slots, SLOT_total, words_number(plan, total));
	told = template_tell(article->templates, article->arena, id, &slots, 0);
	if (told.text.p == NULL)
		return NO_SLOT;
	return plan_fact_slot(plan, &(struct fact){.kind = fact_kind, .value = told.text});
}

#define WORDS_END 10 /* from here on numbers are figures, which begin no sentence */

/* The form of "some of all"; the set says by the form "all" whether the total is told. */
static const char *
form_of(const struct template_set *set, const char *id, size_t count, size_t total)
{
	if (count != total || template_word(set, id, "all", NULL).p == NULL)
		return count == 1 ? "one" : count < WORDS_END ? "many" : "figures";
	return total == 1 ? "only" : total == 2 ? "both" : "all";
}

struct slot
words_some(const struct plan *plan, const char *id, size_t count, size_t total,
	   const char *fact_kind)
{
	char full[32];

	snprintf(full, sizeof full, "%s.%s", id,
		 form_of(plan->article->templates, id, count, total));
	return words_counted(plan, full, count, total, fact_kind);
}

static struct slot
join(const struct plan *plan, const char *const ids[2], const struct slot *items, size_t n)
{
	const struct article *article = plan->article;
	struct slot list = n != 0 ? items[0] : NO_SLOT;

	for (size_t i = 1; i < n; i++) {
		struct slots pair;

		SLOTS_NONE(&pair);
		slots_put(&pair, SLOT_a, list);
		slots_put(&pair, SLOT_b, items[i]);
		list = slot_told(
		    template_tell(article->templates, article->arena, ids[i + 1 == n], &pair, 0));
	}
	return list;
}

struct slot
words_list(const struct plan *plan, const struct slot *items, size_t n)
{
	static const char *const ids[] = {"list.comma", "list.last"};

	return join(plan, ids, items, n);
}

struct slot
words_names(const struct plan *plan, const struct slot *items, size_t n)
{
	static const char *const ids[] = {"names.comma", "names.last"};

	return join(plan, ids, items, n);
}

size_t
words_named(size_t n, size_t most)
{
	return n <= most + 1 ? n : most;
}

/* "Ann, 9," where something follows; the comma of an apposition is closed. */
static struct slot
closed(const struct plan *plan, struct slot item, bool apposed)
{
	struct slots slots;

	if (!apposed)
		return item;
	SLOTS_NONE(&slots);
	slots_put(&slots, SLOT_a, item);
	return slot_told(
	    template_tell(plan->article->templates, plan->arena, "apposed.closed", &slots, 0));
}

void
words_put_place(const struct plan *plan, struct slots *slots, struct slot place)
{
	size_t n = place.text.n;
	bool apposed = n != 0 && strchr(place.text.p, ',') != NULL && place.text.p[n - 1] != ',';

	slots_put(slots, SLOT_place, place);
	slots_put(slots, SLOT_place_within, closed(plan, place, apposed));
}

struct slot
words_apposed(const struct plan *plan, struct slot *items, const bool *apposed, size_t n)
{
	static const char *const many[] = {"apposed.comma", "apposed.last"};
	static const char *const two[] = {"apposed.pair", "apposed.pair"};
	bool any = false;

	for (size_t i = 0; i < n; i++)
		any = any || apposed[i];
	if (!any)
		return words_list(plan, items, n);
	if (n == 2)
		items[0] = closed(plan, items[0], apposed[0]);
	items[n - 1] = closed(plan, items[n - 1], apposed[n - 1]);
	return join(plan, n == 2 ? two : many, items, n);
}

struct slot
words_day(const struct plan *plan, const char *id, struct local_date day, const struct fact *base)
{
	const struct template_set *set = plan->article->templates;
	bool with_day = strncmp(id, "in_month", 8) != 0;
	struct fact fact = *base;
	struct slots slots;

	SLOTS_NONE(&slots);
	slots_put_text(&slots, SLOT_weekday, template_weekday_name(set, day.weekday));
	slots_put_text(&slots, SLOT_month, template_month_name(set, day.month, with_day));
	slots_put_text(&slots, SLOT_day, words_figures(plan->arena, (uint64_t)day.day));
	slots_put_text(&slots, SLOT_year, words_figures(plan->arena, (uint64_t)day.year));
	fact.value = template_tell(set, plan->arena, id, &slots, 0).text;
	if (fact.value.p == NULL)
		return NO_SLOT;
	if (fact.kind == NULL)
		fact.kind = strcmp(id, "weekday") == 0 ? "weekday" : "date";
	fact.day = day;
	return plan_fact_slot(plan, &fact);
}
