-- The article versions staged, without their records and with their stories by the ids that those
-- are kept under; after the aliases were learned.
CREATE TEMP TABLE stage_version ON COMMIT DROP AS
SELECT s.part, s.line, s.account_id, s.editorial_day, s.event_key, s.inputs_sha256, s.content_sha256,
	s.observed_at, s.time_zone, s.slug, s.kind, s.headline, s.dek, s.section, s.lang,
	s.event_start, s.event_end, ARRAY(
		SELECT coalesce(a.story_id, e.id)
		FROM unnest(s.story_ids) WITH ORDINALITY e (id, place)
		LEFT JOIN storywire.story_alias a ON a.account_id = s.account_id AND a.graph_id = e.id
		ORDER BY e.place) AS story_ids
FROM pg_temp.stage_article s
