#include "transform/article.h"

#include <uuid/uuid.h>

#include "lib/mem.h"

/* The name space of event keys: a UUID of storywire's own, fixed for ever. */
#define EVENT_NAMESPACE "7a1f1c1e-3b5a-4d0e-9f43-52c7b8c0e6d1"

const char *const origin_names[ORIGINS] = {"story", "people", "relations",
					   "works", "places", "config"};

size_t
article_fact(struct article *article, const char *kind, const char *value, enum origin origin,
	     const char *story_id)
{
	for (size_t i = 0; i < article->facts_n; i++) {
		const struct fact *fact = &article->facts[i];

		if (strcmp(fact->kind, kind) == 0 && strcmp(fact->value, value) == 0 &&
		    fact->origin == origin && fact->story_id == story_id)
			return i;
	}
	article->facts =
	    mem_grow(article->facts, article->facts_n, &article->facts_cap, sizeof *article->facts);
	article->facts[article->facts_n] = (struct fact){kind, value, origin, story_id, 0};
	return article->facts_n++;
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
	free(article->blocks);
	free(article->sentences);
	free(article->quotes);
	free(article->people);
	cast_release(&article->cast);
}
