/* Accounts that are known by their handle alone; see whose.h. */
#include "transform/harvest/entry.h"
#include "transform/harvest/pack.h"
#include "transform/harvest/whose.h"
#include "transform/map/owners.h"

/* What records tell that know a number: by story for those that are one of a kind, by handle. */
struct evidence {
	struct sorter *by_story, *by_handle;
	struct buf made;
};

static int
add_evidence(struct evidence *evidence, const struct told_owner *owner, struct fail *fail)
{
	buf_clear(&evidence->made);
	if (owner_id_is_unique(owner->story_id)) {
		pack_text(&evidence->made, owner->story_id);
		pack_text(&evidence->made, owner->account_id);
		if (sorter_add(evidence->by_story, buf_span(&evidence->made), fail) < 0)
			return -1;
		buf_clear(&evidence->made);
	}
	entry_owner(&evidence->made, owner);
	return sorter_add(evidence->by_handle, buf_span(&evidence->made), fail);
}

static void
owner_of_sighting(struct span entry, struct told_owner *owner)
{
	struct sighting_head head = entry_sighting_head(entry);

	*owner =
	    (struct told_owner){head.story_id, head.handle_key, head.account_id, head.taken_at};
}

static int
gather(struct evidence *evidence, struct sorter *from,
       void (*read_owner)(struct span entry, struct told_owner *owner), struct fail *fail)
{
	struct told_owner owner;
	struct span entry;
	int got = sorter_read(from, fail);

	while (got == 0 && (got = sorter_next(from, &entry, fail)) > 0) {
		read_owner(entry, &owner);
		got = add_evidence(evidence, &owner, fail);
	}
	sorter_close(from);
	return got;
}

/* One pass over evidence beside the sightings that ask for it; both in the same order. */
struct witness {
	struct sorter *sorter;
	struct span entry;
	int got; /* 1: `entry` is one, 0: there are no more, -1 */
	struct buf sought;
	/* what was found for `sought`: the account, or "" */
	char account_id[128];
	/* by handle: the account told last, when, and when another one was told last */
	when_ms at, other_at;
};

static void
step(struct witness *witness, struct fail *fail)
{
	witness->got = sorter_next(witness->sorter, &witness->entry, fail);
}

static void
set_account(struct witness *witness, const char *account_id)
{
	snprintf(witness->account_id, sizeof witness->account_id, "%s", account_id);
}

/*
 * A pk is one story of one account: where it stands under the account's two numbers, which nobody
 * mapped, it is the longer one, the Graph API's.
 */
static void
prefer_longer(struct witness *witness, const char *account_id)
{
	size_t n = strlen(account_id), most = strlen(witness->account_id);

	if (n > most || (n == most && strcmp(account_id, witness->account_id) > 0))
		set_account(witness, account_id);
}

/* The account that told of the story with that id, or "". */
static const char *
account_of_story(struct witness *witness, const char *story_id, struct fail *fail)
{
	if (strcmp(buf_text(&witness->sought), story_id) == 0)
		return witness->account_id;
	buf_clear(&witness->sought);
	buf_puts(&witness->sought, story_id);
	set_account(witness, "");
	while (witness->got > 0 && strcmp(witness->entry.p, story_id) < 0)
		step(witness, fail);
	for (; witness->got > 0 && strcmp(witness->entry.p, story_id) == 0; step(witness, fail))
		prefer_longer(witness, witness->entry.p + strlen(story_id) + 1);
	return witness->account_id;
}

/* Times ascend: to know of any stretch that ends now whether two accounts fall into it, it is
 * enough to know when the last one was told, and when the last other one. */
static void
hear(struct witness *witness, const struct told_owner *owner)
{
	if (strcmp(witness->account_id, owner->account_id) != 0) {
		witness->other_at = witness->at;
		set_account(witness, owner->account_id);
	}
	witness->at = owner->at;
}

static void
begin_handle(struct witness *witness, const char *handle_key)
{
	if (witness->sought.n != 0 && strcmp(buf_text(&witness->sought), handle_key) == 0)
		return;
	buf_clear(&witness->sought);
	buf_put(&witness->sought, handle_key, strlen(handle_key) + 1);
	set_account(witness, "");
	witness->at = witness->other_at = WHEN_NONE;
}

/* The one account that stories of that handle near that time are of; "" where none, or several. */
static const char *
account_of_handle_at(struct witness *witness, const char *handle_key, when_ms at, struct fail *fail)
{
	begin_handle(witness, handle_key);
	for (; witness->got > 0; step(witness, fail)) {
		struct told_owner owner;
		int order;

		entry_owner_read(witness->entry, &owner);
		order = strcmp(owner.handle_key, handle_key);
		if (order > 0 || (order == 0 && owner.at > at + OWNER_REACH))
			break;
		if (order == 0)
			hear(witness, &owner);
	}
	if (witness->at < at - OWNER_REACH || witness->other_at >= at - OWNER_REACH)
		return "";
	return witness->account_id;
}

/* Puts the sighting on the shelf of all, under its account, if it is wanted after all. */
static int
place(struct harvest *harvest, const struct settings *settings, struct span entry,
      const char *account_id, struct buf *made, struct fail *fail)
{
	struct sighting s;
	size_t old;

	entry_sighting_read(entry, &s);
	old = strlen(s.account_id) + 1;
	if (account_id[0] == '\0')
		account_id = s.account_id;
	if (!settings_wants_account(settings, span_of(account_id),
				    span_of(s.cells[CELL(ig_pk)].text),
				    span_of(s.cells[CELL(handle)].text))) {
		harvest->skipped++;
		return 0;
	}
	buf_clear(made);
	pack_text(made, account_id);
	buf_put(made, entry.p + old, entry.n - old);
	return sorter_add(harvest->shelves[SHELF_SIGHTINGS], buf_span(made), fail);
}

static struct span
without(struct span entry, size_t n)
{
	return (struct span){entry.p + n, entry.n - n};
}

struct settling {
	struct harvest *harvest;
	const struct settings *settings;
	struct evidence evidence;
	struct sorter *undecided; /* by handle and time */
	struct buf made;
};

/* By the story's id; what that does not settle is kept for the next pass. */
static int
settle_by_story(struct settling *s, struct witness *witness, struct span entry, struct fail *fail)
{
	struct span sighting = without(entry, strlen(entry.p) + 1);
	struct sighting_head head = entry_sighting_head(sighting);
	const char *account_id =
	    owner_id_is_unique(entry.p) ? account_of_story(witness, entry.p, fail) : "";

	if (account_id[0] != '\0')
		return place(s->harvest, s->settings, sighting, account_id, &s->made, fail);
	buf_clear(&s->made);
	pack_text(&s->made, head.handle_key);
	pack_ordered(&s->made, head.taken_at);
	buf_put(&s->made, sighting.p, sighting.n);
	return sorter_add(s->undecided, buf_span(&s->made), fail);
}

static int
settle_by_handle(struct settling *s, struct witness *witness, struct span entry, struct fail *fail)
{
	const char *at = entry.p, *handle_key = unpack_text(&at);
	when_ms taken_at = unpack_ordered(&at);

	return place(s->harvest, s->settings, without(entry, (size_t)(at - entry.p)),
		     account_of_handle_at(witness, handle_key, taken_at, fail), &s->made, fail);
}

/* Takes each entry of `from` beside the evidence. */
static int
pass(struct settling *s, struct sorter *from, struct sorter *evidence,
     int (*settle)(struct settling *s, struct witness *witness, struct span entry,
		   struct fail *fail),
     struct fail *fail)
{
	struct witness witness = {.sorter = evidence,
				  .sought = BUF_MAX(SIZE_MAX / 2),
				  .at = WHEN_NONE,
				  .other_at = WHEN_NONE};
	struct span entry;
	int got = sorter_read(evidence, fail) < 0 ? -1 : sorter_read(from, fail);

	if (got == 0)
		step(&witness, fail);
	while (got == 0 && (got = sorter_next(from, &entry, fail)) > 0)
		got = settle(s, &witness, entry, fail);
	if (witness.got < 0)
		got = -1;
	sorter_close(evidence);
	sorter_close(from);
	buf_release(&witness.sought);
	return got;
}

static int
settle(struct settling *s, struct fail *fail)
{
	struct sorter **shelves = s->harvest->shelves;

	if (gather(&s->evidence, shelves[SHELF_SIGHTINGS], owner_of_sighting, fail) < 0 ||
	    gather(&s->evidence, shelves[SHELF_ELSEWHERE], entry_owner_read, fail) < 0)
		return -1;
	if (pass(s, shelves[SHELF_BY_HANDLE], s->evidence.by_story, settle_by_story, fail) < 0)
		return -1;
	return pass(s, s->undecided, s->evidence.by_handle, settle_by_handle, fail);
}

int
owners_settle(struct harvest *harvest, const struct settings *settings, struct fail *fail)
{
	struct settling s = {.harvest = harvest,
			     .settings = settings,
			     .made = BUF_MAX(SIZE_MAX / 2),
			     .evidence.made = BUF_MAX(SIZE_MAX / 2)};
	int result;

	if (sorter_count(harvest->shelves[SHELF_BY_HANDLE]) == 0)
		return 0;
	s.undecided = sorter_new(harvest->pool);
	s.evidence.by_story = sorter_new(harvest->pool);
	s.evidence.by_handle = sorter_new(harvest->pool);
	result = settle(&s, fail);
	sorter_free(s.undecided);
	sorter_free(s.evidence.by_story);
	sorter_free(s.evidence.by_handle);
	buf_release(&s.made);
	buf_release(&s.evidence.made);
	return result;
}
