-- What the role of the loader may not do, whatever program has it: write over what people wrote or
-- approved (law 6), change the keys of rows, take stories from an article that is a person's.
BEGIN;
SET client_min_messages = warning;
SELECT no_plan();

CREATE FUNCTION pg_temp.key(n int) RETURNS uuid LANGUAGE sql AS $$
	SELECT ('00000000-0000-5000-8000-' || lpad(n::text, 12, '0'))::uuid
$$;
CREATE FUNCTION pg_temp.arrive(n int, inputs int, lede text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO storywire.article_version (account_id, editorial_day, event_key, inputs_sha256,
		content_sha256, input_count, observed_at, story_ids, record)
	VALUES ('a', '2023-04-15', pg_temp.key(n),
		encode(sha256(convert_to(n || ' ' || inputs, 'UTF8')), 'hex'),
		encode(sha256(convert_to(lede, 'UTF8')), 'hex'), inputs, '2023-04-15T08:00:00Z',
		CASE WHEN inputs = 1 THEN ARRAY[n::text] ELSE ARRAY[n::text, n || 'b'] END,
		jsonb_build_object('time_zone', 'UTC', 'slug', 's' || n, 'kind', 'story', 'section', 'x',
			'lang', 'en', 'headline', 'H', 'event_start', '2023-04-15T06:00:00Z',
			'event_end', '2023-04-15T06:00:00Z', 'observed_at', '2023-04-15T08:00:00Z',
			'blocks', jsonb_build_array(jsonb_build_object('kind', 'lede', 'text', lede)),
			'sentences', '[]'::jsonb, 'facts', '[]'::jsonb, 'quotes', '[]'::jsonb,
			'figures', '[]'::jsonb));
	PERFORM storywire.settle('a', '2023-04-15');
END
$$;
-- 1 is edited, 2 approved as it came, 3 the machine's.
SELECT pg_temp.arrive(n, 1, 'Lede ' || n) FROM generate_series(1, 3) n;
SELECT storywire.edit_article('a', pg_temp.key(1), '{"headline": "By hand"}', 'Ed', 'r');
SELECT storywire.approve('a', pg_temp.key(2), 'Ed', 'r');
CREATE FUNCTION pg_temp.told() RETURNS text LANGUAGE sql AS $$
	SELECT jsonb_agg(ARRAY[to_jsonb(a), to_jsonb(v), (SELECT jsonb_agg(s.story_id ORDER BY s.story_id)
			FROM storywire.article_story s
			WHERE s.account_id = a.account_id AND s.article_id = a.article_id)]
		ORDER BY a.article_id)::text
	FROM storywire.article a
	LEFT JOIN storywire.article_version v USING (account_id, editorial_day, event_key, inputs_sha256,
		content_sha256)
	WHERE a.touched_at IS NOT NULL
$$;
CREATE TEMP TABLE before AS SELECT pg_temp.told();
GRANT SELECT ON before TO storywire_loader;
CREATE ROLE program LOGIN IN ROLE storywire_loader;
SET ROLE program;

-- Each statement by itself: refused, or without effect on what is a person's.
SELECT throws_ok(statement, '42501', NULL, statement)
FROM (
	SELECT format('UPDATE storywire.article SET %s WHERE article_id = pg_temp.key(%s)', change, n)
	FROM unnest(ARRAY[$$headline = 'x'$$, $$dek = 'x'$$, $$slug = 'x'$$, $$section = 'x'$$, $$lang = 'xx'$$,
		'version = version + 1', $$uri = 'x'$$, 'event_start = now()', $$content_sha256 = repeat('0', 64)$$,
		$$inputs_sha256 = repeat('0', 64)$$, 'event_key = pg_temp.key(3)',
		$$editorial_day = '2020-01-01'$$]) change, generate_series(1, 2) n
	UNION ALL SELECT $$INSERT INTO storywire.article (account_id, article_id, event_key, uri, editorial_day,
			time_zone, slug, kind, headline, section, lang, event_start, event_end, inputs_sha256,
			content_sha256, version, workflow_state, pub_status)
		SELECT account_id, article_id, event_key, uri, editorial_day, time_zone, slug, kind, 'x', section,
			lang, event_start, event_end, inputs_sha256, content_sha256, version, 'draft', 'withheld'
		FROM storywire.article WHERE article_id = pg_temp.key(1)
		ON CONFLICT (account_id, article_id) DO UPDATE SET headline = excluded.headline$$
	UNION ALL SELECT format('UPDATE storywire.article SET %s WHERE article_id = pg_temp.key(3)', change)
	FROM unnest(ARRAY[$$account_id = 'x'$$, 'article_id = pg_temp.key(9)']) change
	UNION ALL SELECT format('UPDATE storywire.article_version SET %s WHERE article_id = pg_temp.key(%s)', change, n)
	FROM unnest(ARRAY[$$record = record || '{"headline": "x"}'$$, $$record = record || '{"blocks": []}'$$,
		$$record = record - 'headline'$$, $$record = record || '{"added": 1}'$$, $$record = '{}'$$,
		$$account_id = 'x'$$, 'event_key = pg_temp.key(9)', $$editorial_day = '2020-01-01'$$,
		$$inputs_sha256 = repeat('0', 64)$$, $$content_sha256 = repeat('0', 64)$$, 'input_count = 0',
		'created_at = now()', 'arrival = DEFAULT']) change, generate_series(1, 3) n
	UNION ALL SELECT format($$UPDATE storywire.article_version SET %s
		WHERE article_id = pg_temp.key(1) AND reason = 'edit'$$, change)
	FROM unnest(ARRAY['version = 99', 'article_id = pg_temp.key(2)', $$story_ids = '{x}'$$,
		$$observed_at = '2024-01-01'$$, $$record = record || '{"story_ids": ["x"]}'$$]) change
	UNION ALL SELECT format('DELETE FROM storywire.article_story WHERE article_id = pg_temp.key(%s)', n)
	FROM generate_series(1, 2) n
	UNION ALL SELECT format($$INSERT INTO storywire.article_story VALUES ('a', pg_temp.key(%s), 'x')$$, n)
	FROM generate_series(1, 2) n
	UNION ALL SELECT $$INSERT INTO storywire.article_story VALUES ('a', pg_temp.key(3), 'y'), ('a', pg_temp.key(1), 'y')$$
	UNION ALL SELECT format('%s storywire.%s', verb, t)
	FROM unnest('{DELETE FROM,TRUNCATE}'::text[]) verb,
		unnest('{article,article_version,article_event,correction,tombstone,erasure,ledger,story}'::text[]) t
	UNION ALL SELECT format('UPDATE storywire.%s', c)
	FROM unnest(ARRAY['tombstone SET buried_at = now()', 'erasure SET reason = reason', $$ledger SET segment_sha256 = ''$$,
		'ledger SET records = 0', $$observation SET story_id = 'x'$$, $$observation SET metric = 'x'$$,
		$$poll SET account_id = 'x'$$, 'poll SET started_at = now()', $$media SET story_id = 'x'$$,
		$$story SET story_id = 'x'$$, 'story SET erased_at = NULL', $$story_alias SET graph_id = 'x'$$,
		$$story_alias SET account_id = 'x'$$, 'article_event SET number = 0', 'correction SET number = 0',
		'publication SET feed_entries = 1', 'common_hashtag SET hashtag = hashtag', 'load_run SET status = 0',
		'schema_version SET number = number']) c
	UNION ALL SELECT format('ALTER TABLE storywire.%s DISABLE TRIGGER ALL', t)
	FROM unnest('{article,article_version,article_story}'::text[]) t
	UNION ALL SELECT format('SELECT storywire.%s', f)
	FROM unnest(ARRAY[$$withdraw(a) FROM storywire.article a$$, $$write_article(a) FROM storywire.article a$$,
		$$bury_account('a')$$, 'ensure_roles()']) f
) attack (statement);
SELECT is(pg_temp.told(), (SELECT told FROM before), 'and nothing of a person''s has changed');

-- What the loader does all day still works, and leaves alone what is a person's.
SELECT lives_ok($$UPDATE storywire.article_version SET observed_at = '2024-01-01',
	record = record || '{"observed_at": "2024-01-01T00:00:00Z", "generator": "g"}'
	WHERE article_id = pg_temp.key(2)$$, 'a text that was approved may be seen again');
SELECT lives_ok(format('SELECT pg_temp.arrive(%s, 2, %L)', n, 'Other ' || n), 'a newer version of ' || n)
FROM generate_series(1, 3) n;
RESET ROLE;
SELECT is((SELECT string_agg(concat_ws(' ', r.record->>'headline', r.record->'blocks'->0->>'text',
		(SELECT string_agg(s.story_id, ',' ORDER BY s.story_id) FROM storywire.article_story s
			WHERE s.article_id = r.article_id)), '|' ORDER BY r.article_id)
	FROM storywire.article_record r), 'By hand Lede 1 1|H Lede 2 2|H Other 3 3,3b', 'changes only the machine''s');
SELECT is((SELECT count(*) FROM storywire.article_proposal), 2::bigint, 'and waits beside the others');
SELECT is((SELECT version FROM storywire.accept_proposal('a', pg_temp.key(1), (SELECT content_sha256
	FROM storywire.article_proposal WHERE article_id = pg_temp.key(1)), 'Ed', 'r') version), 4,
	'a person may take it');
SELECT is((SELECT string_agg(story_id, ',' ORDER BY story_id) FROM storywire.article_story
	WHERE article_id = pg_temp.key(1)), '1,1b', 'with its stories');

-- Ids that turn out to be another story's name are the functions' matter, in a person's article too.
SET ROLE program;
INSERT INTO storywire.story_alias VALUES ('a', '2', 'own');
SELECT lives_ok($$SELECT storywire.adopt('a', '{2}', '{own}')$$, 'a story that gets its own id');
SELECT is((SELECT string_agg(story_id, ',') FROM storywire.article_story WHERE article_id = pg_temp.key(2)), 'own',
	'has it in an article that was approved');
SELECT throws_ok(format('UPDATE storywire.article SET %s', change), '42501', NULL, change)
FROM unnest('{touched_at = NULL,published_at = NULL}'::text[]) change;
RESET ROLE;

-- Who takes down is obeyed: law 7 goes before law 6.
SELECT storywire.lay_tombstones(repeat('0', 32), 'story', 'r', now(), 'none',
	ARRAY[storywire.tombstone_key('story', 'a', 'own')]);
SET ROLE program;
SELECT lives_ok($$SELECT storywire.erase('{a}', '{own}')$$, 'a takedown');
RESET ROLE;
SELECT is((SELECT concat_ws('|', pub_status, headline) FROM storywire.article WHERE article_id = pg_temp.key(2)),
	'canceled|', 'reaches what people approved');
SELECT * FROM finish();
ROLLBACK;
