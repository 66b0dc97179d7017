-- The articles of fresh days.
INSERT INTO storywire.article (account_id, article_id, event_key, uri, editorial_day, time_zone,
	slug, kind, headline, dek, section, lang, event_start, event_end, inputs_sha256,
	content_sha256, version, workflow_state, pub_status)
SELECT v.account_id, v.event_key, v.event_key, 'urn:uuid:' || v.event_key, v.editorial_day,
	v.time_zone, v.slug, v.kind, v.headline, v.dek, v.section, v.lang, v.event_start,
	v.event_end, v.inputs_sha256, v.content_sha256, 1, 'draft', 'withheld'
FROM pg_temp.stage_version v
JOIN pg_temp.stage_day d USING (account_id, editorial_day)
WHERE d.is_fresh
