#include "transform/article.h"

#include <uuid/uuid.h>

#include "lib/mem.h"

/* The name space of event keys: a UUID of storywire's own, fixed for ever. */
#define EVENT_NAMESPACE "7a1f1c1e-3b5a-4d0e-9f43-52c7b8c0e6d1"

#define FACT_PLACES_MIN 64 /* a power of two, as all sizes of the index */

const char *const origin_names[ORIGINS] = {"story", "people", "relations",
					   "works", "places", "config"};

/* FNV-1a of what makes two facts the same; stories are told apart by where their id lies. */
static uint64_t
fact_hash(const struct fact *fact)
{
	const char *texts[] = {fact->kind, fact->value};
	uint64_t hash = 0xcbf29ce484222325 ^ (uint64_t)fact->origin ^ (uintptr_t)fact->story_id;

	for (size_t i = 0; i < COUNT(texts); i++)
		for (const char *p = texts[i]; *p != '\0'; p++)
			hash = (hash ^ (unsigned char)*p) * 0x100000001b3;
	return hash;
}

static bool
same_fact(const struct fact *a, const struct fact *b)
{
	return a->origin == b->origin && a->story_id == b->story_id &&
	       strcmp(a->kind, b->kind) == 0 && strcmp(a->value, b->value) == 0;
}

/* Where the fact stands in the index, or is to stand; there is always a free place. */
static size_t *
fact_place(const struct article *article, const struct fact *fact)
{
	size_t mask = article->places_n - 1, at = fact_hash(fact) & mask;

	while (article->places[at] != 0 &&
	       !same_fact(&article->facts[article->places[at] - 1], fact))
		at = (at + 1) & mask;
	return &article->places[at];
}

/* At most half of the places are taken. */
static void
grow_places(struct article *article)
{
	if (article->facts_n * 2 < article->places_n)
		return;
	free(article->places);
	article->places_n = article->places_n != 0 ? article->places_n * 2 : FACT_PLACES_MIN;
	article->places = must_calloc(article->places_n, sizeof *article->places);
	for (size_t i = 0; i < article->facts_n; i++)
		*fact_place(article, &article->facts[i]) = i + 1;
}

size_t
article_fact(struct article *article, const char *kind, const char *value, enum origin origin,
	     const char *story_id)
{
	const struct fact fact = {kind, value, origin, story_id, 0};
	size_t *place;

	grow_places(article);
	place = fact_place(article, &fact);
	if (*place != 0)
		return *place - 1;
	article->facts =
	    mem_grow(article->facts, article->facts_n, &article->facts_cap, sizeof *article->facts);
	article->facts[article->facts_n] = fact;
	*place = ++article->facts_n;
	return article->facts_n - 1;
}

void
event_key_make(const char *account_id, const char *story_id, char key[ARTICLE_UUID])
{
	uuid_t space, made;
	char name[256];
	int n = snprintf(name, sizeof name, "ig:%s:%s", account_id, story_id);

	(void)uuid_parse(EVENT_NAMESPACE, space);
	uuid_generate_sha1(made, space, name, (size_t)n);
	uuid_unparse_lower(made, key);
}

size_t
article_block(struct article *article, const char *kind)
{
	article->blocks = mem_grow(article->blocks, article->blocks_n, &article->blocks_cap,
				   sizeof *article->blocks);
	article->blocks[article->blocks_n] = (struct block){kind, ""};
	return article->blocks_n++;
}

void
article_sentence(struct article *article, size_t block, struct realised made)
{
	struct block *into = &article->blocks[block];

	if (made.text == NULL)
		return;
	into->text = into->text[0] == '\0'
			 ? made.text
			 : arena_printf(article->arena, "%s %s", into->text, made.text);
	article->sentences = mem_grow(article->sentences, article->sentences_n,
				      &article->sentences_cap, sizeof *article->sentences);
	article->sentences[article->sentences_n++] = (struct sentence){made, block};
}

uint64_t
article_variant(const struct article *article, const char *slot)
{
	char hex[DIGEST_HEX + 1], first[17];
	struct digest digest;

	digest_init(&digest);
	digest_add(&digest, article->event_key, strlen(article->event_key));
	digest_add(&digest, "|", 1);
	digest_add(&digest, slot, strlen(slot));
	digest_hex(&digest, hex);
	memcpy(first, hex, 16);
	first[16] = '\0';
	return strtoull(first, NULL, 16);
}

void
article_release(struct article *article)
{
	free(article->facts);
	free(article->places);
	free(article->blocks);
	free(article->sentences);
	free(article->quotes);
	free(article->people);
	cast_release(&article->cast);
}
