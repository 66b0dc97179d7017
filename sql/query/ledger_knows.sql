-- Whether all of these segments were loaded whole before, into a schema of just these migrations. $1
-- the hashes of the segments, $2 those of the migrations in their order, joined. It runs outside of
-- a transaction and needs no setting of ours. One row: (boolean).
SELECT NOT EXISTS (
	SELECT FROM pg_catalog.unnest($1::pg_catalog.text[]) s (segment_sha256)
	WHERE NOT EXISTS (SELECT FROM storywire.ledger l
		WHERE l.segment_sha256 OPERATOR(pg_catalog.=) s.segment_sha256
			AND l.skipped OPERATOR(pg_catalog.=) 0)
) AND $2 OPERATOR(pg_catalog.=) (
	SELECT pg_catalog.string_agg(v.sha256, '' ORDER BY v.number) FROM storywire.schema_version v
)
