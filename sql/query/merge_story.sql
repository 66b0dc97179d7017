-- Stories from the stage into the table, each as the one that has its id: several records of one
-- story become one row first. By key, so that two loaders never wait for each other in a circle.
-- *<> sees a difference that = does not: 1 and 1.0 in JSON.
INSERT INTO storywire.story AS t
SELECT (folded.story).*
FROM (
	SELECT s.account_id, own.story_id, storywire.story_fold(ROW(
			s.account_id, own.story_id, s.graph_id, s.ig_pk, s.handle, s.taken_at,
			s.expires_at, s.media_type, s.caption, s.alt_text, s.permalink,
			s.shortcode, s.media_url, s.thumbnail_url, s.width, s.height,
			s.duration_ms, s.mentions, s.hashtags, s.places, s.links,
			s.paid_partnership, s.first_seen, s.last_seen, s.raw_sha256,
			s.sanitised, s.provenance, NULL, NULL
		)::storywire.story) AS story
	FROM pg_temp.stage_story s
	LEFT JOIN storywire.story_alias a ON a.account_id = s.account_id AND a.graph_id = s.story_id
	CROSS JOIN LATERAL (SELECT coalesce(a.story_id, s.story_id) AS story_id) own
	GROUP BY s.account_id, own.story_id
) folded
ORDER BY folded.account_id, folded.story_id
ON CONFLICT (account_id, story_id) DO UPDATE
SET (graph_id, ig_pk, handle, taken_at, expires_at, media_type, caption, alt_text,
		permalink, shortcode, media_url, thumbnail_url, width, height, duration_ms,
		mentions, hashtags, places, links, paid_partnership, first_seen, last_seen,
		raw_sha256, sanitised, provenance
	) = (
		SELECT m.graph_id, m.ig_pk, m.handle, m.taken_at, m.expires_at, m.media_type,
			m.caption, m.alt_text, m.permalink, m.shortcode, m.media_url,
			m.thumbnail_url, m.width, m.height, m.duration_ms, m.mentions,
			m.hashtags, m.places, m.links, m.paid_partnership, m.first_seen,
			m.last_seen, m.raw_sha256, m.sanitised, m.provenance
		FROM storywire.story_merge(t, excluded) m
	)
WHERE t *<> excluded AND storywire.story_merge(t, excluded) *<> t
