/* What the files of the spool share; nobody else includes it. */
#ifndef LIB_SPOOL_PRIVATE_H
#define LIB_SPOOL_PRIVATE_H

#include <dirent.h>

#include "lib/spool.h"

/* The folder for reading its names; the caller closes it. NULL on failure. */
DIR *spool_open_list(const struct spool *spool, enum spool_folder folder, struct fail *fail);

#endif
