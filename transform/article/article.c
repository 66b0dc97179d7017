#include "transform/article/article.h"

#include "lib/hash.h"
#include "lib/mem.h"

#define ID_MAX 64                   /* bytes of an id; see records.def */
#define INDEX_MIN 64                /* a power of two, as all sizes of the index */
#define VARIANT_PRIME 0x100000001b3 /* of FNV-1a */

const char *const origin_names[ORIGINS] = {"story",  "people",  "relations", "works",
					   "places", "archive", "config"};

/* Of what makes two facts the same. */
static uint64_t
fact_hash(const struct fact *fact)
{
	uint64_t hash = hash_step(HASH_SEED ^ (uint64_t)fact->origin, (uintptr_t)fact->story);

	hash ^= (unsigned char)fact->kind[0];
	return hash_bytes(hash, fact->value.p, fact->value.n);
}

static bool
same_fact(const struct fact *a, const struct fact *b)
{
	return a->origin == b->origin && a->story == b->story && strcmp(a->kind, b->kind) == 0 &&
	       a->value.n == b->value.n && memcmp(a->value.p, b->value.p, a->value.n) == 0;
}

/* Where the fact stands in the index, or is to stand; there is always a free place. */
static uint32_t *
index_place(const struct article *article, const struct fact *fact)
{
	size_t mask = article->index_n - 1, at = fact_hash(fact) & mask;

	while (article->index[at] != 0 && !same_fact(&article->facts[article->index[at] - 1], fact))
		at = (at + 1) & mask;
	return &article->index[at];
}

/* At most half of the places are taken. */
static void
grow_index(struct article *article)
{
	if (article->facts_n * 2 < article->index_n)
		return;
	article->index_n = article->index_n != 0 ? article->index_n * 2 : INDEX_MIN;
	article->index = arena_alloc(article->arena, article->index_n * sizeof *article->index);
	for (size_t i = 0; i < article->facts_n; i++)
		*index_place(article, &article->facts[i]) = (uint32_t)i + 1;
}

struct refs
article_fact(struct article *article, const struct fact *fact)
{
	uint32_t *place, *number = arena_alloc(article->arena, sizeof *number);

	grow_index(article);
	place = index_place(article, fact);
	if (*place == 0) {
		article->facts = mem_grow(article->facts, article->facts_n, &article->facts_cap,
					  sizeof *article->facts);
		article->facts[article->facts_n] = *fact;
		*place = (uint32_t)++article->facts_n;
	}
	*number = *place - 1;
	return (struct refs){number, 1};
}

void
event_key_make(const char *account_id, const char *story_id, char key[ARTICLE_UUID])
{
	/* 7a1f1c1e-3b5a-4d0e-9f43-52c7b8c0e6d1: a name space of storywire's own, fixed for ever */
	static const uint8_t space[UUID_BYTES] = {0x7a, 0x1f, 0x1c, 0x1e, 0x3b, 0x5a, 0x4d, 0x0e,
						  0x9f, 0x43, 0x52, 0xc7, 0xb8, 0xc0, 0xe6, 0xd1};
	char name[sizeof "ig::" + (size_t)2 * ID_MAX], *end = name;

	end = stpcpy(end, "ig:");
	end = stpncpy(end, account_id, ID_MAX);
	*end++ = ':';
	end = stpncpy(end, story_id, ID_MAX);
	uuid_of_name(space, (struct span){name, (size_t)(end - name)}, key);
}

void
article_block(struct article *article, const char *kind)
{
	if (article->blocks_n != 0 && article->blocks[article->blocks_n - 1].sentences == 0)
		article->blocks_n--;
	article->blocks = mem_grow(article->blocks, article->blocks_n, &article->blocks_cap,
				   sizeof *article->blocks);
	article->blocks[article->blocks_n++] = (struct block){kind, 0};
}

bool
article_sentence(struct article *article, struct told told)
{
	if (told.text.p == NULL)
		return false;
	article->sentences = mem_grow(article->sentences, article->sentences_n,
				      &article->sentences_cap, sizeof *article->sentences);
	article->sentences[article->sentences_n++] = (struct sentence){told, article->blocks_n - 1};
	article->blocks[article->blocks_n - 1].sentences++;
	return true;
}

uint64_t
article_variant(const struct article *article, const char *what)
{
	uint64_t hash = article->seed;

	for (; *what != '\0'; what++)
		hash = (hash ^ (unsigned char)*what) * VARIANT_PRIME;
	return hash >> 32;
}

void
article_release(struct article *article)
{
	free(article->facts);
	free(article->blocks);
	free(article->sentences);
	free(article->quotes);
	free(article->people);
	free(article->works);
	free(article->hashtags);
	free(article->crossings);
	free(article->subjects);
	cast_release(&article->cast);
}
