#include "transform/diff/sections.h"

#include <inttypes.h>

#include "lib/mem.h"
#include "lib/utf8.h"

#include "transform/collect/item.h"

#define LINE_MAX_BYTES ((size_t)16 << 20) /* no line is longer than its record */

struct rule {
	const char *member; /* also the section's name */
	void (*take)(struct sections *, struct section *, const json_t *root,
		     const struct rule *rule);
	const char *title; /* the member of an item that names it */
	bool brief;
};

/* Nothing here may drive a terminal or turn a line around. */
static bool
is_plain(int32_t point)
{
	return point >= 0x20 && point != 0x7f && !(point >= 0x80 && point < 0xa0) &&
	       !(point >= 0x202a && point <= 0x202e) && !(point >= 0x2066 && point <= 0x2069) &&
	       point != 0x2028 && point != 0x2029;
}

static void
put_line(struct sections *sections, struct section *section, struct span text)
{
	struct buf clean = BUF_MAX(LINE_MAX_BYTES);
	char *line;

	utf8_copy(&clean, text, "\xef\xbf\xbd", is_plain);
	line = arena_text(&sections->arena, buf_span(&clean));
	pieces_put(&section->lines, (struct span){line, clean.n});
	buf_release(&clean);
}

static void
put_lines(struct sections *sections, struct section *section, const char *text)
{
	while (*text != '\0') {
		size_t n = strcspn(text, "\n");

		if (n != 0)
			put_line(sections, section, (struct span){text, n});
		text += n + (text[n] == '\n');
	}
}

static void
put_value(struct buf *out, const json_t *value)
{
	size_t i;
	json_t *item;
	char *dump;

	if (json_is_string(value)) {
		buf_puts(out, json_string_value(value));
		return;
	}
	if (json_is_array(value)) {
		json_array_foreach(value, i, item)
		{
			buf_puts(out, i != 0 ? ", " : "");
			put_value(out, item);
		}
		return;
	}
	dump = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
	buf_puts(out, dump != NULL ? dump : "");
	free(dump);
}

static void
take_text(struct sections *sections, struct section *section, const json_t *root,
	  const struct rule *rule)
{
	put_lines(sections, section, item_text(root, rule->member));
}

static void
put_heading(struct sections *sections, struct section *section, const json_t *block)
{
	struct buf line = BUF_MAX(LINE_MAX_BYTES);

	buf_printf(&line, "[%s]", item_text(block, "kind"));
	put_line(sections, section, buf_span(&line));
	buf_release(&line);
}

/* A heading a block, then its sentences. */
static void
take_body(struct sections *sections, struct section *section, const json_t *root,
	  const struct rule *rule)
{
	const json_t *blocks = item_list(root, "blocks"), *sentences = item_list(root, "sentences");
	int64_t block = -1;
	size_t i;
	json_t *sentence;

	(void)rule;
	json_array_foreach(sentences, i, sentence)
	{
		int64_t at = item_int(sentence, "block");

		if (at < 0)
			continue;
		if (at != block)
			put_heading(sections, section, json_array_get(blocks, (size_t)at));
		block = at;
		put_lines(sections, section, item_text(sentence, "text"));
	}
}

/* What numbers the items of a list says nothing of its own, and shifts when one is added. */
static bool
is_number_of_item(const char *key)
{
	static const char *const keys[] = {"position", "fact_id", "fact_ids", "template_id"};

	for (size_t i = 0; i < COUNT(keys); i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	return false;
}

static void
put_item(struct buf *out, json_t *item, const char *title)
{
	const char *key;
	json_t *value;

	put_value(out, json_object_get(item, title));
	json_object_foreach(item, key, value)
	{
		if (strcmp(key, title) == 0 || is_number_of_item(key) ||
		    (json_is_array(value) && json_array_size(value) == 0))
			continue;
		buf_printf(out, "; %s ", key);
		put_value(out, value);
	}
}

/* An item a line: what names it, then whatever else it says. */
static void
take_items(struct sections *sections, struct section *section, const json_t *root,
	   const struct rule *rule)
{
	const json_t *list = item_list(root, rule->member);
	size_t i;
	json_t *item;

	json_array_foreach(list, i, item)
	{
		struct buf line = BUF_MAX(LINE_MAX_BYTES);

		if (json_is_object(item))
			put_item(&line, item, rule->title);
		else
			put_value(&line, item);
		put_line(sections, section, buf_span(&line));
		buf_release(&line);
	}
}

/* Single members that need no section of their own. */
static const char *const small_members[] = {
    "kind",       "angle",       "lang",      "section",       "slug",
    "disclosure", "event_start", "event_end", "editorial_day", "time_zone",
};

static void
take_small(struct sections *sections, struct section *section, const json_t *root,
	   const struct rule *rule)
{
	(void)rule;
	for (size_t i = 0; i < COUNT(small_members); i++) {
		const char *value = item_text(root, small_members[i]);
		struct buf line = BUF_MAX(LINE_MAX_BYTES);

		buf_printf(&line, "%s %s", small_members[i], value);
		if (value[0] != '\0')
			put_line(sections, section, buf_span(&line));
		buf_release(&line);
	}
}

static const struct rule rules[] = {
    {"headline", take_text, NULL, true},
    {"dek", take_text, NULL, true},
    {"body", take_body, NULL, true},
    {"people", take_items, "name_shown", true},
    {"figures", take_items, "caption", true},
    {"quotes", take_items, "verbatim", false},
    {"places", take_items, "name", false},
    {"works", take_items, "title", false},
    {"tags", take_items, "", false},
    {"subjects", take_items, "name", false},
    {"related", take_items, "headline", false},
    {"crossings", take_items, "key", false},
    {"review", take_items, "reason", true},
    {"facts", take_items, "value", false},
    {"story_ids", take_items, "", false},
    {"record", take_small, NULL, false},
};

static bool
is_among(const char *const *members, size_t n, const char *member)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(members[i], member) == 0)
			return true;
	return false;
}

/* What is no part of an article's content. */
static bool
is_envelope(const char *member)
{
	static const char *const members[] = {
	    "type",          "account_id",     "article_id",   "event_key",
	    "uri",           "generator",      "template_set", "facts_files",
	    "inputs_sha256", "content_sha256", "input_count",  "observed_at",
	};

	return is_among(members, COUNT(members), member);
}

/* What some section above tells already; older records have the body as HTML too. */
static bool
is_told(const char *member)
{
	static const char *const members[] = {"body_text", "body_html", "blocks", "sentences"};

	for (size_t i = 0; i < COUNT(rules); i++)
		if (strcmp(rules[i].member, member) == 0)
			return true;
	return is_among(members, COUNT(members), member) ||
	       is_among(small_members, COUNT(small_members), member);
}

static struct section *
add(struct sections *sections, const char *name, bool brief)
{
	sections->list =
	    mem_grow(sections->list, sections->n, &sections->cap, sizeof *sections->list);
	sections->list[sections->n] = (struct section){.name = name, .brief = brief};
	return &sections->list[sections->n++];
}

static void
take_json(struct sections *sections, const char *name, const json_t *value)
{
	char *dump = json_dumps(value, JSON_ENCODE_ANY | JSON_INDENT(1));
	const char *own = arena_text(&sections->arena, span_of(name));

	put_lines(sections, add(sections, own, false), dump != NULL ? dump : "");
	free(dump);
}

void
sections_of(struct sections *sections, const struct record *article)
{
	const char *key;
	json_t *value;

	*sections = (struct sections){.n = 0};
	for (size_t i = 0; i < COUNT(rules); i++) {
		struct section *section = add(sections, rules[i].member, rules[i].brief);

		rules[i].take(sections, section, article->root, &rules[i]);
	}
	json_object_foreach(article->root, key, value)
	{
		if (!is_envelope(key) && !is_told(key))
			take_json(sections, key, value);
	}
}

void
sections_raw(struct sections *sections, const struct record *article, const struct record *other)
{
	const char *key;
	json_t *value;

	*sections = (struct sections){.n = 0};
	json_object_foreach(article->root, key, value)
	{
		if (!is_envelope(key) && !json_equal(value, json_object_get(other->root, key)))
			take_json(sections, key, value);
	}
}

const struct section *
sections_find(const struct sections *sections, const char *name)
{
	for (size_t i = 0; i < sections->n; i++)
		if (strcmp(sections->list[i].name, name) == 0)
			return &sections->list[i];
	return NULL;
}

void
sections_release(struct sections *sections)
{
	for (size_t i = 0; i < sections->n; i++)
		pieces_release(&sections->list[i].lines);
	free(sections->list);
	arena_release(&sections->arena);
	*sections = (struct sections){.n = 0};
}
