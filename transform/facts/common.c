/* Names that are words as well; see common.def. */
#include <strings.h>

#include "transform/cast/letter.h"
#include "transform/facts/facts.h"

static bool
is_word(const char *word, size_t n)
{
	static const char *const words[] = {
#define WORD(word) word,
#include "transform/facts/common.def"
#undef WORD
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if ((words[i][0] | 0x20) == (word[0] | 0x20) && strlen(words[i]) == n &&
		    strncasecmp(words[i], word, n) == 0)
			return true;
	return false;
}

bool
facts_is_common(const char *name)
{
	size_t n = strcspn(name, " ");

	if (name[0] != '\0' && name[letter_at(name).bytes] == '\0')
		return true;
	while (n != 0 && is_word(name, n)) {
		if (name[n] == '\0')
			return true;
		name += n + 1;
		n = strcspn(name, " ");
	}
	return false;
}
