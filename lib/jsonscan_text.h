/* What the files of the narrow reader share; nobody else includes it. */
#ifndef LIB_JSONSCAN_TEXT_H
#define LIB_JSONSCAN_TEXT_H

#include "lib/jsonscan.h"

/* Takes the text that begins after its quote at in->at, with its closing quote. */
MUST_USE bool jsonscan_text(struct jsonscan *in, struct jsonscan_value *value);

#endif
