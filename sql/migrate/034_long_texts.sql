-- As in 010. PostgreSQL holds a megabyte of words of a text, and fails where there are more: one long record
-- and nobody could search any more, or, where there is the index, it could not be loaded. A text is found by
-- the words of its first 60000 characters, of which even odd ones make less than that. Shorter texts
-- have the words they had, so that an index stays as it is.
CREATE OR REPLACE FUNCTION storywire.search_words(record jsonb)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT setweight(to_tsvector(c.config, left(coalesce(record->>'headline', ''), 2000)), 'A')
		|| setweight(to_tsvector(c.config, left(coalesce(record->>'dek', ''), 2000)), 'B')
		|| to_tsvector(c.config, left(coalesce(record->>'body_text', ''), 60000))
	FROM (SELECT storywire.search_config(record->>'lang') AS config) c
$$;
COMMENT ON FUNCTION storywire.search_words(jsonb) IS 'The words of headline, dek and body of an article record, of very long ones those of the beginning.';
