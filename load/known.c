#include "load/known.h"

#include "lib/digest.h"
#include "lib/mem.h"
#include "load/scan.h"

#define PAUSE_GROWS 4u               /* times, with each */
#define PAUSE_MAX 85u                /* packs */
#define COLUMNS_MAX 6                /* of a key */
#define HASH_DIGITS 32               /* of the SHA-256 of a line that storywire.story keeps */
#define KEYS_BYTES ((size_t)8 << 20) /* of one column of the keys of a pack */

/* A member of a key, in the order of the record. */
struct key_part {
	const char *name;
	enum field_kind kind;
	bool may_lack;
	size_t column; /* of the parameters of the query */
};

static const struct kind {
	const char *start; /* of a line */
	struct key_part parts[COLUMNS_MAX];
	size_t parts_n;
	size_t columns;
	bool hashed; /* the last column is the hash of the line */
	enum store_table table;
} kinds[KNOWN_KINDS] = {
    {"{\"type\":\"article\",",
     {{"account_id", FIELD_ID, false, 0},
      {"event_key", FIELD_UUID, false, 2},
      {"editorial_day", FIELD_DATE, false, 1},
      {"observed_at", FIELD_TIME, true, 5},
      {"inputs_sha256", FIELD_SHA256, false, 3},
      {"content_sha256", FIELD_SHA256, false, 4}},
     6,
     6,
     false,
     STORE_ARTICLE},
    {"{\"type\":\"story\",",
     {{"account_id", FIELD_ID, false, 0}, {"story_id", FIELD_ID, false, 1}},
     2,
     3,
     true,
     STORE_STORY},
};

static bool
begins(struct span line, const char *start)
{
	size_t n = strlen(start);

	return line.n > n && memcmp(line.p, start, n) == 0;
}

static bool
is_named(struct span key, const char *name)
{
	return strlen(name) == key.n && memcmp(key.p, name, key.n) == 0;
}

/* The part a member is, looked for from `next` on; those passed over must be ones that may lack. */
static size_t
find_part(const struct kind *kind, size_t next, struct span key)
{
	for (size_t i = next; i < kind->parts_n; i++) {
		if (is_named(key, kind->parts[i].name))
			return i;
		if (!kind->parts[i].may_lack)
			break;
	}
	return kind->parts_n;
}

/* The columns of a line's key; false where they do not stand there in the order of the record. */
static bool
read_key(const struct kind *kind, struct span line, struct span values[COLUMNS_MAX])
{
	struct scan in = {line.p + 1, line.p + line.n};
	struct span key, other;
	bool first = true;

	memset(values, 0, sizeof *values * COLUMNS_MAX);
	for (size_t next = 0; next < kind->parts_n;) {
		size_t at;

		if (!scan_key(&in, &first, &key) || key.p == NULL)
			return false;
		at = find_part(kind, next, key);
		if (at == kind->parts_n) {
			if (!scan_value(&in, &other))
				return false;
			continue;
		}
		if (!scan_plain(&in, &other) || !field_text_good(kind->parts[at].kind, other))
			return false;
		values[kind->parts[at].column] = other;
		next = at + 1;
	}
	return true;
}

static void
put_element(struct buf *list, struct span value)
{
	buf_putc(list, list->n == 0 ? '{' : ',');
	if (value.p == NULL) {
		buf_puts(list, "NULL");
		return;
	}
	buf_putc(list, '"');
	buf_put(list, value.p, value.n);
	buf_putc(list, '"');
}

/* Which lines of one kind of a pack are known: their keys, a PostgreSQL array a column. */
struct question {
	const struct kind *kind;
	struct known_pause *pause;
	struct pack *pack;
	struct buf columns[COLUMNS_MAX];
	size_t *lines; /* whose keys they are */
	size_t n;
	bool asked; /* the server is looking for them */
};

static void
question_init(struct question *q, const struct kind *kind, struct known_pause *pause,
	      struct pack *pack)
{
	*q = (struct question){.kind = kind, .pause = pause, .pack = pack};
	q->lines = must_malloc(sizeof *q->lines * (pack->n + 1));
	for (size_t i = 0; i < COLUMNS_MAX; i++)
		q->columns[i] = BUF_MAX(KEYS_BYTES);
}

static void
question_release(struct question *q)
{
	for (size_t i = 0; i < COLUMNS_MAX; i++)
		buf_release(&q->columns[i]);
	free(q->lines);
}

static void
add_key(struct question *q, size_t i)
{
	const struct kind *kind = q->kind;
	struct span line = pack_line(q->pack, i), values[COLUMNS_MAX];
	char hash[DIGEST_HEX + 1];

	if (!begins(line, kind->start) || !read_key(kind, line, values))
		return;
	if (kind->hashed) {
		digest_of(line, hash);
		values[kind->columns - 1] = (struct span){hash, HASH_DIGITS};
	}
	for (size_t column = 0; column < kind->columns; column++)
		put_element(&q->columns[column], values[column]);
	q->lines[q->n++] = i;
}

/* Whether nothing was there of any. */
static bool
mark(struct question *q, const char *answer, uint64_t *n)
{
	bool all_free = true;

	for (size_t i = 0; i < q->n && answer[i] != '\0'; i++) {
		struct pack_line *line = &q->pack->lines[q->lines[i]];

		line->known = answer[i] == STORE_KNOWN;
		line->free = answer[i] == STORE_FREE;
		all_free = all_free && line->free;
		*n += line->known;
	}
	return all_free;
}

/* During a pause. */
static void
presume_free(const struct kind *kind, struct pack *pack)
{
	for (size_t i = 0; i < pack->n; i++)
		if (!pack->lines[i].too_long && begins(pack_line(pack, i), kind->start))
			pack->lines[i].free = true;
}

static void
set_pause(struct known_pause *pause, bool all_free)
{
	pause->length = all_free ? pause->length * PAUSE_GROWS + 1 : 0;
	if (pause->length > PAUSE_MAX)
		pause->length = PAUSE_MAX;
	pause->left = pause->length;
}

/* No keys during a pause. */
static void
gather(struct question *q)
{
	if (q->pause->left != 0) {
		q->pause->left--;
		presume_free(q->kind, q->pack);
		return;
	}
	for (size_t i = 0; i < q->pack->n; i++)
		if (!q->pack->lines[i].too_long)
			add_key(q, i);
}

static int
begin(struct question *q, struct db *db, struct fail *fail)
{
	const char *columns[COLUMNS_MAX];

	if (q->n == 0)
		return 0;
	for (size_t i = 0; i < q->kind->columns; i++) {
		buf_putc(&q->columns[i], '}');
		if (q->columns[i].over) {
			set_pause(q->pause, false);
			return 0; /* so many keys are not asked for */
		}
		columns[i] = buf_text(&q->columns[i]);
	}
	q->asked = store_known_begin(db, q->kind->table, columns, fail) == 0;
	return q->asked ? 0 : -1;
}

static int
end(struct question *q, struct db *db, uint64_t *n, struct fail *fail)
{
	char *answer;

	if (!q->asked)
		return 0;
	q->asked = false;
	if (store_known_end(db, q->kind->table, &answer, fail) < 0)
		return -1;
	set_pause(q->pause, mark(q, answer, n));
	free(answer);
	return 0;
}

bool
known_asks(const struct known *known)
{
	for (size_t i = 0; i < KNOWN_KINDS; i++)
		if (known->always || known->pause[i].left == 0)
			return true;
	return false;
}

/* While the server looks for the keys of one kind, those of the next are gathered. */
static int
ask_all(struct question questions[KNOWN_KINDS], struct db *db, uint64_t *n, struct fail *fail)
{
	for (size_t i = 0; i < KNOWN_KINDS; i++) {
		gather(&questions[i]);
		if ((i != 0 && end(&questions[i - 1], db, n, fail) < 0) ||
		    begin(&questions[i], db, fail) < 0)
			return -1;
	}
	return end(&questions[KNOWN_KINDS - 1], db, n, fail);
}

int
known_mark(struct known *known, struct pack *pack, struct db *db, uint64_t *n, struct fail *fail)
{
	struct question questions[KNOWN_KINDS];
	int result;

	*n = 0;
	for (size_t i = 0; i < KNOWN_KINDS; i++) {
		if (known->always)
			known->pause[i].left = 0;
		question_init(&questions[i], &kinds[i], &known->pause[i], pack);
	}
	result = ask_all(questions, db, n, fail);
	for (size_t i = 0; i < KNOWN_KINDS; i++)
		question_release(&questions[i]);
	return result;
}

struct span
known_account(struct span line)
{
	struct scan in = {line.p, line.p + line.n};
	struct span key, type, account;
	bool first = true;

	if (scan_char(&in, '{') && scan_key(&in, &first, &key) && is_named(key, "type") &&
	    scan_plain(&in, &type) && scan_key(&in, &first, &key) && is_named(key, "account_id") &&
	    scan_plain(&in, &account))
		return account;
	return (struct span){NULL, 0};
}
