/* The keys of an archive's item: which story, whose, when. */
#include "transform/map/archive.h"
#include "transform/map/owners.h"

/* A told expiry farther from the usual 24 hours than this is another thing's. */
#define EXPIRY_REACH WHEN_DAY

static const char *
text_or_null(struct intake *intake, struct span text)
{
	return text.n != 0 ? arena_text(&intake->arena, text) : NULL;
}

static const struct handle *
row_of(struct intake *intake, const char *account, const char *ig_pk, const char *handle,
       when_ms taken_at)
{
	struct local_date day = {.year = 0};

	if (taken_at != WHEN_NONE)
		day = zone_calendar_day("UTC", taken_at);
	return facts_handle(intake->facts, account, ig_pk, handle, &day);
}

const char *
account_of_handle(struct intake *intake, const char *handle, when_ms taken_at)
{
	const struct handle *row = row_of(intake, NULL, NULL, handle, taken_at);

	if (row != NULL && row->account_id[0] != '\0')
		return row->account_id;
	if (row != NULL && row->ig_pk[0] != '\0')
		return row->ig_pk;
	return owner_key(&intake->arena, span_of(handle));
}

static bool
is_pk_of(struct intake *intake, const char *pk, const char *account)
{
	const struct handle *row = row_of(intake, NULL, pk, NULL, WHEN_NONE);

	return row != NULL && strcmp(row->account_id, account) == 0;
}

bool
is_other_number(struct intake *intake, const char *account, const char *number)
{
	return is_pk_of(intake, number, account) || is_pk_of(intake, account, number);
}

/* By the Graph account id, which handles.csv may know; else by ig_pk; else by the handle. */
static const char *
account_of(struct intake *intake, const struct raw *raw, when_ms taken_at, const char **ig_pk)
{
	const char *account = text_or_null(intake, record_text(raw->record, raw_account_id));
	const char *handle = text_or_null(intake, record_text(raw->record, raw_handle));
	const struct handle *row;

	*ig_pk = text_or_null(intake, record_text(raw->record, raw_ig_pk));
	if (account != NULL)
		return account;
	if (*ig_pk == NULL)
		return handle != NULL ? account_of_handle(intake, handle, taken_at) : NULL;
	row = row_of(intake, NULL, *ig_pk, handle, taken_at);
	return row != NULL && row->account_id[0] != '\0' ? row->account_id : *ig_pk;
}

static bool
reject(struct intake *intake, const struct raw *raw, const char *key, const char *reason,
       const char *detail)
{
	intake_reject(intake, raw, key, reason, detail);
	return false;
}

bool
archive_begin(struct intake *intake, const struct raw *raw, const struct told *told,
	      struct sighting *s)
{
	when_ms taken_at =
	    told->taken_at != WHEN_NONE ? told->taken_at : record_time(raw->record, raw_taken_at);
	const char *ig_pk;

	*s = (struct sighting){.source = raw->source,
			       .rank = told->rank,
			       .observed_at = raw->fetched_at,
			       .raw_sha256 = raw->sha256,
			       .sanitised = raw->salvaged};
	intake->items_in++;
	s->story_id = told->story_id != NULL
			  ? told->story_id
			  : text_or_null(intake, record_text(raw->record, raw_story_id));
	s->account_id = account_of(intake, raw, taken_at, &ig_pk);
	if (s->story_id == NULL)
		return reject(intake, raw, raw->sha256, "no_id", "the story has no usable id");
	if (s->account_id == NULL)
		return reject(intake, raw, s->story_id, "no_owner",
			      "nothing says whose story it is");
	if (taken_at == WHEN_NONE || !expiry_can_be(taken_at))
		return reject(intake, raw, s->story_id, "no_time",
			      "taken_at is missing or no time");
	cell_handle(intake, s, record_text(raw->record, raw_handle));
	if (ig_pk != NULL)
		cell_put(s, CELL(ig_pk), ig_pk);
	cell_time(intake, s, CELL(taken_at), taken_at);
	cell_time(intake, s, CELL(expires_at), taken_at + WHEN_DAY);
	return true;
}

void
archive_expiry(struct intake *intake, struct sighting *s, const json_t *value)
{
	const char *text = s->cells[CELL(taken_at)].text;
	when_ms expires_at = time_value(value), taken_at;

	if (expires_at != WHEN_NONE && when_parse(span_of(text), &taken_at) &&
	    expires_at > taken_at && expires_at - taken_at <= WHEN_DAY + EXPIRY_REACH)
		cell_time(intake, s, CELL(expires_at), expires_at);
}

void
archive_reshare(struct intake *intake, struct sighting *s, const json_t *author)
{
	const char *own = s->cells[CELL(ig_pk)].text;
	const json_t *pk = json_object_get(author, "pk");
	const char *id = id_text(&intake->arena, pk != NULL ? pk : json_object_get(author, "id"));

	if (own != NULL && id != NULL && strcmp(own, id) != 0)
		s->reshared = true;
}
