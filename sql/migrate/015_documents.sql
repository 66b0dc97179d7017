-- The documents: IPTC ninjs 3.1 and schema.org NewsArticle. jsonb_strip_nulls leaves out what an
-- article does not have. What is canceled or superseded is a document that says so, and no more.

CREATE FUNCTION storywire.ninjs_places(record jsonb)
RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT jsonb_agg(jsonb_build_object('name', p.part->>'name', 'literal', p.part->>'place_id',
			'contactInfo', CASE WHEN coalesce(p.part->>'city', p.part->>'country') IS NOT NULL THEN
				jsonb_build_array(jsonb_build_object('address', jsonb_build_object(
					'locality', p.part->>'city', 'country', p.part->>'country'))) END,
			'geoJSON', CASE WHEN c.lat IS NOT NULL AND c.lon IS NOT NULL THEN
				jsonb_build_object('type', 'Point', 'coordinates',
					jsonb_build_array(c.lon, c.lat)) END)
		ORDER BY p.place)
	FROM storywire.parts(record, 'places') p
	CROSS JOIN LATERAL (SELECT storywire.coordinate(p.part->'lat', 90),
		storywire.coordinate(p.part->'lon', 180)) c (lat, lon)
	WHERE p.part->>'name' <> '');
END
$$;
COMMENT ON FUNCTION storywire.ninjs_places(jsonb) IS 'The places of an article as ninjs has them.';

CREATE FUNCTION storywire.ninjs_subjects(record jsonb)
RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT jsonb_agg(jsonb_build_object('name', s.part->>'name', 'creator', record->>'generator',
			'uri', 'http://cv.iptc.org/newscodes/mediatopic/' || (s.part->>'code'))
		ORDER BY s.place)
	FROM storywire.parts(record, 'subjects') s
	WHERE s.part->>'code' ~ '^[0-9]{8}$');
END
$$;
COMMENT ON FUNCTION storywire.ninjs_subjects(jsonb) IS 'The media topics of an article as ninjs has them.';

-- Headlines, descriptions and bodies are lists of role and value.
CREATE FUNCTION storywire.ninjs_values(roles text[], words text[])
RETURNS jsonb LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT jsonb_agg(jsonb_build_object('role', v.role, 'contentType', 'text/plain',
		'value', v.words) ORDER BY v.place)
	FROM unnest(roles, words) WITH ORDINALITY v (role, words, place)
	WHERE v.words <> '');
END
$$;
COMMENT ON FUNCTION storywire.ninjs_values(text[], text[]) IS 'Plain texts with their roles, as ninjs has them; empty ones are left out.';

CREATE FUNCTION storywire.ninjs_figures(of_account text, of_uri text, record jsonb)
RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT jsonb_agg(jsonb_build_object('uri', of_uri || '#' || f.story_id,
			'name', 'figure-' || f.place, 'rel', 'figure',
			'type', CASE WHEN f.is_video THEN 'video' ELSE 'picture' END,
			'contentCreated', f.taken_at, 'by', f.credit_line,
			'descriptions', storywire.ninjs_values(ARRAY['caption', 'altText'],
				ARRAY[f.caption, f.alt]),
			'altIds', jsonb_build_array(jsonb_build_object('role', 'storyId', 'value', f.story_id)),
			'renditions', storywire.filled(
				CASE WHEN f.media_url IS NULL THEN '[]'::jsonb ELSE jsonb_build_array(
					jsonb_build_object('name', 'original', 'href', f.media_url,
						'contentType', f.media_type, 'sizeInBytes', f.media_bytes,
						'width', f.width, 'height', f.height,
						'duration', CASE WHEN f.is_video THEN f.duration_ms / 1000.0 END)) END
				|| CASE WHEN f.still_url IS NULL THEN '[]'::jsonb ELSE jsonb_build_array(
					jsonb_build_object('name', 'thumbnail', 'href', f.still_url,
						'contentType', f.still_type)) END))
		ORDER BY f.place)
	FROM storywire.figures(of_account, record) f
	WHERE f.story_id ~ '^[A-Za-z0-9_.:-]+$');
END
$$;
COMMENT ON FUNCTION storywire.ninjs_figures(text, text, jsonb) IS 'The figures of an article as associations of ninjs; renditions only where the publication serves the media.';

CREATE FUNCTION storywire.ninjs_background(record jsonb)
RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT jsonb_agg(jsonb_build_object('uri', r.part->>'uri', 'name', 'background-' || r.place,
			'rel', 'background', 'type', 'text',
			'headlines', storywire.ninjs_values(ARRAY['main'], ARRAY[r.part->>'headline']))
		ORDER BY r.place)
	FROM storywire.parts(record, 'related') r
	WHERE r.part->>'kind' = 'background' AND r.part->>'uri' ~ '^urn:uuid:[0-9a-f-]{36}$');
END
$$;
COMMENT ON FUNCTION storywire.ninjs_background(jsonb) IS 'Earlier articles that an article rests on, as associations of ninjs.';

CREATE FUNCTION storywire.ninjs_sources(of_account text, of_article uuid, record jsonb)
RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT jsonb_agg(jsonb_build_object('role', 'source', 'literal', of_account,
		'name', coalesce(p.name, h.handle),
		'uri', storywire.web_address('https://www.instagram.com/' || h.handle || '/')))
	FROM (SELECT (SELECT s.handle FROM storywire.article_story l
			JOIN storywire.story s USING (account_id, story_id)
			WHERE l.account_id = of_account AND l.article_id = of_article
				AND s.handle IS NOT NULL
			ORDER BY s.taken_at DESC, s.story_id LIMIT 1)) h (handle)
	CROSS JOIN (SELECT (SELECT p.part->>'name_shown' FROM storywire.parts(record, 'people') p
			WHERE p.part->>'role' = 'poster' ORDER BY p.place LIMIT 1)) p (name));
END
$$;
COMMENT ON FUNCTION storywire.ninjs_sources(text, uuid, jsonb) IS 'The account an article comes from, as a source of ninjs.';

-- What staff at the other end should know: how it came about, and what an editor is to look at.
CREATE FUNCTION storywire.editors_note(record jsonb)
RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT nullif(concat_ws(E'\n', record->>'disclosure',
		(SELECT string_agg(concat_ws(': ', r.part->>'reason', r.part->>'detail'), E'\n'
			ORDER BY r.place) FROM storywire.parts(record, 'review') r)), ''));
END
$$;
COMMENT ON FUNCTION storywire.editors_note(jsonb) IS 'Disclosure and review notes of an article.';

CREATE FUNCTION storywire.ninjs_bodies(e storywire.article_export)
RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT jsonb_build_array(
		jsonb_build_object('role', 'main', 'contentType', 'text/plain', 'value', plain.body,
			'charCount', length(plain.body), 'wordCount', storywire.word_count(plain.body)),
		jsonb_build_object('role', 'main', 'contentType', 'text/html',
			'value', storywire.html_body(e.account_id, e.record, e.corrections)),
		jsonb_build_object('role', 'blocks', 'contentType', 'application/json',
			'value', coalesce(e.record->'blocks', '[]')::text))
	FROM (SELECT storywire.plain_body(e.record, e.corrections)) plain (body));
END
$$;
COMMENT ON FUNCTION storywire.ninjs_bodies(storywire.article_export) IS 'The text of an article as ninjs has it: plain, HTML, and its blocks as JSON.';

CREATE FUNCTION storywire.lede(record jsonb)
RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT storywire.printable(b.part->>'text') FROM storywire.parts(record, 'blocks') b
	WHERE b.part->>'kind' = 'lede' ORDER BY b.place LIMIT 1);
END
$$;
COMMENT ON FUNCTION storywire.lede(jsonb) IS 'The first paragraph of an article, which says what it is about.';

CREATE FUNCTION storywire.ninjs_whole(e storywire.article_export)
RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT jsonb_build_object('representationType', 'full', 'slugline', e.slug,
		'contentCreated', storywire.rfc3339(e.event_end),
		'embargoedUntil', storywire.rfc3339(e.embargoed_until),
		'by', (SELECT p.name FROM storywire.publication p WHERE p.is_only),
		'digitalSourceType', jsonb_build_object('name', 'Data-driven media',
			'uri', 'http://cv.iptc.org/newscodes/digitalsourcetype/dataDrivenMedia'),
		'headlines', storywire.ninjs_values(ARRAY['main', 'dek'],
			ARRAY[e.record->>'headline', e.record->>'dek']),
		'descriptions', storywire.filled(
			coalesce(storywire.ninjs_values(ARRAY['summary'], ARRAY[storywire.lede(e.record)]), '[]')
			|| coalesce((SELECT jsonb_agg(jsonb_build_object('role', c.part->>'kind',
					'contentType', 'text/plain', 'value', c.part->>'text') ORDER BY c.place)
				FROM storywire.elements(e.corrections) c), '[]')),
		'bodies', storywire.ninjs_bodies(e),
		'subjects', storywire.ninjs_subjects(e.record),
		'people', (SELECT jsonb_agg(jsonb_build_object('name', p.part->>'name_shown',
				'rel', p.part->>'role', 'literal', p.part->>'person_id') ORDER BY p.place)
			FROM storywire.parts(e.record, 'people') p),
		'objects', (SELECT jsonb_agg(jsonb_build_object('name', w.part->>'title',
				'rel', w.part->>'kind') ORDER BY w.place)
			FROM storywire.parts(e.record, 'works') w),
		'places', storywire.ninjs_places(e.record),
		'located', e.record#>>'{places,0,name}',
		'infoSources', storywire.ninjs_sources(e.account_id, e.article_id, e.record),
		'edNote', storywire.editors_note(e.record),
		'associations', storywire.filled(
			coalesce(storywire.ninjs_figures(e.account_id, e.uri, e.record), '[]')
			|| coalesce(storywire.ninjs_background(e.record), '[]'))));
END
$$;
COMMENT ON FUNCTION storywire.ninjs_whole(storywire.article_export) IS 'What the ninjs document of an article has beyond that of one that is gone.';

CREATE FUNCTION storywire.ninjs_gone(e storywire.article_export)
RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT jsonb_build_object('representationType', 'partial',
		'associations', storywire.filled((
			SELECT jsonb_agg(jsonb_build_object('uri', o.uri, 'name', 'replacement',
				'rel', 'supersededBy'))
			FROM storywire.article o
			WHERE o.account_id = e.account_id AND o.article_id = e.superseded_by))));
END
$$;
COMMENT ON FUNCTION storywire.ninjs_gone(storywire.article_export) IS 'What the ninjs document of an article says that is gone: which one took its place, if one did.';

CREATE FUNCTION storywire.ninjs(e storywire.article_export)
RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object('uri', e.uri, 'type', 'text', 'language', e.lang,
		'pubStatus', CASE WHEN e.is_gone THEN 'canceled' ELSE e.pub_status END,
		'version', e.version::text, 'firstCreated', storywire.rfc3339(e.first_created),
		'versionCreated', storywire.rfc3339(greatest(e.version_created, e.updated_at)),
		'altIds', jsonb_build_array(
			jsonb_build_object('role', 'eventKey', 'value', e.event_key)),
		'standard', jsonb_build_object('name', 'ninjs', 'version', '3.1',
			'schema', 'http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json'))
		|| CASE WHEN e.is_gone THEN storywire.ninjs_gone(e) ELSE storywire.ninjs_whole(e) END)
$$;
COMMENT ON FUNCTION storywire.ninjs(storywire.article_export) IS 'The ninjs 3.1 document of an article.';

CREATE VIEW storywire.article_ninjs AS
SELECT e.account_id, e.article_id, storywire.ninjs(e) AS doc FROM storywire.article_export e;
COMMENT ON VIEW storywire.article_ninjs IS 'Each article as IPTC ninjs 3.1, drafts included: pubStatus and embargoedUntil say what may be done with it.';
COMMENT ON COLUMN storywire.article_ninjs.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article_ninjs.article_id IS 'The article.';
COMMENT ON COLUMN storywire.article_ninjs.doc IS 'The document.';

-- schema.org.

CREATE FUNCTION storywire.publisher()
RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT jsonb_build_object('@type', 'Organization', 'name', p.name,
		'url', storywire.web_address(p.site_url),
		'logo', CASE WHEN storywire.web_address(p.logo_url) IS NOT NULL THEN
			jsonb_build_object('@type', 'ImageObject', 'url', p.logo_url, 'contentUrl', p.logo_url)
		END)
	FROM storywire.publication p WHERE p.is_only AND p.name IS NOT NULL);
END
$$;
COMMENT ON FUNCTION storywire.publisher() IS 'The publisher as an Organization of schema.org; NULL where the publication has no name.';

-- Search engines cut headlines at 110 characters; ours are shorter unless a person wrote one.
CREATE FUNCTION storywire.headline_within(words text, most int)
RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT CASE WHEN length(words) <= most THEN words
		ELSE coalesce(substring(words FROM format('^(.{1,%s})\s', most - 1)),
			left(words, most - 1)) || '…' END);
END
$$;
COMMENT ON FUNCTION storywire.headline_within(text, int) IS 'A headline of at most so many characters, cut between words.';

CREATE FUNCTION storywire.jsonld_people(record jsonb, is_about boolean)
RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT jsonb_agg(jsonb_build_object('@type', 'Person', 'name', p.part->>'name_shown',
		'identifier', p.part->>'person_id') ORDER BY p.place)
	FROM storywire.parts(record, 'people') p
	WHERE p.part->>'name_shown' <> ''
		AND coalesce(p.part->>'role' IN ('poster', 'main'), false) = is_about);
END
$$;
COMMENT ON FUNCTION storywire.jsonld_people(jsonb, boolean) IS 'The people an article is about, or those it mentions.';

CREATE FUNCTION storywire.jsonld_places(record jsonb)
RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT jsonb_agg(jsonb_build_object('@type', 'Place', 'name', p.part->>'name',
			'address', CASE WHEN coalesce(p.part->>'city', p.part->>'country') IS NOT NULL THEN
				jsonb_build_object('@type', 'PostalAddress', 'addressLocality', p.part->>'city',
					'addressCountry', p.part->>'country') END,
			'geo', CASE WHEN c.lat IS NOT NULL AND c.lon IS NOT NULL THEN
				jsonb_build_object('@type', 'GeoCoordinates', 'latitude', c.lat,
					'longitude', c.lon) END) ORDER BY p.place)
	FROM storywire.parts(record, 'places') p
	CROSS JOIN LATERAL (SELECT storywire.coordinate(p.part->'lat', 90),
		storywire.coordinate(p.part->'lon', 180)) c (lat, lon)
	WHERE p.part->>'name' <> '');
END
$$;
COMMENT ON FUNCTION storywire.jsonld_places(jsonb) IS 'The places of an article as schema.org has them.';

CREATE FUNCTION storywire.jsonld_quotes(record jsonb)
RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT jsonb_agg(jsonb_build_object('@type', 'Quotation', 'text', q.part->>'verbatim',
		'inLanguage', q.part->>'lang',
		'spokenByCharacter', (SELECT jsonb_build_object('@type', 'Person',
				'name', p.part->>'name_shown', 'identifier', p.part->>'person_id')
			FROM storywire.parts(record, 'people') p
			WHERE p.part->>'person_id' = q.part->>'speaker' AND p.part->>'name_shown' <> ''
			ORDER BY p.place LIMIT 1)) ORDER BY q.place)
	FROM storywire.parts(record, 'quotes') q WHERE q.part->>'verbatim' <> '');
END
$$;
COMMENT ON FUNCTION storywire.jsonld_quotes(jsonb) IS 'The quotes of an article with their speakers.';

CREATE FUNCTION storywire.pixels(number bigint)
RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN number > 0 THEN jsonb_build_object('@type', 'QuantitativeValue',
		'value', number, 'unitCode', 'E37') END
$$;
COMMENT ON FUNCTION storywire.pixels(bigint) IS 'A number of pixels with its unit, by its code of UN/CEFACT.';

-- A film without a still is nothing that a search engine takes; its still alone is a picture.
CREATE FUNCTION storywire.jsonld_media(of_account text, record jsonb)
RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT jsonb_build_object(
		'video', jsonb_agg(d.doc ORDER BY d.place) FILTER (WHERE d.is_film),
		'image', jsonb_agg(d.doc ORDER BY d.place) FILTER (WHERE NOT d.is_film))
	FROM (SELECT f.place, k.is_film, jsonb_build_object('description', f.alt,
				'creditText', f.credit_line, 'width', storywire.pixels(f.width),
				'height', storywire.pixels(f.height))
			|| CASE WHEN k.is_film THEN jsonb_build_object('@type', 'VideoObject',
				'name', f.caption, 'contentUrl', f.media_url, 'thumbnailUrl', f.still_url,
				'uploadDate', f.taken_at,
				'duration', 'PT' || trim_scale(f.duration_ms / 1000.0) || 'S')
			ELSE jsonb_build_object('@type', 'ImageObject', 'caption', f.caption,
				'contentUrl', k.picture, 'url', k.picture, 'dateCreated', f.taken_at) END AS doc
		FROM storywire.figures(of_account, record) f
		CROSS JOIN LATERAL (SELECT coalesce(f.is_video AND f.media_url IS NOT NULL
				AND f.still_url IS NOT NULL AND f.taken_at IS NOT NULL AND f.caption <> '', false),
			CASE WHEN f.is_video THEN f.still_url ELSE f.media_url END) k (is_film, picture)
		WHERE k.is_film OR k.picture IS NOT NULL) d);
END
$$;
COMMENT ON FUNCTION storywire.jsonld_media(text, jsonb) IS 'The films and pictures of an article that the publication serves, as members video and image.';

CREATE FUNCTION storywire.jsonld_sources(of_account text, of_article uuid)
RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT jsonb_agg(jsonb_build_object('@type', 'SocialMediaPosting', 'identifier', s.story_id,
		'url', storywire.web_address(s.permalink), 'datePublished', storywire.rfc3339(s.taken_at),
		'expires', storywire.rfc3339(s.expires_at),
		'author', CASE WHEN s.handle IS NOT NULL THEN jsonb_build_object('@type', 'Person',
			'name', s.handle, 'identifier', s.account_id,
			'url', storywire.web_address('https://www.instagram.com/' || s.handle || '/')) END)
		ORDER BY s.taken_at, s.story_id)
	FROM storywire.article_story l JOIN storywire.story s USING (account_id, story_id)
	WHERE l.account_id = of_account AND l.article_id = of_article AND s.erased_at IS NULL);
END
$$;
COMMENT ON FUNCTION storywire.jsonld_sources(text, uuid) IS 'The stories an article is made from, as postings of schema.org.';

CREATE FUNCTION storywire.jsonld_whole(e storywire.article_export)
RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT jsonb_build_object('headline', storywire.headline_within(e.record->>'headline', 110),
		'alternativeHeadline', e.record->>'dek', 'description', storywire.lede(e.record),
		'articleSection', e.section, 'articleBody', plain.body,
		'wordCount', storywire.word_count(plain.body),
		'keywords', to_jsonb(nullif(storywire.words(e.record->'tags'), '{}')),
		'backstory', e.record->>'disclosure',
		'digitalSourceType', 'https://schema.org/DataDrivenMediaDigitalSource',
		'author', storywire.publisher(), 'publisher', storywire.publisher(),
		'about', storywire.jsonld_people(e.record, true),
		'mentions', storywire.jsonld_people(e.record, false),
		'contentLocation', storywire.jsonld_places(e.record),
		'hasPart', storywire.jsonld_quotes(e.record),
		'creditText', (SELECT string_agg(DISTINCT f.part->>'credit_line', ', ')
			FROM storywire.parts(e.record, 'figures') f),
		'isBasedOn', storywire.jsonld_sources(e.account_id, e.article_id),
		'correction', (SELECT jsonb_agg(jsonb_build_object('@type', 'CorrectionComment',
				'text', c.part->>'text', 'datePublished', c.part->>'at') ORDER BY c.place)
			FROM storywire.elements(e.corrections) c))
		|| storywire.jsonld_media(e.account_id, e.record)
	FROM (SELECT storywire.plain_body(e.record, e.corrections)) plain (body));
END
$$;
COMMENT ON FUNCTION storywire.jsonld_whole(storywire.article_export) IS 'What the NewsArticle of an article has beyond that of one that is gone.';

CREATE FUNCTION storywire.jsonld(e storywire.article_export)
RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT jsonb_strip_nulls(jsonb_build_object('@context', 'https://schema.org',
		'@type', 'NewsArticle', '@id', e.uri, 'identifier', e.event_key, 'inLanguage', e.lang,
		'version', e.version::text, 'creativeWorkStatus', initcap(e.workflow_state),
		'dateCreated', storywire.rfc3339(e.first_created),
		'datePublished', storywire.rfc3339(e.published_at),
		'dateModified', storywire.rfc3339(e.updated_at))
		|| CASE WHEN e.is_gone THEN jsonb_build_object('sameAs', (SELECT o.uri
				FROM storywire.article o
				WHERE o.account_id = e.account_id AND o.article_id = e.superseded_by))
			ELSE jsonb_build_object('url', e.address, 'mainEntityOfPage', e.address)
				|| storywire.jsonld_whole(e) END));
END
$$;
COMMENT ON FUNCTION storywire.jsonld(storywire.article_export) IS 'The schema.org document of an article.';

-- Inside <script> nothing may end it or open a comment, and old readers of JavaScript end a line
-- at U+2028 and U+2029. In JSON these characters stand in strings alone, where an escape is the same.
CREATE FUNCTION storywire.script_json(doc jsonb)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT replace(replace(replace(replace(replace(doc::text, '<', '\u003c'), '>', '\u003e'),
		'&', '\u0026'), U&'\2028', '\u2028'), U&'\2029', '\u2029')
$$;
COMMENT ON FUNCTION storywire.script_json(jsonb) IS 'A document as text that can stand between <script> and its end.';

CREATE VIEW storywire.article_jsonld AS
SELECT e.account_id, e.article_id, d.doc, storywire.script_json(d.doc) AS script
FROM storywire.article_export e
CROSS JOIN LATERAL (SELECT storywire.jsonld(e) AS doc OFFSET 0) d; -- made once for both
COMMENT ON VIEW storywire.article_jsonld IS 'Each article as a schema.org NewsArticle, drafts included: creativeWorkStatus says what it is, and only a published one has datePublished.';
COMMENT ON COLUMN storywire.article_jsonld.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article_jsonld.article_id IS 'The article.';
COMMENT ON COLUMN storywire.article_jsonld.doc IS 'The document.';
COMMENT ON COLUMN storywire.article_jsonld.script IS 'The same, safe to stand between <script type="application/ld+json"> and </script>.';
