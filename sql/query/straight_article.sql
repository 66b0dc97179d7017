-- Versions of articles whose day has none, straight into their table, settled as the first ones of
-- articles of their own: place and time in the order, then the whole record.
COPY storywire.article_version (
	article_id, version, reason, account_id, event_key, editorial_day, input_count, observed_at,
	inputs_sha256, story_ids, content_sha256, record
) FROM STDIN (FORMAT binary)
