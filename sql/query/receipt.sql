-- The receipt of a takedown. $1 code. At most one row: scope, requested_at, database_at, spool.
SELECT scope, to_char(requested_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
	to_char(database_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), spool
FROM storywire.erasure WHERE code = $1
