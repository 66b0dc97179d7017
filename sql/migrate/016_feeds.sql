-- The feeds. Only here does the hour matter: an article is in them when it may be read now.

CREATE FUNCTION storywire.is_readable(pub_status text, embargoed_until timestamptz)
RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT pub_status = 'usable' AND (embargoed_until IS NULL OR embargoed_until <= current_timestamp)
$$;
COMMENT ON FUNCTION storywire.is_readable(text, timestamptz) IS 'Whether readers may see an article now.';

-- Machines leave every article withheld, so these few rows are found without looking at the others.
CREATE INDEX article_published ON storywire.article (published_at) WHERE pub_status <> 'withheld';

CREATE VIEW storywire.feed_entry AS
SELECT a.account_id, a.article_id, coalesce(a.modified_at, a.published_at) AS updated_at
FROM storywire.article a
WHERE a.pub_status <> 'withheld' AND storywire.is_readable(a.pub_status, a.embargoed_until)
	AND a.superseded_by IS NULL AND a.published_at IS NOT NULL
ORDER BY a.published_at DESC, a.article_id
LIMIT (SELECT p.feed_entries FROM storywire.publication p WHERE p.is_only);
COMMENT ON VIEW storywire.feed_entry IS 'The articles that are in the feeds now: the newest that readers may see.';
COMMENT ON COLUMN storywire.feed_entry.account_id IS 'The account.';
COMMENT ON COLUMN storywire.feed_entry.article_id IS 'The article.';
COMMENT ON COLUMN storywire.feed_entry.updated_at IS 'When what readers see changed last.';

-- What was once published and is so no more: readers that hold it are told to drop it.
CREATE VIEW storywire.feed_deleted AS
SELECT a.account_id, a.article_id, a.uri, a.canceled_at AS deleted_at
FROM storywire.article a
WHERE a.pub_status = 'canceled' AND a.published_at <= a.canceled_at
ORDER BY a.canceled_at DESC, a.article_id
LIMIT (SELECT p.feed_entries FROM storywire.publication p WHERE p.is_only);
COMMENT ON VIEW storywire.feed_deleted IS 'The articles that were published and then killed or taken down, newest first.';
COMMENT ON COLUMN storywire.feed_deleted.account_id IS 'The account.';
COMMENT ON COLUMN storywire.feed_deleted.article_id IS 'The article.';
COMMENT ON COLUMN storywire.feed_deleted.uri IS 'Its id in the feeds.';
COMMENT ON COLUMN storywire.feed_deleted.deleted_at IS 'When it was canceled.';

CREATE FUNCTION storywire.atom_entry(e storywire.article_export)
RETURNS xml LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT xmlelement(name entry, xmlattributes(e.lang AS "xml:lang"),
		xmlelement(name id, e.uri),
		xmlelement(name title, storywire.printable(e.record->>'headline')),
		xmlelement(name updated, storywire.rfc3339(e.updated_at)),
		xmlelement(name published, storywire.rfc3339(e.published_at)),
		CASE WHEN e.address IS NOT NULL THEN xmlelement(name link,
			xmlattributes('alternate' AS rel, 'text/html' AS type, e.address AS href)) END,
		(SELECT xmlagg(xmlelement(name link, xmlattributes('via' AS rel, s.part->>'url' AS href))
				ORDER BY s.place)
			FROM storywire.elements(storywire.jsonld_sources(e.account_id, e.article_id)) s
			WHERE s.part->>'url' IS NOT NULL),
		(SELECT xmlagg(xmlelement(name link, xmlattributes('enclosure' AS rel,
				f.media_type AS type, f.media_bytes AS length, f.media_url AS href))
				ORDER BY f.place)
			FROM storywire.figures(e.account_id, e.record) f WHERE f.media_url IS NOT NULL),
		xmlelement(name category, xmlattributes(storywire.printable(e.section) AS term)),
		(SELECT xmlagg(xmlelement(name category, xmlattributes(storywire.printable(t.tag) AS term))
				ORDER BY t.place)
			FROM unnest(storywire.words(e.record->'tags')) WITH ORDINALITY t (tag, place)),
		CASE WHEN storywire.lede(e.record) <> '' THEN
			xmlelement(name summary, storywire.lede(e.record)) END,
		xmlelement(name content, xmlattributes('html' AS type),
			storywire.html_body(e.account_id, e.record, e.corrections))));
END
$$;
COMMENT ON FUNCTION storywire.atom_entry(storywire.article_export) IS 'An article as an entry of Atom.';

-- The id of a feed is for ever; where the operator tells no address it comes from the database.
CREATE VIEW storywire.feed AS
SELECT coalesce(p.feed_title, p.name, 'storywire') AS title,
	coalesce(p.atom_url, 'urn:uuid:' || md5('storywire ' || current_database())::uuid) AS id,
	coalesce(p.name, 'storywire') AS author,
	coalesce(greatest((SELECT max(f.updated_at) FROM storywire.feed_entry f),
		(SELECT max(d.deleted_at) FROM storywire.feed_deleted d)), to_timestamp(0)) AS updated_at
FROM storywire.publication p WHERE p.is_only;
COMMENT ON VIEW storywire.feed IS 'What the feeds say of themselves; one row.';
COMMENT ON COLUMN storywire.feed.title IS 'Title.';
COMMENT ON COLUMN storywire.feed.id IS 'Lasting id: the address of the Atom feed where there is one.';
COMMENT ON COLUMN storywire.feed.author IS 'Author of all entries.';
COMMENT ON COLUMN storywire.feed.updated_at IS 'When the newest change was; 1970 where there was none.';

CREATE VIEW storywire.feed_atom AS
SELECT xmlroot(xmlelement(name feed, xmlattributes('http://www.w3.org/2005/Atom' AS xmlns,
			'http://purl.org/atompub/tombstones/1.0' AS "xmlns:at"),
		xmlelement(name id, f.id), xmlelement(name title, storywire.printable(f.title)),
		xmlelement(name updated, storywire.rfc3339(f.updated_at)),
		xmlelement(name author, xmlelement(name name, storywire.printable(f.author))),
		xmlelement(name generator, 'storywire'),
		CASE WHEN p.atom_url IS NOT NULL THEN xmlelement(name link, xmlattributes('self' AS rel,
			'application/atom+xml' AS type, storywire.web_address(p.atom_url) AS href)) END,
		CASE WHEN p.site_url IS NOT NULL THEN xmlelement(name link, xmlattributes(
			'alternate' AS rel, 'text/html' AS type,
			storywire.web_address(p.site_url) AS href)) END,
		CASE WHEN p.logo_url IS NOT NULL
			THEN xmlelement(name logo, storywire.web_address(p.logo_url)) END,
		(SELECT xmlagg(xmlelement(name "at:deleted-entry", xmlattributes(d.uri AS ref,
				storywire.rfc3339(d.deleted_at) AS "when")) ORDER BY d.deleted_at DESC, d.article_id)
			FROM storywire.feed_deleted d),
		(SELECT xmlagg(storywire.atom_entry(e) ORDER BY e.published_at DESC, e.article_id)
			FROM storywire.feed_entry n
			JOIN storywire.article_export e USING (account_id, article_id))),
	version '1.0') AS doc
FROM storywire.feed f CROSS JOIN storywire.publication p WHERE p.is_only;
COMMENT ON VIEW storywire.feed_atom IS 'The feed as Atom (RFC 4287) with what was deleted (RFC 6721); one row.';
COMMENT ON COLUMN storywire.feed_atom.doc IS 'The document, UTF-8.';

CREATE FUNCTION storywire.json_feed_item(e storywire.article_export)
RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT jsonb_build_object('id', e.uri, 'url', e.address, 'title', e.record->>'headline',
		'summary', storywire.lede(e.record), 'language', e.lang,
		'content_html', storywire.html_body(e.account_id, e.record, e.corrections),
		'content_text', storywire.plain_body(e.record, e.corrections),
		'date_published', storywire.rfc3339(e.published_at),
		'date_modified', storywire.rfc3339(e.updated_at),
		'tags', to_jsonb(nullif(storywire.words(e.record->'tags'), '{}')),
		'attachments', (SELECT jsonb_agg(jsonb_build_object('url', f.media_url,
				'mime_type', coalesce(f.media_type, 'application/octet-stream'),
				'title', f.caption, 'size_in_bytes', f.media_bytes,
				'duration_in_seconds', f.duration_ms / 1000.0) ORDER BY f.place)
			FROM storywire.figures(e.account_id, e.record) f WHERE f.media_url IS NOT NULL)));
END
$$;
COMMENT ON FUNCTION storywire.json_feed_item(storywire.article_export) IS 'An article as an item of JSON Feed.';

CREATE VIEW storywire.feed_json AS
SELECT jsonb_strip_nulls(jsonb_build_object('version', 'https://jsonfeed.org/version/1.1',
	'title', f.title, 'home_page_url', storywire.web_address(p.site_url),
	'feed_url', storywire.web_address(p.json_feed_url), 'icon', storywire.web_address(p.logo_url),
	'authors', jsonb_build_array(jsonb_build_object('name', f.author,
		'url', storywire.web_address(p.site_url))),
	'_storywire', jsonb_build_object('about', 'Items that were deleted: id and time.',
		'deleted', (SELECT jsonb_agg(jsonb_build_object('id', d.uri,
				'when', storywire.rfc3339(d.deleted_at)) ORDER BY d.deleted_at DESC, d.article_id)
			FROM storywire.feed_deleted d)),
	'items', coalesce((SELECT jsonb_agg(storywire.json_feed_item(e)
				ORDER BY e.published_at DESC, e.article_id)
			FROM storywire.feed_entry n
			JOIN storywire.article_export e USING (account_id, article_id)), '[]'))) AS doc
FROM storywire.feed f CROSS JOIN storywire.publication p WHERE p.is_only;
COMMENT ON VIEW storywire.feed_json IS 'The feed as JSON Feed 1.1; what was deleted stands in the extension _storywire; one row.';
COMMENT ON COLUMN storywire.feed_json.doc IS 'The document.';

