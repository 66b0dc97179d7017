-- No migration begins while this transaction runs, and one that runs is waited for. One row.
SELECT pg_advisory_xact_lock_shared(hashtextextended('storywire migrate', 0))
