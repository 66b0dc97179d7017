-- What is known of these stories. $1 accounts, $2 ids, $3 hashes of the records; pair by pair. One
-- row, with for each a 1 where a row is just what the record tells, a 0 where it is not, and a 2
-- where there is none, nor under another id.
SELECT string_agg(CASE WHEN s.record_hash = k.record_hash THEN '1'
		WHEN s.story_id IS NOT NULL OR EXISTS (SELECT FROM storywire.story_alias a
			WHERE a.account_id = k.account_id AND a.graph_id = k.story_id) THEN '0'
		ELSE '2' END, '' ORDER BY k.place)
FROM unnest($1::text[], $2::text[], $3::uuid[])
	WITH ORDINALITY k (account_id, story_id, record_hash, place)
LEFT JOIN storywire.story s ON s.account_id = k.account_id COLLATE "C"
	AND s.story_id = k.story_id COLLATE "C"
