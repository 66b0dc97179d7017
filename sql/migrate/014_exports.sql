-- What leaves the house: every article as one row of plain values, and the pieces that all exports
-- are made of. Documents of one standard each follow in the next files. A member of unexpected shape
-- is left out, never an error: one odd record must not take a feed down.

CREATE TABLE storywire.publication (
	is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
	name text CHECK (name <> ''),
	site_url text COLLATE "C" CHECK (site_url ~ '^https?://[^\s]+$'),
	article_url text COLLATE "C" CHECK (article_url ~ '^https?://[^\s]+$'),
	media_url text COLLATE "C" CHECK (media_url ~ '^https?://[^\s]+$'),
	logo_url text COLLATE "C" CHECK (logo_url ~ '^https?://[^\s]+$'),
	atom_url text COLLATE "C" CHECK (atom_url ~ '^https?://[^\s]+$'),
	json_feed_url text COLLATE "C" CHECK (json_feed_url ~ '^https?://[^\s]+$'),
	feed_title text CHECK (feed_title <> ''),
	feed_entries int NOT NULL DEFAULT 50 CHECK (feed_entries BETWEEN 1 AND 1000)
);
INSERT INTO storywire.publication DEFAULT VALUES;
COMMENT ON TABLE storywire.publication IS 'Who publishes, and where: one row, kept by the operator. What is NULL is left out of the exports.';
COMMENT ON COLUMN storywire.publication.is_only IS 'Always true: there is one row.';
COMMENT ON COLUMN storywire.publication.name IS 'Name of the publisher, who is the author of articles too.';
COMMENT ON COLUMN storywire.publication.site_url IS 'Home page.';
COMMENT ON COLUMN storywire.publication.article_url IS 'What the address of an article begins with; its slug follows.';
COMMENT ON COLUMN storywire.publication.media_url IS 'What the address of kept media begins with; two digits of the hash, / and the hash follow, as in media/ of the spool. Only then do exports name pictures and films.';
COMMENT ON COLUMN storywire.publication.logo_url IS 'Logo of the publisher.';
COMMENT ON COLUMN storywire.publication.atom_url IS 'Where feed_atom is served.';
COMMENT ON COLUMN storywire.publication.json_feed_url IS 'Where feed_json is served.';
COMMENT ON COLUMN storywire.publication.feed_title IS 'Title of the feeds; the name where there is none.';
COMMENT ON COLUMN storywire.publication.feed_entries IS 'How many articles the feeds hold, and as many that are gone.';

-- Small things. What is one expression is plain SQL, since PostgreSQL puts it in its place; the rest
-- is plpgsql, since it keeps plans, where SQL functions inside each other are planned at every call.

CREATE FUNCTION storywire.rfc3339(at timestamptz)
RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;
COMMENT ON FUNCTION storywire.rfc3339(timestamptz) IS 'A time as RFC 3339, UTC, to the second.';

CREATE FUNCTION storywire.web_address(address text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN length(address) <= 2048 AND address ~
		('^https?://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?'
		'([/?#]([A-Za-z0-9._~:/?#@!$&''()*+,;=-]|%[0-9A-Fa-f]{2})*)?$') THEN address END
$$;
COMMENT ON FUNCTION storywire.web_address(text) IS 'The address if it is one of http or https as RFC 3986 has them, else NULL: no script, no blank, nothing that needs escapes.';

CREATE FUNCTION storywire.printable(words text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT regexp_replace(words, '[\u0001-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]', '', 'g')
$$;
COMMENT ON FUNCTION storywire.printable(text) IS 'Text without the characters that XML cannot hold.';

CREATE FUNCTION storywire.instant(words text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN words ~ ('^([1-9][0-9]{3}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])'
			'|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))'
		'|([1-9][0-9](0[48]|[2468][048]|[13579][26])|([2468][048]|[13579][26])00)-02-29)'
		'T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?Z$') THEN words END
$$;
COMMENT ON FUNCTION storywire.instant(text) IS 'A time of a record if the calendar has it, else NULL.';

CREATE FUNCTION storywire.natural_number(value jsonb)
RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN value BETWEEN '0'::jsonb AND '2147483647'::jsonb
		THEN trunc((value #>> '{}')::numeric)::bigint END
$$;
COMMENT ON FUNCTION storywire.natural_number(jsonb) IS 'A whole number of a record from 0 to 2147483647, else NULL.';

CREATE FUNCTION storywire.coordinate(value jsonb, bound int)
RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN value BETWEEN to_jsonb(-bound) AND to_jsonb(bound)
		THEN (value #>> '{}')::numeric END
$$;
COMMENT ON FUNCTION storywire.coordinate(jsonb, int) IS 'A latitude (bound 90) or longitude (bound 180) of a record, else NULL.';

CREATE FUNCTION storywire.elements(list jsonb)
RETURNS TABLE (part jsonb, place bigint) LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 10 AS $$
	SELECT e.value, e.ordinality - 1
	FROM jsonb_array_elements(CASE jsonb_typeof(list)
		WHEN 'array' THEN list ELSE '[]'::jsonb END) WITH ORDINALITY e
$$;
COMMENT ON FUNCTION storywire.elements(jsonb) IS 'The elements of a list, numbered from 0; none of what is no list.';

CREATE FUNCTION storywire.filled(list jsonb)
RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT nullif(list, '[]'::jsonb)
$$;
COMMENT ON FUNCTION storywire.filled(jsonb) IS 'A list, or NULL where it is empty, so that jsonb_strip_nulls leaves it out.';

CREATE FUNCTION storywire.word_count(words text)
RETURNS int LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT count(*)::int FROM regexp_matches(words, '[^\s]+', 'g'));
END
$$;
COMMENT ON FUNCTION storywire.word_count(text) IS 'How many words a text has.';

CREATE FUNCTION storywire.media_address(sha256 text)
RETURNS text LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT storywire.web_address((SELECT rtrim(p.media_url, '/') FROM storywire.publication p
		WHERE p.is_only) || '/' || left(sha256, 2) || '/' || sha256));
END
$$;
COMMENT ON FUNCTION storywire.media_address(text) IS 'Where the publication serves kept bytes; NULL where it serves none.';

-- The figures of an article with the address of what each shows: the kept picture or film and, of
-- a film, its still.
CREATE FUNCTION storywire.figures(of_account text, record jsonb)
RETURNS TABLE (place bigint, story_id text, is_video boolean, alt text, caption text,
	credit_line text, taken_at text, width bigint, height bigint, duration_ms bigint,
	media_url text, media_type text, media_bytes bigint, still_url text, still_type text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10 AS $$
	SELECT f.place, f.part->>'story_id', coalesce(f.part->>'media_type' = 'VIDEO', false),
		storywire.printable(f.part->>'alt'), storywire.printable(f.part->>'caption'),
		storywire.printable(f.part->>'credit_line'),
		coalesce(storywire.instant(f.part->>'taken_at'), storywire.rfc3339(s.taken_at)),
		coalesce(storywire.natural_number(f.part->'width'), s.width),
		coalesce(storywire.natural_number(f.part->'height'), s.height),
		coalesce(storywire.natural_number(f.part->'duration_ms'), s.duration_ms),
		storywire.media_address(m.sha256), coalesce(m.seen_type, m.content_type), m.bytes,
		storywire.media_address(t.sha256), coalesce(t.seen_type, t.content_type)
	FROM storywire.parts(record, 'figures') f
	LEFT JOIN storywire.story s ON s.account_id = of_account
		AND s.story_id = f.part->>'story_id'
	LEFT JOIN storywire.media m ON m.account_id = of_account
		AND m.story_id = f.part->>'story_id' AND m.kind = 'media' AND m.state = 'ok'
	LEFT JOIN storywire.media t ON t.account_id = of_account
		AND t.story_id = f.part->>'story_id' AND t.kind = 'thumbnail' AND t.state = 'ok'
	WHERE f.part->>'story_id' IS NOT NULL AND s.erased_at IS NULL
$$;
COMMENT ON FUNCTION storywire.figures(text, jsonb) IS 'The figures of an article record in order, with the addresses of what they show.';

-- The text as HTML. What is quoted in a script written from right to left is set apart, so that it
-- cannot turn the sentence around it.

CREATE FUNCTION storywire.escaped(words text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT replace(replace(replace(replace(replace(storywire.printable(words), '&', '&amp;'),
		'<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;')
$$;
COMMENT ON FUNCTION storywire.escaped(text) IS 'Text as it stands in HTML or XML.';

CREATE FUNCTION storywire.escaped_quotes(words text)
RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT CASE WHEN words ~ '[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]' THEN (
		SELECT string_agg(coalesce('“<bdi>' || storywire.escaped(m.piece[1]) || '</bdi>”',
			storywire.escaped(m.piece[2])), '' ORDER BY m.place)
		FROM regexp_matches(words, '“([^“”]+)”|([^“]+|“)', 'g') WITH ORDINALITY m (piece, place))
	ELSE storywire.escaped(words) END);
END
$$;
COMMENT ON FUNCTION storywire.escaped_quotes(text) IS 'The same, with what stands in quotation marks isolated where letters are written from right to left.';

CREATE FUNCTION storywire.html_attribute(name text, value text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT coalesce(' ' || name || '="' || storywire.escaped(value) || '"', '')
$$;
COMMENT ON FUNCTION storywire.html_attribute(text, text) IS 'An attribute of an element; nothing where there is no value.';

CREATE FUNCTION storywire.html_figures(of_account text, record jsonb)
RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT string_agg('<figure' || storywire.html_attribute('data-story', f.story_id) || '>'
		|| CASE WHEN f.media_url IS NULL THEN ''
			WHEN f.is_video THEN '<video controls preload="none"' || place.attributes
				|| storywire.html_attribute('src', f.media_url)
				|| storywire.html_attribute('poster', f.still_url)
				|| storywire.html_attribute('aria-label', f.alt) || '></video>'
			ELSE '<img' || place.attributes || storywire.html_attribute('src', f.media_url)
				|| storywire.html_attribute('alt', coalesce(f.alt, '')) || '>' END
		|| '<figcaption>' || storywire.escaped_quotes(coalesce(f.caption, ''))
		|| coalesce(' <small>' || storywire.escaped(f.credit_line) || '</small>', '')
		|| '</figcaption></figure>', E'\n' ORDER BY f.place)
	FROM storywire.figures(of_account, record) f
	CROSS JOIN LATERAL (SELECT storywire.html_attribute('width', f.width::text)
		|| storywire.html_attribute('height', f.height::text)) place (attributes));
END
$$;
COMMENT ON FUNCTION storywire.html_figures(text, jsonb) IS 'The figures of an article with caption and credit as HTML.';

-- Corrections stand below, each with its day; their words are the editor's.
CREATE FUNCTION storywire.html_body(of_account text, record jsonb, corrections jsonb)
RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT concat_ws(E'\n',
		(SELECT string_agg('<p' || storywire.html_attribute('class',
				substring(b.part->>'kind' FROM '^[a-z]+$')) || '>'
				|| storywire.escaped_quotes(b.part->>'text') || '</p>', E'\n' ORDER BY b.place)
			FROM storywire.parts(record, 'blocks') b WHERE b.part->>'text' <> ''),
		storywire.html_figures(of_account, record),
		(SELECT string_agg('<p class="correction"><time'
				|| storywire.html_attribute('datetime', c.part->>'at') || '>'
				|| storywire.escaped(left(c.part->>'at', 10)) || '</time> '
				|| storywire.escaped(c.part->>'text') || '</p>', E'\n' ORDER BY c.place)
			FROM storywire.elements(corrections) c)));
END
$$;
COMMENT ON FUNCTION storywire.html_body(text, jsonb, jsonb) IS 'Blocks, figures and corrections of an article as HTML.';

CREATE FUNCTION storywire.plain_body(record jsonb, corrections jsonb)
RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT concat_ws(E'\n\n',
		(SELECT string_agg(storywire.printable(b.part->>'text'), E'\n\n' ORDER BY b.place)
			FROM storywire.parts(record, 'blocks') b WHERE b.part->>'text' <> ''),
		(SELECT string_agg('[' || left(c.part->>'at', 10) || '] '
				|| storywire.printable(c.part->>'text'), E'\n\n' ORDER BY c.place)
			FROM storywire.elements(corrections) c)));
END
$$;
COMMENT ON FUNCTION storywire.plain_body(jsonb, jsonb) IS 'Blocks and corrections of an article as plain text.';

-- One row per article, whatever its state. Nothing here depends on the hour: whether an embargo is
-- over is for the feeds to say, and for whoever reads the rest.
CREATE VIEW storywire.article_export AS
SELECT a.account_id, a.article_id, a.uri, a.event_key, a.slug, a.lang, a.section, a.event_start,
	a.event_end, a.version, a.workflow_state, a.pub_status, a.embargoed_until, a.published_at,
	a.superseded_by, a.pub_status = 'canceled' OR a.superseded_by IS NOT NULL AS is_gone,
	coalesce(a.canceled_at, a.modified_at, a.published_at, v.created_at) AS updated_at,
	v.created_at AS version_created,
	(SELECT min(o.created_at) FROM storywire.article_version o
		WHERE o.account_id = a.account_id AND o.article_id = a.article_id) AS first_created,
	(SELECT jsonb_agg(jsonb_build_object('kind', c.kind, 'text', c.text,
			'at', storywire.rfc3339(c.corrected_at)) ORDER BY c.number)
		FROM storywire.correction c
		WHERE c.account_id = a.account_id AND c.article_id = a.article_id) AS corrections,
	storywire.web_address((SELECT p.article_url
		FROM storywire.publication p WHERE p.is_only) || a.slug) AS address,
	v.record
FROM storywire.article a
LEFT JOIN storywire.article_version v USING (account_id, editorial_day, event_key, inputs_sha256,
	content_sha256);
COMMENT ON VIEW storywire.article_export IS 'Every article with what its exports need; the other exports are made from it.';
COMMENT ON COLUMN storywire.article_export.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article_export.article_id IS 'The article.';
COMMENT ON COLUMN storywire.article_export.uri IS 'Its lasting name.';
COMMENT ON COLUMN storywire.article_export.event_key IS 'Key of the account and the earliest story.';
COMMENT ON COLUMN storywire.article_export.slug IS 'Short name for addresses.';
COMMENT ON COLUMN storywire.article_export.lang IS 'Language code.';
COMMENT ON COLUMN storywire.article_export.section IS 'Section of the publication.';
COMMENT ON COLUMN storywire.article_export.event_start IS 'When its first story was posted.';
COMMENT ON COLUMN storywire.article_export.event_end IS 'When its last story was posted.';
COMMENT ON COLUMN storywire.article_export.version IS 'Number of the current version.';
COMMENT ON COLUMN storywire.article_export.workflow_state IS 'draft, review, scheduled, published, corrected, killed or superseded.';
COMMENT ON COLUMN storywire.article_export.pub_status IS 'usable, withheld or canceled.';
COMMENT ON COLUMN storywire.article_export.embargoed_until IS 'Not to be published before.';
COMMENT ON COLUMN storywire.article_export.published_at IS 'When it was first published, or will be.';
COMMENT ON COLUMN storywire.article_export.superseded_by IS 'The article that took its place.';
COMMENT ON COLUMN storywire.article_export.is_gone IS 'Whether it was canceled or superseded: then exports tell that and no more.';
COMMENT ON COLUMN storywire.article_export.updated_at IS 'When what readers see changed last; of an unpublished one, when its version came.';
COMMENT ON COLUMN storywire.article_export.version_created IS 'When its current version came.';
COMMENT ON COLUMN storywire.article_export.first_created IS 'When its first version came.';
COMMENT ON COLUMN storywire.article_export.corrections IS 'Array of its corrections: kind, text, at.';
COMMENT ON COLUMN storywire.article_export.address IS 'Its address, where the publication tells article_url.';
COMMENT ON COLUMN storywire.article_export.record IS 'The record of the current version.';

CREATE OR REPLACE VIEW storywire.article_text AS
SELECT e.account_id, e.article_id, t.record->>'headline' AS headline, t.record->>'dek' AS dek,
	CASE WHEN NOT e.is_gone THEN storywire.plain_body(e.record, e.corrections) END AS body_text,
	CASE WHEN NOT e.is_gone
		THEN storywire.html_body(e.account_id, e.record, e.corrections) END COLLATE "default"
		AS body_html,
	e.lang, e.pub_status, e.embargoed_until, e.updated_at
FROM storywire.article_export e
CROSS JOIN LATERAL (SELECT CASE WHEN NOT e.is_gone THEN e.record END) t (record)
WHERE e.superseded_by IS NULL;
COMMENT ON VIEW storywire.article_text IS 'The text of each article with its corrections; none where it was canceled.';
COMMENT ON COLUMN storywire.article_text.body_html IS 'Body as HTML, all text escaped, with figures, credits and corrections.';
COMMENT ON COLUMN storywire.article_text.lang IS 'Language code.';
COMMENT ON COLUMN storywire.article_text.pub_status IS 'usable, withheld or canceled.';
COMMENT ON COLUMN storywire.article_text.embargoed_until IS 'Not to be published before.';
COMMENT ON COLUMN storywire.article_text.updated_at IS 'When what readers see changed last.';

-- A spreadsheet takes a cell that begins like this for a formula.
CREATE FUNCTION storywire.cell(words text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN words ~ '^[\s]*[-=+@＝＋－＠]' OR words ~ '^[\t\r\n]'
		THEN '''' || words ELSE words END
$$;
COMMENT ON FUNCTION storywire.cell(text) IS 'Text that no spreadsheet takes for a formula.';

CREATE VIEW storywire.article_sheet AS
SELECT storywire.cell(e.account_id) AS account_id, e.article_id,
	(e.event_start AT TIME ZONE 'UTC')::date AS day, e.workflow_state, e.pub_status, e.version,
	storywire.cell(t.record->>'headline') AS headline, storywire.cell(t.record->>'dek') AS dek,
	storywire.cell((SELECT string_agg(p.part->>'name_shown', '; ' ORDER BY p.place)
		FROM storywire.parts(t.record, 'people') p)) AS people,
	storywire.cell((SELECT string_agg(p.part->>'name', '; ' ORDER BY p.place)
		FROM storywire.parts(t.record, 'places') p)) AS places,
	cardinality(storywire.words(t.record->'story_ids')) AS stories,
	storywire.word_count(storywire.plain_body(t.record, e.corrections)) AS words,
	e.published_at, e.address
FROM storywire.article_export e
CROSS JOIN LATERAL (SELECT CASE WHEN NOT e.is_gone THEN e.record END) t (record)
WHERE e.superseded_by IS NULL;
COMMENT ON VIEW storywire.article_sheet IS 'The articles for a spreadsheet, as COPY ... TO ... CSV writes it: no cell is taken for a formula.';
COMMENT ON COLUMN storywire.article_sheet.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article_sheet.article_id IS 'The article.';
COMMENT ON COLUMN storywire.article_sheet.day IS 'Day of its first story, UTC.';
COMMENT ON COLUMN storywire.article_sheet.workflow_state IS 'draft, review, scheduled, published, corrected or killed.';
COMMENT ON COLUMN storywire.article_sheet.pub_status IS 'usable, withheld or canceled.';
COMMENT ON COLUMN storywire.article_sheet.version IS 'Number of the current version.';
COMMENT ON COLUMN storywire.article_sheet.headline IS 'Headline.';
COMMENT ON COLUMN storywire.article_sheet.dek IS 'Line below the headline.';
COMMENT ON COLUMN storywire.article_sheet.people IS 'Names of the people, with ; between them.';
COMMENT ON COLUMN storywire.article_sheet.places IS 'Names of the places, with ; between them.';
COMMENT ON COLUMN storywire.article_sheet.stories IS 'How many stories it is made from.';
COMMENT ON COLUMN storywire.article_sheet.words IS 'How many words its text has.';
COMMENT ON COLUMN storywire.article_sheet.published_at IS 'When it was first published, or will be.';
COMMENT ON COLUMN storywire.article_sheet.address IS 'Its address.';
