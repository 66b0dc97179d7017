-- Attacks: what somebody with a role of ours, or with none, may put in the way of the functions of the
-- schema. A session of its own, since PostgreSQL looks up the names in a function once a session.
BEGIN;
SET client_min_messages = warning;
SELECT no_plan();

INSERT INTO storywire.article_version (account_id, editorial_day, event_key, inputs_sha256, content_sha256,
	input_count, story_ids, record)
VALUES ('a', '2023-04-15', '00000000-0000-5000-8000-000000000011', repeat('1', 64), repeat('2', 64), 1, '{11}',
	'{"time_zone": "UTC", "slug": "s", "kind": "story", "headline": "H", "dek": "D", "section": "x", "lang": "en",
	"event_start": "2023-04-15T06:00:00Z", "event_end": "2023-04-15T06:00:00Z",
	"blocks": [{"kind": "lede", "text": "T"}], "tags": ["x", null], "sentences": [{"text": "T", "fact_ids": ["f"]}],
	"facts": [], "quotes": [], "figures": [], "people": [], "places": []}');
INSERT INTO storywire.article (account_id, article_id, event_key, uri, editorial_day, time_zone, slug, kind, headline,
	section, lang, event_start, event_end, inputs_sha256, content_sha256, version, workflow_state, pub_status)
SELECT account_id, event_key, event_key, 'urn:uuid:' || event_key, editorial_day, 'UTC', 's', 'story', 'H', 'x', 'en',
	now(), now(), inputs_sha256, content_sha256, 1, 'draft', 'withheld'
FROM storywire.article_version;
CREATE ROLE somebody;
GRANT CREATE ON SCHEMA public TO somebody;
GRANT CREATE, USAGE ON SCHEMA public TO storywire_editor;

-- A temporary domain with the name of a type, whose check says for whom it runs.
CREATE TABLE public.ran_as (who text);
GRANT INSERT, SELECT ON public.ran_as TO PUBLIC;
SET ROLE storywire_editor;
CREATE FUNCTION public.tell() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO public.ran_as VALUES (current_user);
	RETURN true;
END
$$;
CREATE DOMAIN pg_temp.text AS pg_catalog.text CHECK (public.tell());
CREATE DOMAIN pg_temp.jsonb AS pg_catalog.jsonb CHECK (public.tell());
CREATE DOMAIN pg_temp.uuid AS pg_catalog.uuid CHECK (public.tell());
SELECT storywire.edit_article('a', '00000000-0000-5000-8000-000000000011'::pg_catalog.uuid,
	'{"headline": "Another", "blocks": [{"kind": "lede", "text": "New"}], "figures": []}'::pg_catalog.jsonb, 'Ed', 'r');
SELECT storywire.approve('a', '00000000-0000-5000-8000-000000000011'::pg_catalog.uuid, 'Ed', 'r');
SELECT storywire.correct('a', '00000000-0000-5000-8000-000000000011'::pg_catalog.uuid, 'update', 't', 'Ed', 'r',
	'{"dek": "d"}'::pg_catalog.jsonb);
SELECT storywire.kill('a', '00000000-0000-5000-8000-000000000011'::pg_catalog.uuid, 'Ed', 'r');
RESET ROLE;
DROP DOMAIN pg_temp.text, pg_temp.jsonb, pg_temp.uuid;
SELECT is_empty($$SELECT DISTINCT who FROM public.ran_as WHERE who <> 'storywire_editor'$$,
	'no function of an editor runs as another role');
TRUNCATE public.ran_as;

-- Functions with the names of PostgreSQL's own, which fit the arguments better.
SET ROLE somebody;
CREATE FUNCTION public.array_add(a text[], b text) RETURNS text[] LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO public.ran_as VALUES (current_user);
	RETURN a || b;
END
$$;
CREATE AGGREGATE public.array_agg(text) (SFUNC = public.array_add, STYPE = text[], INITCOND = '{}');
CREATE FUNCTION public.concat_ws(a text, b text, c text, d text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO public.ran_as VALUES (current_user);
	RETURN d;
END
$$;
CREATE FUNCTION public.jsonb_build_object(a text, b text, c text, d text) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO public.ran_as VALUES (current_user);
	RETURN '{}';
END
$$;
RESET ROLE;
SELECT isnt(doc, NULL, 'ninjs') FROM storywire.article_ninjs;
SELECT isnt(doc, NULL, 'schema.org') FROM storywire.article_jsonld;
SELECT isnt(fact_ids, NULL, 'sentences') FROM storywire.article_sentence;
UPDATE storywire.article SET workflow_state = 'published', pub_status = 'usable', canceled_at = NULL;
SELECT isnt(doc::text, NULL, 'Atom') FROM storywire.feed_atom;
SELECT is(doc->'items'->0->'tags', '["x"]', 'JSON Feed, and what is no word is no tag') FROM storywire.feed_json;
SELECT isnt(body_html, NULL, 'text') FROM storywire.article_text;
SELECT is_empty('SELECT * FROM public.ran_as', 'a function of somebody who has no role of ours never runs');

SELECT is_empty($$
		SELECT p.oid::regprocedure FROM pg_proc p
		WHERE p.pronamespace = 'storywire'::regnamespace
			AND (p.prosecdef OR p.proconfig::text LIKE '%search_path%')
			AND NOT 'search_path=pg_catalog, pg_temp' = ANY (coalesce(p.proconfig, '{}'))
	$$, 'every path that is set has pg_temp at its end, and whatever runs as its owner sets one');
SELECT is_empty($$
		SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
		WHERE p.pronamespace = 'storywire'::regnamespace AND l.lanname = 'plpgsql' AND p.proconfig IS NULL
			AND p.proname <> ALL ('{story_merge,story_merge_fields}')
	$$, 'no function in plpgsql takes the path of its caller, but those that a load calls for each row');
SELECT * FROM finish();
ROLLBACK;
