#include "transform/cast/lexicon.h"

#include <pthread.h>

#include "lib/hash.h"
#include "lib/mem.h"

#include "transform/cast/letter.h"
#include "transform/facts/keys.h"

static const struct {
	enum lexicon_kind kind;
	enum lexicon_language language;
	const char *words; /* parted by commas */
} rows[] = {
#define WORDS(kind, language, words) {LEXICON_##kind, LEXICON_##language, words},
#include "transform/cast/lexicon.def"
#undef WORDS
};

#define FILTER 128 /* words of 64 bits; about a bit in fifteen is set */

struct entry {
	const char *text;
	enum lexicon_kind kind;
	enum lexicon_language language;
	size_t words;
};

/* Made once, read by all. */
static struct {
	pthread_once_t once;
	struct entry *list;
	size_t n, cap;
	struct keys keys;
	uint64_t seen[FILTER]; /* a bit for the low bits of each hash: most words have none */
} lexicon = {.once = PTHREAD_ONCE_INIT};

/* The word that begins at reader->p; behind it the reader stands then. */
static uint64_t
hash_word(struct lexicon_reader *reader, struct letter letter)
{
	struct letter_hash hash = LETTER_HASH;

	for (; letter.word; letter = letter_at(reader->p)) {
		letter_hash_add(&hash, letter.folded);
		reader->p += letter.bytes;
	}
	return hash.hash;
}

/* Each phrase that ends with the word is one word longer. */
static void
hash_phrases(struct lexicon_reader *reader, uint64_t word)
{
	reader->ending[0] = word;
	for (size_t i = 1; i < LEXICON_PHRASE; i++)
		reader->ending[i] = hash_step(reader->ending[i - 1], reader->before[i - 1]);
	memmove(reader->before + 1, reader->before, (LEXICON_PHRASE - 2) * sizeof *reader->before);
	reader->before[0] = word;
}

bool
lexicon_step(struct lexicon_reader *reader)
{
	struct letter letter = letter_at(reader->p);

	while (letter.folded != 0 && !letter.word) {
		reader->p += letter.bytes;
		letter = letter_at(reader->p);
	}
	if (letter.folded == 0)
		return false;
	reader->word = reader->p;
	hash_phrases(reader, hash_word(reader, letter));
	reader->length = (size_t)(reader->p - reader->word);
	return true;
}

static uint64_t *
seen_word(uint64_t hash)
{
	return &lexicon.seen[hash / 64 % FILTER];
}

static void
add_entry(struct entry entry)
{
	struct lexicon_reader reader = LEXICON_READER(entry.text);

	while (lexicon_step(&reader))
		entry.words++;
	lexicon.list = mem_grow(lexicon.list, lexicon.n, &lexicon.cap, sizeof *lexicon.list);
	lexicon.list[lexicon.n] = entry;
	*seen_word(reader.ending[entry.words - 1]) |= 1ULL << reader.ending[entry.words - 1] % 64;
	keys_add(&lexicon.keys, reader.ending[entry.words - 1], lexicon.n++);
}

static void
make_lexicon(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *p = rows[i].words;

		while (*p != '\0') {
			size_t n = strcspn(p, ",");

			add_entry(
			    (struct entry){must_strndup(p, n), rows[i].kind, rows[i].language, 0});
			p += n + (p[n] == ',');
		}
	}
}

static void
add_hit(struct lexicon_hits *hits, const struct entry *entry)
{
	size_t i = 0;

	while (i < hits->n && hits->list[i].kind != entry->kind)
		i++;
	if (i == hits->n)
		hits->list[hits->n++] = (struct lexicon_hit){.kind = entry->kind};
	hits->list[i].languages |= 1U << entry->language;
	hits->list[i].words = entry->words;
}

/* A single word is compared letter by letter: "soon" is no "son" that was drawn out. */
static bool
is_entry(const struct lexicon_reader *reader, const struct entry *entry, size_t words)
{
	return entry->words == words &&
	       (words > 1 || spelling_of(reader->word, reader->length, entry->text).same);
}

static void
look_for(const struct lexicon_reader *reader, size_t words, struct lexicon_hits *hits)
{
	uint32_t at = keys_find(&lexicon.keys, reader->ending[words - 1]);

	for (; at != KEYS_END; at = keys_next(&lexicon.keys, at)) {
		const struct entry *entry = &lexicon.list[keys_item(&lexicon.keys, at)];

		if (is_entry(reader, entry, words))
			add_hit(hits, entry);
	}
}

struct lexicon_hits
lexicon_look(const struct lexicon_reader *reader)
{
	struct lexicon_hits hits;

	(void)pthread_once(&lexicon.once, make_lexicon);
	hits.n = 0;
	for (size_t words = 1; words <= LEXICON_PHRASE; words++) {
		uint64_t hash = reader->ending[words - 1];

		if ((*seen_word(hash) >> hash % 64 & 1) != 0)
			look_for(reader, words, &hits);
	}
	return hits;
}

bool
lexicon_fits(const struct lexicon_hit *hit, const char *language)
{
	static const char *const codes[LEXICON_LANGUAGES] = {
	    [LEXICON_en] = "en", [LEXICON_es] = "es", [LEXICON_de] = "de",
	    [LEXICON_fr] = "fr", [LEXICON_pt] = "pt", [LEXICON_it] = "it",
	};

	if (language == NULL || (hit->languages & 1U << LEXICON_en) != 0)
		return true;
	for (size_t i = 0; i < COUNT(codes); i++)
		if (strcmp(codes[i], language) == 0)
			return (hit->languages & 1U << i) != 0;
	return true;
}

bool
lexicon_begins(const char *p, enum lexicon_kind kind)
{
	struct lexicon_reader reader = LEXICON_READER(p);

	for (size_t words = 1; words <= LEXICON_PHRASE && lexicon_step(&reader); words++) {
		struct lexicon_hits hits = lexicon_look(&reader);

		for (size_t i = 0; i < hits.n; i++)
			if (hits.list[i].kind == kind && hits.list[i].words == words)
				return true;
	}
	return false;
}
