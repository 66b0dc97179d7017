/* Raw records by chance, for the tests of the laws: a seed makes always the same ones. */
#ifndef TESTS_TRANSFORM_RAWS_H
#define TESTS_TRANSFORM_RAWS_H

#include <inttypes.h>

#include "lib/digest.h"
#include "lib/jsonw.h"
#include "lib/when.h"
#include "tests/unit/unit.h"

static uint64_t random_state;

static inline uint64_t
roll(uint64_t sides)
{
	random_state += 0x9e3779b97f4a7c15;
	uint64_t z = random_state;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (z ^ (z >> 31)) % sides;
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

static inline void
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

static inline void
put_item_private(struct buf *out, size_t story, const char *caption)
{
	when_ms taken = 0;
	char text[32];

	snprintf(text, sizeof text, "2023-04-1%zuT%02zu:00:00Z", 4 + story % 3, story % 24);
	assert_true(when_parse(span_of(text), &taken));
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
static inline char *
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

static inline void
put_json_text(struct buf *out, const char *text)
{
	if (text != NULL)
		jsonw_text(out, span_of(text));
	else
		buf_puts(out, "null");
}

/* Begins the record of a story as kept by an archive; the body follows. */
static inline void
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

static inline void
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
static inline char *
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
static inline char *
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

#endif
