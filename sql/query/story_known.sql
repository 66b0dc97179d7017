-- Which of these stories are just what these records tell. $1 accounts, $2 ids, $3 hashes of the
-- records; pair by pair. One row: a 1 or 0 for each.
SELECT string_agg(CASE WHEN EXISTS (
		SELECT FROM storywire.story s
		WHERE s.account_id = k.account_id AND s.story_id = k.story_id
			AND s.record_hash = k.record_hash
	) THEN '1' ELSE '0' END, '' ORDER BY k.place)
FROM unnest($1::text[], $2::text[], $3::uuid[])
	WITH ORDINALITY k (account_id, story_id, record_hash, place)
