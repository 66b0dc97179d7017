-- The articles of fresh days.
INSERT INTO storywire.article (account_id, article_id, event_key, uri, editorial_day, time_zone,
	slug, kind, headline, dek, section, lang, event_start, event_end, inputs_sha256,
	content_sha256, version, workflow_state, pub_status)
SELECT s.account_id, s.event_key, s.event_key, 'urn:uuid:' || s.event_key, s.editorial_day,
	s.time_zone, s.slug, s.kind, s.headline, s.dek, s.section, s.lang, s.event_start,
	s.event_end, s.inputs_sha256, s.content_sha256, 1, 'draft', 'withheld'
FROM pg_temp.stage_article s
JOIN pg_temp.stage_day d USING (account_id, editorial_day)
WHERE d.is_fresh
