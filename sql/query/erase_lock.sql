-- Waits for the loads at work to end, and holds off others for the transaction. One row.
SELECT pg_advisory_xact_lock(storywire.erase_lock())
