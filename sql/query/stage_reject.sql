-- Where rejects wait for the end of the input; their segment is known only then.
CREATE TEMP TABLE stage_reject (
	part bigint NOT NULL,
	line bigint NOT NULL,
	key text NOT NULL,
	reason text COLLATE "C" NOT NULL,
	detail text,
	source text COLLATE "C",
	account_id text COLLATE "C",
	raw_sha256 text COLLATE "C"
) ON COMMIT DROP
