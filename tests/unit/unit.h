/* What unit tests share: cmocka with the headers it wants first, and spans out of strings. */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/std.h"

/* The bytes of a string literal, NULs inside included. */
#define SPAN(literal) ((struct span){(literal), sizeof(literal) - 1})

#endif
