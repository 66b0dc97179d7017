-- storywire.story_merge(): per field the greater stamp, whatever the order.
BEGIN;
SET client_min_messages = warning;
SELECT no_plan();

-- A story whose caption, handle and places may be there, with one stamp for them.
CREATE FUNCTION pg_temp.seen(stamp text, caption text, handle text, places jsonb, hour int)
RETURNS storywire.story LANGUAGE sql AS $$
	SELECT jsonb_populate_record(NULL::storywire.story, jsonb_build_object(
		'account_id', 'a', 'story_id', 's', 'caption', caption, 'handle', handle,
		'places', places, 'taken_at', '2023-04-15T00:00:00Z', 'expires_at', '2023-04-16T00:00:00Z',
		'first_seen', '2023-04-15T00:00:00Z'::timestamptz + hour * interval '1 hour',
		'last_seen', '2023-04-15T00:00:00Z'::timestamptz + hour * interval '1 hour',
		'raw_sha256', repeat('0', 64),
		'provenance', jsonb_strip_nulls(jsonb_build_object('caption', stamp, 'taken_at', stamp,
			'handle', CASE WHEN handle IS NOT NULL THEN stamp END,
			'places', CASE WHEN places IS NOT NULL THEN stamp END))))
$$;

CREATE TEMP TABLE live AS SELECT pg_temp.seen('70 2023-04-15T09:00:00Z graph 1', 'Hi', 'kim', NULL, 9) AS s;
CREATE TEMP TABLE later AS SELECT pg_temp.seen('70 2023-04-15T10:00:00Z graph 2', 'Hello', NULL, NULL, 10) AS s;
CREATE TEMP TABLE archive AS SELECT pg_temp.seen('30 2023-04-17T00:00:00Z zip 3', 'Poor', 'old', '[1]', 3) AS s;
CREATE TEMP TABLE none AS SELECT pg_temp.seen('90 2023-04-15T00:00:00Z best 4', NULL, NULL, NULL, 1) AS s;

SELECT is((storywire.story_merge(live.s, later.s)).caption, 'Hello', 'the newer sighting wins')
FROM live, later;
SELECT is((storywire.story_merge(live.s, later.s)).handle, 'kim', 'what it did not record stays')
FROM live, later;
SELECT is((storywire.story_merge(later.s, archive.s)).caption, 'Hello',
	'a poor source does not win by being newer') FROM later, archive;
SELECT is((storywire.story_merge(later.s, archive.s)).places, '[1]'::jsonb,
	'but it adds what was not recorded') FROM later, archive;
SELECT is((storywire.story_merge(later.s, none.s)).caption, NULL,
	'"none" of a better source wins over a value') FROM later, none;
SELECT is((storywire.story_merge(live.s, archive.s)).provenance,
	'{"caption": "70 2023-04-15T09:00:00Z graph 1", "taken_at": "70 2023-04-15T09:00:00Z graph 1",
	"handle": "70 2023-04-15T09:00:00Z graph 1", "places": "30 2023-04-17T00:00:00Z zip 3"}'::jsonb,
	'the stamps go with the values') FROM live, archive;
SELECT is(array[(m).first_seen, (m).last_seen],
	array['2023-04-15T01:00:00Z', '2023-04-15T10:00:00Z']::timestamptz[], 'first and last seen')
FROM (SELECT storywire.story_merge(storywire.story_merge(live.s, later.s), none.s) AS m
	FROM live, later, none) merged;

-- The laws, over all that is here.
CREATE TEMP TABLE every AS SELECT s FROM live UNION ALL SELECT s FROM later
	UNION ALL SELECT s FROM archive UNION ALL SELECT s FROM none
	UNION ALL SELECT pg_temp.seen('70 2023-04-15T09:00:00Z graph 1', 'Tie', 'kim', '[2]', 9)
	UNION ALL SELECT pg_temp.seen('70 2023-04-15T09:00:00Z graph 1', NULL, 'kim', NULL, 9)
	UNION ALL SELECT pg_temp.seen('70 2023-04-15T09:00:00Z graph 1', 'Tie', 'kim', '[2.0]', 9);
SELECT ok(bool_and(storywire.story_merge(a.s, a.s) *= a.s), 'idempotent')
FROM every a;
SELECT ok(bool_and(storywire.story_merge(a.s, b.s) *=
	storywire.story_merge(b.s, a.s)), 'commutative')
FROM every a, every b;
SELECT ok(bool_and(storywire.story_merge(storywire.story_merge(a.s, b.s), c.s) *=
	storywire.story_merge(a.s, storywire.story_merge(b.s, c.s))), 'associative')
FROM every a, every b, every c;
SELECT is((SELECT storywire.story_fold(s ORDER BY (s).caption) FROM every),
	(SELECT storywire.story_fold(s ORDER BY (s).first_seen DESC) FROM every),
	'folding does not look at the order');

-- Every column that transform stamps follows its stamp.
CREATE TEMP TABLE examples (name text, value jsonb);
INSERT INTO examples
SELECT a.attname, CASE t.typname
	WHEN 'timestamptz' THEN '"2023-04-15T00:00:01Z"' WHEN 'int8' THEN '17' WHEN 'bool' THEN 'true'
	WHEN 'jsonb' THEN '["x"]' ELSE to_jsonb(repeat('f', 64)) END::jsonb
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = 'storywire.story'::regclass AND a.attnum > 0 AND a.attname NOT IN ('account_id',
	'story_id', 'first_seen', 'last_seen', 'sanitised', 'provenance', 'vanished_early_at', 'erased_at',
	'record_hash');
SELECT is(to_jsonb(storywire.story_merge(live.s, jsonb_populate_record(live.s,
		jsonb_build_object(e.name, e.value, 'provenance', jsonb_build_object(e.name, '99')))))->e.name,
	to_jsonb(jsonb_populate_record(live.s, jsonb_build_object(e.name, e.value)))->e.name,
	e.name || ' follows its stamp')
FROM live, examples e;
SELECT is(storywire.story_merge(jsonb_populate_record(live.s, '{"erased_at":"2023-05-01T00:00:00Z"}'),
		later.s), jsonb_populate_record(live.s, '{"erased_at":"2023-05-01T00:00:00Z"}'),
	'what is erased stays as it is')
FROM live, later;
SELECT * FROM finish();
ROLLBACK;
