#include "lib/std.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/buf.h"
#include "lib/mem.h"

#include "transform/facts/facts.h"

#define PEOPLE \
	"person_id,full_name,last_name,birth_date,birth_precision,death_date,public_minor_ok\n"

static char folder[] = "/tmp/story-facts.XXXXXX";

static void
put(const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int
remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

static int
make_folder(void **state)
{
	(void)state;
	memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
	return mkdtemp(folder) != NULL ? 0 : -1;
}

static int
drop_folder(void **state)
{
	(void)state;
	return nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

/* The text is refused, and the message names the file, the line and the column. */
static void
expect_error(const char *name, const char *text, const char *message)
{
	struct fail fail = FAIL_NONE;
	struct facts_dir facts;

	put(name, text);
	assert_int_equal(facts_dir_read(&facts, folder, &fail), -1);
	assert_int_equal(fail.status, EX_CONFIG);
	if (strstr(fail.text, message) == NULL)
		fail_msg("'%s' does not say '%s'", fail.text, message);
	assert_non_null(strstr(fail.text, name));
}

static void
errors_name_file_line_and_column(void **state)
{
	(void)state;
	expect_error("people.csv", "person_id,full_name,agee\na,A,3\n",
		     "line 1: column 3: unknown column 'agee'");
	expect_error("people.csv", "person_id\na\n", "line 1: column full_name is missing");
	expect_error("people.csv", PEOPLE "a,A,,2001-02-30,,,\n",
		     "line 2: column birth_date: not a date");
	expect_error("people.csv", PEOPLE "a,A,,,,,\na,B,,,,,\n",
		     "line 3: column person_id: stands twice");
	expect_error("people.csv", PEOPLE "a,,,,,,\n",
		     "line 2: column full_name: must not be empty");
	expect_error("people.csv", PEOPLE "a,A,,2001-01-01,day,2000-01-01,\n",
		     "column death_date: before the birth");
	expect_error("people.csv", PEOPLE "a,A,,,,,yes\n", "line 2: column public_minor_ok");
	expect_error("people.csv", PEOPLE "a,\"A\n", "line 2: column 2: a quote is not closed");
	expect_error("people.csv", PEOPLE "a,A,,,,,,,,\n",
		     "line 2: 10 columns where the header has 7");
}

static void
other_files_name_known_people(void **state)
{
	static const char handles[] = "person_id,handle,from,to,tz\n";
	char text[256];

	(void)state;
	put("people.csv", PEOPLE "a,A,,,,,\nb,B,,,,,\n");
	expect_error("aliases.csv", "person_id,alias,context_person_id\nx,X,\n",
		     "line 2: column person_id: no such person_id");
	put("aliases.csv", "person_id,alias,context_person_id\na,X,b\n");
	expect_error("relations.csv", "from_person_id,kind,to_person_id\na,cousin,b\n",
		     "line 2: column kind");
	expect_error("relations.csv", "from_person_id,kind,to_person_id\na,parent,a\n",
		     "the same person on both sides");
	put("relations.csv", "from_person_id,kind,to_person_id\na,parent,b\n");
	snprintf(text, sizeof text, "%sa,one,,,Mars/Base\n", handles);
	expect_error("handles.csv", text, "line 2: column tz: no such time zone");
	snprintf(text, sizeof text, "%sa,one,2020-01-01,,\nb,One,2019-01-01,2020-01-02,\n",
		 handles);
	expect_error("handles.csv", text, "line 3: column handle");
	snprintf(text, sizeof text, "%sa,one,2021-01-01,2020-01-01,\n", handles);
	expect_error("handles.csv", text, "column to: not after 'from'");
}

#define HANDLES "person_id,account_id,ig_pk,handle,from,to\n"
#define RELATIONS "from_person_id,kind,to_person_id,from,to\n"

static void
three_people(void)
{
	put("people.csv", PEOPLE "a,A,,,,,\nb,B,,,,,\nc,C,,,,,\n");
}

static void
an_account_is_one_persons(void **state)
{
	(void)state;
	three_people();
	expect_error(
	    "handles.csv", HANDLES "a,1,,one,,\nb,1,,two,,\n",
	    "line 3: column account_id: belongs to another person in the same period: '1'");
	expect_error("handles.csv", HANDLES "a,,11,one,,2020-01-01\nb,,11,two,2019-12-31,\n",
		     "line 3: column ig_pk: belongs to another person in the same period: '11'");
	expect_error("handles.csv", HANDLES "a,1,11,one,,\na,1,12,two,,\n",
		     "line 3: column account_id: stands with another ig_pk in another row: '1'");
	expect_error("handles.csv", HANDLES "a,1,11,one,,\na,1,11,One,,\n",
		     "line 3: column handle: stands twice for the same period: 'One'");
	expect_error("handles.csv", HANDLES "a,,,@one,,\n", "line 2: column handle: not a handle");
	expect_error("handles.csv", HANDLES "a,,,one two,,\n", "column handle: not a handle");
	expect_error("handles.csv", HANDLES "a,x y,,one,,\n", "column account_id: not an id");
}

static void
rows_do_not_say_the_same_twice(void **state)
{
	(void)state;
	three_people();
	expect_error("aliases.csv", "person_id,alias,context_person_id\na,X,b\nb,X,\na,X,b\n",
		     "line 4: column alias: stands twice: 'X'");
	put("aliases.csv", "person_id,alias\n");
	expect_error("places.csv", "place_id,name\n7,X\n7,Y\n",
		     "line 3: column place_id: stands twice");
	expect_error("places.csv", "place_id,name,lat\n7,X,91\n", "column lat: not an angle");
	expect_error("places.csv", "place_id,name,lon\n7,X,nan\n", "column lon: not an angle");
	expect_error("places.csv", "place_id,name,lat,lon\n7,X,1e1,2\n",
		     "column lat: not an angle");
	expect_error("places.csv", "place_id,name,lat,lon\n7,X,1,.5\n", "column lon: not an angle");
	expect_error("places.csv", "place_id,name,lat,lon\n7,X,1,180.01\n",
		     "column lon: not an angle");
	expect_error("places.csv", "place_id,name,lat,lon\n7,X,1,\n",
		     "line 2: column lat: without its other half: '1'");
	put("places.csv", "place_id,name,lat,lon\n7,X,-90,180.0\n");
	expect_error("relations.csv", RELATIONS "a,parent,b,,\na,parent,b,2020-01-01,\n",
		     "line 3: column kind: stands twice for the same period");
}

static void
nobody_is_their_own_ancestor(void **state)
{
	struct fail fail = FAIL_NONE;
	struct facts_dir facts;

	(void)state;
	three_people();
	expect_error("relations.csv", RELATIONS "a,parent,b,,\nb,parent,a,,\n",
		     "line 3: column from_person_id: makes a person their own ancestor: 'b'");
	expect_error("relations.csv", RELATIONS "a,parent,b,,\nc,child,b,,\nc,parent,a,,\n",
		     "line 4: column from_person_id: makes a person their own ancestor: 'c'");
	expect_error("relations.csv", RELATIONS "a,parent,b,,\na,child,b,,\n",
		     "makes a person their own ancestor");
	expect_error("relations.csv", RELATIONS "a,parent,b,,\nb,sibling,a,,\n",
		     "line 3: column kind: contradicts another row of the same two people");
	expect_error("relations.csv", RELATIONS "a,spouse,b,,\nb,child,a,,\n",
		     "line 3: column kind: contradicts another row");
	expect_error("relations.csv", RELATIONS "a,parent,b,,\nb,parent,c,,\nb,sibling,c,,\n",
		     "line 4: column kind: contradicts");
	put("relations.csv", RELATIONS "a,parent,b,,\nb,child,a,,\na,parent,c,,\nb,sibling,c,,\n"
				       "c,sibling,b,,\na,spouse,c,,2020-01-01\n");
	assert_int_equal(facts_dir_read(&facts, folder, &fail), -1);
	put("relations.csv", RELATIONS "a,parent,b,,\nb,child,a,,\na,parent,c,,\nb,sibling,c,,\n"
				       "c,sibling,b,,\nb,friend,a,,\n");
	fail = FAIL_NONE;
	assert_int_equal(facts_dir_read(&facts, folder, &fail), 0);
	facts_dir_free(&facts);
}

static void
all_errors_are_listed(void **state)
{
	static const char *const expected[] = {
	    "people.csv: line 3: 2 columns where the header has 7",
	    "people.csv: line 4: column birth_date: not a date",
	    "people.csv: line 4: column priority: not a number",
	    "handles.csv: line 2: column tz: no such time zone",
	    "relations.csv: line 2: column kind: not one of the words",
	};
	struct faults faults = FAULTS_NONE;
	struct facts_dir facts;
	struct buf many = BUF_MAX(65536);

	(void)state;
	put("people.csv", "person_id,full_name,birth_date,priority,source,last_name,pronouns\n"
			  "a,A,,,,,\nb,B\nc,C,1980-13-01,x,,,\n");
	put("handles.csv", "person_id,handle,tz\nb,one,Mars/Base\n"); /* b is no error: not read */
	put("relations.csv", RELATIONS "a,cousin,c,,\n");
	assert_int_equal(facts_dir_check(&facts, folder, &faults), -1);
	assert_int_equal(faults.count, COUNT(expected));
	for (size_t i = 0; i < COUNT(expected); i++) {
		if (strstr(faults.list[i].text, expected[i]) == NULL)
			fail_msg("'%s' does not say '%s'", faults.list[i].text, expected[i]);
		assert_true(faults.list[i].hint[0] != '\0');
	}
	faults_release(&faults);
	buf_puts(&many, "person_id,alias\n");
	for (size_t i = 0; i < FAULTS_MAX + 10; i++)
		buf_puts(&many, "nobody,X\n");
	three_people();
	put("handles.csv", "person_id,handle\n");
	put("relations.csv", RELATIONS);
	put("aliases.csv", buf_text(&many));
	assert_int_equal(facts_dir_check(&facts, folder, &faults), -1);
	assert_int_equal(faults.n, FAULTS_MAX);
	assert_int_equal(faults.count, FAULTS_MAX + 10);
	faults_release(&faults);
	buf_release(&many);
}

static void
a_handle_is_whose_it_was_that_day(void **state)
{
	struct fail fail = FAIL_NONE;
	struct facts_dir facts;
	struct local_date day;

	(void)state;
	put("people.csv", PEOPLE "a,A,,,,,\nb,B,,,,,\n");
	put("handles.csv", "person_id,account_id,ig_pk,handle,from,to\n"
			   "a,1,11,star,2010-01-01,2020-01-01\nb,2,22,star,2020-01-01,\n");
	assert_int_equal(facts_dir_read(&facts, folder, &fail), 0);
	assert_true(local_date_parse("2019-12-31", &day));
	assert_string_equal(facts_handle(&facts, NULL, NULL, "STAR", &day)->person->id, "a");
	assert_true(local_date_parse("2020-01-01", &day));
	assert_string_equal(facts_handle(&facts, NULL, NULL, "star", &day)->person->id, "b");
	assert_string_equal(facts_handle(&facts, "1", NULL, "star", &day)->person->id, "a");
	assert_string_equal(facts_handle(&facts, NULL, "11", NULL, &day)->account_id, "1");
	assert_null(facts_handle(&facts, NULL, NULL, "nobody", &day));
	assert_null(facts_handle(&facts, "", "", "", &day));
	facts_dir_free(&facts);
}

static int
age_of(const char *birth, enum birth_precision precision, const char *on)
{
	struct person person = {.birth_precision = precision};
	struct local_date day;

	assert_true(local_date_parse(birth, &person.birth));
	assert_true(local_date_parse(on, &day));
	return person_age(&person, day);
}

static void
ages_are_right_on_the_day(void **state)
{
	(void)state;
	assert_int_equal(age_of("1980-10-21", BIRTH_DAY, "2023-04-15"), 42);
	assert_int_equal(age_of("1980-10-21", BIRTH_DAY, "2023-10-20"), 42);
	assert_int_equal(age_of("1980-10-21", BIRTH_DAY, "2023-10-21"), 43);
	assert_int_equal(age_of("2000-02-29", BIRTH_DAY, "2023-02-28"), 22);
	assert_int_equal(age_of("2000-02-29", BIRTH_DAY, "2023-03-01"), 23);
	assert_int_equal(age_of("1980-10-21", BIRTH_YEAR, "2023-04-15"), -1);
	assert_int_equal(age_of("2024-01-01", BIRTH_DAY, "2023-04-15"), -1);
}

static int
months_of(const char *birth, const char *on)
{
	struct person person = {.birth_precision = BIRTH_DAY};
	struct local_date day;

	assert_true(local_date_parse(birth, &person.birth));
	assert_true(local_date_parse(on, &day));
	return person_months(&person, day);
}

static void
months_are_full_months(void **state)
{
	struct person dead = {.birth = {2020, 1, 1, 3},
			      .birth_precision = BIRTH_DAY,
			      .has_died = true};

	(void)state;
	assert_int_equal(months_of("2022-06-30", "2023-02-28"), 7);
	assert_int_equal(months_of("2022-06-30", "2023-03-01"), 8);
	assert_int_equal(months_of("2022-06-30", "2023-03-30"), 9);
	assert_int_equal(months_of("2020-02-29", "2022-02-28"), 23);
	assert_int_equal(months_of("2020-02-29", "2022-03-01"), 24);
	assert_int_equal(months_of("2023-03-01", "2023-03-31"), 0);
	assert_int_equal(months_of("2023-03-02", "2023-03-01"), -1);
	assert_int_equal(person_months(&dead, (struct local_date){2021, 1, 1, 5}), -1);
}

static bool
is_protected(const char *birth, enum birth_precision precision, bool ok)
{
	struct person person = {.has_birth = true, .birth_precision = precision, .minor_ok = ok};
	struct local_date day;

	assert_true(local_date_parse(birth, &person.birth));
	assert_true(local_date_parse("2023-04-15", &day));
	return person_is_protected(&person, day);
}

static void
minors_are_protected_unless_cleared(void **state)
{
	(void)state;
	assert_true(is_protected("2005-04-16", BIRTH_DAY, false));
	assert_false(is_protected("2005-04-15", BIRTH_DAY, false));
	assert_false(is_protected("2015-12-05", BIRTH_DAY, true));
	assert_true(is_protected("2005-01-01", BIRTH_YEAR, false));
	assert_false(is_protected("2004-01-01", BIRTH_YEAR, false));
	assert_true(is_protected("2020-01-01", BIRTH_NONE, false));
}

static void
places_have_coordinates_as_written(void **state)
{
	struct fail fail = FAIL_NONE;
	struct facts_dir facts;

	(void)state;
	put("places.csv", "place_id,name,lat,lon\n7,X,-90,180.0\n8,Y,,\n");
	assert_int_equal(facts_dir_read(&facts, folder, &fail), 0);
	assert_string_equal(facts_place(&facts, "7")->lat, "-90");
	assert_string_equal(facts_place(&facts, "7")->lon, "180.0");
	assert_string_equal(facts_place(&facts, "8")->lat, "");
	facts_dir_free(&facts);
}

static bool
take_all(const struct kin *kin, void *context)
{
	buf_printf(context, "%s:%d ", kin->person->id, (int)kin->kind);
	return true;
}

/* Rows written from one side only count from both, on the days they hold. */
static void
circles_are_closed(void **state)
{
	static const struct local_date early = {2019, 1, 1, 2}, late = {2021, 1, 1, 5};
	struct fail fail = FAIL_NONE;
	struct facts_dir facts;
	struct buf told = BUF_MAX(1024);
	const struct person *b;

	(void)state;
	put("people.csv", PEOPLE "a,A,,,,,\nb,B,,,,,\nc,C,,,,,\nd,D,,,,,\n");
	put("relations.csv", RELATIONS "a,parent,b,,\nc,child,a,2020-01-01,\n"
				       "b,spouse,d,,2020-01-01\n");
	assert_int_equal(facts_dir_read(&facts, folder, &fail), 0);
	b = facts_person(&facts, "b");
	facts_circle(&facts, b, early, take_all, &told);
	assert_string_equal(buf_text(&told), "a:0 d:3 ");
	buf_clear(&told);
	facts_circle(&facts, b, late, take_all, &told);
	assert_string_equal(buf_text(&told), "a:0 c:2 ");
	buf_clear(&told);
	facts_circle(&facts, facts_person(&facts, "a"), late, take_all, &told);
	assert_string_equal(buf_text(&told), "b:1 c:1 ");
	assert_true(facts_in_circle(&facts, b, facts_person(&facts, "c"), late));
	assert_false(facts_in_circle(&facts, b, facts_person(&facts, "c"), early));
	assert_false(facts_in_circle(&facts, b, facts_person(&facts, "d"), late));
	buf_release(&told);
	facts_dir_free(&facts);
}

static bool
always(const struct giveaway *giveaway, void *context)
{
	(void)giveaway;
	(void)context;
	return true;
}

/* The setting takes back what people.csv allows: the name is guarded like any other minor's. */
static void
no_minor_is_cleared_where_none_may_be(void **state)
{
	struct fail fail = FAIL_NONE;
	struct facts_dir facts;
	struct local_date day = {2023, 4, 15, 6};

	(void)state;
	put("people.csv", PEOPLE "a,Anna Little,,2015-01-01,day,,1\n");
	assert_int_equal(facts_dir_read(&facts, folder, &fail), 0);
	assert_false(person_is_protected(facts_person(&facts, "a"), day));
	assert_false(facts_have_giveaways(&facts));
	facts_clear_no_minor(&facts);
	assert_true(person_is_protected(facts_person(&facts, "a"), day));
	assert_true(facts_gives_away(&facts, "withannalittle", "with anna little", always, NULL));
	facts_dir_free(&facts);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(errors_name_file_line_and_column, make_folder,
					    drop_folder),
	    cmocka_unit_test_setup_teardown(other_files_name_known_people, make_folder,
					    drop_folder),
	    cmocka_unit_test_setup_teardown(a_handle_is_whose_it_was_that_day, make_folder,
					    drop_folder),
	    cmocka_unit_test_setup_teardown(an_account_is_one_persons, make_folder, drop_folder),
	    cmocka_unit_test_setup_teardown(rows_do_not_say_the_same_twice, make_folder,
					    drop_folder),
	    cmocka_unit_test_setup_teardown(nobody_is_their_own_ancestor, make_folder, drop_folder),
	    cmocka_unit_test_setup_teardown(all_errors_are_listed, make_folder, drop_folder),
	    cmocka_unit_test_setup_teardown(places_have_coordinates_as_written, make_folder,
					    drop_folder),
	    cmocka_unit_test_setup_teardown(circles_are_closed, make_folder, drop_folder),
	    cmocka_unit_test_setup_teardown(no_minor_is_cleared_where_none_may_be, make_folder,
					    drop_folder),
	    cmocka_unit_test(ages_are_right_on_the_day),
	    cmocka_unit_test(months_are_full_months),
	    cmocka_unit_test(minors_are_protected_unless_cleared),
	};

	mem_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
