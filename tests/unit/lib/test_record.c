#include "lib/record.h"

#include <limits.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/digest.h"
#include "tests/unit/record_judge.h"
#include "tests/unit/unit.h"

#define HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

#define SCANS 3000 /* of each type, and as many damaged ones */

/* Two good texts and a bad one of each kind that is text; NULL where no text is bad. */
struct sample {
	const char *good[2];
	const char *bad;
};

static const struct sample samples[] = {
    [FIELD_ID] = {{"17841400000000001", "B_x-9.:"}, "a b"},
    [FIELD_WORD] = {{"graph", "too_few_viewers"}, "two words"},
    [FIELD_TEXT] = {{"caf\xc3\xa9 \"\\\n\x1b\x7f</script>", ""}, NULL},
    [FIELD_TIME] = {{"2023-04-16T06:10:27Z", "2024-02-29T00:00:00.250Z"},
		    "2023-04-16T06:10:27+02:00"},
    [FIELD_DATE] = {{"2023-04-15", "2024-02-29"}, "2023-02-29"},
    [FIELD_SHA256] = {{HASH, HASH}, "E3B0"},
    [FIELD_UUID] = {{"6ba7b811-9dad-11d1-80b4-00c04fd430c8",
		     "00000000-0000-0000-0000-000000000000"},
		    "6BA7B811-9DAD-11D1-80B4-00C04FD430C8"},
};

/* Of every byte, alone and within others, whether it may stand there. */
static void
every_byte_of_an_id_and_a_hash(void **state)
{
	static const char ids[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "_-.:";
	char hash[DIGEST_HEX];

	(void)state;
	for (unsigned c = 0; c <= UCHAR_MAX; c++) {
		const char id[] = {'1', (char)c, '2'};
		bool good = c != 0 && strchr(ids, (int)c) != NULL;

		assert_int_equal(field_text_good(FIELD_ID, (struct span){id, 3}), good);
		assert_int_equal(field_text_good(FIELD_WORD, (struct span){id + 1, 1}), good);
		memset(hash, '0', sizeof hash);
		hash[c % sizeof hash] = (char)c;
		assert_int_equal(field_text_good(FIELD_SHA256, (struct span){hash, sizeof hash}),
				 c != 0 && memchr("0123456789abcdef", (int)c, 16) != NULL);
	}
}

/* Puts one member; `turn` chooses between the values at hand. */
static void
put_sample(struct record_out *out, enum field_id id, size_t turn)
{
	const struct field *field = record_field(id);

	switch (field->kind) {
	case FIELD_INT:
		record_put_int(out, id, turn % 2 ? INT64_MIN : INT64_MAX);
		break;
	case FIELD_BOOL:
		record_put_bool(out, id, turn % 2);
		break;
	case FIELD_IDS:
		record_put_json(out, id, turn % 2 ? SPAN("[]") : SPAN("[\"1\",\"a_b\"]"));
		break;
	case FIELD_JSON:
		record_put_json(out, id,
				turn % 2 ? SPAN("{\"a\":[1,{\"b\":null}]}") : SPAN("\"\\u0000\""));
		break;
	default:
		record_put_word(out, id, samples[field->kind].good[turn % 2]);
	}
}

static void
assert_sample(const struct record *record, enum field_id id, size_t turn)
{
	const struct field *field = record_field(id);
	when_ms ms;

	assert_true(record_has(record, id));
	switch (field->kind) {
	case FIELD_INT:
		assert_true(record_int(record, id) == (turn % 2 ? INT64_MIN : INT64_MAX));
		break;
	case FIELD_BOOL:
		assert_int_equal(record_bool(record, id), turn % 2);
		break;
	case FIELD_IDS:
	case FIELD_JSON:
		assert_non_null(record_json(record, id));
		break;
	default:
		assert_int_equal(record_text(record, id).n,
				 strlen(samples[field->kind].good[turn % 2]));
		assert_memory_equal(record_text(record, id).p, samples[field->kind].good[turn % 2],
				    record_text(record, id).n);
	}
	if (field->kind == FIELD_TIME) {
		assert_true(when_parse(span_of(samples[FIELD_TIME].good[turn % 2]), &ms));
		assert_int_equal(record_time(record, id), ms);
	}
}

/* Whether the member is put in this round: the needed ones always. */
static bool
is_put(enum field_id id, size_t round)
{
	return record_field(id)->need == FIELD_NEED || round == 0 || (id + round) % 3 == 0;
}

static struct span
make_record(struct record_out *out, enum record_id id, size_t round)
{
	struct record_type type = record_type(id);

	record_start(out, id);
	for (size_t i = 0; i < type.count; i++)
		if (is_put((enum field_id)(type.first + i), round))
			put_sample(out, (enum field_id)(type.first + i), i + round);
	return record_finish(out);
}

static void
reader_gives_back_what_writer_wrote(void **state)
{
	struct record_out out;

	(void)state;
	record_out_init(&out);
	for (size_t id = 0; id < RECORD_TYPES; id++) {
		struct record_type type = record_type((enum record_id)id);

		for (size_t round = 0; round < 8; round++) {
			struct record record = RECORD_NONE;
			struct record_fault fault = {.reason = "", .detail = ""};
			struct span line = make_record(&out, (enum record_id)id, round);

			if (record_read(line, &record, &fault) != RECORD_GOOD)
				fail_msg("%s: %s: %s", type.name, fault.reason, fault.detail);
			assert_int_equal(record.id, id);
			for (size_t i = 0; i < type.count; i++) {
				enum field_id field = (enum field_id)(type.first + i);

				if (is_put(field, round))
					assert_sample(&record, field, i + round);
				else
					assert_false(record_has(&record, field));
			}
			record_release(&record);
			assert_null(record.root);
		}
	}
	record_out_release(&out);
}

static void
mutate(struct buf *line, uint64_t *random)
{
	static const char bytes[] = "{}[],:\"\\ 0u9.etn\0\xc3\xa9\xff";

	for (size_t n = 2; n > 0; n--) {
		*random = *random * 6364136223846793005U + 1442695040888963407U;
		line->p[(*random >> 33) % line->n] = bytes[(*random >> 20) % (sizeof bytes - 1)];
	}
}

/* Most good lines need no tree; of damaged ones both readers say the same. */
static void
scanner_and_reader_agree(void **state)
{
	struct record_out out;
	uint64_t random = 3;
	size_t without_tree = 0;
	bool scanned;

	(void)state;
	record_out_init(&out);
	for (size_t turn = 0; turn < RECORD_TYPES * SCANS; turn++) {
		struct span line =
		    make_record(&out, (enum record_id)(turn % RECORD_TYPES), turn / RECORD_TYPES);
		struct buf damaged = BUF_MAX(65536);

		if (!judge_record(line, &scanned))
			fail_msg("%.*s", (int)line.n, line.p);
		without_tree += scanned;
		buf_put(&damaged, line.p, line.n);
		mutate(&damaged, &random);
		if (!judge_record(buf_span(&damaged), &scanned))
			fail_msg("%.*s", (int)damaged.n, damaged.p);
		buf_release(&damaged);
	}
	record_out_release(&out);
	assert_true(without_tree > RECORD_TYPES * SCANS / 4);
}

static enum record_read
read_json(json_t *root, struct record_fault *fault)
{
	char *text = json_dumps(root, JSON_COMPACT);
	struct record record = RECORD_NONE;
	enum record_read got = record_read(span_of(text), &record, fault);

	record_release(&record);
	free(text);
	return got;
}

static void
expect_bad(json_t *root, const char *name, json_t *value, const char *reason)
{
	struct record_fault fault = {.reason = "good", .detail = ""};
	json_t *copy = json_copy(root);

	if (value == NULL)
		json_object_del(copy, name);
	else
		json_object_set_new(copy, name, value);
	if (read_json(copy, &fault) != RECORD_BAD || strcmp(fault.reason, reason) != 0)
		fail_msg("%s: %s, expected %s", name, fault.reason, reason);
	assert_non_null(strstr(fault.detail, name));
	json_decref(copy);
}

static json_t *
too_long(const struct field *field)
{
	char *text = malloc(field->max + 1);
	json_t *value;

	assert_non_null(text);
	memset(text, 'x', field->max + 1);
	value = json_stringn(text, field->max + 1);
	free(text);
	return value;
}

/* Breaks one member of a good record in every way its kind allows. */
static void
break_member(json_t *root, const struct field *field)
{
	bool is_text = field->kind < COUNT(samples) && samples[field->kind].good[0] != NULL;

	if (field->need == FIELD_NEED) {
		expect_bad(root, field->name, NULL, "missing");
		expect_bad(root, field->name, json_null(), "missing");
	}
	if (field->kind == FIELD_INT) {
		expect_bad(root, field->name, json_string("1"), "not_an_integer");
		expect_bad(root, field->name, json_real(1.5), "not_an_integer");
	}
	if (field->kind == FIELD_BOOL)
		expect_bad(root, field->name, json_integer(1), "not_a_boolean");
	if (field->kind == FIELD_IDS) {
		expect_bad(root, field->name, json_string("1"), "not_an_array");
		expect_bad(root, field->name, json_pack("[i]", 1), "bad_value");
		expect_bad(root, field->name, json_pack("[ss]", "1", "a b"), "bad_value");
		expect_bad(root, field->name, json_pack("[sss]", "1", "2", "1"), "bad_value");
	}
	if (is_text)
		expect_bad(root, field->name, json_integer(1), "not_a_string");
	if (is_text && samples[field->kind].bad != NULL)
		expect_bad(root, field->name, json_string(samples[field->kind].bad), "bad_value");
	if (is_text && field->max != 0)
		expect_bad(root, field->name, too_long(field), "too_long");
	if (field->kind == FIELD_TEXT)
		expect_bad(root, field->name, json_stringn("a\0b", 3), "bad_value");
}

static void
reader_refuses_what_is_not_declared(void **state)
{
	struct record_out out;

	(void)state;
	record_out_init(&out);
	for (size_t id = 0; id < RECORD_TYPES; id++) {
		struct record_type type = record_type((enum record_id)id);
		struct span line = make_record(&out, (enum record_id)id, 0);
		json_t *root = json_loadb(line.p, line.n, JSON_ALLOW_NUL, NULL);

		assert_non_null(root);
		for (size_t i = 0; i < type.count; i++)
			break_member(root, record_field((enum field_id)(type.first + i)));
		json_decref(root);
	}
	record_out_release(&out);
}

struct line {
	const char *text;
	enum record_read got;
	const char *reason;
};

static void
other_lines_are_named(void **state)
{
	static const struct line lines[] = {
	    {"", RECORD_BAD, "not_json"},
	    {"[1", RECORD_BAD, "not_json"},
	    {"[]", RECORD_BAD, "no_type"},
	    {"\"raw\"", RECORD_BAD, "no_type"},
	    {"{}", RECORD_BAD, "no_type"},
	    {"{\"type\":1}", RECORD_BAD, "no_type"},
	    {"{\"type\":\"wish\"}", RECORD_UNKNOWN, "unknown_type"},
	    {"{\"type\":\"end\",\"records\":0}", RECORD_END, ""},
	    {"{\"type\":\"reject\",\"key\":\"k\",\"reason\":\"r\",\"later\":[1]}", RECORD_GOOD, ""},
	    {"{\"key\":\"k\",\"reason\":\"r\",\"type\":\"reject\",\"detail\":null}", RECORD_GOOD,
	     ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct record record = RECORD_NONE;
		struct record_fault fault = {.reason = "", .detail = ""};

		assert_int_equal(record_read(span_of(lines[i].text), &record, &fault),
				 lines[i].got);
		assert_string_equal(fault.reason, lines[i].reason);
		record_release(&record);
	}
}

static void
absent_members_read_as_nothing(void **state)
{
	struct record record = RECORD_NONE;
	struct record_fault fault;

	(void)state;
	assert_int_equal(
	    record_read(SPAN("{\"type\":\"raw\",\"source\":\"graph\",\"sha256\":\"" HASH "\"}"),
			&record, &fault),
	    RECORD_GOOD);
	assert_int_equal(record_text(&record, raw_handle).n, 0);
	assert_null(record_text(&record, raw_handle).p);
	assert_int_equal(record_int(&record, raw_position), 0);
	assert_true(record_time(&record, raw_taken_at) == WHEN_NONE);
	assert_null(record_json(&record, raw_body));
	record_release(&record);
}

static void
table_holds_together(void **state)
{
	size_t next = raw_FIRST;

	(void)state;
	for (size_t id = 0; id < RECORD_TYPES; id++) {
		struct record_type type = record_type((enum record_id)id);

		assert_int_equal(type.first, next);
		assert_in_range(type.count, 1, RECORD_FIELDS_MAX);
		next += type.count;
	}
	assert_int_equal(next, FIELD_IDS_END);
	assert_string_equal(record_type(RECORD_reject).name, "reject");
	assert_string_equal(record_field(reject_key)->name, "key");
}

static void
puts_out_of_order(struct record_out *out)
{
	record_start(out, RECORD_reject);
	record_put_word(out, reject_reason, "r");
}

static void
puts_of_another_type(struct record_out *out)
{
	record_start(out, RECORD_reject);
	record_put_word(out, raw_source, "graph");
}

static void
puts_bad_value(struct record_out *out)
{
	record_start(out, RECORD_raw);
	record_put_word(out, raw_source, "two words");
}

static void
puts_another_kind(struct record_out *out)
{
	record_start(out, RECORD_reject);
	record_put_int(out, reject_key, 1);
}

static void
leaves_out_what_is_needed(struct record_out *out)
{
	record_start(out, RECORD_reject);
	record_put_word(out, reject_key, "k");
	(void)record_finish(out);
}

/* Neither the parent's buffered output nor its memory is the child's to look after. */
static void
leave_at_once(int status, void *unused)
{
	(void)unused;
	_exit(status);
}

/* The writer ends the program, so each misuse gets a process of its own. */
static void
misuse_ends_the_program(void **state)
{
	static void (*const misuses[])(
	    struct record_out *) = {puts_out_of_order, puts_of_another_type, puts_bad_value,
				    puts_another_kind, leaves_out_what_is_needed};

	(void)state;
	for (size_t i = 0; i < COUNT(misuses); i++) {
		int status;
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0) {
			struct record_out out;

			if (freopen("/dev/null", "w", stderr) == NULL)
				_exit(1);
			(void)on_exit(leave_at_once, NULL);
			record_out_init(&out);
			misuses[i](&out);
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), EX_SOFTWARE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_byte_of_an_id_and_a_hash),
	    cmocka_unit_test(scanner_and_reader_agree),
	    cmocka_unit_test(reader_gives_back_what_writer_wrote),
	    cmocka_unit_test(reader_refuses_what_is_not_declared),
	    cmocka_unit_test(other_lines_are_named),
	    cmocka_unit_test(absent_members_read_as_nothing),
	    cmocka_unit_test(table_holds_together),
	    cmocka_unit_test(misuse_ends_the_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
