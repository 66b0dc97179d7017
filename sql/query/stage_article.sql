-- Where records of type article wait for the end of the input, where they do not go straight: what
-- article_version keeps of them, whose lists must be lists. Rows stay in one piece where they fit a
-- page: this table is read once.
CREATE TEMP TABLE stage_article (
	part bigint NOT NULL,
	line bigint NOT NULL,
	account_id text COLLATE "C" NOT NULL,
	event_key uuid NOT NULL,
	editorial_day date NOT NULL,
	input_count bigint NOT NULL CHECK (input_count >= 0),
	observed_at timestamptz,
	inputs_sha256 text COLLATE "C" NOT NULL,
	story_ids text[] NOT NULL,
	content_sha256 text COLLATE "C" NOT NULL,
	record jsonb NOT NULL,
	CONSTRAINT record_has_its_lists CHECK (
		jsonb_typeof(record->'blocks') = 'array' AND jsonb_typeof(record->'sentences') = 'array'
		AND jsonb_typeof(record->'facts') = 'array' AND jsonb_typeof(record->'quotes') = 'array'
		AND jsonb_typeof(record->'figures') = 'array' AND jsonb_typeof(record->'people') = 'array'
		AND jsonb_typeof(record->'places') = 'array' AND jsonb_typeof(record->'tags') = 'array')
) WITH (toast_tuple_target = 8160) ON COMMIT DROP
