/* What of a caption may be quoted. */
#include "transform/article/words.h"
#include "transform/cast/lexicon.h"
#include "transform/text/hygiene.h"

#define QUOTE_MAX 420 /* bytes; a longer caption is quoted up to a sentence's end */

/*
 * The length without a closing block of hashtags: they are kept as tags, not as words. A single
 * hashtag that ends a sentence is one of its words and stays.
 */
static size_t
without_hashtags(const char *text, size_t n)
{
	size_t end = n, tags = 0;

	for (;;) {
		size_t word = end, gap;

		while (word > 0 && text[word - 1] != ' ' && text[word - 1] != '\n')
			word--;
		if (word == end || text[word] != '#')
			break;
		gap = word;
		while (gap > 0 && (text[gap - 1] == ' ' || text[gap - 1] == '\n'))
			gap--;
		tags++;
		if (gap == 0 || text[gap] == '\n' || strchr(".!?", text[gap - 1]) != NULL)
			return gap;
		end = gap;
	}
	return tags >= 2 ? end : n;
}

#define ABBREVIATION_MAX 3 /* letters; "Dr." ends no sentence */

/* The end of the last sentence within max bytes, or 0. */
static size_t
sentence_end(const char *text, size_t max)
{
	size_t end = 0, letters = 0;

	for (size_t i = 0; i + 1 < max && text[i] != '\0'; i++) {
		bool stop = strchr(".!?", text[i]) != NULL;

		if (stop && (text[i + 1] == ' ' || text[i + 1] == '\n') &&
		    (text[i] != '.' || letters > ABBREVIATION_MAX))
			end = i + 1;
		letters = stop || text[i] == ' ' || text[i] == '\n' ? 0 : letters + 1;
	}
	return end;
}

static enum ending
ending_of(struct span quote)
{
	static const char ellipsis[] = "…";
	const size_t n = sizeof ellipsis - 1;
	char last = quote.p[quote.n - 1];

	if (last == '!' || last == '?' ||
	    (quote.n >= n && memcmp(quote.p + quote.n - n, ellipsis, n) == 0))
		return ENDING_STRONG;
	return last == '.' ? ENDING_STOP : ENDING_OPEN;
}

static bool
is_mark(const char *word)
{
	return *word == '@' || *word == '#' || strncmp(word, "http", 4) == 0 ||
	       strncmp(word, "www.", 4) == 0;
}

/* Whether a letter or figure, or a sign as good as one, is in the word. */
static bool
has_point(const char *p, const char *stop)
{
	bool point = false;

	while (p < stop && !point)
		p += hygiene_point(p, &point);
	return point;
}

/* Whether something is said beside handles, hashtags and links: "@ann and @bob" is no quote. */
static bool
says_something(struct span quote)
{
	const char *p = quote.p, *end = quote.p + quote.n;
	size_t marks = 0, joining = 0;

	while (p < end) {
		const char *stop = p + strcspn(p, " \n");

		if (is_mark(p))
			marks++;
		else if (has_point(p, stop) && lexicon_begins(p, LEXICON_JOINING))
			joining++;
		else if (has_point(p, stop))
			return true;
		p = stop + (stop < end);
	}
	return marks == 0 && joining != 0;
}

/* The same words again are quoted once. */
static bool
is_said_before(const struct plan *plan, const struct frame *frame)
{
	for (const struct frame *other = plan->frames; other < frame; other++)
		if (other->quote.n == frame->quote.n &&
		    memcmp(other->quote.p, frame->quote.p, frame->quote.n) == 0)
			return true;
	return false;
}

void
quotable_find(struct plan *plan, struct frame *frame)
{
	const char *caption = story_text(frame->story, CELL(caption));
	size_t n, line;

	if (caption == NULL)
		return;
	line = strcspn(caption, "\n");
	n = without_hashtags(caption, line);
	frame->cut =
	    n > QUOTE_MAX || says_something((struct span){caption + line, strlen(caption + line)});
	if (caption[n] == '\n' || (frame->cut && n <= QUOTE_MAX))
		cast_note(&plan->article->cast, "quote_cut",
			  "the first line of the caption is quoted", frame->story->story_id);
	if (n > QUOTE_MAX) {
		n = sentence_end(caption, QUOTE_MAX);
		cast_note(&plan->article->cast, "quote_cut", "the caption is longer than its quote",
			  frame->story->story_id);
	}
	if (n == 0 || !says_something((struct span){caption, n}))
		return;
	frame->quote = (struct span){arena_text(plan->arena, (struct span){caption, n}), n};
	frame->ending = ending_of(frame->quote);
	if (is_said_before(plan, frame))
		frame->quote.n = 0;
}
