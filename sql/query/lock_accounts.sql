-- Takes these locks, always in the same order; before them the one that holds takedowns off. After
-- this, versions may arrive in the order of the input, and no reading, poll or picture can miss the
-- story that another loader brings. $1 their keys. One row: how many.
WITH gate AS MATERIALIZED (
	SELECT pg_advisory_xact_lock_shared(storywire.erase_lock())
)
SELECT count(*) FROM (
	SELECT pg_advisory_xact_lock(lock.key)
	FROM gate
	CROSS JOIN (SELECT DISTINCT k.key FROM unnest($1::bigint[]) k (key) ORDER BY k.key) lock
) taken
