-- Rejects from the stage into the table, with the segment each came in.
INSERT INTO storywire.reject (segment_sha256, line, key, reason, detail, source, account_id,
	raw_sha256)
SELECT p.segment_sha256, r.line, r.key, r.reason, r.detail, r.source, r.account_id, r.raw_sha256
FROM pg_temp.stage_reject r JOIN pg_temp.stage_part p USING (part)
ORDER BY p.segment_sha256, r.line
ON CONFLICT DO NOTHING
