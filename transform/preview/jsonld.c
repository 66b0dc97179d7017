#include "transform/preview/jsonld.h"

#include "lib/jsonw.h"

/* What is made by filling in data; IPTC digital source types, as schema.org has them. */
#define SOURCE_TYPE "https://schema.org/DataDrivenMediaDigitalSource"
#define PERMALINK_START "https://"

static void
put_text(struct buf *out, const char *key, const char *text)
{
	if (text[0] != '\0')
		jsonw_member_word(out, key, text);
}

static void
open_thing(struct buf *out, const char *type)
{
	jsonw_open(out, '{');
	jsonw_member_word(out, "@type", type);
}

/* A list of things of one type, each with one member; nothing for an empty list. */
static void
put_things(struct buf *out, const char *key, const char *type, const char *member,
	   const json_t *list, const char *from)
{
	size_t i;
	json_t *item;

	if (json_array_size(list) == 0)
		return;
	jsonw_key(out, key);
	jsonw_open(out, '[');
	json_array_foreach(list, i, item)
	{
		open_thing(out, type);
		put_text(out, member, item_text(item, from));
		jsonw_close(out, '}');
	}
	jsonw_close(out, ']');
}

static void
put_keywords(struct buf *out, const json_t *tags)
{
	size_t i;
	json_t *tag;

	if (json_array_size(tags) == 0)
		return;
	jsonw_key(out, "keywords");
	jsonw_open(out, '[');
	json_array_foreach(tags, i, tag)
	{
		jsonw_word(out, item_word(tag));
	}
	jsonw_close(out, ']');
}

/* A story is what the article is based on; its address only where it is one. */
static void
put_source(struct buf *out, const struct frame *frame)
{
	const char *address = frame_text(frame, story_permalink);

	open_thing(out, "SocialMediaPosting");
	put_text(out, "identifier", frame->story_id);
	put_text(out, "datePublished", frame_text(frame, story_taken_at));
	put_text(out, "expires", frame_text(frame, story_expires_at));
	if (strncmp(address, PERMALINK_START, strlen(PERMALINK_START)) == 0)
		put_text(out, "url", address);
	put_text(out, "creditText", item_text(frame->figure, "credit_line"));
	jsonw_close(out, '}');
}

static void
put_sources(struct buf *out, const struct view *view)
{
	jsonw_key(out, "isBasedOn");
	jsonw_open(out, '[');
	for (size_t i = 0; i < view->frames_n; i++)
		put_source(out, &view->frames[i]);
	jsonw_close(out, ']');
}

void
jsonld_write(struct buf *out, const struct view *view)
{
	const json_t *root = view->root;

	jsonw_open(out, '{');
	jsonw_member_word(out, "@context", "https://schema.org");
	jsonw_member_word(out, "@type", "NewsArticle");
	put_text(out, "@id", item_text(root, "uri"));
	put_text(out, "identifier", item_text(root, "event_key"));
	put_text(out, "headline", item_text(root, "headline"));
	put_text(out, "abstract", item_text(root, "dek"));
	put_text(out, "articleSection", item_text(root, "section"));
	put_text(out, "inLanguage", view->lang);
	put_text(out, "articleBody", item_text(root, "body_text"));
	jsonw_member_word(out, "creativeWorkStatus", "Draft");
	jsonw_member_word(out, "digitalSourceType", SOURCE_TYPE);
	put_text(out, "backstory", item_text(root, "disclosure"));
	put_text(out, "temporalCoverage", item_text(root, "editorial_day"));
	put_things(out, "mentions", "Person", "name", item_list(root, "people"), "name_shown");
	put_things(out, "contentLocation", "Place", "name", item_list(root, "places"), "name");
	put_things(out, "hasPart", "Quotation", "text", item_list(root, "quotes"), "verbatim");
	put_keywords(out, item_list(root, "tags"));
	put_sources(out, view);
	jsonw_close(out, '}');
}
