#include "transform/cast.h"

#include <ctype.h>

#include "lib/mem.h"

#include "transform/hygiene.h"
#include "transform/mention.h"
#include "transform/protect.h"

const char *const evidence_names[EVIDENCE_KINDS] = {"tag", "handle", "full name", "alias"};

#define NOTES_MAX 100 /* an editor reads no more, and the record has its limit */

struct search {
	struct cast *cast;
	const struct session *session;
	const struct facts_dir *facts;
	struct arena *arena;
	size_t story; /* the one being read */
};

void
cast_note(struct cast *cast, const char *reason, const char *detail, const char *story_id)
{
	if (cast->notes_n == NOTES_MAX)
		return;
	for (size_t i = 0; i < cast->notes_n; i++)
		if (cast->notes[i].reason == reason && strcmp(cast->notes[i].detail, detail) == 0)
			return;
	cast->notes = mem_grow(cast->notes, cast->notes_n, &cast->notes_cap, sizeof *cast->notes);
	cast->notes[cast->notes_n++] = (struct review_note){reason, detail, story_id};
}

static struct cast_member *
member_of(struct search *s, const struct person *person)
{
	struct cast *cast = s->cast;
	struct cast_member *member;

	for (size_t i = 0; i < cast->n; i++)
		if (cast->list[i].person == person)
			return &cast->list[i];
	cast->list = mem_grow(cast->list, cast->n, &cast->cap, sizeof *cast->list);
	member = &cast->list[cast->n++];
	*member = (struct cast_member){
	    .person = person,
	    .tagged = arena_alloc(s->arena, s->session->n * sizeof *member->tagged),
	    .named = arena_alloc(s->arena, s->session->n * sizeof *member->named),
	};
	return member;
}

static void
mark(bool *flags, size_t *count, size_t story)
{
	*count += !flags[story];
	flags[story] = true;
}

static void
note(struct search *s, const char *reason, const char *detail)
{
	cast_note(s->cast, reason, detail, s->session->stories[s->story].story_id);
}

/* A person was met. Of who is protected only a note remains that says nothing of them. */
static void
meet(struct search *s, const struct person *person, enum evidence evidence, struct span words)
{
	struct cast_member *member;

	if (s->session->poster != NULL && person == s->session->poster->person)
		return;
	if (person->has_birth && local_date_compare(s->session->day, person->birth) < 0)
		return;
	if (person_is_protected(person, s->session->day)) {
		note(s, "minor_not_cleared", "a minor without public_minor_ok is not named");
		return;
	}
	member = member_of(s, person);
	member->evidence |= evidence;
	if (evidence == EVIDENCE_TAG) {
		mark(member->tagged, &member->tagged_n, s->story);
		return;
	}
	mark(member->named, &member->named_n, s->story);
	if (member->words == NULL) {
		member->words = arena_text(s->arena, words);
		member->words_in = &s->session->stories[s->story];
	}
}

static void
read_tags(struct search *s, const char *mentions)
{
	json_t *list = mentions != NULL ? json_loads(mentions, 0, NULL) : NULL;
	size_t i;
	json_t *mention;

	json_array_foreach(list, i, mention)
	{
		const char *name = json_string_value(json_object_get(mention, "handle"));
		const char *ig_pk = json_string_value(json_object_get(mention, "ig_pk"));
		const struct handle *row =
		    facts_handle(s->facts, NULL, ig_pk, name, &s->session->day);

		if (row != NULL)
			meet(s, row->person, EVIDENCE_TAG, (struct span){"", 0});
		else if (name != NULL && !protect_hides_text(s->facts, s->session, name))
			note(s, "unknown_tag", arena_printf(s->arena, "@%s", name));
	}
	json_decref(list);
}

/* "North Carolina", "Katy-did": a capitalised word or a hyphen makes a first name another name. */
static bool
goes_on(const char *after)
{
	if (after[0] == '-')
		return !hygiene_ends_word(after + 1);
	return after[0] == ' ' && isupper((unsigned char)after[1]);
}

static void
note_ambiguous(struct search *s, struct span name)
{
	const char *text = arena_text(s->arena, name);

	if (!protect_hides_text(s->facts, s->session, text))
		note(s, "ambiguous_name", text);
}

static void
read_handle(struct search *s, struct span name)
{
	const char *text = arena_text(s->arena, name);
	const struct handle *row = facts_handle(s->facts, NULL, NULL, text, &s->session->day);

	if (row != NULL)
		meet(s, row->person, EVIDENCE_HANDLE, name);
}

/* Names in running text between two marks (handles and hashtags). */
static void
read_names(struct search *s, const char *p, const char *end)
{
	const struct handle *poster = s->session->poster;
	bool in_word = false;

	while (p < end) {
		struct name_match match = {.person = NULL};
		bool word;
		size_t n = hygiene_point(p, &word);

		if (word && !in_word)
			match = facts_name_at(s->facts, poster != NULL ? poster->person : NULL, p);
		in_word = word;
		if (match.person == NULL || p + match.length > end) {
			p += n;
			continue;
		}
		if (match.ambiguous || (match.is_alias && goes_on(p + match.length)))
			note_ambiguous(s, (struct span){p, match.length});
		else
			meet(s, match.person, match.is_alias ? EVIDENCE_ALIAS : EVIDENCE_FULL_NAME,
			     (struct span){p, match.length});
		p += match.length;
	}
}

static void
read_caption(struct search *s, const char *caption)
{
	struct mention found;
	size_t at = 0, done = 0;

	if (caption == NULL)
		return;
	if (protect_hides_text(s->facts, s->session, caption)) {
		s->cast->withheld[s->story] = true;
		note(s, "minor_not_cleared", "a caption that may name a minor is not quoted");
	}
	while (mention_next(caption, &at, &found)) {
		read_names(s, caption + done, found.name.p - 1);
		if (found.kind == MENTION_HANDLE)
			read_handle(s, found.name);
		done = at;
	}
	read_names(s, caption + done, caption + strlen(caption));
}

/* Advertising must be labelled by the editor who uses it. */
static void
read_paid(struct search *s, const char *paid)
{
	if (paid != NULL && strcmp(paid, "true") == 0)
		note(s, "paid_partnership", "a story is marked as advertising");
}

static int
by_priority(const void *left, const void *right)
{
	const struct person *a = ((const struct cast_member *)left)->person;
	const struct person *b = ((const struct cast_member *)right)->person;

	if (a->priority != b->priority)
		return a->priority > b->priority ? -1 : 1;
	return strcmp(a->id, b->id);
}

void
cast_find(struct cast *cast, const struct session *session, const struct facts_dir *facts,
	  struct arena *arena)
{
	struct search search = {cast, session, facts, arena, 0};

	*cast = (struct cast){.withheld = arena_alloc(arena, session->n * sizeof *cast->withheld)};
	for (size_t i = 0; i < session->n; i++) {
		search.story = i;
		read_tags(&search, story_text(&session->stories[i], CELL(mentions)));
		read_caption(&search, story_text(&session->stories[i], CELL(caption)));
		read_paid(&search, story_text(&session->stories[i], CELL(paid_partnership)));
	}
	if (cast->n != 0)
		qsort(cast->list, cast->n, sizeof *cast->list, by_priority);
}

void
cast_release(struct cast *cast)
{
	free(cast->list);
	free(cast->notes);
}
