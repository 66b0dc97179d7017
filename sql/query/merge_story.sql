-- Stories from the stage into the table, each as the one that has its id: several records of one
-- story become one row first. *<> sees a difference that = does not: 1 and 1.0 in JSON.
INSERT INTO storywire.story AS t
SELECT s.account_id, s.story_id, s.graph_id, s.ig_pk, s.handle, s.taken_at, s.expires_at,
	s.media_type, s.caption, s.alt_text, s.permalink, s.shortcode, s.media_url,
	s.thumbnail_url, s.width, s.height, s.duration_ms, s.mentions, s.hashtags, s.places,
	s.links, s.paid_partnership, s.first_seen, s.last_seen, s.raw_sha256, s.sanitised,
	s.provenance, NULL, NULL, s.record_hash
FROM pg_temp.stage_story s
WHERE NOT EXISTS (SELECT FROM pg_temp.stage_odd o
	WHERE o.account_id = s.account_id AND o.story_id = s.story_id)
UNION ALL
SELECT (folded.story).*
FROM (
	SELECT storywire.story_fold(ROW(o.account_id, o.own_id, s.graph_id, s.ig_pk, s.handle,
			s.taken_at, s.expires_at, s.media_type, s.caption, s.alt_text, s.permalink,
			s.shortcode, s.media_url, s.thumbnail_url, s.width, s.height, s.duration_ms,
			s.mentions, s.hashtags, s.places, s.links, s.paid_partnership, s.first_seen,
			s.last_seen, s.raw_sha256, s.sanitised, s.provenance, NULL, NULL, s.record_hash
		)::storywire.story) AS story
	FROM pg_temp.stage_odd o
	JOIN pg_temp.stage_story s ON s.account_id = o.account_id AND s.story_id = o.story_id
	GROUP BY o.account_id, o.own_id
	OFFSET 0 -- lest it is folded once a column
) folded
ON CONFLICT (account_id, story_id) DO UPDATE
SET (graph_id, ig_pk, handle, taken_at, expires_at, media_type, caption, alt_text,
		permalink, shortcode, media_url, thumbnail_url, width, height, duration_ms,
		mentions, hashtags, places, links, paid_partnership, first_seen, last_seen,
		raw_sha256, sanitised, provenance, record_hash
	) = (
		SELECT m.graph_id, m.ig_pk, m.handle, m.taken_at, m.expires_at, m.media_type,
			m.caption, m.alt_text, m.permalink, m.shortcode, m.media_url,
			m.thumbnail_url, m.width, m.height, m.duration_ms, m.mentions,
			m.hashtags, m.places, m.links, m.paid_partnership, m.first_seen,
			m.last_seen, m.raw_sha256, m.sanitised, m.provenance, m.record_hash
		FROM storywire.story_merge(t, excluded) m
	)
WHERE t *<> excluded AND storywire.story_merge(t, excluded) *<> t
