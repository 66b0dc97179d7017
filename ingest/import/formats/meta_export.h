/* Whose export it is: Meta says so in a file apart from the stories, else in the archive's name. */
#ifndef INGEST_META_EXPORT_H
#define INGEST_META_EXPORT_H

#include "ingest/import/format.h"

/* Whom a file with the profile names; empty where the document is no such file. */
struct owner meta_profile(const struct document *document);

/* Bytes of the path that are the folder of the export; its parts share them. */
size_t meta_root(struct span path);

/* Whom "instagram-NAME-YYYY-MM-DD-..." in the path names; empty where nothing does. */
struct owner meta_owner_of_path(const char *path);

#endif
