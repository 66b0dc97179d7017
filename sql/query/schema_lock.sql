-- Two migrations at once would trip over each other, and over a load; one waits for the others. One row.
SELECT pg_advisory_xact_lock(hashtextextended('storywire migrate', 0))
