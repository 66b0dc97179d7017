-- Article versions from the stage into the table, in the order of the input, with their stories by
-- the ids that those are kept under. One that was there already changes only in the times of its
-- sightings.
INSERT INTO storywire.article_version AS t (account_id, editorial_day, event_key, inputs_sha256,
	content_sha256, input_count, observed_at, story_ids, record)
SELECT v.account_id, v.editorial_day, v.event_key, v.inputs_sha256, v.content_sha256,
	v.input_count, v.observed_at, ARRAY(
		SELECT coalesce(a.story_id, e.id)
		FROM unnest(v.story_ids) WITH ORDINALITY e (id, place)
		LEFT JOIN storywire.story_alias a ON a.account_id = v.account_id AND a.graph_id = e.id
		ORDER BY e.place), v.record
FROM (
	SELECT DISTINCT ON (s.account_id, s.editorial_day, s.event_key, s.inputs_sha256,
		s.content_sha256) s.*
	FROM pg_temp.stage_article s
	ORDER BY s.account_id, s.editorial_day, s.event_key, s.inputs_sha256, s.content_sha256,
		s.observed_at DESC NULLS LAST, s.part, s.line
) v
ORDER BY v.part, v.line
ON CONFLICT (account_id, editorial_day, event_key, inputs_sha256, content_sha256) DO UPDATE
SET observed_at = excluded.observed_at, record = excluded.record
WHERE excluded.observed_at > t.observed_at
	OR (excluded.observed_at IS NOT NULL AND t.observed_at IS NULL)
