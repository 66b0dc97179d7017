-- The ids of the stories of the input, apart from their content, which may be in the stage or in the
-- table already: they are looked through several times.
CREATE TEMP TABLE stage_own (
	account_id text COLLATE "C" NOT NULL,
	story_id text COLLATE "C" NOT NULL,
	graph_id text COLLATE "C"
) ON COMMIT DROP
