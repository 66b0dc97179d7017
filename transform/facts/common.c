/* Names that are words as well; see common.def. */
#include <strings.h>

#include "transform/facts/facts.h"
#include "transform/letter.h"

bool
facts_is_common(const char *name)
{
	static const char *const words[] = {
#define WORD(word) word,
#include "transform/facts/common.def"
#undef WORD
	};
	struct letter first = letter_at(name);

	if (name[0] != '\0' && name[first.bytes] == '\0')
		return true;
	for (size_t i = 0; i < COUNT(words); i++)
		if ((words[i][0] | 0x20) == (name[0] | 0x20) && strcasecmp(words[i], name) == 0)
			return true;
	return false;
}
