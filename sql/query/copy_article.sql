-- Place in the input, the members of a record of type article that the merges look at, and the whole
-- record.
COPY pg_temp.stage_article (
	part, line, account_id, event_key, editorial_day, time_zone, event_start, event_end,
	input_count, observed_at, inputs_sha256, story_ids, content_sha256, lang, kind, slug,
	section, headline, dek, record
) FROM STDIN (FORMAT binary)
