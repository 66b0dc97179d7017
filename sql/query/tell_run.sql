-- Remembers a run. $1 milliseconds it took, $2 its status, $3 records, $4 loaded, $5 rejects, $6
-- duplicates, $7 skipped.
INSERT INTO storywire.load_run (started_at, status, records, loaded, rejects, duplicates, skipped)
VALUES (clock_timestamp() - $1::bigint * interval '1 millisecond', $2::int, $3::bigint, $4::bigint,
	$5::bigint, $6::bigint, $7::bigint)
