#include "transform/collect/ui.h"

static const char *const words[UI_WORDS] = {
#define UI_WORD(id, text) [UI_##id] = (text),
#define UI_NAME(word, text)
#include "transform/collect/ui.def"
#undef UI_WORD
#undef UI_NAME
};

static const struct {
	const char *word, *text;
} names[] = {
#define UI_WORD(id, text)
#define UI_NAME(word, text) {word, text},
#include "transform/collect/ui.def"
#undef UI_WORD
#undef UI_NAME
};

const char *
ui(enum ui_word word)
{
	return words[word];
}

const char *
ui_name(const char *word)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i].word, word) == 0)
			return names[i].text;
	return word;
}
