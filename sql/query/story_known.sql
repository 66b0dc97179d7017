-- What is known of these stories. $1 accounts, $2 ids, $3 hashes of the records; pair by pair. One
-- row, with for each a 1 where a row is just what the record tells, a 0 where it is not, and a 2
-- where there is none, nor under another id. Each is looked for by itself, which is planned soonest.
SELECT string_agg(coalesce((
		SELECT CASE WHEN s.record_hash = k.record_hash THEN '1' ELSE '0' END
		FROM storywire.story s WHERE s.account_id = k.account_id AND s.story_id = k.story_id
	), (
		SELECT '0' FROM storywire.story_alias a
		WHERE a.account_id = k.account_id AND a.graph_id = k.story_id
	), '2'), '' ORDER BY k.place)
FROM unnest($1::text[], $2::text[], $3::uuid[])
	WITH ORDINALITY k (account_id, story_id, record_hash, place)
