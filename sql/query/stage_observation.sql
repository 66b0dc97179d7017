-- Where rows of type observation wait for the end of the input: like the table they go to, so that
-- whatever the table would refuse is refused here, row by row.
CREATE TEMP TABLE stage_observation (
	part bigint NOT NULL,
	line bigint NOT NULL,
	LIKE storywire.observation INCLUDING CONSTRAINTS
) ON COMMIT DROP
