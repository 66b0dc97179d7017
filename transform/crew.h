/*
 * Work in pieces that several threads do at once, with results in the order of the pieces: what
 * comes out does not depend on the number of threads.
 */
#ifndef TRANSFORM_CREW_H
#define TRANSFORM_CREW_H

#include "lib/fail.h"

/* Pieces that are under way at once, so that no thread has to wait for another one's. */
#define CREW_PIECES(threads) ((threads) > 1 ? (threads)*2 + 1 : 1)

struct crew {
	size_t threads;
	void **pieces; /* CREW_PIECES(threads) of them, used again and again */
	/* By the caller's thread, in order: 1 the piece has work, 0 there is no more, -1. */
	int (*fill)(void *context, void *piece, struct fail *fail);
	/* By any thread; touches nothing but the piece and what nobody changes meanwhile. */
	void (*work)(void *piece);
	/* By the caller's thread, in order. */
	int (*drain)(void *context, void *piece, struct fail *fail);
	void *context;
};

MUST_USE int crew_run(const struct crew *crew, struct fail *fail);

#endif
