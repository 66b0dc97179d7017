-- Nobody but PostgreSQL and this schema says what a name means in here. A search_path that does not
-- name pg_temp has it in front, for types and tables: whoever may make a temporary domain called text
-- had it checked, with a function of theirs, by what runs with the rights of the owner. And a function
-- that takes the caller's path takes what others have put there: one of theirs that fits the arguments
-- better than format(text, ...) goes before it.

DO $$
DECLARE
	pinned regprocedure;
BEGIN
	FOR pinned IN
		SELECT p.oid FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
		WHERE p.pronamespace = 'storywire'::regnamespace AND p.prokind = 'f'
			AND (EXISTS (SELECT FROM unnest(p.proconfig) c (setting)
					WHERE starts_with(c.setting, 'search_path='))
				-- those of a load are called under its own path, once a row
				OR p.proconfig IS NULL AND l.lanname = 'plpgsql'
					AND p.proname <> ALL ('{story_merge,story_merge_fields}')
				OR p.proname = 'ninjs')
	LOOP
		EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, pg_temp', pinned);
	END LOOP;
END
$$;

-- As in 004; what is no text of a list that readers are shown is left out.
CREATE OR REPLACE FUNCTION storywire.words(list jsonb)
RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT coalesce(pg_catalog.array_agg(e.value ORDER BY e.ordinality), '{}')
	FROM pg_catalog.jsonb_array_elements_text(CASE pg_catalog.jsonb_typeof(list)
		WHEN 'array' THEN list ELSE '[]'::pg_catalog.jsonb END) WITH ORDINALITY e
	WHERE e.value IS NOT NULL
$$;
