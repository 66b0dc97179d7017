#include "transform/cast/cast.h"

#include "lib/mem.h"

#include "transform/cast/cast_search.h"
#include "transform/cast/contact.h"
#include "transform/cast/protect.h"

#define NOTES_MAX 100     /* an editor reads no more, and the record has its limit */
#define NOTES_OF_MINORS 2 /* beyond these: minor_not_cleared must not be missed */

const char *const evidence_names[EVIDENCE_KINDS] = {"tag",   "handle",   "full name",
						    "alias", "relation", "first name"};
const unsigned evidence_confidence[EVIDENCE_KINDS] = {100, 95, 90, 80, 60, 50};

static const char minor_not_cleared[] = "minor_not_cleared",
		  not_named[] = "a minor without public_minor_ok is not named",
		  not_quoted[] = "a caption that may name a minor is not quoted",
		  no_school[] = "a caption that may tell a minor's school is not quoted";

void
cast_note(struct cast *cast, const char *reason, const char *detail, const char *story_id)
{
	bool must = strcmp(reason, minor_not_cleared) == 0;

	if (cast->notes_n >= (must ? NOTES_MAX + NOTES_OF_MINORS : NOTES_MAX))
		return;
	for (size_t i = 0; i < cast->notes_n; i++)
		if (strcmp(cast->notes[i].reason, reason) == 0 &&
		    strcmp(cast->notes[i].detail, detail) == 0)
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

static void
note_minor(struct search *s, const char *detail)
{
	s->cast->signs[s->story].minor = true;
	note(s, minor_not_cleared, detail);
}

void
search_note(struct search *s, const char *reason, struct span words)
{
	const char *text = arena_text(s->arena, words);

	if (!protect_hides_text(s->facts, s->session, text))
		note(s, reason, text);
}

static void
add_evidence(struct cast_member *member, enum evidence evidence)
{
	member->evidence |= evidence;
	for (size_t bit = 0; bit < EVIDENCE_KINDS; bit++)
		if ((evidence & 1U << bit) != 0 && evidence_confidence[bit] > member->confidence)
			member->confidence = evidence_confidence[bit];
}

void
search_meet(struct search *s, const struct person *person, enum evidence evidence,
	    struct span words)
{
	struct cast_member *member;

	struct story_signs *signs = &s->cast->signs[s->story];

	if (evidence != EVIDENCE_TAG) {
		signs->names = true;
		signs->names_poster = signs->names_poster || person == s->poster;
	}
	if (person == s->poster)
		return;
	if (person->has_birth && local_date_compare(s->session->day, person->birth) < 0)
		return;
	if (person_is_protected(person, s->session->day)) {
		note_minor(s, not_named);
		return;
	}
	member = member_of(s, person);
	add_evidence(member, evidence);
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
read_tag(struct search *s, const json_t *mention)
{
	const char *handle = json_string_value(json_object_get(mention, "handle"));
	const char *ig_pk = json_string_value(json_object_get(mention, "ig_pk"));
	const struct handle *row = facts_handle(s->facts, NULL, ig_pk, handle, &s->session->day);

	if (row != NULL)
		search_meet(s, row->person, EVIDENCE_TAG, (struct span){"", 0});
	else if (protect_hides_tag(s->facts, s->session, mention))
		note_minor(s, not_named);
	else if (handle != NULL)
		note(s, "unknown_tag", arena_printf(s->arena, "@%s", handle));
}

static void
read_tags(struct search *s, const char *mentions)
{
	json_t *list = mentions != NULL ? json_loads(mentions, 0, NULL) : NULL;
	size_t i;
	json_t *mention;

	json_array_foreach(list, i, mention) read_tag(s, mention);
	json_decref(list);
}

static void
read_caption(struct search *s, const char *caption)
{
	bool mine, names;

	if (caption == NULL)
		return;
	mine = search_signs(s, caption);
	names = protect_hides_text(s->facts, s->session, caption);
	if (names)
		s->cast->signs[s->story].names = true;
	s->cast->withheld[s->story] = names || protect_hides_school(s->facts, s->session, caption);
	if (s->cast->withheld[s->story])
		note_minor(s, names ? not_quoted : no_school);
	else if (contact_in(caption))
		note(s, "contact_details", "a telephone number or an e-mail address");
	search_names(s, caption);
	if (mine)
		search_relations(s, caption);
}

/* Advertising must be labelled by the editor who uses it. */
static void
read_paid(struct search *s, const char *paid)
{
	if (paid == NULL || strcmp(paid, "true") != 0)
		return;
	s->cast->signs[s->story].paid = true;
	note(s, "paid_partnership", "a story is marked as advertising");
}

static void
read_story(struct search *s)
{
	const struct story *story = &s->session->stories[s->story];

	s->cast->signs[s->story].link = story_text(story, CELL(links)) != NULL;
	s->cast->signs[s->story].reshare = story->reshared;
	read_tags(s, story_text(story, CELL(mentions)));
	read_caption(s, story_text(story, CELL(caption)));
	read_paid(s, story_text(story, CELL(paid_partnership)));
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

/* Whether the operator keeps a day of death before the session. */
static void
note_death(struct search *s, const struct person *person, const struct story *story)
{
	if (person != NULL && person->has_died &&
	    local_date_compare(person->death, s->session->day) < 0)
		cast_note(s->cast, "has_died",
			  arena_printf(s->arena, "%s died before that day", person->full_name),
			  story->story_id);
}

static const struct story *
shown_in(const struct search *s, const struct cast_member *member)
{
	size_t at = 0;

	if (member->words_in != NULL)
		return member->words_in;
	while (!member->tagged[at])
		at++;
	return &s->session->stories[at];
}

static void
note_deaths(struct search *s)
{
	note_death(s, s->poster, s->session->stories);
	for (size_t i = 0; i < s->cast->n; i++)
		note_death(s, s->cast->list[i].person, shown_in(s, &s->cast->list[i]));
}

static void
note_doubts(struct search *s)
{
	for (size_t i = 0; i < s->cast->n; i++) {
		const struct cast_member *member = &s->cast->list[i];

		if (member->confidence < CONFIDENCE_LOW)
			cast_note(s->cast, "low_confidence",
				  arena_printf(s->arena, "%s: \"%s\"", member->person->full_name,
					       member->words),
				  member->words_in->story_id);
	}
}

void
cast_find(struct cast *cast, const struct session *session, const struct facts_dir *facts,
	  struct arena *arena)
{
	struct search search = {.cast = cast,
				.session = session,
				.facts = facts,
				.arena = arena,
				.poster = session->poster != NULL ? session->poster->person : NULL};

	*cast = (struct cast){.withheld = arena_alloc(arena, session->n * sizeof *cast->withheld),
			      .signs = arena_alloc(arena, session->n * sizeof *cast->signs)};
	for (; search.story < session->n; search.story++)
		read_story(&search);
	if (cast->n != 0)
		qsort(cast->list, cast->n, sizeof *cast->list, by_priority);
	note_doubts(&search);
	note_deaths(&search);
}

void
cast_release(struct cast *cast)
{
	free(cast->list);
	free(cast->notes);
}
