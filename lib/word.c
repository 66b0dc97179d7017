#include "lib/word.h"

#include <ctype.h>

char *
word_trim(char *text)
{
	size_t n;

	while (isspace((unsigned char)*text))
		text++;
	n = strlen(text);
	while (n > 0 && isspace((unsigned char)text[n - 1]))
		text[--n] = '\0';
	return text;
}

size_t
word_find(const char *const *words, size_t n, const char *word)
{
	size_t i = 0;

	while (i < n && strcmp(words[i], word) != 0)
		i++;
	return i;
}

size_t
word_distance(const char *left, const char *right)
{
	size_t row[WORD_NEAR_MAX + 1], n = strlen(right);

	if (n > WORD_NEAR_MAX || strlen(left) > WORD_NEAR_MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; left[i - 1] != '\0'; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t above = row[j], best = corner + (left[i - 1] != right[j - 1]);

			if (above + 1 < best)
				best = above + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			corner = above;
			row[j] = best;
		}
	}
	return row[n];
}

bool
word_is_near(const char *left, const char *right)
{
	size_t distance = word_distance(left, right);

	return distance <= 2 && distance * 2 < strlen(right);
}
