-- What is known of these versions. $1 accounts, $2 days, $3 event keys, $4 and $5 hashes of inputs
-- and content, $6 newest sightings or NULL; pair by pair. One row, with for each a 1 where it is
-- there, seen no earlier, a 2 where its day has no version, and else a 0. Each is looked for by
-- itself, which is planned soonest.
SELECT string_agg((
		SELECT CASE WHEN bool_or(v.event_key = k.event_key
				AND v.inputs_sha256 = k.inputs_sha256
				AND v.content_sha256 = k.content_sha256
				AND (k.observed_at IS NULL OR v.observed_at >= k.observed_at)) THEN '1'
			WHEN count(*) = 0 THEN '2' ELSE '0' END
		FROM storywire.article_version v
		WHERE v.account_id = k.account_id AND v.editorial_day = k.editorial_day
	), '' ORDER BY k.place)
FROM unnest($1::text[], $2::date[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[])
	WITH ORDINALITY k (account_id, editorial_day, event_key, inputs_sha256, content_sha256,
		observed_at, place)
