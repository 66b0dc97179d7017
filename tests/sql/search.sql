-- storywire.search(): finds the current articles, with and without its index.
BEGIN;
SET client_min_messages = warning;
SELECT no_plan();

CREATE FUNCTION pg_temp.key(n int) RETURNS uuid LANGUAGE sql AS $$
	SELECT ('00000000-0000-5000-8000-' || lpad(n::text, 12, '0'))::uuid
$$;
CREATE FUNCTION pg_temp.arrive(n int, inputs int, headline text, dek text, body text,
	lang text DEFAULT 'en')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO storywire.article_version (account_id, editorial_day, event_key, inputs_sha256,
		content_sha256, input_count, story_ids, record)
	VALUES ('a', '2023-04-15', pg_temp.key(n),
		encode(sha256(convert_to(n || ' ' || inputs, 'UTF8')), 'hex'),
		encode(sha256(convert_to(headline, 'UTF8')), 'hex'), inputs, ARRAY[n::text],
		jsonb_build_object('time_zone', 'UTC', 'slug', 's', 'kind', 'k', 'section', 'x',
			'lang', lang, 'headline', headline, 'dek', dek, 'body_text', body,
			'event_start', '2023-04-15T00:00:00Z', 'event_end', '2023-04-15T01:00:00Z'));
	PERFORM storywire.settle('a', '2023-04-15');
END
$$;
CREATE FUNCTION pg_temp.found(words text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(s.headline, ', ' ORDER BY s.rank DESC) FROM storywire.search(words) s
$$;

SELECT pg_temp.arrive(1, 1, 'Star plays Las Vegas', 'A concert', 'The singer danced on the roof.');
SELECT pg_temp.arrive(2, 1, 'Day at the beach', NULL, 'A walk, then a concert in Las Vegas.');
SELECT pg_temp.arrive(3, 1, 'Noche en Madrid', NULL, 'Los conciertos de anoche.', 'es');
SELECT pg_temp.arrive(4, 1, 'Kväll i Malmö', NULL, 'Concert och mer.', 'sv');
SELECT pg_temp.arrive(5, 1, 'Old words about zebras', NULL, 'None.');
SELECT pg_temp.arrive(5, 2, 'New words about lions', NULL, 'None.');

SELECT pg_temp.arrive(6, 1, 'Ghosts seen', NULL, 'A ghost.');
SELECT pg_temp.arrive(7, 1, 'Ghosts of tomorrow', NULL, 'A ghost.');
SELECT storywire.approve('a', pg_temp.key(6), 'Ed', 'r');
SELECT storywire.kill('a', pg_temp.key(6), 'Ed', 'untrue');
SELECT storywire.approve('a', pg_temp.key(7), 'Ed', 'r', '2099-01-01');

CREATE FUNCTION pg_temp.scenes(how text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN NEXT is(pg_temp.found('las vegas'), 'Star plays Las Vegas, Day at the beach',
		how || ': a headline counts more than a body');
	RETURN NEXT is(pg_temp.found('dancing'), 'Star plays Las Vegas',
		how || ': another form of the word');
	RETURN NEXT is(pg_temp.found('concierto'), 'Noche en Madrid', how || ': in its language');
	RETURN NEXT is(pg_temp.found('malmö'), 'Kväll i Malmö', how || ': of a language without rules');
	RETURN NEXT is(pg_temp.found('"vegas las"'), NULL, how || ': exact words');
	RETURN NEXT is(pg_temp.found('concert -beach -star -malmö'), NULL, how || ': without');
	RETURN NEXT is(pg_temp.found('zebras'), NULL, how || ': what was superseded is not found');
	RETURN NEXT is(pg_temp.found('lions'), 'New words about lions', how || ': what is current is');
	RETURN NEXT is(pg_temp.found('ghosts'), 'Ghosts of tomorrow', how || ': what was killed is not found');
	RETURN NEXT is((SELECT concat_ws(' ', workflow_state, pub_status, embargoed_until::date)
		FROM storywire.search('tomorrow')), 'scheduled usable 2099-01-01', how || ': an embargo is told');
	RETURN NEXT is((SELECT concat_ws(' ', workflow_state, pub_status) FROM storywire.search('lions')),
		'draft withheld', how || ': a draft is told to be one');
	RETURN NEXT is(pg_temp.found(''), NULL, how || ': no words');
	RETURN NEXT is(pg_temp.found(E'\\ '' ( & | !'), NULL, how || ': no syntax is an error');
	RETURN NEXT is((SELECT count(*) FROM storywire.search('concert', 1)), 1::bigint,
		how || ': no more than asked for');
END
$$;
SELECT pg_temp.scenes('no index');
SELECT hasnt_index('storywire', 'article_version', 'article_version_search', 'none until it is made');
SELECT storywire.make_search_index();
SELECT has_index('storywire', 'article_version', 'article_version_search', 'it is made');
SELECT lives_ok('SELECT storywire.make_search_index()', 'once');
SELECT pg_temp.scenes('index');

-- Texts of any length, whatever they are made of.
SELECT lives_ok(format($q$SELECT pg_temp.arrive(20, %s, 'Long', NULL, 'first ' || (SELECT string_agg(%s, %L) FROM generate_series(1, 400000) n), %L)$q$,
	place, words, gap, lang), 'a long text of ' || words)
FROM (VALUES (1, $$'word' || n$$, ' ', 'en'), (2, $$chr(19968 + n % 20000)$$, ' ', 'zh'), (3, $$to_hex(n)$$, '-', 'en'),
	(4, $$'a' || n || '.example/b' || n$$, ' ', 'es'), (5, $$chr(97 + n % 26) || chr(97 + n / 26 % 26) || chr(97 + n / 676 % 26)$$, ' ', 'xx'),
	(6, $$'u' || n || '@b' || n || '.example'$$, ' ', 'en'), (7, $$chr(66560 + n % 40) || chr(66560 + n / 40 % 40) || n$$, '-', 'xx'))
	long (place, words, gap, lang);
SELECT is(pg_temp.found('first'), 'Long', 'is found by its beginning');
SELECT lives_ok($$SELECT storywire.edit_article('a', pg_temp.key(20), jsonb_build_object('blocks', jsonb_build_array(
	jsonb_build_object('kind', 'lede', 'text', (SELECT string_agg('more' || n, ' ') FROM generate_series(1, 200000) n)))), 'Ed', 'r')$$,
	'a person may write one');
SET LOCAL enable_seqscan = off;
CREATE TEMP TABLE plan (line text);
DO $$
DECLARE
	line text;
BEGIN
	FOR line IN EXPLAIN SELECT FROM storywire.article_version v
		WHERE storywire.search_words(v.record) @@ 'vegas'::tsquery
	LOOP
		INSERT INTO plan VALUES (line);
	END LOOP;
END
$$;
SELECT isnt_empty($$SELECT FROM plan WHERE line LIKE '%article_version_search%'$$, 'it is used');

SELECT ok(has_function_privilege(role, 'storywire.search(text, int)', 'EXECUTE'), role || ' may search')
FROM unnest('{storywire_reader,storywire_editor}'::text[]) role;
SELECT ok(NOT has_function_privilege(role, 'storywire.make_search_index()', 'EXECUTE'),
	role || ' may not make the index')
FROM unnest('{storywire_reader,storywire_editor,storywire_loader}'::text[]) role;
SELECT * FROM finish();
ROLLBACK;
