/* The words of a template set: what a text may say without a fact, and what it may never say. */
#include <ctype.h>
#include <utf8proc.h>

#include "lib/hash.h"
#include "lib/mem.h"

#include "transform/article/template_private.h"
#include "transform/cast/letter.h"
#include "transform/text/hygiene.h"

#define WORD_MAX 64 /* bytes; longer ones are no template's */

/* Beginnings of ids whose texts state a value: the linter wants a fact for them. */
static const char *const stating[] = {"weekday.",  "month.",   "month_day.", "number.",
				      "language.", "subject.", "ban."};

static bool
begins_with(const char *text, const char *beginning)
{
	return strncmp(text, beginning, strlen(beginning)) == 0;
}

static bool
states_value(const char *id)
{
	for (size_t i = 0; i < COUNT(stating); i++)
		if (begins_with(id, stating[i]))
			return true;
	return false;
}

/* Where the word stands, or is to stand. */
static struct known_word *
word_place(const struct word_set *words, const struct known_word *word)
{
	uint64_t hash = hash_step(HASH_SEED ^ (uint64_t)word->text.n, word->start);
	struct known_word *place;
	size_t mask = words->size - 1, at;

	if (word->text.n > sizeof word->start)
		hash = hash_bytes(hash, word->text.p, word->text.n);
	for (at = hash & mask;; at = (at + 1) & mask) {
		place = &words->places[at];
		if (place->text.p == NULL ||
		    (place->start == word->start && place->text.n == word->text.n &&
		     (word->text.n <= sizeof word->start ||
		      memcmp(place->text.p, word->text.p, word->text.n) == 0)))
			return place;
	}
}

static struct known_word
known_word(struct span text)
{
	struct known_word word = {.text = text};

	word.start = text.n >= sizeof word.start ? hash_load(text.p)
		     : text.n != 0               ? hash_few(text.p, text.n)
						 : 0;
	return word;
}

static void
grow_words(struct word_set *words)
{
	struct word_set larger = {.size = words->size != 0 ? words->size * 2 : 512};

	larger.places = must_calloc(larger.size, sizeof *larger.places);
	for (size_t i = 0; i < words->size; i++)
		if (words->places[i].text.p != NULL)
			*word_place(&larger, &words->places[i]) = words->places[i];
	larger.n = words->n;
	free(words->places);
	*words = larger;
}

static void
add_word(struct word_set *words, struct span text)
{
	const struct known_word word = known_word(text);
	struct known_word *place;

	if (words->n * 2 >= words->size)
		grow_words(words);
	place = word_place(words, &word);
	words->n += place->text.p == NULL;
	*place = word;
}

/* Gathers the words of a literal piece. */
static void
add_words(struct word_set *words, struct span text)
{
	const char *from = NULL, *end = text.p + text.n;
	bool word;

	for (const char *p = text.p; p < end; p += hygiene_point(p, &word)) {
		(void)hygiene_point(p, &word);
		if (word && from == NULL)
			from = p;
		if (!word && from != NULL) {
			add_word(words, (struct span){from, (size_t)(p - from)});
			from = NULL;
		}
	}
	if (from != NULL)
		add_word(words, (struct span){from, (size_t)(end - from)});
}

static void
add_banned(struct template_set *set, const char *text)
{
	set->banned = mem_grow(set->banned, set->banned_n, &set->banned_cap, sizeof *set->banned);
	set->banned[set->banned_n++] = text;
}

static int
by_text(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void
mark_pair(struct template_set *set, const char *banned)
{
	uint32_t *seconds = &set->banned_pairs[(unsigned char)banned[0] % PAIR_BITS];

	*seconds |=
	    banned[1] != '\0' ? UINT32_C(1) << (unsigned char)banned[1] % PAIR_BITS : UINT32_MAX;
}

static void
index_banned(struct template_set *set)
{
	size_t at = 0;

	if (set->banned_n != 0)
		qsort(set->banned, set->banned_n, sizeof *set->banned, by_text);
	for (size_t c = 0; c <= UCHAR_MAX; c++) {
		set->banned_from[c] = at;
		for (; at < set->banned_n && (unsigned char)set->banned[at][0] == c; at++)
			mark_pair(set, set->banned[at]);
	}
	set->banned_from[UCHAR_MAX + 1] = at;
}

static void
index_days(struct template_set *set)
{
	char number[] = "0";

	for (int i = 0; i < WEEKDAYS; i++, number[0]++)
		set->weekdays[i] = template_word(set, "weekday", number, NULL);
}

static void
index_months(struct template_set *set)
{
	for (int i = 0; i < MONTHS; i++) {
		char number[12]; /* any int */

		snprintf(number, sizeof number, "%d", i + 1);
		set->months[i] = template_word(set, "month", number, NULL);
		set->months_by_day[i] = template_word(set, "month_day", number, NULL);
		if (set->months_by_day[i].p == NULL)
			set->months_by_day[i] = set->months[i];
	}
}

void
template_index_words(struct template_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct template *template = &set->list[i];

		if (begins_with(template->id, "ban."))
			add_banned(set, template->text.p);
		for (size_t j = 0; j < template->ops_n && !states_value(template->id); j++)
			if (template->ops[j].kind == OP_LITERAL)
				add_words(&set->words, template->ops[j].literal);
	}
	index_banned(set);
	index_days(set);
	index_months(set);
}

int
template_weekday(const struct template_set *set, struct span word)
{
	int day = 0;

	while (day < WEEKDAYS && (set->weekdays[day].n != word.n ||
				  memcmp(set->weekdays[day].p, word.p, word.n) != 0))
		day++;
	return day;
}

struct span
template_weekday_name(const struct template_set *set, int weekday)
{
	return set->weekdays[weekday];
}

struct span
template_month_name(const struct template_set *set, int month, bool with_day)
{
	return (with_day ? set->months_by_day : set->months)[month - 1];
}

void
template_drop_words(struct template_set *set)
{
	free(set->words.places);
	free(set->banned);
}

static bool
has_word(const struct template_set *set, struct span word)
{
	const struct known_word known = known_word(word);

	return set->words.size != 0 && word_place(&set->words, &known)->text.p != NULL;
}

/* The word with a lower case first letter; false where it has one already. */
static bool
lower_first(struct span word, char other[WORD_MAX], size_t *n)
{
	utf8proc_int32_t point, lower;
	utf8proc_ssize_t bytes;

	if (byte_class(word.p[0]) == BYTE_WORD && !isupper((unsigned char)word.p[0]))
		return false;
	bytes =
	    utf8proc_iterate((const utf8proc_uint8_t *)word.p, (utf8proc_ssize_t)word.n, &point);
	if (bytes <= 0 || word.n + 4 > WORD_MAX)
		return false;
	lower = utf8proc_tolower(point);
	if (lower == point)
		return false;
	*n = (size_t)utf8proc_encode_char(lower, (utf8proc_uint8_t *)other);
	memcpy(other + *n, word.p + bytes, word.n - (size_t)bytes);
	*n += word.n - (size_t)bytes;
	return true;
}

bool
template_owns_word(const struct template_set *set, struct span word)
{
	char other[WORD_MAX];
	size_t n;

	if (has_word(set, word))
		return true;
	return lower_first(word, other, &n) && has_word(set, (struct span){other, n});
}

/* Whether the words of `banned` stand at p, by ASCII letters in any case. */
static bool
stands_at(const char *p, size_t left, const char *banned)
{
	size_t n = 0;

	for (; banned[n] != '\0'; n++)
		if (n == left || tolower((unsigned char)p[n]) != banned[n])
			return false;
	return n == left || hygiene_ends_word(p + n);
}

const char *
template_banned(const struct template_set *set, struct span text)
{
	unsigned char first = (unsigned char)text.p[0];
	unsigned char second = text.n > 1 ? (unsigned char)text.p[1] : 0;

	if ((set->banned_pairs[first % PAIR_BITS] >> second % PAIR_BITS & 1) == 0)
		return NULL;
	first = (unsigned char)tolower(first);
	for (size_t i = set->banned_from[first]; i < set->banned_from[first + 1]; i++)
		if (stands_at(text.p, text.n, set->banned[i]))
			return set->banned[i];
	return NULL;
}
