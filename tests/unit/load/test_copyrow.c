#include "load/shape.h"

#include "lib/digest.h"
#include "tests/unit/unit.h"

#define HASH "00000000000000000000000000000000000000000000000000000000000000ff"
#define PLACE ((struct copy_place){3, 7})

/* A row as read back: the columns, each with its length or -1. */
struct row {
	int columns;
	int32_t length[48];
	const unsigned char *value[48];
};

static uint32_t
read_number(const unsigned char **at, int bytes)
{
	uint32_t number = 0;

	for (int i = 0; i < bytes; i++)
		number = number << 8 | *(*at)++;
	return number;
}

static struct row
read_row(const struct buf *buf)
{
	const unsigned char *at = (const unsigned char *)buf->p;
	struct row row = {.columns = (int)read_number(&at, 2)};

	assert_in_range(row.columns, 1, 48);
	for (int i = 0; i < row.columns; i++) {
		row.length[i] = (int32_t)read_number(&at, 4);
		row.value[i] = at;
		if (row.length[i] > 0)
			at += row.length[i];
	}
	assert_int_equal(at - (const unsigned char *)buf->p, buf->n);
	return row;
}

static void
assert_bytes(const struct row *row, int column, const char *bytes, size_t n)
{
	assert_int_equal(row->length[column], n);
	assert_memory_equal(row->value[column], bytes, n);
}

#define ASSERT_COLUMN(row, column, literal) assert_bytes(row, column, literal, sizeof(literal) - 1)

static bool
put(struct buf *out, const char *text, enum shape shape, struct record_fault *fault)
{
	struct line line;
	bool good;

	line_init(&line);
	assert_int_equal(line_read(&line, span_of(text), fault), RECORD_GOOD);
	good = shape_put(out, &line, PLACE, shape, fault);
	line_release(&line);
	return good;
}

static void
assert_same_json(struct span a, struct span b)
{
	json_t *one = json_loadb(a.p, a.n, 0, NULL), *other = json_loadb(b.p, b.n, 0, NULL);

	assert_non_null(one);
	assert_true(json_equal(one, other));
	json_decref(one);
	json_decref(other);
}

static int
column_of(enum field_id first, enum field_id field)
{
	return 2 + (int)(field - first);
}

static void
header_and_trailer(void **state)
{
	struct buf out = BUF_MAX(100);

	(void)state;
	copyrow_header(&out);
	copyrow_trailer(&out);
	assert_int_equal(out.n, 21);
	assert_memory_equal(out.p, "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0\377\377", 21);
	buf_release(&out);
}

static void
row_by_hand(void **state)
{
	struct buf out = BUF_MAX(100);
	struct row row;

	(void)state;
	copyrow_start(&out, 4);
	copyrow_int(&out, -2);
	copyrow_text(&out, SPAN("a\tb"));
	copyrow_text(&out, SPAN(""));
	copyrow_text(&out, (struct span){NULL, 0});
	row = read_row(&out);
	assert_int_equal(row.columns, 4);
	ASSERT_COLUMN(&row, 0, "\377\377\377\377\377\377\377\376");
	ASSERT_COLUMN(&row, 1, "a\tb");
	ASSERT_COLUMN(&row, 2, "");
	assert_int_equal(row.length[3], -1);
	buf_release(&out);
}

static void
members_by_their_kind(void **state)
{
	static const char line[] =
	    "{\"type\":\"observation\",\"account_id\":\"17841400000000042\",\"story_id\":\"s1\","
	    "\"metric\":\"reach\",\"observed_at\":\"2000-01-01T00:00:01.500Z\",\"value\":258,"
	    "\"state\":\"ok\",\"source\":\"graph\",\"is_final\":true,\"raw_sha256\":\"" HASH "\"}";
	struct buf out = BUF_MAX(10000);
	struct record_fault fault;
	struct row row;

	(void)state;
	assert_true(put(&out, line, SHAPE_MEMBERS, &fault));
	row = read_row(&out);
	assert_int_equal(row.columns, 2 + (int)record_type(RECORD_observation).count);
	ASSERT_COLUMN(&row, 0, "\0\0\0\0\0\0\0\3");
	ASSERT_COLUMN(&row, 1, "\0\0\0\0\0\0\0\7");
	ASSERT_COLUMN(&row, 2, "17841400000000042");
	ASSERT_COLUMN(&row, column_of(observation_FIRST, observation_observed_at),
		      "\0\0\0\0\0\x16\xe3\x60");
	ASSERT_COLUMN(&row, column_of(observation_FIRST, observation_value), "\0\0\0\0\0\0\1\2");
	ASSERT_COLUMN(&row, column_of(observation_FIRST, observation_is_final), "\1");
	ASSERT_COLUMN(&row, column_of(observation_FIRST, observation_raw_sha256), HASH);
	buf_release(&out);
}

static void
times_before_2000(void **state)
{
	static const char line[] =
	    "{\"type\":\"poll\",\"account_id\":\"1\",\"started_at\":\"1970-01-01T00:00:00Z\","
	    "\"finished_at\":\"9999-12-31T23:59:59.999Z\",\"outcome\":\"ok\",\"stories\":0}";
	struct buf out = BUF_MAX(10000);
	struct record_fault fault;
	struct row row;

	(void)state;
	assert_true(put(&out, line, SHAPE_MEMBERS, &fault));
	row = read_row(&out);
	ASSERT_COLUMN(&row, column_of(poll_FIRST, poll_started_at),
		      "\xff\xfc\xa2\xfe\xc4\xc8\x20\x00");
	ASSERT_COLUMN(&row, column_of(poll_FIRST, poll_finished_at),
		      "\x03\x80\xe7\x0b\x91\x3b\x7c\x18");
	assert_int_equal(row.length[column_of(poll_FIRST, poll_handle)], -1);
	buf_release(&out);
}

#define STORY(members)                                                                           \
	"{\"type\":\"story\",\"account_id\":\"1\",\"story_id\":\"2\","                           \
	"\"taken_at\":\"2023-04-15T00:00:00Z\",\"expires_at\":\"2023-04-16T00:00:00Z\"," members \
	"\"raw_sha256\":\"" HASH "\",\"provenance\":{}}"

static void
json_keeps_its_text(void **state)
{
	static const char *const lines[] = {
	    STORY("\"places\":[0.1, 1e3,\"\\\\u0000\"],"),
	    STORY("\"pl\\u0061ces\":[{\"a\": 1}],"), /* found in the tree only, and written anew */
	};
	static const char *const wanted[] = {"\1[0.1, 1e3,\"\\\\u0000\"]", "\1[{\"a\":1}]"};
	struct buf out = BUF_MAX(10000);
	struct record_fault fault;
	struct row row;

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		buf_clear(&out);
		assert_true(put(&out, lines[i], SHAPE_MEMBERS, &fault));
		row = read_row(&out);
		assert_bytes(&row, column_of(story_FIRST, story_places), wanted[i],
			     strlen(wanted[i]));
	}
	buf_release(&out);
}

static void
nul_is_refused(void **state)
{
	static const char *const lines[] = {
	    STORY("\"places\":\"\\u0000\","),
	    STORY("\"places\":[\"\\\\\\u0000\"],"),
	    STORY("\"places\":[{\"a\":\"x\\n\\u0000y\"}],"),
	};
	struct buf out = BUF_MAX(10000);
	struct record_fault fault;

	(void)state;
	buf_puts(&out, "before");
	for (size_t i = 0; i < COUNT(lines); i++) {
		assert_false(put(&out, lines[i], SHAPE_MEMBERS, &fault));
		assert_string_equal(fault.reason, "nul_in_json");
		assert_string_equal(buf_text(&out), "before");
	}
	assert_true(put(&out, STORY("\"places\":\"\\\\u0000\","), SHAPE_MEMBERS, &fault));
	buf_release(&out);
}

static void
too_long_is_refused(void **state)
{
	struct buf out = BUF_MAX(150);
	struct record_fault fault;

	(void)state;
	buf_puts(&out, "before");
	assert_false(put(&out, STORY(""), SHAPE_MEMBERS, &fault));
	assert_string_equal(fault.reason, "too_long");
	assert_string_equal(buf_text(&out), "before");
	assert_false(out.over);
	buf_release(&out);
}

#define KEY "01234567-89ab-5def-8123-456789abcdef"
#define ARTICLE(stories)                                                                           \
	"{\"type\":\"article\",\"account_id\":\"1\",\"article_id\":\"" KEY                         \
	"\",\"event_key\":\"" KEY                                                                  \
	"\",\"uri\":\"u\",\"editorial_day\":\"2000-01-02\",\"time_zone\":\"UTC\","                 \
	"\"event_start\":\"2000-01-02T00:00:00Z\",\"event_end\":\"2000-01-02T00:00:00Z\","         \
	"\"input_count\":1,\"inputs_sha256\":\"" HASH "\",\"story_ids\":" stories ","              \
	"\"generator\":\"g\",\"template_set\":\"t\",\"facts_files\":{},\"content_sha256\":\"" HASH \
	"\",\"lang\":\"en\",\"kind\":\"brief\",\"slug\":\"s\",\"section\":\"x\","                  \
	"\"headline\":\"h\",\"body_text\":\"b\",\"blocks\":[],"                                    \
	"\"sentences\":[],\"facts\":[],\"quotes\":[],\"figures\":[],\"people\":[],\"places\":[],"  \
	"\"tags\":[],\"review\":{},\"disclosure\":\"d\"}"

static void
versions_of_articles(void **state)
{
	static const char line[] = ARTICLE("[\"s1\",\"22\"]");
	struct buf out = BUF_MAX(10000);
	struct record_fault fault;
	struct row row;

	(void)state;
	assert_true(put(&out, line, SHAPE_VERSION, &fault));
	row = read_row(&out);
	assert_int_equal(row.columns, 19);
	ASSERT_COLUMN(&row, 0, "\1"); /* goes straight */
	ASSERT_COLUMN(&row, 1, "\0\0\0\0\0\0\0\3");
	ASSERT_COLUMN(&row, 4, "\x01\x23\x45\x67\x89\xab\x5d\xef\x81\x23\x45\x67\x89\xab\xcd\xef");
	ASSERT_COLUMN(&row, 5, "\0\0\0\1"); /* editorial_day */
	ASSERT_COLUMN(&row, 11,
		      "\0\0\0\1\0\0\0\0\0\0\0\x19\0\0\0\2\0\0\0\1"
		      "\0\0\0\2s1\0\0\0\2\x32\x32");
	shape_stays(out.p);
	row = read_row(&out);
	ASSERT_COLUMN(&row, 0, "\0");
	buf_clear(&out);
	assert_true(put(&out, ARTICLE("[]"), SHAPE_VERSION, &fault));
	row = read_row(&out);
	ASSERT_COLUMN(&row, 11, "\0\0\0\0\0\0\0\0\0\0\0\x19");
	buf_release(&out);
}

/* The members of a record come as jsonb keeps them; nothing else changes. */
static void
whole_records(void **state)
{
	static const char line[] = ARTICLE("[\"s1\"]"), *const starts[] = {"{\"uri\"", ",\"kind\""};
	struct buf out = BUF_MAX(10000);
	struct record_fault fault;
	struct row row;
	const char *at;

	(void)state;
	assert_true(put(&out, line, SHAPE_ARTICLE, &fault));
	row = read_row(&out);
	assert_int_equal(row.length[row.columns - 1], sizeof line);
	assert_int_equal(row.value[row.columns - 1][0], 1);
	at = (const char *)row.value[row.columns - 1] + 1;
	assert_memory_equal(at, starts[0], strlen(starts[0]));
	assert_memory_equal(at + strlen("{\"uri\":\"u\""), starts[1], strlen(starts[1]));
	assert_same_json((struct span){at, sizeof line - 1}, span_of(line));
	buf_release(&out);
}

static void
other_members_stay(void **state)
{
	static const char line[] = ARTICLE("[\"s1\"],\"new_one\":[1]");
	struct buf out = BUF_MAX(10000);
	struct record_fault fault;
	struct row row;

	(void)state;
	assert_true(put(&out, line, SHAPE_ARTICLE, &fault));
	row = read_row(&out);
	assert_int_equal(row.length[row.columns - 1], sizeof line);
	assert_memory_equal(row.value[row.columns - 1] + 1, line, sizeof line - 1);
	buf_release(&out);
}

/* What was to go straight and did not is what it would have been from the first. */
static void
from_straight_to_the_stage(void **state)
{
	static const struct {
		enum shape straight, stage;
		const char *line;
	} ways[] = {
	    {SHAPE_STORY_STRAIGHT, SHAPE_STORY, STORY("")},
	    {SHAPE_ARTICLE_STRAIGHT, SHAPE_ARTICLE, ARTICLE("[\"s1\",\"22\"]")},
	};
	struct buf straight = BUF_MAX(10000), turned = BUF_MAX(10000), wanted = BUF_MAX(10000);
	struct record_fault fault;

	(void)state;
	for (size_t i = 0; i < COUNT(ways); i++) {
		buf_clear(&straight);
		buf_clear(&turned);
		buf_clear(&wanted);
		assert_true(put(&straight, ways[i].line, ways[i].straight, &fault));
		assert_true(put(&wanted, ways[i].line, ways[i].stage, &fault));
		shape_to_stage(&turned, ways[i].straight, buf_span(&straight), PLACE);
		assert_int_equal(turned.n, wanted.n);
		assert_memory_equal(turned.p, wanted.p, wanted.n);
	}
	buf_release(&straight);
	buf_release(&turned);
	buf_release(&wanted);
}

static bool
may_go_straight(const char *text)
{
	struct record_fault fault;
	struct line line;
	bool may;

	line_init(&line);
	assert_int_equal(line_read(&line, span_of(text), &fault), RECORD_GOOD);
	may = shape_may_go_straight(&line);
	line_release(&line);
	return may;
}

static void
lists_must_be_lists_to_go_straight(void **state)
{
	static const char good[] = ARTICLE("[\"s1\"]");
	char bad[sizeof good], *list;

	(void)state;
	assert_true(may_go_straight(good));
	assert_true(may_go_straight(STORY("")));
	memcpy(bad, good, sizeof bad);
	list = strstr(bad, "\"facts\":[]");
	assert_non_null(list);
	list[strlen("\"facts\":")] = '{';
	list[strlen("\"facts\":{")] = '}';
	assert_false(may_go_straight(bad));
}

/* The hash is that of the line's bytes: printf LINE | sha256sum. */
static void
hash_of_the_line(void **state)
{
	static const char line[] = STORY("\"places\":[],");
	struct buf out = BUF_MAX(10000);
	struct record_fault fault;
	char hex[DIGEST_HEX + 1];
	const unsigned char *hash;
	struct row row;

	(void)state;
	assert_true(put(&out, line, SHAPE_STORY, &fault));
	row = read_row(&out);
	hash = row.value[row.columns - 1];
	digest_of(span_of(line), hex);
	assert_int_equal(row.length[row.columns - 1], 16);
	for (int i = 0; hash != NULL && i < 16; i++) {
		char two[3];

		snprintf(two, sizeof two, "%02x", hash[i]);
		assert_memory_equal(two, hex + (size_t)i * 2, 2);
	}
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(header_and_trailer),
	    cmocka_unit_test(row_by_hand),
	    cmocka_unit_test(members_by_their_kind),
	    cmocka_unit_test(times_before_2000),
	    cmocka_unit_test(json_keeps_its_text),
	    cmocka_unit_test(nul_is_refused),
	    cmocka_unit_test(too_long_is_refused),
	    cmocka_unit_test(whole_records),
	    cmocka_unit_test(hash_of_the_line),
	    cmocka_unit_test(versions_of_articles),
	    cmocka_unit_test(other_members_stay),
	    cmocka_unit_test(from_straight_to_the_stage),
	    cmocka_unit_test(lists_must_be_lists_to_go_straight),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
