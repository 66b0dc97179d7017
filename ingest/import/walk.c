#include "ingest/import/walk.h"

#include "ingest/body.h"
#include "ingest/import/walk_private.h"
#include "lib/jsontext.h"

/* Members that say whose items a wrapper holds; the earlier one counts more. */
enum {
	SAYS_USER,
	SAYS_OWNER,
	SAYS_USERNAME,
	SAYS_ASIDE, /* an object beside the items, in which is the user */
	SAYS_METADATA,
	SAYS,
};

static const char *const says[SAYS] = {"user", "owner", "username", "additional_data", "metadata"};

#define IS_WITHOUT (1U << SHAPE_GROUPS) /* has a member that no item has */

/* These call each other, at most WRAPPERS_MAX levels deep. NOLINTBEGIN(misc-no-recursion) */
static void walk_array(struct walk *walk, struct span array, const struct place *place,
		       bool listed);
static void walk_object(struct walk *walk, struct span object, const struct place *place);

static bool
is_in(const char *const *names, struct span key)
{
	for (; names != NULL && *names != NULL; names++)
		if (span_is(key, *names))
			return true;
	return false;
}

unsigned
shape_marks(const struct shape *shape, struct span key)
{
	unsigned marks = is_in(shape->without, key) ? IS_WITHOUT : 0;

	for (unsigned i = 0; i < SHAPE_GROUPS; i++)
		if (is_in(shape->with[i], key))
			marks |= 1U << i;
	return marks;
}

bool
shape_fits(const struct shape *shape, unsigned marks)
{
	unsigned wanted = 0;

	for (unsigned i = 0; i < SHAPE_GROUPS; i++)
		wanted |= shape->with[i] != NULL ? 1U << i : 0;
	return marks == wanted && wanted != 0;
}

bool
shape_lists(const struct shape *shape, struct span key)
{
	return is_in(shape->lists, key);
}

static bool
is_item(const struct shape *shape, struct span object)
{
	struct jsontext in = jsontext_at(object);
	struct span key, value;
	unsigned marks = 0;

	if (!jsontext_enter(&in, '{'))
		return false;
	while (jsontext_member(&in, &key, &value))
		marks |= shape_marks(shape, key);
	return shape_fits(shape, marks);
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

bool
owner_is_known(const struct owner *owner)
{
	return owner->pk.text[0] != '\0' || owner->handle[0] != '\0';
}

void
owner_learn(struct learned *learned, struct span key, struct span value)
{
	struct owner owner = {.handle = ""};
	struct body body;
	int rank = 0;

	while (rank < SAYS && !span_is(key, says[rank]))
		rank++;
	if (rank >= learned->rank)
		return;
	body = body_read(value);
	if (rank == SAYS_ASIDE)
		owner = owner_of_json(json_object_get(body.tree, "user"));
	else if (rank == SAYS_METADATA)
		owner = owner_of_json(json_object_get(json_object_get(body.tree, "data"), "user"));
	else if (rank != SAYS_USERNAME)
		owner = owner_of_json(body.tree);
	else if (is_handle(json_text(body.tree)))
		memcpy(owner.handle, json_string_value(body.tree), json_string_length(body.tree));
	body_release(&body);
	if (!owner_is_known(&owner))
		return;
	learned->owner = owner;
	learned->rank = rank;
}

/* What a wrapper says of whose items it holds; what it does not say, the one around it does. */
static struct place
place_within(struct span object, const struct place *around)
{
	struct learned learned = {.owner = around->owner, .rank = SAYS};
	struct jsontext in = jsontext_at(object);
	struct span key, value;

	if (jsontext_enter(&in, '{'))
		while (jsontext_member(&in, &key, &value))
			owner_learn(&learned, key, value);
	return (struct place){.up = around, .owner = learned.owner, .own = learned.rank != SAYS};
}

size_t
place_levels(const struct place *place)
{
	size_t n = 0;

	for (; place != NULL; place = place->up)
		n++;
	return n;
}

void
walk_hand_out(struct walk *walk, struct span item, const struct place *place, bool likely)
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
walk_cut(struct walk *walk, const struct jsontext *in, const struct place *place, bool listed)
{
	struct span rest = {in->at, (size_t)(in->end - in->at)};

	walk->cut = walk->base + (uint64_t)(in->at - walk->text);
	if (rest.n == 0 || place_levels(place) > WRAPPERS_MAX)
		return;
	if (*rest.p == '[')
		walk_array(walk, rest, place, listed);
	else if (*rest.p == '{' && !is_item(walk->shape, rest))
		walk_object(walk, rest, place);
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
		walk_cut(walk, &in, &here, false);
}

static void
walk_object(struct walk *walk, struct span object, const struct place *place)
{
	struct jsontext in = jsontext_at(object);
	struct span key, value;
	struct place here = place_within(object, place);

	if (!jsontext_enter(&in, '{'))
		return;
	key = (struct span){in.at, 0};
	while (!walk->stop && jsontext_member(&in, &key, &value)) {
		here.key = key;
		if (value.p[0] == '[')
			walk_array(walk, value, &here, shape_lists(walk->shape, key));
		else
			walk_value(walk, value, &here, false);
	}
	here.key = key;
	if (!walk->stop && is_cut(&in, '}'))
		walk_cut(walk, &in, &here, shape_lists(walk->shape, key));
}

/* An object with a list of items that is empty: somebody who had no story, not a damaged item. */
static bool
is_empty_wrapper(const struct shape *shape, struct span value)
{
	struct jsontext in = jsontext_at(value);
	struct span key, member;

	if (!jsontext_enter(&in, '{'))
		return false;
	while (jsontext_member(&in, &key, &member))
		if (*member.p == '[' && shape_lists(shape, key))
			return true;
	return false;
}

void
walk_value(struct walk *walk, struct span value, const struct place *place, bool listed)
{
	uint64_t before = walk->found;
	bool deep = place_levels(place) > WRAPPERS_MAX;

	if (value.p[0] == '{' && is_item(walk->shape, value)) {
		walk_hand_out(walk, value, place, true);
		return;
	}
	if (!deep && value.p[0] == '{')
		walk_object(walk, value, place);
	else if (!deep && value.p[0] == '[')
		walk_array(walk, value, place, false);
	if (listed && walk->found == before && !walk->stop && !is_empty_wrapper(walk->shape, value))
		walk_hand_out(walk, value, place, false);
}

void
walk_rest(struct walk *walk, struct span rest, const struct place *place, bool listed)
{
	struct jsontext in = jsontext_at(rest);

	walk_cut(walk, &in, place, listed);
}

void
walk_text(struct walk *walk, struct span text)
{
	struct place top = {.up = NULL};
	struct jsontext in = jsontext_at(text);
	struct span value;

	walk->cut = WALK_NOT_CUT;
	walk->text = text.p;
	walk->base = 0;
	while (!walk->stop && jsontext_value(&in, &value)) {
		if (value.p[0] == '[')
			walk_array(walk, value, &top, walk->shape->bare);
		else
			walk_value(walk, value, &top, false);
	}
	if (!walk->stop && !jsontext_at_end(&in))
		walk_cut(walk, &in, &top, walk->shape->bare);
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
