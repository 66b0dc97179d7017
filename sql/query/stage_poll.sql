-- Where rows of type poll wait for the end of the input: like the table they go to, so that
-- whatever the table would refuse is refused here, row by row.
CREATE TEMP TABLE stage_poll (
	part bigint NOT NULL,
	line bigint NOT NULL,
	LIKE storywire.poll INCLUDING CONSTRAINTS
) ON COMMIT DROP
