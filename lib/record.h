/*
 * Records: one JSON object a line, of a type that records.def declares. record_read() checks
 * everything the declaration says, so what holds a struct record holds a good one; the writer
 * refuses (as a bug) what the declaration does not have.
 */
#ifndef LIB_RECORD_H
#define LIB_RECORD_H

#include <jansson.h>

#include "lib/buf.h"
#include "lib/when.h"

enum field_kind {
	FIELD_ID,
	FIELD_WORD,
	FIELD_TEXT,
	FIELD_TIME,
	FIELD_DATE,
	FIELD_INT,
	FIELD_BOOL,
	FIELD_SHA256,
	FIELD_UUID,
	FIELD_IDS,
	FIELD_JSON,
};

enum field_need {
	FIELD_NEED,
	FIELD_MAY,
};

struct field {
	const char *name;
	size_t name_n; /* bytes */
	enum field_kind kind;
	enum field_need need;
	size_t max;
};

/* RECORD_raw, RECORD_poll, ... in the order of records.def. */
enum record_id {
#define RECORD(type) RECORD_##type,
#define FIELD(type, name, kind, need, max)
#include "lib/records.def"
#undef RECORD
#undef FIELD
	RECORD_TYPES
};

/*
 * raw_source, raw_account_id, ... : the index of a field within all fields of all types.
 * raw_FIRST is the index of the type's first field; raw_BEFORE only sets the count back to it.
 */
enum field_id {
	FIELD_NONE, /* no field; keeps the count unsigned */
#define RECORD(type) type##_FIRST, type##_BEFORE = type##_FIRST - 1,
#define FIELD(type, name, kind, need, max) type##_##name,
#include "lib/records.def"
#undef RECORD
#undef FIELD
	FIELD_IDS_END
};

struct record_type {
	const char *name;
	enum field_id first; /* its fields are first..first + count - 1 */
	size_t count;
};

struct record_type record_type(enum record_id id);
const struct field *record_field(enum field_id id);

#define RECORD_FIELDS_MAX 48 /* more members than any type has */

/* One member; both NULL where it is absent. */
struct record_value {
	json_t *tree;     /* lent by root, or made of `text` when somebody asks */
	struct span text; /* of a record without a root: text as it is meant, all else as JSON */
};

struct record {
	enum record_id id;
	json_t *root;  /* owned; NULL where record_scan() needed no tree */
	char *decoded; /* owned: texts that stand with escapes in the line */
	struct record_value value[RECORD_FIELDS_MAX];
};

/* No record; record_release() does nothing to it. */
#define RECORD_NONE ((struct record){.root = NULL})

enum record_read {
	RECORD_GOOD,
	RECORD_END,     /* an end record */
	RECORD_BAD,     /* breaks the declaration; reason and detail say how */
	RECORD_UNKNOWN, /* a type that this version does not know */
};

/* Why a record is bad: a word for counting, a sentence for people. */
struct record_fault {
	const char *reason; /* static */
	char detail[256];
};

#define DISTINCT_IDS_MAX 256 /* ids compared each with each; a longer list is for jansson */

/* The ids of a list that was read so far. */
struct distinct_ids {
	size_t n;
	struct span id[DISTINCT_IDS_MAX];
};

/* Adds one; false where it is no id, is there already, or where there is no room. */
MUST_USE bool distinct_ids_add(struct distinct_ids *list, struct span id);

/*
 * Reads one line. Fills *record only for RECORD_GOOD; the caller then owns it. Members that the
 * type does not declare are ignored: a newer writer may say more.
 */
enum record_read record_read(struct span line, struct record *record, struct record_fault *fault);

/*
 * As record_read(), and many times as fast where the line is as our writers make it. The line is
 * lent to the record: it must last as long.
 */
enum record_read record_scan(struct span line, struct record *record, struct record_fault *fault);

/*
 * As record_scan() for a line that ends with the member `last`, which is not read:
 * record_json_text() gives all that stands for it, and who reads that must find one value there, or
 * ask record_scan() what the line is. False where the line is not plain up to there, or has no such
 * end.
 */
MUST_USE bool record_scan_before(struct span line, struct record *record, enum field_id last);

/* Frees what record_read gave; a zeroed record is fine. */
void record_release(struct record *record);

/* Members of a good record. Text is {NULL, 0} and the number 0 where the member is absent. */
bool record_has(const struct record *record, enum field_id field);
struct span record_text(const struct record *record, enum field_id field);
int64_t record_int(const struct record *record, enum field_id field);
bool record_bool(const struct record *record, enum field_id field);
when_ms record_time(const struct record *record, enum field_id field); /* WHEN_NONE if absent */
const json_t *record_json(const struct record *record, enum field_id field);

/* The value as it stands in the line of record_scan(); {NULL, 0} where only a tree is there. */
struct span record_json_text(const struct record *record, enum field_id field);

/* The value with a reference of its own, for the caller to give back; NULL where absent. */
json_t *record_json_take(const struct record *record, enum field_id field);

/* Whether a text is a good value of that kind; used by both directions. */
MUST_USE bool field_text_good(enum field_kind kind, struct span text);

/*
 * Writes records: record_start(), the members in the order of the declaration, record_finish().
 * A member out of order, unknown or of another kind, or a needed one left out, is a bug and
 * ends the program with EX_SOFTWARE. Text is cut off at nothing: what is too long for its field
 * is for the caller to see first.
 */
struct record_out {
	struct buf line; /* the record so far; whole after record_finish() */
	enum record_id id;
	enum field_id next; /* the first field that may still be put */
};

void record_out_init(struct record_out *out);
void record_out_release(struct record_out *out);
void record_start(struct record_out *out, enum record_id id);
void record_put_text(struct record_out *out, enum field_id field, struct span text);
void record_put_word(struct record_out *out, enum field_id field, const char *word);
void record_put_time(struct record_out *out, enum field_id field, when_ms ms);
void record_put_int(struct record_out *out, enum field_id field, int64_t number);
void record_put_bool(struct record_out *out, enum field_id field, bool truth);
void record_put_json(struct record_out *out, enum field_id field, struct span json);

/* For a large JSON member: the line, to which the caller puts one whole value with lib/jsonw.h. */
struct buf *record_open_json(struct record_out *out, enum field_id field);
struct span record_finish(struct record_out *out);

#endif
