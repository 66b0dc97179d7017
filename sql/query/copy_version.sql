-- Whether the record goes straight, its place in the input, and the members of a record of type
-- article that are looked at apart from it.
COPY pg_temp.stage_version (
	is_straight, part, line, account_id, event_key, editorial_day, time_zone, event_start,
	event_end, observed_at, inputs_sha256, story_ids, content_sha256, lang, kind, slug, section,
	headline, dek
) FROM STDIN (FORMAT binary)
