-- Which articles belong together: a place, a rare hashtag or each other's tag within 6 hours, of
-- different accounts; and earlier ones an article rests on.
BEGIN;
SET client_min_messages = warning;
SELECT no_plan();

CREATE FUNCTION pg_temp.key(account text, n int) RETURNS uuid LANGUAGE sql AS $$
	SELECT md5(account || n)::uuid
$$;
-- An article of a session that begins at `hour` and bears what crossings say, from..to in hours.
CREATE FUNCTION pg_temp.arrive(account text, n int, hour numeric, more jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	start timestamptz := '2023-04-15T12:00:00Z'::timestamptz + hour * interval '1 hour';
BEGIN
	INSERT INTO storywire.article_version (account_id, editorial_day, event_key, inputs_sha256,
		content_sha256, input_count, observed_at, story_ids, record)
	VALUES (account, start::date, pg_temp.key(account, n), md5(account || n) || md5('i'),
		md5(account || n) || md5('c'), 1, NULL, ARRAY[account || n], more || jsonb_build_object(
			'time_zone', 'UTC', 'slug', 's', 'kind', 'story', 'headline', account || n, 'section', 'C',
			'lang', 'en', 'event_start', start, 'event_end', start + interval '1 hour'));
	PERFORM storywire.settle(account, start::date);
END
$$;
CREATE FUNCTION pg_temp.bears(kind text, key text, first numeric, last numeric) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_object('crossings', jsonb_build_array(jsonb_build_object('kind', kind, 'key', key,
		'from', storywire.rfc3339('2023-04-15T12:00:00Z'::timestamptz + first * interval '1 hour'),
		'to', storywire.rfc3339('2023-04-15T12:00:00Z'::timestamptz + last * interval '1 hour'))))
$$;
CREATE FUNCTION pg_temp.of(account text, n int) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(headline, ' ' ORDER BY headline COLLATE "C") FROM storywire.article_related
	WHERE account_id = account AND article_id = pg_temp.key(account, n) AND kind = 'same_event'
$$;

SELECT pg_temp.arrive('a', 1, 0, pg_temp.bears('place', 'p1', 0, 1));
SELECT pg_temp.arrive('b', 1, 7, pg_temp.bears('place', 'p1', 7, 8));
SELECT pg_temp.arrive('c', 1, 7.1, pg_temp.bears('place', 'p1', 7.1, 8));
SELECT pg_temp.arrive('d', 1, 0, pg_temp.bears('place', 'p2', 0, 1));
SELECT pg_temp.arrive('e', 1, 0, pg_temp.bears('hashtag', 'p1', 0, 1));
SELECT pg_temp.arrive('a', 2, 20, pg_temp.bears('place', 'p1', 20, 21));
SELECT is(pg_temp.of('a', 1), 'b1', 'the same place at most 6 hours apart');
SELECT is(pg_temp.of('b', 1), 'a1 c1', 'in either order');
SELECT is(pg_temp.of('c', 1), 'b1', 'a little more is too much');
SELECT is(pg_temp.of('d', 1), NULL, 'another place is none');
SELECT is(pg_temp.of('e', 1), NULL, 'nor is a hashtag that is called like one');
SELECT is(pg_temp.of('a', 2), NULL, 'one account is never related to itself');
-- the part a session begins in changes between hours -24 and 48
SELECT pg_temp.arrive('u' || h, 3, h, pg_temp.bears('place', 'p3', h + 20, h + 20)) FROM generate_series(-24, 47, 5) h;
SELECT is(pg_temp.of('u' || h, 3), concat_ws(' ', VARIADIC ARRAY(SELECT 'u' || o || '3' FROM unnest(ARRAY[h - 5, h + 5]) o
	WHERE o BETWEEN -24 AND 47 ORDER BY ('u' || o || '3') COLLATE "C")), 'neighbours at hour ' || h)
FROM generate_series(-24, 47, 5) h;

SELECT pg_temp.arrive('a', 4, 100, pg_temp.bears('hashtag', 'rarething', 100, 100));
SELECT pg_temp.arrive('b', 4, 101, pg_temp.bears('hashtag', 'rarething', 101, 101));
SELECT pg_temp.arrive('c', 4, 100, pg_temp.bears('hashtag', 'love', 100, 100));
SELECT pg_temp.arrive('d', 4, 100, pg_temp.bears('hashtag', 'love', 100, 100));
SELECT is(pg_temp.of('a', 4), 'b4', 'a rare hashtag');
SELECT is(pg_temp.of('c', 4), NULL, 'a common one says nothing');
INSERT INTO storywire.common_hashtag VALUES ('rarething');
SELECT is(pg_temp.of('a', 4), NULL, 'which are common the operator says');

INSERT INTO storywire.story (account_id, story_id, ig_pk, handle, taken_at, expires_at, raw_sha256, provenance)
VALUES ('f', 's', '900', 'Fay.X', now(), now(), repeat('0', 64), '{}');
SELECT is(storywire.account_names('f'), '{f,900,handle:fay.x}'::text[], 'an account has several names');
SELECT is(storywire.account_names('nobody'), '{nobody}'::text[], 'or one');
SELECT pg_temp.arrive('f', 5, 200, pg_temp.bears('tag', 'g', 200, 201));
SELECT pg_temp.arrive('g', 5, 202, pg_temp.bears('tag', 'handle:fay.x', 202, 203));
SELECT pg_temp.arrive('h', 5, 200, pg_temp.bears('tag', 'g', 200, 201));
SELECT is(pg_temp.of('f', 5), 'g5', 'each tags the other, by whatever name');
SELECT is(pg_temp.of('g', 5), 'f5', 'in either order');
SELECT is(pg_temp.of('h', 5), NULL, 'a tag that is not answered says nothing');

SELECT storywire.approve('b', pg_temp.key('b', 1), 'Ed', 'good');
SELECT storywire.kill('b', pg_temp.key('b', 1), 'Ed', 'wrong');
SELECT is(pg_temp.of('a', 1), NULL, 'what was killed is related to nothing');
SELECT is_empty(format('SELECT FROM storywire.article_related WHERE article_id = %L', pg_temp.key('b', 1)), 'nor is anything to it');

SELECT is((SELECT array_agg(DISTINCT (r.article_id, r.other_article_id)::text)
		FROM storywire.article_related r WHERE r.kind = 'same_event'),
	(SELECT array_agg(DISTINCT (e.article_id, e.other_article_id)::text)
		FROM storywire.same_event('-infinity', 'infinity') e), 'asked for all at once, they are the same pairs');
SELECT is_empty($$
		SELECT account_id, article_id, other_account_id, other_article_id FROM storywire.same_event('-infinity', 'infinity')
		EXCEPT SELECT other_account_id, other_article_id, account_id, article_id FROM storywire.same_event('-infinity', 'infinity')
	$$, 'and each pair stands there both ways');

-- What an article rests on.
CREATE FUNCTION pg_temp.rests(account text, n int) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_object('related', jsonb_build_array(jsonb_build_object('kind', 'background',
		'account_id', account, 'article_id', pg_temp.key(account, n), 'headline', 'as it was')))
$$;
CREATE FUNCTION pg_temp.background(n int) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(uri || ' ' || headline, ', ') FROM storywire.article_related
	WHERE account_id = 'k' AND article_id = pg_temp.key('k', n) AND kind = 'background'
$$;
SELECT pg_temp.arrive('k', 1, 300, pg_temp.rests('a', 1));
SELECT pg_temp.arrive('k', 2, 400, pg_temp.rests('elsewhere', 1));
SELECT pg_temp.arrive('k', 3, 500, pg_temp.rests('b', 1));
SELECT is(pg_temp.background(1), 'urn:uuid:' || pg_temp.key('a', 1) || ' a1', 'one that is here');
SELECT is(pg_temp.background(2), 'urn:uuid:' || pg_temp.key('elsewhere', 1) || ' as it was', 'one that is elsewhere');
SELECT is(pg_temp.background(3), NULL, 'one that was killed is not told of');
UPDATE storywire.article SET workflow_state = 'superseded', superseded_by = pg_temp.key('a', 2)
WHERE article_id = pg_temp.key('a', 1);
SELECT is(pg_temp.background(1), 'urn:uuid:' || pg_temp.key('a', 2) || ' a2', 'what took its place is told of');
SELECT * FROM finish();
ROLLBACK;
