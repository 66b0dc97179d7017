#include "tests/standin/words.h"

#include <inttypes.h>

#include "lib/jsontext.h"
#include "lib/jsonw.h"
#include "lib/mem.h"
#include "tests/standin/answers.h"

#define MEDIA_LIFE (4 * WHEN_DAY) /* an address of a picture is good for so long */

/* "f" where only accounts of Facebook Login have it. */
static const char *const media_fields[] = {
    "id",
    "alt_text",
    "f boost_ads_list",
    "f boost_eligibility_info",
    "caption",
    "comments_count",
    "copyright_check_information",
    "f has_poll",
    "f has_slider",
    "f ig_id",
    "is_ai_generated",
    "is_comment_enabled",
    "is_shared_to_feed",
    "legacy_instagram_media_id",
    "like_count",
    "media_audio_type",
    "media_product_type",
    "media_type",
    "media_url",
    "owner",
    "permalink",
    "f reposts_count",
    "f saved_count",
    "f shares_count",
    "shortcode",
    "thumbnail_url",
    "timestamp",
    "f total_comments_count",
    "f total_like_count",
    "f total_views_count",
    "username",
    "view_count",
};

/* Edges that can be asked as fields. */
static const char *const media_edges[] = {"children", "comments", "insights", "collaborators"};

static void
add_word(struct words *words, const char *word)
{
	words->list = mem_grow(words->list, words->n, &words->cap, sizeof(char *));
	words->list[words->n++] = must_strdup(word);
}

static bool
read_spec(struct words *words, const char *path)
{
	char reason[JSONTEXT_REASON_MAX];
	struct buf text = BUF_MAX((size_t)1 << 20);
	bool there = read_path(path, &text);
	json_t *tree = jsontext_load(buf_span(&text), reason), *fields, *field;
	size_t i;

	fields = json_object_get(tree, "fields");
	json_array_foreach(fields, i, field)
	{
		if (json_is_string(json_object_get(field, "name")))
			add_word(words, json_string_value(json_object_get(field, "name")));
	}
	json_decref(tree);
	buf_release(&text);
	return there && words->n != 0;
}

struct words *
words_of_media(const char *folder, enum login login)
{
	struct words *words = must_calloc(1, sizeof *words);
	char path[4096];
	bool good = true;

	if (folder != NULL) {
		snprintf(path, sizeof path, "%s/spec-IGMedia%s.json", folder,
			 login == LOGIN_FACEBOOK ? "" : "ForIGOnlyAPI");
		good = read_spec(words, path);
	}
	for (size_t i = 0; folder == NULL && i < COUNT(media_fields); i++) {
		if (strncmp(media_fields[i], "f ", 2) != 0)
			add_word(words, media_fields[i]);
		else if (login == LOGIN_FACEBOOK)
			add_word(words, media_fields[i] + 2);
	}
	for (size_t i = 0; i < COUNT(media_edges); i++)
		add_word(words, media_edges[i]);
	if (good)
		return words;
	words_free(words);
	return NULL;
}

void
words_free(struct words *words)
{
	for (size_t i = 0; words != NULL && i < words->n; i++)
		free(words->list[i]);
	if (words != NULL)
		free(words->list);
	free(words);
}

bool
words_have(const struct words *words, struct span word)
{
	for (size_t i = 0; i < words->n; i++)
		if (strlen(words->list[i]) == word.n && memcmp(words->list[i], word.p, word.n) == 0)
			return true;
	return false;
}

bool
field_take(const char **fields, struct field *field)
{
	const char *at = *fields + strspn(*fields, ", "), *metric;
	int depth = 0;

	*field = (struct field){.name = {at, strcspn(at, ",.{( ")}};
	if (*at == '\0')
		return false;
	for (; *at != '\0' && (*at != ',' || depth > 0); at++)
		depth += *at == '(' || *at == '{' ? 1 : *at == ')' || *at == '}' ? -1 : 0;
	metric = memmem(field->name.p, (size_t)(at - field->name.p), ".metric(", 8);
	if (metric != NULL)
		field->metrics = (struct span){metric + 8, strcspn(metric + 8, ")")};
	*fields = at;
	return true;
}

/* The pk in base64url, as the web shows it. */
static void
put_shortcode(struct buf *out, uint64_t pk)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	char text[16] = "";
	size_t at = sizeof text - 1;

	for (; pk != 0; pk /= 64)
		text[--at] = digits[pk % 64];
	jsonw_text(out, (struct span){text + at, sizeof text - 1 - at});
}

static void
put_address(struct buf *out, const struct render *render, const char *suffix)
{
	struct buf url = BUF_MAX(4096);

	buf_printf(&url, "%s/media/%s.%s?_nc_cat=1&oh=%016" PRIx64 "&oe=%" PRIX64, render->base,
		   render->story->id, suffix, world_hash(render->story->seed, render->turn),
		   (uint64_t)((render->now + MEDIA_LIFE) / 1000));
	jsonw_text(out, buf_span(&url));
	buf_release(&url);
}

static void
put_printed(struct buf *out, const char *text)
{
	jsonw_text(out, span_of(text));
}

static void
put_id(struct buf *out, const struct render *r)
{
	put_printed(out, r->story->id);
}

static void
put_ig_id(struct buf *out, const struct render *r)
{
	buf_printf(out, "\"%" PRIu64 "\"", r->story->pk);
}

static void
put_caption(struct buf *out, const struct render *r)
{
	json_t *text = json_string(r->story->caption);
	char *spelt = json_dumps(text, JSON_ENCODE_ANY | JSON_ENSURE_ASCII | JSON_ESCAPE_SLASH);

	buf_puts(out, spelt);
	free(spelt);
	json_decref(text);
}

static void
put_code(struct buf *out, const struct render *r)
{
	put_shortcode(out, r->story->pk);
}

static void
put_permalink(struct buf *out, const struct render *r)
{
	/* slashes are escaped, as Meta does */
	buf_printf(out, "\"https:\\/\\/www.instagram.com\\/stories\\/%s\\/%" PRIu64 "\"",
		   r->account->username, r->story->pk);
}

static void
put_timestamp(struct buf *out, const struct render *r)
{
	char text[WHEN_TEXT_MAX];

	(void)when_print(r->story->taken_at, text);
	buf_printf(out, "\"%.19s+0000\"", text);
}

static void
put_media_type(struct buf *out, const struct render *r)
{
	put_printed(out, r->story->video ? "VIDEO" : "IMAGE");
}

static void
put_media_url(struct buf *out, const struct render *r)
{
	put_address(out, r, r->story->video ? "mp4" : "jpg");
}

static void
put_thumbnail(struct buf *out, const struct render *r)
{
	put_address(out, r, "jpg");
}

static void
put_username(struct buf *out, const struct render *r)
{
	put_printed(out, r->account->username);
}

static void
put_owner(struct buf *out, const struct render *r)
{
	buf_printf(out, "{\"id\":\"%s\"}", r->account->id);
}

static void
put_product(struct buf *out, const struct render *r)
{
	(void)r;
	buf_puts(out, "\"STORY\"");
}

static void
put_zero(struct buf *out, const struct render *r)
{
	(void)r;
	buf_puts(out, "0");
}

static void
put_false(struct buf *out, const struct render *r)
{
	(void)r;
	buf_puts(out, "false");
}

static bool
has_caption(const struct story *story)
{
	return story->caption != NULL;
}

static bool
is_video(const struct story *story)
{
	return story->video;
}

/* Copyrighted music: the address is left out. */
static bool
has_address(const struct story *story)
{
	return story->seed % 11 != 0;
}

static const struct {
	const char *name;
	void (*put)(struct buf *out, const struct render *render);
	bool (*has)(const struct story *story); /* NULL: always */
} renders[] = {
    {"id", put_id, NULL},
    {"ig_id", put_ig_id, NULL},
    {"caption", put_caption, has_caption},
    {"media_type", put_media_type, NULL},
    {"media_product_type", put_product, NULL},
    {"media_url", put_media_url, has_address},
    {"thumbnail_url", put_thumbnail, is_video},
    {"permalink", put_permalink, NULL},
    {"shortcode", put_code, NULL},
    {"timestamp", put_timestamp, NULL},
    {"username", put_username, NULL},
    {"owner", put_owner, NULL},
    {"like_count", put_zero, NULL},
    {"comments_count", put_zero, NULL},
    {"is_comment_enabled", put_false, NULL},
};

void
story_put(struct buf *out, const struct render *render)
{
	const char *fields = render->fields != NULL ? render->fields : "id";
	struct field field;
	bool has_id = false;

	jsonw_open(out, '{');
	while (field_take(&fields, &field)) {
		for (size_t i = 0; i < COUNT(renders); i++) {
			if (strlen(renders[i].name) != field.name.n ||
			    memcmp(renders[i].name, field.name.p, field.name.n) != 0 ||
			    (renders[i].has != NULL && !renders[i].has(render->story)))
				continue;
			has_id = has_id || renders[i].put == put_id;
			jsonw_key(out, renders[i].name);
			renders[i].put(out, render);
		}
	}
	if (!has_id) {
		jsonw_key(out, "id");
		put_id(out, render);
	}
	jsonw_close(out, '}');
}
