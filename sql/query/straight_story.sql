-- Stories that nothing is known of, straight into their table: the members of a record of type story
-- as records.def declares them, and its hash.
COPY storywire.story (
	account_id, story_id, graph_id, ig_pk, handle, taken_at, expires_at, media_type, caption,
	alt_text, permalink, shortcode, media_url, thumbnail_url, width, height, duration_ms,
	mentions, hashtags, places, links, paid_partnership, first_seen, last_seen, raw_sha256,
	sanitised, provenance, record_hash
) FROM STDIN (FORMAT binary)
