/*
 * Which of several lanes gets an account: in turn, in the order in which an input first tells of
 * them; so every reader of that input comes to the same. An account stays where it is until the end
 * of the input.
 */
#ifndef LOAD_DEAL_H
#define LOAD_DEAL_H

#include "lib/std.h"

#define DEAL_LANES_MAX 8 /* a power of two, up to 8 */

struct deal;

struct deal *deal_new(size_t lanes);
void deal_free(struct deal *deal);

/* Forgets all accounts. */
void deal_clear(struct deal *deal);

size_t deal_lane(struct deal *deal, struct span account);

#endif
