-- The versions of fresh days that are in the stage, settled as they come.
INSERT INTO storywire.article_version (account_id, editorial_day, event_key, inputs_sha256,
	content_sha256, article_id, version, reason, input_count, observed_at, story_ids, record)
SELECT s.account_id, s.editorial_day, s.event_key, s.inputs_sha256, s.content_sha256,
	s.event_key, 1, 'new', s.input_count, s.observed_at, v.story_ids, s.record
FROM pg_temp.stage_article s
JOIN pg_temp.stage_version v USING (part, line)
JOIN pg_temp.stage_day d ON d.account_id = s.account_id AND d.editorial_day = s.editorial_day
WHERE d.is_fresh
