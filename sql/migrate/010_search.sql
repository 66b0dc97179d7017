-- Full-text search over the current articles. Without an index it reads every article; with one each
-- load pays for it, so the index is made on demand, after a backfill: storywire.make_search_index().

-- Why no table is partitioned by month. The key of story is (account_id, story_id); a partitioned
-- one would have to contain taken_at, which a better source may correct: then one story could be two
-- rows. The key of observation contains observed_at and would allow it, but it does not pay: 600,000
-- readings over 36 months load in 0.9 of the time, and to read the curve of one story takes 29 times
-- as long, since its key says nothing of the month. Only to forget a month is faster. Every key
-- begins with account_id, and that is what to distribute by.

CREATE FUNCTION storywire.search_config(lang text)
RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE lang WHEN 'en' THEN 'pg_catalog.english'::regconfig
		WHEN 'es' THEN 'pg_catalog.spanish'::regconfig
		ELSE 'pg_catalog.simple'::regconfig END
$$;
COMMENT ON FUNCTION storywire.search_config(text) IS 'How words of a language are told apart and put into their basic form.';

CREATE FUNCTION storywire.search_words(record jsonb)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT setweight(to_tsvector(c.config, coalesce(record->>'headline', '')), 'A')
		|| setweight(to_tsvector(c.config, coalesce(record->>'dek', '')), 'B')
		|| to_tsvector(c.config, coalesce(record->>'body_text', ''))
	FROM (SELECT storywire.search_config(record->>'lang') AS config) c
$$;
COMMENT ON FUNCTION storywire.search_words(jsonb) IS 'The words of headline, dek and body of an article record.';

CREATE FUNCTION storywire.search(query text, most int DEFAULT 50)
RETURNS TABLE (account_id text, article_id uuid, editorial_day date, headline text, dek text,
	rank real)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT a.account_id, a.article_id, a.editorial_day, a.headline, a.dek,
		ts_rank(storywire.search_words(v.record), q.words)
	FROM (SELECT websearch_to_tsquery(storywire.search_config('en'), query)
			|| websearch_to_tsquery(storywire.search_config('es'), query)
			|| websearch_to_tsquery(storywire.search_config(''), query) AS words) q
	JOIN storywire.article_version v ON storywire.search_words(v.record) @@ q.words
	JOIN storywire.article a USING (account_id, editorial_day, event_key, inputs_sha256,
		content_sha256)
	WHERE a.superseded_by IS NULL
	ORDER BY 6 DESC, a.editorial_day DESC, a.account_id, a.article_id LIMIT most
$$;
COMMENT ON FUNCTION storywire.search(text, int) IS 'Current articles with these words, the best first; "exact words", -without and or as in a search engine.';

CREATE FUNCTION storywire.make_search_index()
RETURNS void LANGUAGE sql AS $$
	CREATE INDEX IF NOT EXISTS article_version_search
	ON storywire.article_version USING gin (storywire.search_words(record))
$$;
COMMENT ON FUNCTION storywire.make_search_index() IS 'Makes the index of storywire.search(), for the owner to call after a backfill; loads take longer from then on. To be rid of it: DROP INDEX storywire.article_version_search.';
REVOKE EXECUTE ON FUNCTION storywire.make_search_index() FROM PUBLIC;

ALTER FUNCTION storywire.grant_reader(text) RENAME TO grant_reader_before_search;
COMMENT ON FUNCTION storywire.grant_reader_before_search(text) IS 'A part of storywire.grant_reader().';
CREATE FUNCTION storywire.grant_reader(role text)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	PERFORM storywire.grant_reader_before_search(role);
	EXECUTE format('GRANT EXECUTE ON FUNCTION storywire.search(text, int),
		storywire.search_words(jsonb), storywire.search_config(text) TO %I', role);
END
$$;
COMMENT ON FUNCTION storywire.grant_reader(text) IS 'Reading of all tables and views, with the functions that views call, and search.';
REVOKE EXECUTE ON FUNCTION storywire.grant_reader(text) FROM PUBLIC;

-- An index on what a function tells runs it for each row that is loaded.
ALTER FUNCTION storywire.grant_loader() RENAME TO grant_loader_before_search;
COMMENT ON FUNCTION storywire.grant_loader_before_search() IS 'A part of storywire.grant_loader().';
CREATE FUNCTION storywire.grant_loader()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	PERFORM storywire.grant_loader_before_search();
	GRANT EXECUTE ON FUNCTION storywire.search_words(jsonb), storywire.search_config(text)
		TO storywire_loader;
END
$$;
COMMENT ON FUNCTION storywire.grant_loader() IS 'What story-load run needs, and nothing else.';
REVOKE EXECUTE ON FUNCTION storywire.grant_loader() FROM PUBLIC;
