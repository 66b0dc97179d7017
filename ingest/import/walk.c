#include "ingest/import/walk.h"

#include "ingest/body.h"
#include "lib/jsontext.h"

/* Keys that are looked for in every object; the first ones in the order of the HAS_ bits. */
enum {
	KEY_USER = 7,
	KEY_OWNER,
	KEY_USERNAME,
	KEYS,
};

static const char *const keys[KEYS] = {
    "pk",
    "id",
    "taken_at",
    "timestamp",
    "media_type",
    "permalink",
    "media_product_type",
    [KEY_USER] = "user",
    [KEY_OWNER] = "owner",
    [KEY_USERNAME] = "username",
};

/* These call each other, at most WRAPPERS_MAX levels deep. NOLINTBEGIN(misc-no-recursion) */
static void walk_value(struct walk *walk, struct span value, const struct place *place,
		       bool listed);
static void walk_array(struct walk *walk, struct span array, const struct place *place,
		       bool listed);
static void walk_object(struct walk *walk, struct span object, const struct place *place,
			unsigned has, const struct span values[KEYS]);

static bool
span_is(struct span text, const char *word)
{
	return text.p != NULL && text.n == strlen(word) && memcmp(text.p, word, text.n) == 0;
}

/* Which of the keys an object has; the values of those that say whose it is. */
static unsigned
look(struct span object, struct span values[KEYS])
{
	struct jsontext in = jsontext_at(object);
	struct span key, value;
	unsigned has = 0;

	if (!jsontext_enter(&in, '{'))
		return 0;
	while (jsontext_member(&in, &key, &value)) {
		for (size_t i = 0; i < KEYS; i++) {
			if (!span_is(key, keys[i]))
				continue;
			values[i] = value;
			has |= 1U << i;
		}
	}
	return has;
}

static bool
is_item(const struct shape *shape, unsigned has)
{
	return (has & shape->one_of[0]) != 0 && (has & shape->one_of[1]) != 0 &&
	       (has & shape->none_of) == 0;
}

struct owner
owner_of_json(const json_t *user)
{
	static const char *const id_keys[] = {"pk", "pk_id", "id"};
	struct span username = json_text(json_object_get(user, "username"));
	struct owner owner = {.handle = ""};

	for (size_t i = 0; i < COUNT(id_keys) && owner.pk.text[0] == '\0'; i++)
		owner.pk = id_of_json(json_object_get(user, id_keys[i]));
	if (is_handle(username))
		memcpy(owner.handle, username.p, username.n);
	return owner;
}

/* What a wrapper says of whose items it holds; what it does not say, the one around it does. */
static struct owner
owner_within(unsigned has, const struct span values[KEYS], const struct owner *around)
{
	bool object = (has & 1U << KEY_USER) != 0 || (has & 1U << KEY_OWNER) != 0;
	struct span user = (has & 1U << KEY_USER) != 0 ? values[KEY_USER] : values[KEY_OWNER];
	struct body body = {.tree = NULL};
	struct owner owner;

	if (object) {
		body = body_read(user);
		owner = owner_of_json(body.tree);
	} else if ((has & 1U << KEY_USERNAME) != 0) {
		body = body_read(values[KEY_USERNAME]);
		owner = (struct owner){.handle = ""};
		if (is_handle(json_text(body.tree)))
			memcpy(owner.handle, json_string_value(body.tree),
			       json_string_length(body.tree));
	}
	if (body.tree == NULL || (owner.pk.text[0] == '\0' && owner.handle[0] == '\0'))
		owner = *around;
	body_release(&body);
	return owner;
}

static bool
is_list(const struct shape *shape, struct span key)
{
	for (size_t i = 0; shape->lists[i] != NULL; i++)
		if (span_is(key, shape->lists[i]))
			return true;
	return false;
}

static size_t
levels(const struct place *place)
{
	size_t n = 0;

	for (; place != NULL; place = place->up)
		n++;
	return n;
}

static void
hand_out(struct walk *walk, struct span item, const struct place *place, bool likely)
{
	walk->found++;
	walk->on_item(walk->context, item, place, likely);
}

/* What is left where a walk ended: nothing, a bracket that closes, or the beginning of a value. */
static bool
is_cut(struct jsontext *in, char closing)
{
	return jsontext_at_end(in) || *in->at != closing;
}

/* The value that begins there is not whole: what is whole within it still counts. */
static void
walk_cut(struct walk *walk, const struct jsontext *in, const struct place *place)
{
	struct span rest = {in->at, (size_t)(in->end - in->at)};
	struct span values[KEYS];
	unsigned has;

	walk->cut = in->at;
	if (rest.n == 0 || levels(place) > WRAPPERS_MAX)
		return;
	if (*rest.p == '[')
		walk_array(walk, rest, place,
			   place->up == NULL || is_list(walk->shape, place->key));
	if (*rest.p != '{')
		return;
	has = look(rest, values);
	if (!is_item(walk->shape, has))
		walk_object(walk, rest, place, has, values);
}

static void
walk_array(struct walk *walk, struct span array, const struct place *place, bool listed)
{
	struct jsontext in = jsontext_at(array);
	struct place here = {.up = place, .owner = place->owner};
	struct span value;

	if (!jsontext_enter(&in, '['))
		return;
	while (!walk->stop && jsontext_element(&in, &value)) {
		walk_value(walk, value, &here, listed);
		here.index++;
	}
	if (!walk->stop && is_cut(&in, ']'))
		walk_cut(walk, &in, &here);
}

/* `has` and `values` are what look() said of it. */
static void
walk_object(struct walk *walk, struct span object, const struct place *place, unsigned has,
	    const struct span values[KEYS])
{
	struct jsontext in = jsontext_at(object);
	struct span key, value;
	struct place here = {.up = place, .owner = owner_within(has, values, &place->owner)};

	if (!jsontext_enter(&in, '{'))
		return;
	key = (struct span){in.at, 0};
	while (!walk->stop && jsontext_member(&in, &key, &value)) {
		here.key = key;
		if (value.p[0] == '[')
			walk_array(walk, value, &here, is_list(walk->shape, key));
		else
			walk_value(walk, value, &here, false);
	}
	here.key = key;
	if (!walk->stop && is_cut(&in, '}'))
		walk_cut(walk, &in, &here);
}

/* `listed`: stands in a list of items, so that it counts even where it looks like none. */
static void
walk_value(struct walk *walk, struct span value, const struct place *place, bool listed)
{
	struct span values[KEYS];
	uint64_t before = walk->found;
	unsigned has = value.p[0] == '{' ? look(value, values) : 0;

	if (is_item(walk->shape, has)) {
		hand_out(walk, value, place, true);
		return;
	}
	if (levels(place) <= WRAPPERS_MAX && value.p[0] == '{')
		walk_object(walk, value, place, has, values);
	else if (levels(place) <= WRAPPERS_MAX && value.p[0] == '[')
		walk_array(walk, value, place, false);
	if (listed && walk->found == before && !walk->stop)
		hand_out(walk, value, place, false);
}

void
walk_text(struct walk *walk, struct span text)
{
	struct place top = {.up = NULL};
	struct jsontext in = jsontext_at(text);
	struct span value;

	while (!walk->stop && jsontext_value(&in, &value)) {
		if (value.p[0] == '[')
			walk_array(walk, value, &top, true);
		else
			walk_value(walk, value, &top, false);
	}
	if (!walk->stop && !jsontext_at_end(&in))
		walk_cut(walk, &in, &top);
}

void
place_print(struct buf *out, const struct place *place)
{
	if (place->up == NULL)
		return;
	place_print(out, place->up);
	if (place->key.p != NULL)
		buf_printf(out, ".%.*s", (int)(place->key.n < 64 ? place->key.n : 64),
			   place->key.p);
	else
		buf_printf(out, "[%zu]", place->index);
}
/* NOLINTEND(misc-no-recursion) */
