/* What diff and preview say in words of their own; the words stand in ui.def. */
#ifndef TRANSFORM_COLLECT_UI_H
#define TRANSFORM_COLLECT_UI_H

#include "lib/std.h"

enum ui_word {
#define UI_WORD(id, text) UI_##id,
#define UI_NAME(word, text)
#include "transform/collect/ui.def"
#undef UI_WORD
#undef UI_NAME
	UI_WORDS
};

const char *ui(enum ui_word word);

/* How people call what a record has a word for; the word itself where the table has none. */
const char *ui_name(const char *word);

#endif
