-- The staged versions of all other days, in the order of the input. One that was there already changes
-- only in what is no part of its content: a record of the same hashes cannot put another text in the
-- place of the one that somebody may have approved.
INSERT INTO storywire.article_version AS t (account_id, editorial_day, event_key, inputs_sha256,
	content_sha256, input_count, observed_at, story_ids, record)
SELECT s.account_id, s.editorial_day, s.event_key, s.inputs_sha256, s.content_sha256,
	s.input_count, s.observed_at, best.story_ids, s.record
FROM (
	SELECT DISTINCT ON (v.account_id, v.editorial_day, v.event_key, v.inputs_sha256,
		v.content_sha256) v.part, v.line, v.story_ids
	FROM pg_temp.stage_version v
	JOIN pg_temp.stage_day d USING (account_id, editorial_day)
	WHERE NOT d.is_fresh AND NOT v.is_straight
	ORDER BY v.account_id, v.editorial_day, v.event_key, v.inputs_sha256, v.content_sha256,
		v.observed_at DESC NULLS LAST, v.part, v.line
) best
JOIN pg_temp.stage_article s USING (part, line)
ORDER BY best.part, best.line
ON CONFLICT (account_id, editorial_day, event_key, inputs_sha256, content_sha256) DO UPDATE
SET observed_at = excluded.observed_at,
	record = t.record || (
		SELECT jsonb_object_agg(m.key, m.value) FROM jsonb_each(excluded.record) m
		WHERE m.key = ANY ('{article_id,uri,time_zone,event_start,event_end,input_count,observed_at,
			story_ids,generator,template_set,facts_files}'))
WHERE excluded.observed_at > t.observed_at
	OR (excluded.observed_at IS NOT NULL AND t.observed_at IS NULL)
