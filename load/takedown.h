/*
 * A takedown: what is to be erased, as keys (lib/tombs.h), and, as long as this process knows
 * them, the ids themselves. In the spool it is a file of state/erased/ under its code, which says
 * what is still to do in which place; it does not say of whom.
 */
#ifndef LOAD_TAKEDOWN_H
#define LOAD_TAKEDOWN_H

#include "lib/settings.h"
#include "lib/tombs.h"

#define TAKEDOWN_CODE 32 /* hex digits: 128 bits that nobody can guess */

struct words {
	char **list;
	size_t n, cap;
};

struct takedown {
	char code[TAKEDOWN_CODE + 1];
	bool of_accounts; /* else of stories */
	char *reason;
	when_ms at;
	bool database_done, spool_done;
	struct tombs *keys;         /* also of handles, for this run alone: they are given away */
	struct words key_list;      /* those that stay */
	bool knows_ids;             /* this run asked for it; else only the keys are known */
	struct words accounts, ids; /* then, those to look at */
};

/* What the settings ask for; EX_USAGE where that is no takedown. */
MUST_USE int takedown_new(struct takedown *takedown, const struct settings *settings,
			  struct fail *fail);
void takedown_release(struct takedown *takedown);

/* An id of a story (account: its number or TOMB_ANY), another number of an account, its handle.
 * False where it was known already. */
bool takedown_add_story(struct takedown *takedown, struct span account, struct span id);
bool takedown_add_account(struct takedown *takedown, struct span number);
bool takedown_add_handle(struct takedown *takedown, struct span handle);
bool takedown_add_text(struct takedown *takedown, struct span account, struct span id,
		       struct span headline);

/* The file in the spool. takedown_read() returns 1, or 0 where there is none of that code. */
MUST_USE int takedown_write(const struct takedown *takedown, const struct spool *spool,
			    struct fail *fail);
MUST_USE int takedown_read(struct takedown *takedown, const char *code, const struct spool *spool,
			   struct fail *fail);

void words_add(struct words *words, struct span word);
bool words_have(const struct words *words, struct span word);
/* For many words: sorts them, and looks a word up in sorted ones. */
void words_sort(struct words *words);
bool words_find(const struct words *words, struct span word);
void words_release(struct words *words);

/* {"a","b"}, as PostgreSQL reads an array; words have no quote or backslash. Caller frees. */
char *words_array(const struct words *words);

#endif
