-- Two migrations at once would trip over each other; the second waits for the first. One row.
SELECT pg_advisory_xact_lock(hashtextextended('storywire migrate', 0))
