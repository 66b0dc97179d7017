-- Whether there are parts and every one of them was loaded whole before. One row: (boolean).
SELECT count(*) > 0 AND count(*) = count(l.segment_sha256)
FROM pg_temp.stage_part p
LEFT JOIN storywire.ledger l ON l.segment_sha256 = p.segment_sha256 AND l.skipped = 0
