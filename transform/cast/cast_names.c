/* Handles and names in captions. */
#include "transform/cast/cast_search.h"
#include "transform/cast/letter.h"
#include "transform/cast/lexicon.h"
#include "transform/cast/mention.h"
#include "transform/cast/protect.h"

/* What stands around a name in its line, for telling a name from a common word. */
struct surroundings {
	bool begins;         /* a sentence begins with it */
	bool small;          /* some other word begins without a capital: capitals mean something */
	const char *before;  /* the word before it in the sentence, or NULL */
	bool capital_before; /* that has a capital although no sentence begins with it */
};

/* Whether a sentence goes on over this mark; emoji end it as often as a full stop does. */
static bool
joins(int32_t mark)
{
	return mark == 0x201c || mark == 0x2018 ||
	       (mark < 0x80 && strchr(" ,'\"(&+-/@#", (char)mark) != NULL);
}

/* Takes one word; returns the place behind it. */
static const char *
pass_word(struct surroundings *around, const char *line, const char *p)
{
	struct letter letter = letter_at(p);
	bool is_name = p == line || (p[-1] != '@' && p[-1] != '#' && p[-1] != '.');

	around->small = around->small || (is_name && letter.lower);
	around->capital_before = letter.upper && !around->begins;
	around->before = p;
	around->begins = false;
	while (letter.word) {
		p += letter.bytes;
		letter = letter_at(p);
	}
	return p;
}

/* Reads on to the end. */
static void
pass_words(struct surroundings *around, const char *line, const char *end)
{
	const char *p = line;

	while (p < end) {
		struct letter letter = letter_at(p);

		if (letter.word) {
			p = pass_word(around, line, p);
			continue;
		}
		if (!joins(letter.folded)) {
			around->begins = true;
			around->before = NULL;
		}
		p += letter.bytes;
	}
}

#define SIGHT ((size_t)256) /* bytes of a line to either side of a name; sentences are shorter */

static bool
continues_character(const char *p)
{
	return (*p & 0xc0) == 0x80;
}

static struct surroundings
look_around(const char *caption, const char *name, size_t length)
{
	const char *end = name + length, *far = end + strnlen(end, SIGHT);
	const char *line_end = memchr(end, '\n', (size_t)(far - end));
	struct surroundings around = {.begins = true}, after = {.begins = false};
	const char *line = name;

	while (line > caption && line[-1] != '\n' && (size_t)(name - line) < SIGHT)
		line--;
	while (continues_character(line))
		line++;
	pass_words(&around, line, name);
	pass_words(&after, end, line_end != NULL ? line_end : far);
	around.small = around.small || after.small;
	return around;
}

/* "North Carolina", "Katy-did". */
bool
name_goes_on(const char *after)
{
	if (after[0] == '-')
		return letter_at(after + 1).word;
	return after[0] == ' ' && letter_at(after + 1).upper;
}

/* "O'North", "True-North": no name of its own begins here. */
static bool
is_attached(const char *caption, const char *p)
{
	if (p == caption)
		return false;
	if (p[-1] == '-')
		return p - 1 > caption && letter_at(p - 2).word;
	return p[-1] == '\'' && p - 1 > caption && letter_at(p - 2).upper;
}

/*
 * Whether common words with capitals are a name here. Of several words the second has no capital
 * because a sentence begins.
 */
static bool
is_name_here(const struct search *s, const char *caption, const char *p, size_t length)
{
	struct surroundings around = look_around(caption, p, length);
	bool birthday = s->cast->signs[s->story].birthday;

	if (around.before != NULL && lexicon_begins(around.before, LEXICON_ARTICLE))
		return false;
	if (memchr(p, ' ', length) != NULL)
		return birthday || around.small;
	if (around.begins)
		return lexicon_begins(p + length, LEXICON_PERSONAL);
	return birthday || (around.small && !around.capital_before);
}

static void
take_name(struct search *s, const char *caption, const char *p, const struct name_match *match)
{
	static const enum evidence evidence[] = {[NAME_FULL] = EVIDENCE_FULL_NAME,
						 [NAME_ALIAS] = EVIDENCE_ALIAS,
						 [NAME_FIRST] = EVIDENCE_FIRST_NAME};
	bool open = match->kind != NAME_FULL || match->is_common, doubtful = match->ambiguous;
	struct span words = {p, match->length};

	doubtful =
	    doubtful || (open && (name_goes_on(p + match->length) || is_attached(caption, p)));
	if (open && !doubtful && !person_is_protected(match->person, s->session->day))
		doubtful = protect_hides_text(s->facts, s->session, arena_text(s->arena, words));
	if (match->is_common && !doubtful)
		doubtful = !match->in_context || !is_name_here(s, caption, p, match->length);
	if (doubtful)
		search_note(s, "ambiguous_name", words);
	else
		search_meet(s, match->person, evidence[match->kind], words);
}

/* Names in running text between two marks (handles, hashtags and links). */
static void
read_names(struct search *s, const char *caption, const char *p, const char *end)
{
	bool in_word = false;

	while (p < end) {
		struct name_match match = {.person = NULL};
		struct letter letter = letter_at(p);

		if (letter.word && !in_word)
			match = facts_name_at(s->facts, s->poster, s->session->day, p);
		in_word = letter.word;
		if (match.person == NULL || p + match.length > end) {
			p += letter.bytes;
			continue;
		}
		take_name(s, caption, p, &match);
		p += match.length;
	}
}

static void
read_mark(struct search *s, const struct mention *mark)
{
	const struct handle *row;

	if (mark->kind == MENTION_LINK)
		s->cast->signs[s->story].link = true;
	if (mark->kind != MENTION_HANDLE)
		return;
	row =
	    facts_handle(s->facts, NULL, NULL, arena_text(s->arena, mark->name), &s->session->day);
	if (row != NULL)
		search_meet(s, row->person, EVIDENCE_HANDLE, mark->name);
}

void
search_names(struct search *s, const char *caption)
{
	bool names = facts_have_names(s->facts);
	struct mention found;
	size_t at = 0, done = 0;

	while (mention_next(caption, &at, &found)) {
		if (names)
			read_names(s, caption, caption + done, caption + found.from);
		read_mark(s, &found);
		done = at;
	}
	if (names)
		read_names(s, caption, caption + done, caption + strlen(caption));
}
