/* Values as archives write them: times, words. */
#ifndef INGEST_VALUES_H
#define INGEST_VALUES_H

#include "ingest/import/format.h"

/*
 * A time: seconds since 1970 as a number or text, RFC 3339, "+0000", a blank for the "T". 0, "",
 * null and "[Invalid DateTime]" are REJECT_NO_TIME: not known. A time without a zone is
 * REJECT_BAD_TIME here.
 */
enum fate time_of_json(const json_t *value, when_ms *ms);

/* As time_of_json; a time without a zone is UTC, where a format is known to mean that. */
enum fate time_of_json_utc(const json_t *value, when_ms *ms);

/* Whether the value is that text. */
bool json_is(const json_t *value, const char *word);

/* Whether it is a number that went through a float, be it as text: "3.15227E+18", "3152270.0". */
bool is_float_number(const json_t *value);

/* Whether an audience is the close friends of the owner. */
bool is_close_friends(const json_t *audience);

/* Whose the item is, as far as it is not known; an item of somebody else learns nothing. */
void item_set_owner(struct item *item, const struct owner *owner);

/* Where the number of --owner belongs in the items of all archives but the Graph API's. */
struct id *item_ig_pk(struct item *item);

/* An object's member that is none, null, [], {}, "" : nothing recorded. */
bool json_is_blank(const json_t *value);

#endif
