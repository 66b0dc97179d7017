-- The parts of the input, one per end record: each is a segment of its own.
CREATE TEMP TABLE stage_part (
	part bigint NOT NULL,
	segment_sha256 text COLLATE "C" NOT NULL,
	records bigint NOT NULL,
	rejects bigint NOT NULL,
	skipped bigint NOT NULL
) ON COMMIT DROP
