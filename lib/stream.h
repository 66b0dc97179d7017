/*
 * Streams of records: one JSON object a line, closed by an end record that counts the lines and
 * carries the SHA-256 of all their bytes (line feeds included). Reaching the end of the input
 * without one is a failure: plain sh has no pipefail, so a stage that died must be seen here.
 * Streams may be joined with cat; each part is checked against its own end record.
 */
#ifndef LIB_STREAM_H
#define LIB_STREAM_H

#include "lib/buf.h"
#include "lib/digest.h"
#include "lib/fail.h"

#define STREAM_LINE_MAX ((size_t)16 << 20) /* bytes a line; storywire-raw(5) */

enum stream_got {
	STREAM_LINE, /* a record line */
	STREAM_LONG, /* a line beyond STREAM_LINE_MAX was passed over */
	STREAM_END,  /* an end record, checked */
	STREAM_EOF,  /* nothing more; every part had its end record, or none was asked for */
	STREAM_FAIL, /* the stream broke its contract, or reading failed */
};

struct stream_in;

/*
 * Reads from fd, which stays the caller's. `name` is for messages and lent. `need_end` false
 * accepts streams without end records (--no-end).
 */
struct stream_in *stream_in_new(int fd, const char *name, bool need_end);

/*
 * For who accepts streams without end records and asks for no hash: none is made, which is most of
 * the cost of reading. Before the first line.
 */
void stream_in_no_hash(struct stream_in *in);
void stream_in_free(struct stream_in *in);

/*
 * The next line, without its line feed, valid until the next call. Blank lines are passed over.
 * A last line without a line feed counts as cut, unless no end records are asked for.
 */
enum stream_got stream_next(struct stream_in *in, struct span *line, struct fail *fail);

/* The number of the line that was just returned, from 1. */
uint64_t stream_line_number(const struct stream_in *in);

const char *stream_name(const struct stream_in *in);

/*
 * The hash of the part just closed: after STREAM_END, and after STREAM_EOF for lines that no end
 * record closed (--no-end). Empty before, and where none is made.
 */
const char *stream_end_sha256(const struct stream_in *in);

struct stream_out;

/* Writes to fd, which stays the caller's. */
struct stream_out *stream_out_new(int fd);
void stream_out_free(struct stream_out *out);

/*
 * Writes one record line; a line feed is added. A failing write fails this and every later call;
 * a reader that went away (EPIPE) gives EX_IOERR with an empty text: nothing to complain of.
 */
MUST_USE int stream_put(struct stream_out *out, struct span line, struct fail *fail);

/* Writes `count` records at once: lines, each with its line feed. */
MUST_USE int stream_put_lines(struct stream_out *out, struct span lines, uint64_t count,
			      struct fail *fail);

/*
 * Writes the end record and flushes. `members` are further members of it as JSON text, beginning
 * with a comma (`,"items":3`), or NULL.
 */
MUST_USE int stream_end(struct stream_out *out, const char *members, struct fail *fail);

/* Lines put so far, without the end record. */
uint64_t stream_count(const struct stream_out *out);

/* The hash that the end record states; empty before stream_end(). */
const char *stream_out_sha256(const struct stream_out *out);

#endif
