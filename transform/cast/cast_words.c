/* Words of captions that name nobody by a name: relations, occasions, what needs care. */
#include "transform/cast/cast_search.h"
#include "transform/cast/language.h"
#include "transform/cast/letter.h"
#include "transform/cast/lexicon.h"

/* What a word for a relation says; the pronoun is NULL where it fits anybody. */
static const struct relation_word {
	const char *pronoun;
	enum relation_kind kind;
	bool is_one;
} relation_words[LEXICON_KINDS] = {
    [LEXICON_DAUGHTER] = {"she", RELATION_CHILD, true},
    [LEXICON_SON] = {"he", RELATION_CHILD, true},
    [LEXICON_CHILD] = {NULL, RELATION_CHILD, true},
    [LEXICON_MOTHER] = {"she", RELATION_PARENT, true},
    [LEXICON_FATHER] = {"he", RELATION_PARENT, true},
    [LEXICON_SISTER] = {"she", RELATION_SIBLING, true},
    [LEXICON_BROTHER] = {"he", RELATION_SIBLING, true},
    [LEXICON_WIFE] = {"she", RELATION_SPOUSE, true},
    [LEXICON_HUSBAND] = {"he", RELATION_SPOUSE, true},
    [LEXICON_GIRLFRIEND] = {"she", RELATION_PARTNER, true},
    [LEXICON_BOYFRIEND] = {"he", RELATION_PARTNER, true},
};

/* Who of the poster's circle fits the word on that day. */
struct fitting {
	const struct relation_word *word;
	struct local_date day;
	const struct person *person; /* the first of them, or NULL */
	bool several;                /* or one who may fit: nobody knows */
};

static bool
fits(const struct kin *kin, void *context)
{
	struct fitting *fitting = context;
	const struct person *person = kin->person;
	const char *pronoun = person_pronoun(person), *wanted = fitting->word->pronoun;
	bool unknown = pronoun == NULL || strcmp(pronoun, "they") == 0;

	if (kin->kind != fitting->word->kind || person == fitting->person)
		return true;
	if (person->has_birth && local_date_compare(fitting->day, person->birth) < 0)
		return true;
	if (wanted != NULL && !unknown && strcmp(pronoun, wanted) != 0)
		return true;
	fitting->several = fitting->person != NULL || (wanted != NULL && unknown);
	fitting->person = person;
	return !fitting->several;
}

/* The marks that open and close what somebody said; a straight one does both. */
static const struct marks {
	const char *open, *close;
} speech[] = {{"“", "”"}, {"„", "“"}, {"«", "»"}, {"‘", "’"}, {"「", "」"}, {"\"", "\""}};

#define SPEECH_MAX ((size_t)1024) /* bytes to either side that are searched; speech is shorter */

/* The first mark in p..end; NULL where there is none. */
static const char *
find_mark(const char *p, const char *end, const char *mark)
{
	return memmem(p, (size_t)(end - p), mark, strlen(mark));
}

/* The same for a closing one, which an apostrophe is not. */
static const char *
find_close(const char *p, const char *end, const char *mark)
{
	while ((p = find_mark(p, end, mark)) != NULL && letter_at(p + strlen(mark)).word)
		p += strlen(mark);
	return p;
}

static bool
is_between(const char *place, struct span around, const struct marks *marks)
{
	const char *end = around.p + around.n, *open = find_mark(around.p, end, marks->open);

	while (open != NULL && open < place) {
		const char *close = find_close(open + strlen(marks->open), end, marks->close);

		if (close == NULL || place < close)
			return close != NULL;
		open = find_mark(close + strlen(marks->close), end, marks->open);
	}
	return false;
}

/* Whether a place of the caption lies between two marks: "my mom" is somebody else's there. */
static bool
is_said_by_another(const char *caption, const char *place)
{
	size_t before = (size_t)(place - caption), after = strnlen(place, SPEECH_MAX);
	struct span around = {before > SPEECH_MAX ? place - SPEECH_MAX : caption, 0};

	around.n = (size_t)(place + after - around.p);
	for (size_t i = 0; i < COUNT(speech); i++)
		if (is_between(place, around, &speech[i]))
			return true;
	return false;
}

static void
take_relation(struct search *s, const struct relation_word *word, struct span words)
{
	struct fitting fitting = {.word = word, .day = s->session->day};
	const char *caption = story_text(&s->session->stories[s->story], CELL(caption));

	if (is_said_by_another(caption, words.p)) {
		search_note(s, "ambiguous_name", words);
		return;
	}
	facts_circle(s->facts, s->poster, s->session->day, fits, &fitting);
	if (fitting.several)
		search_note(s, "ambiguous_name", words);
	else if (fitting.person != NULL)
		search_meet(s, fitting.person, EVIDENCE_RELATION, words);
}

/* "my", and what may stand between it and the word for the relation. */
struct mine {
	unsigned languages;
	const char *from, *end; /* NULL: no "my" before */
};

/* The words read last, the newest first. */
struct trail {
	const char *words[LEXICON_PHRASE];
};

static void
leave_trail(struct trail *trail, const char *word)
{
	memmove(trail->words + 1, trail->words, sizeof trail->words - sizeof *trail->words);
	trail->words[0] = word;
}

/* Whether a phrase stands one blank behind "my", in a language of it. */
static bool
follows(const struct mine *mine, const struct lexicon_hit *hit, const struct trail *trail)
{
	return mine->end != NULL && *mine->end == ' ' &&
	       trail->words[hit->words - 1] == mine->end + 1 &&
	       (hit->languages & mine->languages) != 0;
}

/* "my mom jeans", "my mother-in-law", "my daughter North": the word alone is not who is meant. */
static bool
is_more(const char *after)
{
	return *after == '-' || name_goes_on(after) ||
	       (*after == ' ' && lexicon_begins(after, LEXICON_COMPOUND));
}

static void
take_hit(struct search *s, struct mine *mine, const struct lexicon_hit *hit,
	 const struct trail *trail, const char *end)
{
	const struct relation_word *word = &relation_words[hit->kind];

	if (hit->kind == LEXICON_MY) {
		*mine = (struct mine){hit->languages, trail->words[0], end};
	} else if (hit->kind == LEXICON_BETWEEN && follows(mine, hit, trail)) {
		mine->languages &= hit->languages;
		mine->end = end;
	} else if (word->is_one && follows(mine, hit, trail) && !is_more(end)) {
		take_relation(s, word, (struct span){mine->from, (size_t)(end - mine->from)});
	}
}

/* Whether the word is of a handle or a hashtag, of which only signs are read. */
static bool
is_marked(const char *caption, const char *word, char mark)
{
	return word > caption && word[-1] == mark;
}

void
search_relations(struct search *s, const char *caption)
{
	struct lexicon_reader reader = LEXICON_READER(caption);
	struct mine mine = {.end = NULL};
	struct trail trail = {{NULL}};

	if (s->poster == NULL || s->cast->signs[s->story].reshare)
		return;
	while (lexicon_step(&reader)) {
		struct lexicon_hits hits = lexicon_look(&reader);

		leave_trail(&trail, reader.word);
		if (is_marked(caption, reader.word, '@') || is_marked(caption, reader.word, '#'))
			continue;
		for (size_t i = 0; i < hits.n; i++)
			take_hit(s, &mine, &hits.list[i], &trail, reader.p);
	}
}

/* All words of a phrase: "passed away", where the last one alone would tell nothing. */
static struct span
words_of_hit(const struct lexicon_hit *hit, const struct trail *trail, const char *end)
{
	const char *from = trail->words[hit->words - 1];

	return (struct span){from, (size_t)(end - from)};
}

static void
take_sign(struct search *s, const struct lexicon_hit *hit, struct span words, const char *language)
{
	struct story_signs *signs = &s->cast->signs[s->story];

	signs->birthday = signs->birthday || hit->kind == LEXICON_BIRTHDAY;
	signs->reshare = signs->reshare || hit->kind == LEXICON_RESHARE;
	if (hit->kind != LEXICON_SENSITIVE || !lexicon_fits(hit, language))
		return;
	signs->sensitive = true;
	search_note(s, "sensitive_words", words);
}

bool
search_signs(struct search *s, const char *caption)
{
	struct lexicon_reader reader = LEXICON_READER(caption);
	struct trail trail = {{NULL}};
	const char *language = NULL;
	bool mine = false, asked = false;

	while (lexicon_step(&reader)) {
		struct lexicon_hits hits = lexicon_look(&reader);

		leave_trail(&trail, reader.word);
		if (hits.n == 0 || is_marked(caption, reader.word, '@'))
			continue;
		for (size_t i = 0; i < hits.n; i++) {
			if (hits.list[i].kind == LEXICON_SENSITIVE && !asked) {
				language = language_of(s->arena, caption);
				asked = true;
			}
			mine = mine || hits.list[i].kind == LEXICON_MY;
			take_sign(s, &hits.list[i], words_of_hit(&hits.list[i], &trail, reader.p),
				  language);
		}
	}
	return mine;
}
