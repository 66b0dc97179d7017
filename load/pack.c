#include "load/pack.h"

#include "lib/mem.h"
#include "lib/stream.h"

#define LINES_MAX ((size_t)16384) /* a pack's, however short they are */

struct pack *
pack_new(void)
{
	struct pack *pack = must_calloc(1, sizeof *pack);

	pack->bytes = BUF_MAX(PACK_BYTES + STREAM_LINE_MAX);
	return pack;
}

void
pack_free(struct pack *pack)
{
	if (pack == NULL)
		return;
	buf_release(&pack->bytes);
	free(pack->lines);
	free(pack);
}

/* What one long line took is given back. */
void
pack_clear(struct pack *pack)
{
	if (pack->bytes.cap > 2 * PACK_BYTES)
		buf_release(&pack->bytes);
	buf_clear(&pack->bytes);
	pack->n = 0;
}

void
pack_put(struct pack *pack, const struct span *line, struct copy_place place)
{
	struct pack_line *kept;

	pack->lines = mem_grow(pack->lines, pack->n, &pack->cap, sizeof *pack->lines);
	kept = &pack->lines[pack->n++];
	*kept = (struct pack_line){.place = place, .start = pack->bytes.n};
	kept->too_long = line == NULL;
	if (line == NULL)
		return;
	kept->n = line->n;
	buf_put(&pack->bytes, line->p, line->n);
}

struct span
pack_line(const struct pack *pack, size_t i)
{
	return (struct span){buf_text(&pack->bytes) + pack->lines[i].start, pack->lines[i].n};
}

bool
pack_is_full(const struct pack *pack)
{
	return pack->bytes.n >= PACK_BYTES || pack->n >= LINES_MAX;
}
