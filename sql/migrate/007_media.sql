-- What became of the pictures and films of stories. The bytes are not here: they lie in the spool,
-- in media/, under their hash.

CREATE TABLE storywire.media (
	account_id text COLLATE "C" NOT NULL,
	story_id text COLLATE "C" NOT NULL,
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('media', 'thumbnail')),
	state text COLLATE "C" NOT NULL CHECK (state IN ('ok', 'absent', 'expired', 'refused',
		'failed', 'too_large', 'no_space')),
	fetched_at timestamptz NOT NULL,
	sha256 text COLLATE "C" CHECK (sha256 ~ '^[0-9a-f]{64}$'),
	bytes bigint CHECK (bytes >= 0),
	content_type text COLLATE "C",
	seen_type text COLLATE "C",
	http_status bigint,
	detail text COLLATE "C",
	PRIMARY KEY (account_id, story_id, kind),
	CHECK ((state = 'ok') = (sha256 IS NOT NULL))
);
COMMENT ON TABLE storywire.media IS 'Picture or film of a story and the still of a film: whether its bytes are kept, and if not, why.';
COMMENT ON COLUMN storywire.media.account_id IS 'Account of the story.';
COMMENT ON COLUMN storywire.media.story_id IS 'The story.';
COMMENT ON COLUMN storywire.media.kind IS 'media: the picture or film itself; thumbnail: the still of a film.';
COMMENT ON COLUMN storywire.media.state IS 'ok: kept; else why not: absent, expired, refused, failed, too_large, no_space.';
COMMENT ON COLUMN storywire.media.fetched_at IS 'When that was found out.';
COMMENT ON COLUMN storywire.media.sha256 IS 'Hash of the bytes; their file is media/<first two digits>/<hash>.';
COMMENT ON COLUMN storywire.media.bytes IS 'Their number.';
COMMENT ON COLUMN storywire.media.content_type IS 'What the server said they are.';
COMMENT ON COLUMN storywire.media.seen_type IS 'What they begin like; NULL where that is nothing known.';
COMMENT ON COLUMN storywire.media.http_status IS 'Status of the answer; NULL where none came.';
COMMENT ON COLUMN storywire.media.detail IS 'What went wrong, for people.';

-- The loader's rights grow with the tables: what it was granted so far, and this table.
ALTER FUNCTION storywire.grant_loader() RENAME TO grant_loader_before_media;
CREATE FUNCTION storywire.grant_loader()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	PERFORM storywire.grant_loader_before_media();
	GRANT INSERT, UPDATE ON storywire.media TO storywire_loader;
END
$$;
COMMENT ON FUNCTION storywire.grant_loader() IS 'What story-load run needs, and nothing else.';
COMMENT ON FUNCTION storywire.grant_loader_before_media() IS 'The part of it that is older than the table of media.';
REVOKE EXECUTE ON FUNCTION storywire.grant_loader() FROM PUBLIC;
