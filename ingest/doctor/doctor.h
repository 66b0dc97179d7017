/* The verb doctor: whether everything is fit to go on, and what to do where it is not. */
#ifndef INGEST_DOCTOR_H
#define INGEST_DOCTOR_H

#include "lib/settings.h"

int doctor_run(const struct settings *settings, const char *const *words, size_t n,
	       struct fail *fail);

#endif
