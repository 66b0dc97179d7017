-- Place in the input and the members of a record of type observation as records.def declares them.
COPY pg_temp.stage_observation (
	part, line, account_id, story_id, metric, observed_at, value, state, source, is_final,
	raw_sha256
) FROM STDIN (FORMAT binary)
