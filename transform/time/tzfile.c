#include "transform/time/tzfile.h"

#include <endian.h>

#include "lib/mem.h"

#include "transform/time/tzrule.h"

#define FILE_MAX ((size_t)256 << 10) /* bytes; the greatest zone has less than 4 kB */
#define HEADER 44                    /* bytes: magic, version, reserved, six counts */
#define TYPE_SIZE 6                  /* bytes: offset, is it summer time, where its name is */
#define TIME_SIZE 8                  /* bytes, in the second block */
#define OLD_TIME_SIZE 4              /* bytes, in the first one */
#define LEAP_EXTRA 4                 /* bytes after the time of a leap second */

struct tzfile {
	int64_t *changes; /* instants, ascending */
	int64_t *offsets; /* from then on */
	size_t n;
	int64_t before; /* offset ahead of the first change */
	bool has_rule;
	struct tzrule rule; /* after the last change */
};

/* The counts of a header, in the order of the file. */
struct counts {
	uint32_t utc, standard, leaps, times, types, chars;
};

static uint32_t
number32(const char *p)
{
	uint32_t value;

	memcpy(&value, p, sizeof value);
	return be32toh(value);
}

static int64_t
number64(const char *p)
{
	uint64_t value;

	memcpy(&value, p, sizeof value);
	return (int64_t)be64toh(value);
}

/* Reads the header at p; false where there is none, or where its block is longer than the rest. */
static bool
read_header(const char *p, size_t n, size_t time_size, struct counts *counts, size_t *block)
{
	if (n < HEADER || memcmp(p, "TZif", 4) != 0)
		return false;
	*counts = (struct counts){number32(p + 20), number32(p + 24), number32(p + 28),
				  number32(p + 32), number32(p + 36), number32(p + 40)};
	if (counts->times > n || counts->types > n || counts->chars > n || counts->leaps > n ||
	    counts->utc > n || counts->standard > n || counts->types == 0)
		return false;
	*block = counts->times * (time_size + 1) + (size_t)counts->types * TYPE_SIZE +
		 counts->chars + counts->leaps * (time_size + LEAP_EXTRA) + counts->standard +
		 counts->utc;
	return n - HEADER >= *block;
}

static bool
read_block(struct tzfile *tz, const char *p, const struct counts *counts)
{
	const char *kinds = p + (size_t)counts->times * TIME_SIZE, *types = kinds + counts->times;

	tz->n = counts->times;
	tz->changes = must_calloc(tz->n, sizeof *tz->changes);
	tz->offsets = must_calloc(tz->n, sizeof *tz->offsets);
	tz->before = (int32_t)number32(types);
	for (size_t i = 0; i < tz->n; i++) {
		size_t type = (unsigned char)kinds[i];

		if (type >= counts->types)
			return false;
		tz->changes[i] = number64(p + i * TIME_SIZE);
		tz->offsets[i] = (int32_t)number32(types + type * TYPE_SIZE);
	}
	return true;
}

/* The text between two line feeds that follows the block. */
static void
read_footer(struct tzfile *tz, const char *p, size_t n)
{
	const char *end = n > 1 && p[0] == '\n' ? memchr(p + 1, '\n', n - 1) : NULL;
	char *text;

	if (end == NULL)
		return;
	text = must_strndup(p + 1, (size_t)(end - p) - 1);
	tz->has_rule = tzrule_parse(text, &tz->rule);
	free(text);
}

static bool
parse(struct tzfile *tz, const char *p, size_t n)
{
	struct counts counts;
	size_t block;

	if (!read_header(p, n, OLD_TIME_SIZE, &counts, &block) || p[4] < '2')
		return false;
	p += HEADER + block;
	n -= HEADER + block;
	if (!read_header(p, n, TIME_SIZE, &counts, &block) || !read_block(tz, p + HEADER, &counts))
		return false;
	read_footer(tz, p + HEADER + block, n - HEADER - block);
	return true;
}

struct tzfile *
tzfile_read(const char *path)
{
	struct tzfile *tz = must_calloc(1, sizeof *tz);
	char *bytes = must_malloc(FILE_MAX);
	FILE *file = fopen(path, "re");
	size_t n = 0;

	if (file != NULL) {
		n = fread(bytes, 1, FILE_MAX, file);
		fclose(file);
	}
	if (!parse(tz, bytes, n)) {
		tzfile_free(tz);
		tz = NULL;
	}
	free(bytes);
	return tz;
}

void
tzfile_free(struct tzfile *tz)
{
	if (tz == NULL)
		return;
	free(tz->changes);
	free(tz->offsets);
	free(tz);
}

int64_t
tzfile_offset(const struct tzfile *tz, int64_t at)
{
	size_t low = 0, high = tz->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (tz->changes[middle] <= at)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == tz->n && tz->has_rule)
		return tzrule_offset(&tz->rule, at);
	return low != 0 ? tz->offsets[low - 1] : tz->before;
}
