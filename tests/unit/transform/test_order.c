/*
 * Over generated sets of raw records: the members of every object inside a record stand as jsonb
 * sorts them, by the length of the name, then by its bytes.
 */
#include "lib/std.h"

#include <jansson.h>

#include "lib/record.h"
#include "lib/say.h"
#include "tests/unit/transform/raws.h"
#include "tests/unit/transform/runs.h"

#define SETS 200 /* generated sets; a failure prints the seed */
#define RAWS_MAX 40

/* Objects of several members, which could stand otherwise, in each member of a record. */
static size_t seen[FIELD_IDS_END];

static bool
in_order(const char *before, const char *name)
{
	size_t m = strlen(before), n = strlen(name);

	return m != n ? m < n : memcmp(before, name, n) < 0;
}

/* Anything inside a record. */
static void
check_value(const json_t *value, enum field_id field, uint64_t seed)
{
	const char *before = "", *name;
	size_t i;
	json_t *part;

	json_array_foreach(value, i, part)
	{
		check_value(part, field, seed);
	}
	json_object_foreach((json_t *)value, name, part)
	{
		if (!in_order(before, name))
			fail_msg("seed %" PRIu64 ": %s: %s stands before %s", seed,
				 record_field(field)->name, before, name);
		before = name;
		check_value(part, field, seed);
	}
	seen[field] += json_object_size(value) > 1;
}

static void
check_record(const char *line, uint64_t seed)
{
	struct record_fault fault;
	struct record record = RECORD_NONE;
	struct record_type type;

	assert_int_equal(record_read(span_of(line), &record, &fault), RECORD_GOOD);
	type = record_type(record.id);
	for (size_t i = 0; i < type.count; i++) {
		enum field_id field = (enum field_id)(type.first + i);

		if (record_field(field)->kind == FIELD_JSON && record_has(&record, field))
			check_value(record_json(&record, field), field, seed);
	}
	record_release(&record);
}

static struct output
transform_set(uint64_t seed)
{
	char *lines[RAWS_MAX];
	size_t order[RAWS_MAX];
	struct output output;
	int file;

	random_state = seed;
	for (size_t i = 0; i < RAWS_MAX; i++) {
		lines[i] = make_raw();
		order[i] = i;
	}
	file = make_file(lines, order, 0, RAWS_MAX);
	output = transform(&file, 1);
	for (size_t i = 0; i < RAWS_MAX; i++)
		free(lines[i]);
	return output;
}

static void
objects_inside_records_are_sorted(void **state)
{
	static const enum field_id met[] = {
	    story_mentions, story_places,     story_provenance,  article_facts_files,
	    article_blocks, article_people,   article_sentences, article_facts,
	    article_quotes, article_figures,  article_places,    article_works,
	    article_review, article_subjects, article_crossings};

	(void)state;
	for (uint64_t seed = 1; seed <= SETS; seed++) {
		struct output output = transform_set(seed);

		for (size_t i = 0; i < output.n; i++)
			check_record(output.lines[i], seed);
		release_output(&output);
	}
	for (size_t i = 0; i < COUNT(met); i++)
		if (seen[met[i]] == 0)
			fail_msg("no set has %s", record_field(met[i])->name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(objects_inside_records_are_sorted),
	};

	mem_init();
	say_open("test", SAY_TEXT, SAY_ERROR);
	return cmocka_run_group_tests(tests, write_facts, remove_facts);
}
