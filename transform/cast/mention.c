#include "transform/cast/mention.h"

#include <ctype.h>
#include <strings.h>
#include <utf8proc.h>

#define HANDLE_MAX 30   /* characters; Instagram's limit */
#define HASHTAG_MAX 100 /* characters */
#define WIDE_HASH "\xef\xbc\x83"
#define MARKS "@#hH\xef" /* the first bytes of a mark, or of a link */
#define LINK_ENDS " \n\t\"<>"

static bool
is_handle_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* The length of the handle at p: no dot first or last, no two dots in a row. */
static size_t
handle_length(const char *p)
{
	size_t n = 0;

	while (n < HANDLE_MAX && is_handle_char(p[n]) &&
	       !(p[n] == '.' && (n == 0 || p[n + 1] == '.')))
		n++;
	while (n > 0 && p[n - 1] == '.')
		n--;
	return n;
}

static bool
is_hashtag_point(utf8proc_int32_t point)
{
	utf8proc_category_t category = utf8proc_category(point);

	return point == '_' ||
	       (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ND);
}

/* The length of the hashtag at p; 0 when it is none or of digits only. */
static size_t
hashtag_length(const char *p)
{
	size_t n = 0, characters = 0;
	bool letter = false;

	while (characters < HASHTAG_MAX) {
		utf8proc_int32_t point;
		utf8proc_ssize_t bytes =
		    utf8proc_iterate((const utf8proc_uint8_t *)p + n, -1, &point);

		if (bytes <= 0 || point == 0 || !is_hashtag_point(point))
			break;
		letter = letter || utf8proc_category(point) != UTF8PROC_CATEGORY_ND;
		n += (size_t)bytes;
		characters++;
	}
	return letter ? n : 0;
}

/* A link goes on to the next blank or quote; marks that end the sentence are not part of it. */
static size_t
link_length(const char *p)
{
	size_t scheme = strncasecmp(p, "https://", 8) == 0  ? 8
			: strncasecmp(p, "http://", 7) == 0 ? 7
							    : 0;
	size_t n = scheme + (scheme != 0 ? strcspn(p + scheme, LINK_ENDS) : 0);

	while (n > scheme && strchr(".,;:!?)", p[n - 1]) != NULL)
		n--;
	return n > scheme ? n : 0;
}

/* What begins at a place of the caption; false for nothing. */
static bool
mention_at(const char *caption, size_t i, struct mention *found)
{
	bool apart = i == 0 || (!is_handle_char(caption[i - 1]) && caption[i - 1] != '@');
	size_t mark =
	    strncmp(caption + i, WIDE_HASH, strlen(WIDE_HASH)) == 0 ? strlen(WIDE_HASH) : 1;
	size_t n = 0;

	if (caption[i] == '@' && apart) {
		n = handle_length(caption + i + 1);
		found->kind = MENTION_HANDLE;
	} else if (caption[i] == '#' || mark > 1) {
		n = hashtag_length(caption + i + mark);
		found->kind = MENTION_HASHTAG;
	} else if ((caption[i] | 0x20) == 'h' && apart) {
		n = link_length(caption + i);
		found->kind = MENTION_LINK;
		mark = 0;
	}
	found->name = (struct span){caption + i + mark, n};
	found->from = i;
	return n != 0;
}

bool
mention_next(const char *caption, size_t *at, struct mention *found)
{
	for (size_t i = *at; caption[i] != '\0'; i++) {
		i += strcspn(caption + i, MARKS);
		if (caption[i] == '\0')
			return false;
		if (!mention_at(caption, i, found))
			continue;
		*at = (size_t)(found->name.p - caption) + found->name.n;
		return true;
	}
	return false;
}
