-- Place in the input and the members of a record of type reject as records.def declares them.
COPY pg_temp.stage_reject (
	part, line, key, reason, detail, source, account_id, raw_sha256
) FROM STDIN (FORMAT binary)
