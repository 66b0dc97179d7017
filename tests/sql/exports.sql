-- The exports piece by piece: the small functions, what each document holds in each state of an
-- article, what is left out of records of odd shape, and what a reader may not do.
BEGIN;
SET client_min_messages = warning;
SELECT no_plan();

-- Small things.
SELECT is(storywire.rfc3339('2023-04-15T12:00:00.9+02:00'), '2023-04-15T10:00:00Z', 'a time is in UTC');
SELECT is(storywire.web_address(a), a, 'an address: ' || a) FROM unnest('{https://a.example,
	http://a.example:80/b?c=%20#d,https://127.0.0.1/x}'::text[]) a;
SELECT is(storywire.web_address(a), NULL, 'no address: ' || left(to_json(a)::text, 40)) FROM unnest(ARRAY[
	'javascript:alert(1)', 'https://a b', 'https://', 'ftp://a.example', 'https://a.example/"x',
	'https://a.example/%2', E'https://a.example/\n', '//a.example', 'https://a.example/<x>',
	'https://a.example/' || repeat('x', 2048), 'https://ä.example']) a;
SELECT is(storywire.printable(E'a\u0001\u0008b\t\n\u001fc\ufffed👨‍👩‍👧'), E'ab\t\ncd👨‍👩‍👧', 'what XML cannot hold is left out');
SELECT is(storywire.instant(t), t, 'a time: ' || t) FROM unnest('{2024-02-29T23:59:59Z,
	2000-02-29T00:00:00.123Z,2023-12-31T00:00:00Z}'::text[]) t;
SELECT is(storywire.instant(t), NULL, 'no time: ' || t) FROM unnest('{2023-02-29T00:00:00Z,
	1900-02-29T00:00:00Z,2023-04-31T00:00:00Z,2023-13-01T00:00:00Z,2023-01-01T24:00:00Z,
	0000-01-01T00:00:00Z,2023-01-01T00:00:00+00:00,infinity,now}'::text[]) t;
SELECT is(storywire.natural_number(v.j::jsonb), v.n::bigint, 'a number: ' || v.j)
FROM (VALUES ('0', 0), ('1080', 1080), ('1.5', 1), ('2147483647', 2147483647), ('-1', NULL),
	('2147483648', NULL), ('"7"', NULL), ('true', NULL), ('[1]', NULL), ('1e400', NULL)) v (j, n);
SELECT is(storywire.coordinate(v.j::jsonb, 90), v.n::numeric, 'a coordinate: ' || v.j)
FROM (VALUES ('-90', -90), ('36.1699', 36.1699), ('90.1', NULL), ('"5"', NULL), ('{}', NULL)) v (j, n);
SELECT is((SELECT count(*) FROM storywire.elements(l::jsonb)), n::bigint, 'elements of ' || l)
FROM (VALUES ('[1,2]', 2), ('{}', 0), ('"x"', 0), ('null', 0)) v (l, n);
SELECT is(storywire.word_count(w), n, 'words of ' || to_json(w))
FROM (VALUES (E' a\tb\n c ', 3), ('', 0), ('a', 1)) v (w, n);
SELECT is(storywire.escaped('<a href="x">&''</a>'), '&lt;a href=&quot;x&quot;&gt;&amp;&#39;&lt;/a&gt;',
	'what means something in HTML is escaped');
SELECT is(storywire.escaped_quotes('Ada wrote: “שלום <b>” & “x” “open'),
	'Ada wrote: “<bdi>שלום &lt;b&gt;</bdi>” &amp; “<bdi>x</bdi>” “open',
	'quotes are set apart where somebody writes from right to left');
SELECT is(storywire.escaped_quotes('Ada wrote: “Hi”'), 'Ada wrote: “Hi”', 'and only there');
SELECT is(storywire.headline_within(h, 10), w, 'a headline of at most 10: ' || h)
FROM (VALUES ('short', 'short'), ('ten chars.', 'ten chars.'), ('two longer words', 'two…'),
	('onelongwordonly', 'onelongwo…')) v (h, w);
SELECT is(storywire.script_json(jsonb_build_object('a', E'</script>\u2028\u2029&<!--')),
	'{"a": "\u003c/script\u003e\u2028\u2029\u0026\u003c!--"}', 'nothing in a script ends it');
SELECT is(storywire.script_json(d)::jsonb, d, 'and it is the same document')
FROM (SELECT jsonb_build_object('<k>', E'</script>\u2028\u2029&<!--\\u003c"')) v (d);
SELECT is(storywire.cell(c), w, 'a cell: ' || to_json(c))
FROM (VALUES ('=1+1', '''=1+1'), ('@x', '''@x'), (' +1', ''' +1'), ('-', '''-'), (E'\tx', E'''\tx'),
	('＝1', '''＝1'), ('a=1', 'a=1'), ('', ''), ('''x', '''x')) v (c, w);
SELECT is(storywire.html_table('A <b>', '{"C & D",E}', '[["<i>", null], ["1", "2"]]'), '<h2>A &lt;b&gt;</h2>
<div class="wide"><table>
<thead><tr><th scope="col">C &amp; D</th><th scope="col">E</th></tr></thead>
<tbody>
<tr><td>&lt;i&gt;</td><td></td></tr>
<tr><td>1</td><td>2</td></tr>
</tbody></table></div>', 'a table');
SELECT is(storywire.html_table('A', '{C}', NULL), E'<h2>A</h2>\n<p>Nothing.</p>', 'a table of nothing');
SELECT is(storywire.minute('2023-04-15T12:34:56+02:00'), '2023-04-15 10:34', 'a time for people');

-- An article.
CREATE FUNCTION pg_temp.key(n int) RETURNS uuid LANGUAGE sql AS $$
	SELECT ('00000000-0000-5000-8000-' || lpad(n::text, 12, '0'))::uuid
$$;
CREATE FUNCTION pg_temp.arrive(n int, changes jsonb DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO storywire.article_version (account_id, editorial_day, event_key, inputs_sha256,
		content_sha256, input_count, observed_at, story_ids, record)
	VALUES ('a', date '2023-04-15' + n, pg_temp.key(n), lpad(n::text, 64, '0'), lpad(n::text, 64, '0'),
		1, NULL, ARRAY['s' || n], jsonb_build_object('time_zone', 'UTC', 'slug', 'ada-' || n,
			'kind', 'story', 'headline', 'Ada shares', 'dek', 'Below', 'section', 'Celebrity',
			'lang', 'en', 'event_start', '2023-04-15T06:00:00Z', 'event_end', '2023-04-15T07:00:00Z',
			'story_ids', jsonb_build_array('s' || n), 'disclosure', 'Made from stories.') || changes);
	PERFORM storywire.settle('a', date '2023-04-15' + n);
	INSERT INTO storywire.story (account_id, story_id, handle, taken_at, expires_at, media_type,
		permalink, width, height, duration_ms, raw_sha256, provenance)
	VALUES ('a', 's' || n, 'ada.s', '2023-04-15T06:00:00Z', '2023-04-16T06:00:00Z', 'VIDEO',
		'javascript:alert(1)', 1080, 1920, 8400, repeat('0', 64), '{}');
END
$$;
CREATE FUNCTION pg_temp.ninjs(n int) RETURNS jsonb LANGUAGE sql AS $$
	SELECT doc FROM storywire.article_ninjs WHERE article_id = pg_temp.key(n)
$$;
CREATE FUNCTION pg_temp.jsonld(n int) RETURNS jsonb LANGUAGE sql AS $$
	SELECT doc FROM storywire.article_jsonld WHERE article_id = pg_temp.key(n)
$$;
CREATE FUNCTION pg_temp.feed() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(i->>'id', ' ' ORDER BY i->>'id')
	FROM storywire.feed_json, jsonb_array_elements(doc->'items') i
$$;
CREATE FUNCTION pg_temp.in_atom(n int) RETURNS boolean LANGUAGE sql AS $$
	SELECT strpos(doc::text, '<id>urn:uuid:' || pg_temp.key(n) || '</id>') > 0 FROM storywire.feed_atom
$$;

SELECT is((SELECT doc->'items' FROM storywire.feed_json), '[]'::jsonb, 'a feed of nothing is a feed');
SELECT matches((SELECT doc::text FROM storywire.feed_atom), '<updated>1970-01-01T00:00:00Z</updated>',
	'with a time');

SELECT pg_temp.arrive(1, '{"blocks": [{"kind": "lede", "text": "Ada <b>shared</b> a film."},
		{"kind": "note", "text": "Made from stories."}],
	"figures": [{"story_id": "s1", "media_type": "VIDEO", "alt": "A \"film\"", "caption": "Ada’s film",
		"credit_line": "Ada/Instagram"}],
	"quotes": [{"story_id": "s1", "kind": "caption", "verbatim": "Hi </script>", "speaker": "ada", "lang": "en"}],
	"people": [{"person_id": "ada", "role": "poster", "name_shown": "Ada"},
		{"person_id": "bea", "role": "mentioned", "name_shown": "Bea"}],
	"places": [{"place_id": "7", "name": "Town", "city": "Town", "country": "US", "lat": 36.5, "lon": -115.1}],
	"works": [{"person_id": "ada", "title": "Song", "kind": "song"}], "tags": ["Ada", "#x"],
	"subjects": [{"code": "20000505", "name": "celebrity"}, {"code": "x", "name": "odd"}],
	"related": [{"kind": "background", "account_id": "a", "uri": "urn:uuid:00000000-0000-5000-8000-000000000009",
		"article_id": "00000000-0000-5000-8000-000000000009", "headline": "Before"}],
	"review": [{"reason": "unknown_tag", "detail": "@x"}]}');
SELECT is(pg_temp.ninjs(1)->>'pubStatus', 'withheld', 'ninjs: a draft is withheld');
SELECT is(pg_temp.jsonld(1)->>'creativeWorkStatus', 'Draft', 'JSON-LD: it says that it is a draft');
SELECT ok(NOT pg_temp.jsonld(1) ? 'datePublished', 'and has no date of publication');
SELECT is(pg_temp.feed(), NULL, 'a draft is in no feed');
SELECT ok(NOT pg_temp.in_atom(1), 'nor in the other');
SELECT ok(NOT d ?| '{by,renditions,embargoedUntil}' AND NOT d #> '{associations,0}' ? 'renditions',
	'ninjs: what nobody told is left out') FROM pg_temp.ninjs(1) d;
SELECT ok(NOT d ?| '{author,publisher,url,image,video,correction}', 'JSON-LD: the same')
FROM pg_temp.jsonld(1) d;
SELECT is(d #>> path::text[], w, 'ninjs: ' || path) FROM pg_temp.ninjs(1) d, (VALUES
	('{headlines,0,value}', 'Ada shares'), ('{headlines,1,role}', 'dek'), ('{version}', '1'),
	('{descriptions,0,value}', 'Ada <b>shared</b> a film.'),
	('{bodies,0,value}', E'Ada <b>shared</b> a film.\n\nMade from stories.'), ('{bodies,0,wordCount}', '7'),
	('{subjects,0,uri}', 'http://cv.iptc.org/newscodes/mediatopic/20000505'), ('{subjects,1}', NULL),
	('{people,1,rel}', 'mentioned'), ('{objects,0,name}', 'Song'), ('{located}', 'Town'),
	('{places,0,geoJSON,coordinates}', '[-115.1, 36.5]'), ('{infoSources,0,name}', 'Ada'),
	('{infoSources,0,uri}', 'https://www.instagram.com/ada.s/'),
	('{associations,0,descriptions,1,value}', 'A "film"'), ('{associations,0,by}', 'Ada/Instagram'),
	('{associations,1,rel}', 'background'), ('{associations,1,headlines,0,value}', 'Before'),
	('{edNote}', E'Made from stories.\nunknown_tag: @x'), ('{digitalSourceType,name}', 'Data-driven media'),
	('{altIds,0,value}', '00000000-0000-5000-8000-000000000001')) v (path, w);
SELECT is(d #>> path::text[], w, 'JSON-LD: ' || path) FROM pg_temp.jsonld(1) d, (VALUES
	('{@type}', 'NewsArticle'), ('{about,0,name}', 'Ada'), ('{mentions,0,name}', 'Bea'),
	('{hasPart,0,text}', 'Hi </script>'), ('{hasPart,0,spokenByCharacter,name}', 'Ada'),
	('{contentLocation,0,geo,longitude}', '-115.1'), ('{isBasedOn,0,datePublished}', '2023-04-15T06:00:00Z'),
	('{isBasedOn,0,url}', NULL), ('{isBasedOn,0,author,name}', 'ada.s'), ('{creditText}', 'Ada/Instagram'),
	('{keywords,1}', '#x'), ('{backstory}', 'Made from stories.')) v (path, w);
SELECT is(script::jsonb, doc, 'JSON-LD: the script is the document') FROM storywire.article_jsonld;
SELECT is(body_html, '<p class="lede">Ada &lt;b&gt;shared&lt;/b&gt; a film.</p>
<p class="note">Made from stories.</p>
<figure data-story="s1"><figcaption>Ada’s film <small>Ada/Instagram</small></figcaption></figure>',
	'the text as HTML') FROM storywire.article_text;

-- With a publication, media, and people who decide.
UPDATE storywire.publication SET name = 'The Wire', article_url = 'https://wire.example/s/',
	media_url = 'https://media.example/', site_url = 'https://wire.example/', feed_entries = 3;
INSERT INTO storywire.media (account_id, story_id, kind, state, fetched_at, sha256, bytes, seen_type)
VALUES ('a', 's1', 'media', 'ok', now(), repeat('a', 64), 5, 'video/mp4');
SELECT ok(pg_temp.ninjs(1) #> '{associations,0,renditions,0}' @> format('{"name": "original",
	"href": "https://media.example/aa/%s", "contentType": "video/mp4", "sizeInBytes": 5,
	"width": 1080, "height": 1920, "duration": 8.4}', repeat('a', 64))::jsonb, 'ninjs: kept media have an address');
SELECT ok(NOT pg_temp.jsonld(1) ?| '{video,image}', 'JSON-LD: a film without its still is none');
INSERT INTO storywire.media (account_id, story_id, kind, state, fetched_at, sha256)
VALUES ('a', 's1', 'thumbnail', 'ok', now(), repeat('b', 64));
SELECT ok(pg_temp.jsonld(1)->'video'->0 @> format('{"@type": "VideoObject", "duration": "PT8.4S",
	"uploadDate": "2023-04-15T06:00:00Z", "thumbnailUrl": "https://media.example/bb/%s"}', repeat('b', 64))::jsonb,
	'JSON-LD: with it, it is');
UPDATE storywire.media SET state = 'expired', sha256 = NULL WHERE kind = 'media';
SELECT is(pg_temp.jsonld(1) #>> '{image,0,@type}', 'ImageObject', 'JSON-LD: the still alone is a picture');
SELECT matches((SELECT body_html FROM storywire.article_text), '^((?!<video|<img).)*$', 'HTML: no film without bytes');
UPDATE storywire.media SET state = 'ok', sha256 = repeat('a', 64) WHERE kind = 'media';
SELECT matches((SELECT body_html FROM storywire.article_text), '<video controls preload="none" width="1080"',
	'HTML: with them it is shown');

SELECT pg_temp.arrive(n) FROM generate_series(2, 8) n;
SELECT storywire.approve('a', pg_temp.key(n), 'Ed', 'good') FROM generate_series(1, 5) n;
SELECT storywire.approve('a', pg_temp.key(6), 'Ed', 'later', now() + interval '1 hour');
SELECT is(pg_temp.feed(), (SELECT string_agg(uri, ' ' ORDER BY uri) FROM (SELECT uri FROM storywire.article
	WHERE pub_status = 'usable' AND embargoed_until IS NULL
	ORDER BY published_at DESC, article_id LIMIT 3) f), 'a feed has as many as the publication says');
UPDATE storywire.publication SET feed_entries = 100;
SELECT ok(pg_temp.in_atom(n), 'published: in the feed') FROM generate_series(1, 5) n;
SELECT ok(NOT pg_temp.in_atom(6), 'under embargo: in no feed');
SELECT ok(pg_temp.ninjs(6)->>'pubStatus' = 'usable' AND pg_temp.ninjs(6) ? 'embargoedUntil', 'ninjs: tells of it');
UPDATE storywire.article SET embargoed_until = now() - interval '1 second',
	published_at = now() - interval '1 second' WHERE article_id = pg_temp.key(6);
SELECT ok(pg_temp.in_atom(6), 'its hour has come: in the feed');
SELECT is(pg_temp.jsonld(1)->>'url', 'https://wire.example/s/ada-1', 'an article has its address');
SELECT is(pg_temp.jsonld(1) #>> '{author,name}', 'The Wire', 'and its author');

SELECT storywire.correct('a', pg_temp.key(1), 'correction', 'It was <not> so.', 'Ed', 'a reader wrote');
SELECT is(jsonb_path_query_first(pg_temp.ninjs(1), '$.descriptions[*] ? (@.role == "correction").value'),
	'"It was <not> so."', 'ninjs: a correction is told');
SELECT is(pg_temp.jsonld(1) #>> '{correction,0,text}', 'It was <not> so.', 'JSON-LD: as well');
SELECT is(pg_temp.jsonld(1)->>'creativeWorkStatus', 'Corrected', 'and its state');
SELECT matches(body_html, 'datetime="[-0-9T:]+Z">[-0-9]+</time> It was &lt;not&gt; so.</p>$', 'HTML: as well')
FROM storywire.article_text WHERE article_id = pg_temp.key(1);
SELECT matches(body_text, E'\n\n\\[[-0-9]{10}\\] It was <not> so\\.$', 'plain text: as well')
FROM storywire.article_text WHERE article_id = pg_temp.key(1);
SELECT matches((SELECT doc::text FROM storywire.feed_atom), 'It was &amp;lt;not&amp;gt; so', 'Atom: as well');

SELECT storywire.kill('a', pg_temp.key(n), 'Ed', 'wrong') FROM unnest('{2,7}'::int[]) n;
SELECT ok(NOT pg_temp.in_atom(2), 'killed: out of the feed');
SELECT is((SELECT array_agg(uri) FROM storywire.feed_deleted), ARRAY['urn:uuid:' || pg_temp.key(2)],
	'what was published is told to be gone, what was not is not');
SELECT matches((SELECT doc::text FROM storywire.feed_atom), '<at:deleted-entry ref="urn:uuid:' || pg_temp.key(2)
	|| '" when="[-0-9T:]+Z"/>', 'Atom: by a tombstone');
SELECT is((SELECT doc #>> '{_storywire,deleted,0,id}' FROM storywire.feed_json), 'urn:uuid:' || pg_temp.key(2),
	'JSON Feed: by its extension');
SELECT is(pg_temp.ninjs(2)->>'pubStatus', 'canceled', 'ninjs: it is canceled');
SELECT ok(NOT pg_temp.ninjs(2) ?| '{headlines,bodies,descriptions,people,edNote,slugline}', 'without its text');
SELECT ok(pg_temp.jsonld(2)->>'creativeWorkStatus' = 'Killed' AND NOT pg_temp.jsonld(2) ?| '{headline,articleBody,url}',
	'JSON-LD: the same');
SELECT ok(headline IS NULL AND dek IS NULL AND body_text IS NULL AND body_html IS NULL, 'text: none')
FROM storywire.article_text WHERE article_id = pg_temp.key(2);
SELECT ok(headline IS NULL AND people IS NULL, 'sheet: none')
FROM storywire.article_sheet WHERE article_id = pg_temp.key(2);

UPDATE storywire.article SET workflow_state = 'superseded', superseded_by = pg_temp.key(3)
WHERE article_id = pg_temp.key(8);
SELECT is(pg_temp.ninjs(8)->'associations', jsonb_build_array(jsonb_build_object('name', 'replacement',
	'rel', 'supersededBy', 'uri', 'urn:uuid:' || pg_temp.key(3))), 'ninjs: what was superseded points onward');
SELECT is(pg_temp.ninjs(8)->>'pubStatus', 'canceled', 'and is canceled');
SELECT is(pg_temp.jsonld(8)->>'sameAs', 'urn:uuid:' || pg_temp.key(3), 'JSON-LD: it points onward');
SELECT is_empty(format('SELECT FROM storywire.article_text WHERE article_id = %L', pg_temp.key(8)),
	'text: what was superseded is not there');

-- Records of odd shape: nothing fails, what is odd is left out.
SELECT pg_temp.arrive(20 + o.n::int, o.odd::jsonb) FROM unnest(ARRAY[
	'{"figures": "x", "people": 7, "places": {}, "quotes": null, "tags": {"a": 1}, "subjects": [1]}',
	'{"figures": [1, null, "x", {}, {"story_id": 5, "width": "w", "taken_at": "soon", "alt": {}}]}',
	'{"people": [[], {"name_shown": 5}], "places": [{"name": "T", "lat": "x", "lon": 999}], "blocks": [7, {"text": []}]}',
	'{"crossings": [{"kind": "place", "key": "7", "from": "x", "to": "y"}, 5], "related": [{"kind": "background", "article_id": "x"}]}',
	'{"review": [{"reason": 5}, 6], "works": [{}], "disclosure": ["x"], "headline": "", "dek": ""}'])
	WITH ORDINALITY o (odd, n);
SELECT storywire.approve('a', pg_temp.key(20 + n), 'Ed', 'good') FROM generate_series(1, 5) n;
SELECT lives_ok('SELECT * FROM storywire.' || v, v || ' bears odd records')
FROM unnest('{article_export,article_text,article_sheet,article_ninjs,article_jsonld,feed_atom,feed_json,
	article_crossing,article_related}'::text[]) v;

-- What XML cannot hold, what is no language and no type of media: a feed is a document all the same.
SELECT is(storywire.language_tag(w), w, 'a language: ' || w) FROM unnest('{en,es-419,zh-Hant-TW}'::text[]) w;
SELECT is(storywire.language_tag(w), NULL, 'no language: ' || to_json(w)) FROM unnest(ARRAY['', 'e n', E'en\n',
	E'\u0001', 'en-', '<b>', 'english-languages', 'ſ']) w;
SELECT is(storywire.mime_type(w), w, 'a type: ' || w) FROM unnest('{video/mp4,image/svg+xml,"text/html; charset=utf-8"}'::text[]) w;
SELECT is(storywire.mime_type(w), NULL, 'no type: ' || to_json(w)) FROM unnest(ARRAY['', 'video', 'a b/c', E'video/mp4\n',
	E'video/\u0001mp4', 'video/', E'a/b;\u0007']) w;
SELECT pg_temp.arrive(30, jsonb_object_agg(k, v.odd) || jsonb_build_object('tags', jsonb_build_array(v.odd),
		'blocks', jsonb_build_array(jsonb_build_object('kind', v.odd, 'text', v.odd)),
		'people', jsonb_build_array(jsonb_build_object('role', 'poster', 'name_shown', v.odd)),
		'places', jsonb_build_array(jsonb_build_object('name', v.odd, 'city', v.odd)),
		'figures', jsonb_build_array(jsonb_build_object('story_id', 's30', 'media_type', v.odd, 'alt', v.odd,
			'caption', v.odd, 'credit_line', v.odd))))
FROM unnest('{lang,headline,dek,section,slug,disclosure,generator}'::text[]) k,
	(SELECT E'\u0001\u000b\ufffe\u007f\u0085\u2028\u202e<b>&"]]>''—') v (odd) GROUP BY v.odd;
INSERT INTO storywire.media (account_id, story_id, kind, state, fetched_at, sha256, seen_type)
VALUES ('a', 's30', 'media', 'ok', now(), repeat('c', 64), E'video/\u0001mp4"');
SELECT storywire.approve('a', pg_temp.key(30), E'Ed\u0001', 'good');
SELECT storywire.correct('a', pg_temp.key(30), 'correction', E'It\u0001 was.', 'Ed', 'r');
SELECT ok(pg_temp.in_atom(30), 'an article of such characters is in the feed');
SELECT ok(xml_is_well_formed_document(doc::text), 'Atom is XML') FROM storywire.feed_atom;
SELECT ok(NOT doc ? 'language', 'ninjs: what is no language is left out') FROM pg_temp.ninjs(30) doc;

-- An earlier article that this one rests on.
SELECT pg_temp.arrive(31, jsonb_build_object('related', jsonb_build_array(jsonb_build_object('kind', 'background',
	'account_id', 'a', 'article_id', pg_temp.key(n), 'uri', 'urn:uuid:' || pg_temp.key(n), 'headline', 'As told then'))))
FROM unnest('{5}'::int[]) n;
SELECT is(pg_temp.ninjs(31) #>> '{associations,0,headlines,0,value}', 'Ada shares', 'ninjs: what it rests on, as it is told now');
SELECT storywire.kill('a', pg_temp.key(5), 'Ed', 'wrong');
SELECT ok(NOT pg_temp.ninjs(31) ? 'associations', 'ninjs: nothing of it once it was killed');

SELECT throws_ok(format('SELECT storywire.approve(%L, pg_temp.key(7 + 24), %L, %L, %L)', 'a', 'Ed', 'r', t), '22008', NULL,
	'an embargo that no export can write: ' || t) FROM unnest('{infinity,10000-01-01}'::text[]) t;

-- A reader.
SET LOCAL ROLE storywire_reader;
SELECT lives_ok('SELECT * FROM storywire.' || v, 'a reader reads ' || v)
FROM unnest('{publication,common_hashtag,article_export,article_text,article_sheet,article_ninjs,
	article_jsonld,feed,feed_entry,feed_deleted,feed_atom,feed_json,article_crossing,article_related}'::text[]) v;
SELECT throws_ok(s, '42501', NULL, 'a reader may not: ' || s) FROM unnest(ARRAY[
	'UPDATE storywire.publication SET name = ''x''', 'DELETE FROM storywire.common_hashtag',
	'INSERT INTO storywire.publication DEFAULT VALUES']) s;
RESET ROLE;
SET LOCAL ROLE storywire_editor;
SELECT throws_ok('UPDATE storywire.publication SET name = ''x''', '42501', NULL, 'nor an editor rename the publication');
RESET ROLE;
SET LOCAL ROLE storywire_loader;
SELECT throws_ok('UPDATE storywire.publication SET name = ''x''', '42501', NULL, 'nor a loader');
RESET ROLE;

SELECT throws_ok('INSERT INTO storywire.publication (is_only) VALUES (' || v || ')', c, NULL, 'one publication: ' || v)
FROM (VALUES ('true', '23505'), ('false', '23514')) v (v, c);
SELECT throws_ok(format('UPDATE storywire.publication SET %s', s), '23514', NULL, 'a publication without ' || s)
FROM unnest('{name = '''',site_url = ''javascript:x'',article_url = ''x'',media_url = ''ftp://x'',
	logo_url = ''https://a b'',feed_entries = 0,feed_entries = 1001,feed_title = ''''}'::text[]) s;
SELECT throws_ok('INSERT INTO storywire.common_hashtag VALUES (''' || h || ''')', '23514', NULL, 'no hashtag: ' || h)
FROM unnest('{Love,#love,""}'::text[]) h;
-- What a site asks for is found without looking at every article.
CREATE FUNCTION pg_temp.is_found_by(query text, member text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		IF line ~ ('Index Cond: .*\m' || member || ' = ''x''') THEN
			RETURN true;
		END IF;
	END LOOP;
	RETURN false;
END
$$;
SET LOCAL enable_seqscan = off;
SELECT ok(pg_temp.is_found_by(format($$SELECT * FROM storywire.article_export WHERE %I = 'x' AND pub_status = 'usable'$$, m), m),
	'an article is found by its ' || m)
FROM unnest('{slug,uri}'::text[]) m;
SELECT ok(NOT pg_temp.is_found_by($$SELECT * FROM storywire.article_export WHERE slug = 'x' AND pub_status = 'withheld'$$, 'slug'),
	'if readers may see it');

SELECT * FROM finish();
ROLLBACK;
