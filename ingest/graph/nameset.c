#include "ingest/graph/nameset.h"

#include "lib/word.h"

void
nameset_put(struct buf *out, const struct names *names, nameset set)
{
	bool first = true;

	for (size_t i = 0; i < names->n; i++) {
		if ((set & NAMESET_BIT(i)) == 0)
			continue;
		buf_printf(out, "%s%s", first ? "" : ",", names->list[i]);
		first = false;
	}
}

const char *
nameset_first(const struct names *names, nameset set)
{
	for (size_t i = 0; i < names->n; i++)
		if ((set & NAMESET_BIT(i)) != 0)
			return names->list[i];
	return "";
}

nameset
nameset_named(const struct names *names, const char *name)
{
	size_t i = word_find(names->list, names->n, name);

	return i < names->n ? NAMESET_BIT(i) : 0;
}

size_t
nameset_count(nameset set)
{
	size_t n = 0;

	for (; set != 0; set &= set - 1)
		n++;
	return n;
}
