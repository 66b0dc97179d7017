-- Place in the input, the members of a record of type article that article_version has too, and the
-- whole record.
COPY pg_temp.stage_article (
	part, line, account_id, event_key, editorial_day, input_count, observed_at, inputs_sha256,
	story_ids, content_sha256, record
) FROM STDIN (FORMAT binary)
