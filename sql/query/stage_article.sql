-- Where rows of type article wait for the end of the input: what the merges look at, and the whole
-- record, whose lists must be lists. Rows stay in one piece where they fit a page: this table is read
-- once.
CREATE TEMP TABLE stage_article (
	part bigint NOT NULL,
	line bigint NOT NULL,
	account_id text COLLATE "C" NOT NULL,
	event_key uuid NOT NULL,
	editorial_day date NOT NULL,
	time_zone text NOT NULL,
	event_start timestamptz NOT NULL,
	event_end timestamptz NOT NULL,
	input_count bigint NOT NULL CHECK (input_count >= 0),
	observed_at timestamptz,
	inputs_sha256 text COLLATE "C" NOT NULL,
	story_ids text[] NOT NULL CHECK (cardinality(story_ids) > 0),
	content_sha256 text COLLATE "C" NOT NULL,
	lang text NOT NULL,
	kind text NOT NULL,
	angle text,
	slug text NOT NULL,
	section text NOT NULL,
	headline text NOT NULL,
	dek text,
	record jsonb NOT NULL,
	CONSTRAINT record_has_its_lists CHECK (
		jsonb_typeof(record->'blocks') = 'array' AND jsonb_typeof(record->'sentences') = 'array'
		AND jsonb_typeof(record->'facts') = 'array' AND jsonb_typeof(record->'quotes') = 'array'
		AND jsonb_typeof(record->'figures') = 'array' AND jsonb_typeof(record->'people') = 'array'
		AND jsonb_typeof(record->'places') = 'array' AND jsonb_typeof(record->'tags') = 'array'),
	CONSTRAINT event_ends_after_its_start CHECK (event_end >= event_start)
) WITH (toast_tuple_target = 8160) ON COMMIT DROP
