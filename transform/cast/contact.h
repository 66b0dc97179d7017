/* Where to reach somebody: what an editor looks at before it is printed. */
#ifndef TRANSFORM_CONTACT_H
#define TRANSFORM_CONTACT_H

#include "lib/std.h"

/* Whether the text has what may be a telephone number or an e-mail address. */
bool contact_in(const char *text);

#endif
