-- The parts of the input into the ledger. A part that was loaded in pieces before (--account and
-- the like) counts by the run that left out least.
INSERT INTO storywire.ledger AS t (segment_sha256, records, rejects, skipped)
SELECT DISTINCT ON (p.segment_sha256) p.segment_sha256, p.records, p.rejects, p.skipped
FROM pg_temp.stage_part p
ORDER BY p.segment_sha256, p.skipped
ON CONFLICT (segment_sha256) DO UPDATE
SET rejects = excluded.rejects, skipped = excluded.skipped, loaded_at = excluded.loaded_at
WHERE excluded.skipped < t.skipped
