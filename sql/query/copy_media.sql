-- Place in the input and the members of a record of type media as records.def declares them.
COPY pg_temp.stage_media (
	part, line, account_id, story_id, kind, state, fetched_at, sha256, bytes, content_type,
	seen_type, http_status, detail
) FROM STDIN (FORMAT binary)
