/* The walk over a window: what is larger than may be held is taken apart as it comes. */
#include "ingest/body.h"
#include "ingest/import/walk_private.h"
#include "lib/jsontext.h"

#define KEY_MAX 64 /* bytes of a member's name that are kept; what we look for is shorter */

/* An object that is being taken apart. */
struct level {
	struct place here;
	struct learned learned;
	unsigned marks;
	char key[KEY_MAX];
};

/* These call each other, at most WRAPPERS_MAX levels deep. NOLINTBEGIN(misc-no-recursion) */
static bool take_object(struct walk *walk, const struct place *place);
static void take_array(struct walk *walk, const struct place *place, bool listed);

static bool
goes_on(const struct walk *walk)
{
	return !walk->stop && walk->cut == WALK_NOT_CUT && walk->window->fail->status == EX_OK;
}

static void
cut_here(struct walk *walk)
{
	if (walk->cut == WALK_NOT_CUT && walk->window->fail->status == EX_OK)
		walk->cut = window_offset(walk->window);
}

/* The value in hand is walked in memory; its place in the whole is remembered for messages. */
static void
in_memory(struct walk *walk, struct span value)
{
	walk->text = value.p;
	walk->base = walk->window->base + (uint64_t)(value.p - walk->window->p);
}

static void
take_rest(struct walk *walk, const struct place *place, bool listed)
{
	struct window *window = walk->window;
	struct span rest = {window->p + window->at, window->end - window->at};

	if (window->fail->status != EX_OK)
		return;
	in_memory(walk, rest);
	walk_rest(walk, rest, place, listed);
}

static void
take_large(struct walk *walk, const struct place *place, bool listed)
{
	int first = window_peek(walk->window);
	uint64_t before = walk->found;
	bool likely = false;

	if (first == '"') {
		if (!window_skip_string(walk->window))
			cut_here(walk);
	} else if ((first != '{' && first != '[') || place_levels(place) > WRAPPERS_MAX) {
		cut_here(walk);
	} else if (first == '{') {
		likely = take_object(walk, place);
	} else {
		take_array(walk, place, false);
	}
	if ((listed || likely) && walk->found == before && goes_on(walk))
		walk_hand_out(walk, (struct span){NULL, walk->hold}, place, likely);
}

/* The next value, whatever it is; `lists`: as an array it is a list of items. */
static void
take_value(struct walk *walk, const struct place *place, bool listed, bool lists)
{
	struct span value;

	if (window_peek(walk->window) == '[' && !listed && place_levels(place) <= WRAPPERS_MAX) {
		take_array(walk, place, lists);
		return;
	}
	switch (window_value(walk->window, walk->hold, &value)) {
	case HELD_WHOLE:
		in_memory(walk, value);
		walk_value(walk, value, place, listed);
		break;
	case HELD_LARGE:
		take_large(walk, place, listed);
		break;
	case HELD_CUT:
		take_rest(walk, place, listed);
		break;
	case HELD_NONE:
		cut_here(walk);
		break;
	}
}

/* Whether another element or member follows; steps over the comma or the closing bracket. */
static bool
another(struct walk *walk, char closing)
{
	int c = goes_on(walk) ? window_peek(walk->window) : -1;

	while (c == ',') {
		walk->window->at++;
		c = window_peek(walk->window);
	}
	if (!goes_on(walk))
		return false;
	if (c == closing) {
		walk->window->at++;
		return false;
	}
	if (c < 0)
		cut_here(walk);
	return c >= 0;
}

static void
take_array(struct walk *walk, const struct place *place, bool listed)
{
	struct place here = {.up = place, .owner = place->owner};

	walk->window->at++;
	while (another(walk, ']')) {
		take_value(walk, &here, listed, false);
		here.index++;
	}
}

/* The name of a member and its colon. */
static bool
take_key(struct walk *walk, struct level *level)
{
	struct span key;
	size_t n;

	if (window_peek(walk->window) != '"' ||
	    window_value(walk->window, walk->hold, &key) != HELD_WHOLE) {
		cut_here(walk);
		return false;
	}
	key = (struct span){key.p + 1, key.n - 2};
	level->marks |= shape_marks(walk->shape, key);
	n = key.n < KEY_MAX ? key.n : KEY_MAX;
	memcpy(level->key, key.p, n);
	level->here.key = (struct span){level->key, n};
	if (window_peek(walk->window) != ':') {
		cut_here(walk);
		return false;
	}
	walk->window->at++;
	return true;
}

/* A member that may say who the owner is, is looked at before it is walked. */
static void
take_member(struct walk *walk, struct level *level)
{
	struct window *window = walk->window;
	struct place *here = &level->here;
	struct span value;

	if (!take_key(walk, level))
		return;
	if (window_peek(window) == '[' || window_value(window, walk->hold, &value) != HELD_WHOLE) {
		take_value(walk, here, false, shape_lists(walk->shape, here->key));
		return;
	}
	owner_learn(&level->learned, here->key, value);
	here->owner = level->learned.owner;
	here->own = level->learned.rank != INT32_MAX;
	here->open = !here->own;
	in_memory(walk, value);
	walk_value(walk, value, here, false);
}

/* Whether it had what makes an item; one so large is none that we can keep. */
static bool
take_object(struct walk *walk, const struct place *place)
{
	struct level level = {
	    .here = {.up = place, .owner = place->owner, .open = true},
	    .learned = {.owner = place->owner, .rank = INT32_MAX},
	};

	if (walk->on_open != NULL)
		level.here.mark = walk->on_open(walk->context);
	walk->window->at++;
	while (another(walk, '}'))
		take_member(walk, &level);
	level.here.open = false;
	if (walk->on_close != NULL && !walk->stop)
		walk->on_close(walk->context, &level.here);
	return shape_fits(walk->shape, level.marks);
}

/* NOLINTEND(misc-no-recursion) */

/* The line in hand, without its end; false where there is none that may be held, or no end. */
static bool
find_line(const struct walk *walk, struct span *line)
{
	struct window *window = walk->window;
	size_t n = 0;
	const char *end;

	do {
		const char *p = window->p + window->at;

		end = memchr(p + n, '\n', window->end - window->at - n);
		n = window->end - window->at;
	} while (end == NULL && window_more(window, walk->hold));
	if (end == NULL)
		return false;
	*line = (struct span){window->p + window->at, (size_t)(end - (window->p + window->at))};
	return true;
}

/* Whether the line is whole values, or the beginning of one that is written over several. */
static bool
is_sound(struct span line)
{
	struct jsontext in = jsontext_at(line);
	struct span value;

	while (jsontext_value(&in, &value))
		if (*value.p != '{' && *value.p != '[')
			return false;
	if (jsontext_at_end(&in))
		return true;
	in.at++;
	return (line.p[0] == '{' || line.p[0] == '[') && jsontext_at_end(&in);
}

/* Where there is one value a line, one that is none is handed out as it stands. */
static bool
take_damaged_line(struct walk *walk, const struct place *place)
{
	struct span line;

	if (!walk->lines || !find_line(walk, &line) || is_sound(line))
		return false;
	walk->window->at += line.n + 1;
	if (line.p[line.n - 1] == '\r')
		line.n--;
	in_memory(walk, line);
	walk_hand_out(walk, line, place, false);
	return true;
}

/* Whether the line ended with the value before. */
static bool
at_line_end(const struct window *window)
{
	size_t at = window->at;

	while (at < window->end && (window->p[at] == ' ' || window->p[at] == '\r'))
		at++;
	return at < window->end && window->p[at] == '\n';
}

static bool
is_json(struct span line)
{
	struct body body = body_read(line);
	bool is = body.tree != NULL;

	body_release(&body);
	return is;
}

/* Whether more than blanks follows in hand. */
static bool
more_in_hand(const struct window *window)
{
	const char *blanks = " \t\r\n";
	size_t at = window->at;

	while (at < window->end && strchr(blanks, window->p[at]) != NULL && window->p[at] != '\0')
		at++;
	return at < window->end;
}

/* The value that was just walked had no item in it; it is still in hand, unless it was large. */
static void
hand_out_other(struct walk *walk, uint64_t start)
{
	const struct window *window = walk->window;

	walk->another = walk->another || more_in_hand(window);
	if (walk->on_other == NULL || !walk->another || start < window->base)
		return;
	walk->on_other(walk->context, (struct span){window->p + (start - window->base),
						    (size_t)(window_offset(window) - start)});
}

/* A line that is an object stays in hand while it is walked. */
static void
take_line(struct walk *walk, const struct place *place)
{
	uint64_t before = walk->found, start = window_offset(walk->window), taken;
	struct span line;
	bool object = walk->lines && window_peek(walk->window) == '{' && find_line(walk, &line);

	take_value(walk, place, false, walk->shape->bare);
	taken = window_offset(walk->window) - start;
	if (object && !walk->stop && taken <= line.n &&
	    (walk->cut != WALK_NOT_CUT || (walk->found == before && !is_json(line)))) {
		walk->cut = WALK_NOT_CUT;
		walk->window->at += line.n - taken; /* it may have ended before its first byte */
		walk_hand_out(walk, line, place, false);
	}
	if (walk->found == before && goes_on(walk))
		hand_out_other(walk, start);
	walk->another = true;
	walk->lines = walk->lines || at_line_end(walk->window);
}

void
walk_window(struct walk *walk, struct window *window, size_t hold)
{
	struct place top = {.up = NULL};

	walk->cut = WALK_NOT_CUT;
	walk->another = false;
	walk->window = window;
	walk->hold = hold;
	while (goes_on(walk) && window_peek(window) >= 0) {
		if (!take_damaged_line(walk, &top))
			take_line(walk, &top);
	}
}
