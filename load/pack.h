/* Lines of the input on their way to a connection, many at a time. */
#ifndef LOAD_PACK_H
#define LOAD_PACK_H

#include "load/copyrow.h"

#define PACK_BYTES ((size_t)1 << 21) /* a pack is handed on when it has so many */

struct pack_line {
	struct copy_place place;
	size_t start, n; /* of its bytes */
	bool too_long;   /* it was too long to be kept */
	bool known;      /* the database has it already */
	bool free;       /* the database has nothing of it, as far as can be seen */
};

struct pack {
	struct buf bytes;
	struct pack_line *lines;
	size_t n, cap;
};

struct pack *pack_new(void);
void pack_free(struct pack *pack);
void pack_clear(struct pack *pack);

/* Copies the line; NULL stands for one that was too long. */
void pack_put(struct pack *pack, const struct span *line, struct copy_place place);
struct span pack_line(const struct pack *pack, size_t i);
bool pack_is_full(const struct pack *pack);

#endif
