-- Where rows of type media wait for the end of the input: like the table they go to, so that
-- whatever the table would refuse is refused here, row by row.
CREATE TEMP TABLE stage_media (
	part bigint NOT NULL,
	line bigint NOT NULL,
	LIKE storywire.media INCLUDING CONSTRAINTS
) ON COMMIT DROP
