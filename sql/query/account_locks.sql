-- The keys of the locks of every account of the input. One row: the keys, with commas.
SELECT string_agg(lock.key::text, ',')
FROM (SELECT DISTINCT storywire.account_lock(a.account_id) AS key FROM pg_temp.stage_account a) lock
