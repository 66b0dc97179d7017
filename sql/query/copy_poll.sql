-- Place in the input and the members of a record of type poll as records.def declares them.
COPY pg_temp.stage_poll (
	part, line, account_id, handle, started_at, finished_at, outcome, http_status,
	error_code, error_subcode, stories, detail, live
) FROM STDIN (FORMAT binary)
