/* The verb report: one page of how all is, written whole or not at all. */
#ifndef LOAD_REPORT_H
#define LOAD_REPORT_H

#include "lib/settings.h"

int report_run(const struct settings *settings, const char *const *words, size_t n,
	       struct fail *fail);

#endif
