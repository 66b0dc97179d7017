-- The article versions of the input, apart from their records, which may be in the stage or, of those
-- that went straight, in the table already: what articles are made of, and what decides on them.
CREATE TEMP TABLE stage_version (
	is_straight boolean NOT NULL,
	part bigint NOT NULL,
	line bigint NOT NULL,
	account_id text COLLATE "C" NOT NULL,
	event_key uuid NOT NULL,
	editorial_day date NOT NULL,
	time_zone text NOT NULL,
	event_start timestamptz NOT NULL,
	event_end timestamptz NOT NULL,
	observed_at timestamptz,
	inputs_sha256 text COLLATE "C" NOT NULL,
	story_ids text[] NOT NULL CHECK (cardinality(story_ids) > 0),
	content_sha256 text COLLATE "C" NOT NULL,
	lang text NOT NULL,
	kind text NOT NULL,
	slug text NOT NULL,
	section text NOT NULL,
	headline text NOT NULL,
	dek text,
	CONSTRAINT event_ends_after_its_start CHECK (event_end >= event_start)
) ON COMMIT DROP
