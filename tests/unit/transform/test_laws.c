/*
 * The contract's laws 1, 2, 3 and 5 over generated sets of stories: the same set in any order,
 * with repetitions and split over files gives the same records; the balance holds; every word of
 * an article is covered; who must not be named is nowhere.
 */
#include "lib/std.h"

#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "lib/jsonw.h"
#include "lib/mem.h"
#include "lib/say.h"
#include "lib/stream.h"

#include "transform/run.h"

#define SETS 150 /* generated sets; a failure prints the seed */
#define RAWS_MAX 40

static uint64_t random_state;

static uint64_t
roll(uint64_t sides)
{
	random_state += 0x9e3779b97f4a7c15;
	uint64_t z = random_state;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (z ^ (z >> 31)) % sides;
}

/* Facts with a cleared minor (North), one who is not (Zed), and two people of one name. */
static char facts[] = "/tmp/story-laws.XXXXXX";

static const struct {
	const char *name, *text;
} facts_files[] = {
    {"people.csv",
     "person_id,full_name,short_name,last_name,pronouns,birth_date,public_minor_ok,priority\n"
     "kim,Kim Kardashian,Kim,Kardashian,she/her,1980-10-21,0,90\n"
     "katy,Katy Perry,Katy,Perry,she/her,1984-10-25,0,95\n"
     "north,North West,North,West,she/her,2013-06-15,1,40\n"
     "zed,Zed Hidden,Zed,Hidden,he/him,2012-01-01,0,99\n"
     "sam1,Sam One,Sam,One,,,0,10\nsam2,Sam Two,Sam,Two,,,0,10\n"},
    {"handles.csv", "person_id,account_id,ig_pk,handle,tz,credit_name\n"
		    "kim,100,900,kim,America/Los_Angeles,Kim Kardashian\n"
		    "katy,101,901,katy.perry,Asia/Tokyo,Katy Perry\n"
		    "zed,,902,zed,,\n"},
    {"aliases.csv", "person_id,alias,context_person_id\nnorth,North,kim\nzed,Zeddy,\n"
		    "sam1,Sam,\nsam2,Sam,\n"},
    {"relations.csv", "from_person_id,kind,to_person_id\nkim,parent,north\nkim,parent,zed\n"},
    {"works.csv", "person_id,title,kind,epithet\nkaty,Roar,song,the “Roar” singer\n"},
    {"places.csv",
     "place_id,name,city,country,tz\n7,\"Las Vegas, Nevada\",Las Vegas,US,America/Los_Angeles\n"},
};

static int
write_facts(void **state)
{
	char path[256];

	(void)state;
	if (mkdtemp(facts) == NULL)
		return -1;
	for (size_t i = 0; i < COUNT(facts_files); i++) {
		FILE *file;

		snprintf(path, sizeof path, "%s/%s", facts, facts_files[i].name);
		file = fopen(path, "w");
		if (file == NULL || fputs(facts_files[i].text, file) < 0 || fclose(file) != 0)
			return -1;
	}
	return 0;
}

static int
remove_facts(void **state)
{
	char path[256];

	(void)state;
	for (size_t i = 0; i < COUNT(facts_files); i++) {
		snprintf(path, sizeof path, "%s/%s", facts, facts_files[i].name);
		unlink(path);
	}
	return rmdir(facts);
}

static const char *const captions[] = {
    "Dreams come true.",
    "North and friends at the show!!!!",
    "with @katy.perry and Zeddy at home",
    "Zed Hidden was here",
    "@zed look",
    "KATY PERRY forever ✨",
    "Sam came along",
    "heading north with 3 dogs",
    "“quoted” by “Someone Else”",
    "line one\nline two with 42",
    "#North #ad #日本",
    "Monday in Paris #fun #sun",
    "<script>alert('x')</script> & more",
    "{poster} [x] %s",
    "👩‍👩‍👧 family",
    "A. B! C? D",
};

static void
put_item_graph(struct buf *out, size_t story, const char *caption)
{
	buf_printf(
	    out,
	    "{\"data\":[{\"id\":\"%zu\",\"ig_id\":\"30000000000000%05zu\",\"media_type\":\"%s\","
	    "\"timestamp\":\"2023-04-1%zuT%02zu:00:00+0000\",\"username\":\"u\"",
	    1000 + story, story, story % 2 != 0 ? "IMAGE" : "VIDEO", 4 + story % 3, story % 24);
	if (caption != NULL) {
		jsonw_key(out, "caption");
		jsonw_word(out, caption);
	}
	buf_puts(out, "}]}");
}

static void
put_item_private(struct buf *out, size_t story, const char *caption)
{
	when_ms taken = 0;
	char text[32];

	snprintf(text, sizeof text, "2023-04-1%zuT%02zu:00:00Z", 4 + story % 3, story % 24);
	assert_true(when_parse((struct span){text, strlen(text)}, &taken));
	buf_printf(out, "{\"pk\":30000000000000%05zu,\"taken_at\":%" PRId64 ",\"media_type\":%d",
		   story, taken / 1000, story % 2 != 0 ? 1 : 2);
	jsonw_key(out, "caption");
	if (caption != NULL)
		jsonw_word(out, caption);
	else
		buf_puts(out, "null");
	if (roll(2) == 0)
		buf_printf(out, ",\"reel_mentions\":[{\"user\":{\"pk\":%d,\"username\":\"%s\"}}]",
			   900 + (int)roll(4), "someone");
	if (roll(3) == 0)
		buf_puts(out, ",\"story_locations\":[{\"location\":{\"pk\":7,\"name\":\"Las Vegas, "
			      "Nevada\"}}]");
	buf_putc(out, '}');
}

/* Insights and notices of the stories above, by their Graph ids alone. */
static char *
make_reading(void)
{
	struct buf line = BUF_MAX(65536), body = BUF_MAX(65536);
	size_t story = 1000 + roll(12), account = 100 + roll(3), hour = roll(4);
	bool notice = roll(2) == 0;
	char sha256[DIGEST_HEX + 1];

	if (notice)
		buf_printf(&body, "{\"value\":{\"media_id\":\"%zu\",\"reach\":%d}}", story,
			   (int)roll(3) - 1);
	else if (roll(3) == 0)
		buf_printf(&body, "{\"error\":{\"code\":%d}}", roll(2) != 0 ? 4 : 100);
	else
		buf_printf(&body, "{\"data\":[{\"name\":\"reach\",\"values\":[{\"value\":%d}]}]}",
			   (int)roll(3));
	digest_of(buf_span(&body), sha256);
	buf_printf(&line, "{\"type\":\"raw\",\"source\":\"%s\",\"account_id\":\"%zu\",",
		   notice ? "webhook" : "graph", account);
	if (!notice && roll(2) == 0)
		buf_printf(&line, "\"story_id\":\"30000000000000%05zu\",", story - 1000);
	buf_printf(&line, "\"fetched_at\":\"2023-04-16T0%zu:00:00Z\",", hour);
	if (!notice)
		buf_printf(&line, "\"request\":\"/v25.0/%zu/insights?metric=reach\",", story);
	buf_printf(&line, "\"sha256\":\"%s\",\"body\":%s}", sha256, buf_text(&body));
	buf_release(&body);
	return buf_take(&line);
}

/* What the readers of archives hand over of a story: the body, made of a caption as JSON or null.
 */
static const struct {
	const char *source, *before, *after; /* the caption stands between them */
	bool pk;                             /* the archive knows the account's number */
} archives[] = {
    {"instaloader", "{\"node\":{\"is_video\":true,\"video_duration\":7.5,\"caption\":",
     ",\"tappable_objects\":[{\"__typename\":\"GraphTappableMention\",\"username\":\"geo\"}]}}",
     true},
    {"auto-archiver",
     "{\"properties\":{\"data\":[{\"media_type\":2,\"video_url\":\"https://v.example/"
     "v\"}],\"text\":",
     "}}", true},
    {"gallery-dl", "{\"video_url\":null,\"display_url\":\"https://i.example/i\",\"was\":", "}",
     true},
    {"yt-dlp", "{\"duration\":\"7.25\",\"width\":720,\"description\":", "}", true},
    {"tidal-tales", "{\"Type of Content\":\"Video\",\"Caption\":", "}", false},
    {"map", "{\"story\":{\"alt_text\":\"Photo by Someone\",\"caption\":", "}}", false},
    {"meta-export", "{\"uri\":\"media/stories/1/a.jpg\",\"title\":", "}", false},
};

static void
put_json_text(struct buf *out, const char *text)
{
	if (text != NULL)
		jsonw_text(out, (struct span){text, strlen(text)});
	else
		buf_puts(out, "null");
}

/* Begins the record of a story as kept by an archive; the body follows. */
static void
put_archive(struct buf *line, size_t archive, size_t story, size_t account)
{
	static const char *const handles[] = {"kim", "Katy.Perry", "zed"};

	buf_printf(line, "{\"type\":\"raw\",\"source\":\"%s\",", archives[archive].source);
	if (archives[archive].pk)
		buf_printf(line, "\"ig_pk\":\"%zu\",", 900 + account);
	else if (roll(2) == 0) /* a handle that handles.csv does not have */
		buf_printf(line, "\"handle\":\"h%zu\",", account);
	else
		buf_printf(line, "\"handle\":\"%s\",", handles[account]);
	buf_printf(
	    line,
	    "\"story_id\":\"30000000000000%05zu\",\"taken_at\":\"2023-04-1%zuT%02zu:00:00Z\",",
	    story, 4 + story % 3, story % 24);
}

static void
put_account(struct buf *line, bool graph, size_t account)
{
	buf_printf(line, "{\"type\":\"raw\",\"source\":\"%s\",", graph ? "graph" : "private-api");
	if (graph)
		buf_printf(line,
			   "\"account_id\":\"%zu\",\"fetched_at\":\"2023-04-16T0%zu:00:00Z\",",
			   100 + account, (size_t)roll(9));
	else
		buf_printf(line, "\"ig_pk\":\"%zu\",\"handle\":\"h%zu\",", 900 + account, account);
}

/* The raw record of a story by a source: 0 graph, 1 private-api, then the archives. */
static char *
make_sighting(size_t source, size_t story, size_t account, const char *caption)
{
	struct buf line = BUF_MAX(65536), body = BUF_MAX(65536);
	char sha256[DIGEST_HEX + 1];

	if (source < 2) {
		put_account(&line, source == 0, account);
		(source == 0 ? put_item_graph : put_item_private)(&body, story, caption);
	} else {
		put_archive(&line, source - 2, story, account);
		buf_puts(&body, archives[source - 2].before);
		put_json_text(&body, caption);
		buf_puts(&body, archives[source - 2].after);
	}
	digest_of(buf_span(&body), sha256);
	buf_printf(&line, "\"sha256\":\"%s\",\"body\":%s}", sha256, buf_text(&body));
	buf_release(&body);
	return buf_take(&line);
}

#define SOURCES_MADE (2 + COUNT(archives))

/* One raw record; a few are spoiled. */
static char *
make_raw(void)
{
	size_t story = roll(12), account = roll(3);
	const char *caption = roll(4) != 0 ? captions[roll(COUNT(captions))] : NULL;
	char sha256[DIGEST_HEX + 1];
	struct buf line = BUF_MAX(65536);

	if (roll(4) == 0)
		return make_reading();
	if (roll(20) != 0)
		return make_sighting(roll(2) == 0 ? 0 : 1 + roll(SOURCES_MADE - 1), story, account,
				     caption);
	put_account(&line, roll(2) == 0, account);
	digest_of((struct span){"", 0}, sha256);
	buf_printf(&line,
		   "\"sha256\":\"%s\",\"body\":{\"data\":[{\"id\":null},{\"timestamp\":7}],"
		   "\"taken_at\":\"never\"}}",
		   sha256);
	return buf_take(&line);
}

/* A file in memory with the lines in that order, closed by an end record. */
static int
make_file(char *const *lines, const size_t *order, size_t from, size_t to)
{
	struct fail fail = FAIL_NONE;
	int fd = memfd_create("raw", MFD_CLOEXEC);
	struct stream_out *out = stream_out_new(fd);

	for (size_t i = from; i < to; i++)
		assert_int_equal(stream_put(out,
					    (struct span){lines[order[i]], strlen(lines[order[i]])},
					    &fail),
				 0);
	assert_int_equal(stream_end(out, NULL, &fail), 0);
	stream_out_free(out);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

static int
by_line(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

struct output {
	char *text; /* all lines but the end record, sorted and joined */
	json_t *end;
	char *lines[4096];
	size_t n;
};

static void
release_output(struct output *output)
{
	free(output->text);
	json_decref(output->end);
	for (size_t i = 0; i < output->n; i++)
		free(output->lines[i]);
	*output = (struct output){.n = 0};
}

static void
gather(struct output *output, int fd)
{
	struct fail fail = FAIL_NONE;
	struct stream_in *in;
	struct span line = {"", 0};
	struct buf joined = BUF_MAX((size_t)64 << 20);
	char tail[4096];
	off_t size = lseek(fd, 0, SEEK_END);
	ssize_t n = pread(fd, tail, sizeof tail - 1, size > 4095 ? size - 4095 : 0);
	char *last;

	assert_true(n > 0);
	tail[n] = '\0';
	last = strstr(tail, "{\"type\":\"end\"");
	assert_non_null(last);
	output->end = json_loads(last, JSON_DISABLE_EOF_CHECK, NULL);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	in = stream_in_new(fd, "output", true);
	while (stream_next(in, &line, &fail) == STREAM_LINE)
		output->lines[output->n++] = must_strndup(line.p, line.n);
	assert_int_equal(fail.status, EX_OK);
	stream_in_free(in);
	qsort(output->lines, output->n, sizeof output->lines[0], by_line);
	for (size_t i = 0; i < output->n; i++)
		if (strstr(output->lines[i], "\"reason\":\"lint\"") != NULL)
			fail_msg("the linter refused: %s", output->lines[i]);
	for (size_t i = 0; i < output->n; i++)
		buf_printf(&joined, "%s\n", output->lines[i]);
	output->text = buf_take(&joined);
}

/* Runs the program's verb on the files, with standard output caught. */
static struct output
transform(const int *files, size_t n)
{
	char *argv[] = {(char[]){"story-transform"}, (char[]){"-q"}, (char[]){"--facts"}, facts,
			NULL};
	struct output output = {.n = 0};
	struct fail fail = FAIL_NONE;
	struct settings *settings;
	char paths[4][32];
	const char *words[4];
	int caught = memfd_create("out", MFD_CLOEXEC), saved = dup(STDOUT_FILENO);

	for (size_t i = 0; i < n; i++) {
		snprintf(paths[i], sizeof paths[i], "/proc/self/fd/%d", files[i]);
		words[i] = paths[i];
	}
	optind = 1;
	assert_int_equal(settings_read(&settings, PROGRAM_TRANSFORM, 4, argv, &fail), 0);
	fflush(stdout);
	dup2(caught, STDOUT_FILENO);
	assert_int_equal(transform_run(settings, words, n, &fail), 0);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	assert_string_equal(fail.text, "");
	gather(&output, caught);
	close(caught);
	settings_free(settings);
	for (size_t i = 0; i < n; i++)
		close(files[i]);
	return output;
}

static void
shuffle(size_t *order, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = roll(i), keep = order[i - 1];

		order[i - 1] = order[j];
		order[j] = keep;
	}
}

static json_int_t
member(const struct output *output, const char *name)
{
	return json_integer_value(json_object_get(output->end, name));
}

static void
check_balance(const struct output *output)
{
	assert_int_equal(member(output, "items"),
			 member(output, "stories") + member(output, "duplicates") +
			     member(output, "rejects") + member(output, "skipped"));
}

/* Law 2, and law 3 in every run. */
static void
order_and_repetition_change_nothing(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SETS; seed++) {
		char *lines[RAWS_MAX];
		size_t order[RAWS_MAX * 2], n;
		struct output first, second;
		int files[3];

		random_state = seed;
		n = 1 + roll(RAWS_MAX);
		for (size_t i = 0; i < n; i++) {
			lines[i] = make_raw();
			order[i] = i;
			order[n + i] = i;
		}
		files[0] = make_file(lines, order, 0, n);
		first = transform(files, 1);
		check_balance(&first);
		shuffle(order, n * 2); /* every line twice, in any order, over three files */
		files[0] = make_file(lines, order, 0, n / 2);
		files[1] = make_file(lines, order, n / 2, n);
		files[2] = make_file(lines, order, n, n * 2);
		second = transform(files, 3);
		check_balance(&second);
		if (strcmp(first.text, second.text) != 0)
			fail_msg("seed %" PRIu64 ": the records differ", seed);
		release_output(&first);
		release_output(&second);
		for (size_t i = 0; i < n; i++)
			free(lines[i]);
	}
}

/* The same story by any two sources is one story, whichever comes first. */
static void
any_two_sources_tell_of_one_story(void **state)
{
	(void)state;
	for (size_t a = 0; a < SOURCES_MADE; a++)
		for (size_t b = 0; b < SOURCES_MADE; b++) {
			char *lines[] = {make_sighting(a, 7, 0, "Dreams come true."),
					 make_sighting(b, 7, 0, "Dreams come true.")};
			int file = make_file(lines, (size_t[]){0, 1}, 0, 2);
			struct output output = transform(&file, 1);

			check_balance(&output);
			if (member(&output, "stories") != 1 || member(&output, "rejects") != 0)
				fail_msg("sources %zu and %zu", a, b);
			release_output(&output);
			free(lines[0]);
			free(lines[1]);
		}
}

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	assert_non_null(text);
	return text;
}

static const json_t *
fact_named(const json_t *article, const char *id)
{
	size_t i;
	json_t *fact;

	json_array_foreach(json_object_get(article, "facts"), i,
			   fact) if (strcmp(text_of(fact, "fact_id"), id) == 0) return fact;
	fail_msg("no fact %s", id);
	return NULL;
}

/* Law 5, checked without the linter: take the quotes out, then look at what stands out. */
static void
check_sentence(const json_t *article, const json_t *sentence)
{
	const json_t *ids = json_object_get(sentence, "fact_ids");
	char *text = must_strdup(text_of(sentence, "text"));
	struct buf known = BUF_MAX(65536);
	size_t i;
	json_t *id;

	assert_true(json_array_size(ids) > 0);
	json_array_foreach(ids, i, id)
	{
		const json_t *fact = fact_named(article, json_string_value(id));
		const char *value = text_of(fact, "value");
		char *hit = strstr(text, value);

		if (strcmp(text_of(fact, "kind"), "quote") != 0)
			buf_printf(&known, " %s ", value);
		else if (hit != NULL)
			memset(hit, ' ', strlen(value));
	}
	for (char *p = text; *p != '\0'; p++) {
		size_t word = strcspn(p, " ,.’:;!?“”()[]{}");
		char token[256];

		if (word == 0 || !((*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9')))
			continue;
		snprintf(token, sizeof token, "%.*s", (int)word, p);
		if (strstr(buf_text(&known), token) == NULL &&
		    !(p == text || strcmp(token, "Instagram") == 0 ||
		      strcmp(token, "Stories") == 0 || strcmp(token, "Story") == 0))
			fail_msg("'%s' of '%s' is covered by no fact", token,
				 text_of(sentence, "text"));
		p += word - 1;
	}
	buf_release(&known);
	free(text);
}

static const char *
caption_of(const struct output *output, const char *account_id, const char *story_id,
	   json_t **story)
{
	for (size_t i = 0; i < output->n; i++) {
		*story = json_loads(output->lines[i], 0, NULL);
		if (strcmp(text_of(*story, "type"), "story") == 0 &&
		    strcmp(text_of(*story, "account_id"), account_id) == 0 &&
		    strcmp(text_of(*story, "story_id"), story_id) == 0)
			return text_of(*story, "caption");
		json_decref(*story);
	}
	fail_msg("no story %s", story_id);
	return NULL;
}

static void
check_article(const struct output *output, const char *line)
{
	json_t *article = json_loads(line, 0, NULL), *one, *story = NULL;
	size_t i;

	json_array_foreach(json_object_get(article, "sentences"), i, one)
	    check_sentence(article, one);
	json_array_foreach(json_object_get(article, "quotes"), i, one)
	{
		assert_non_null(strstr(caption_of(output, text_of(article, "account_id"),
						  text_of(one, "story_id"), &story),
				       text_of(one, "verbatim")));
		json_decref(story);
	}
	assert_null(strstr(line, "Zed"));
	assert_null(strstr(line, "\"sam1\""));
	assert_null(strstr(line, "\"sam2\""));
	assert_null(strstr(text_of(article, "body_html"), "<script"));
	json_decref(article);
}

static void
articles_say_what_facts_cover(void **state)
{
	size_t articles = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= SETS; seed++) {
		char *lines[RAWS_MAX];
		size_t order[RAWS_MAX];
		struct output output;
		int file;

		random_state = seed * 7919;
		for (size_t i = 0; i < RAWS_MAX; i++) {
			lines[i] = make_raw();
			order[i] = i;
		}
		file = make_file(lines, order, 0, RAWS_MAX);
		output = transform(&file, 1);
		for (size_t i = 0; i < output.n; i++) {
			if (strncmp(output.lines[i], "{\"type\":\"article\"", 17) != 0)
				continue;
			check_article(&output, output.lines[i]);
			articles++;
		}
		release_output(&output);
		for (size_t i = 0; i < RAWS_MAX; i++)
			free(lines[i]);
	}
	assert_true(articles > SETS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(order_and_repetition_change_nothing),
	    cmocka_unit_test(any_two_sources_tell_of_one_story),
	    cmocka_unit_test(articles_say_what_facts_cover),
	};

	mem_init();
	say_open("test", SAY_TEXT, SAY_ERROR);
	return cmocka_run_group_tests(tests, write_facts, remove_facts);
}
