/*
 * Entities of Wikidata as the operator downloaded them: what wbgetentities or Special:EntityData
 * answer, a single entity, a list of them, or one a line as in the dumps. Nothing here asks the
 * network.
 */
#ifndef TRANSFORM_FACTS_WIKIDATA_H
#define TRANSFORM_FACTS_WIKIDATA_H

#include <jansson.h>

#include "lib/fail.h"

#include "transform/facts/facts.h"

struct wiki_entity {
	const char *id; /* "Q42"; lent by the JSON */
	uint64_t number;
	json_t *json;
};

struct wikidata {
	struct wiki_entity *list; /* by number, each once: the newest revision */
	size_t n, cap;
};

/* Reads the text of a file; EX_DATAERR where it is none of the above. Release it in any case. */
MUST_USE int wikidata_parse(struct wikidata *wiki, struct span text, const char *name,
			    struct fail *fail);

/* The same for a file, "-" being standard input; at most 64 MiB. */
MUST_USE int wikidata_read(struct wikidata *wiki, const char *path, struct fail *fail);
void wikidata_release(struct wikidata *wiki);

/* NULL where the entity is not in the file. */
const json_t *wikidata_find(const struct wikidata *wiki, const char *id);

/* The label in the language, else the one for all languages ("mul"), else NULL. */
const char *wiki_label(const json_t *entity, const char *lang);

/*
 * The nth statement of a property that is not deprecated: with `best` of those that editors
 * prefer, where there are any. NULL after the last.
 */
const json_t *wiki_statement(const json_t *entity, const char *property, bool best, size_t nth);

/* A statement's snak, and the first qualifier of a property; NULL where there is none. */
const json_t *wiki_main(const json_t *statement);
const json_t *wiki_qualifier(const json_t *statement, const char *property);

/* Values of a snak; NULL or false where it has none of that type, or none is known. */
const char *wiki_text(const json_t *snak); /* a string, or a text in one language */
const char *wiki_language(const json_t *snak);
const char *wiki_item(const json_t *snak); /* "Q5" */

/* Whether there is a value, though nobody knows which. */
bool wiki_is_unknown(const json_t *snak);

/* A date of the Gregorian calendar; what is less exact than a year is no date. */
struct wiki_date {
	int year, month, day; /* month and day are 0 where they are not known */
	enum birth_precision precision;
};

bool wiki_date(const json_t *snak, struct wiki_date *date);

/* The first and the last day that it may be. */
struct local_date wiki_first_day(const struct wiki_date *date);
struct local_date wiki_last_day(const struct wiki_date *date);

#endif
