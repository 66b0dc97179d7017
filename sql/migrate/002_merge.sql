-- How rows become one: any order, replay, overlap or parallel run ends in the same tables.

-- Whether value b with its stamp goes before value a with its own. A greater stamp wins; with
-- equal stamps any value goes before none, and the greater of two values before the other, so
-- that the answer never depends on which came first.
CREATE FUNCTION storywire.outranks(b_stamp text, b anyelement, a_stamp text, a anyelement)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE
		WHEN coalesce(b_stamp, '') COLLATE "C" > coalesce(a_stamp, '') COLLATE "C" THEN true
		WHEN coalesce(b_stamp, '') COLLATE "C" < coalesce(a_stamp, '') COLLATE "C" THEN false
		ELSE coalesce(b > a, b IS NOT NULL AND a IS NULL)
	END
$$;
COMMENT ON FUNCTION storywire.outranks(text, anyelement, text, anyelement) IS 'Whether value b with its stamp wins over value a with its own.';

-- 1 and 1.0 are equal as jsonb and yet print differently; as text no two values are.
CREATE FUNCTION storywire.outranks(b_stamp text, b jsonb, a_stamp text, a jsonb)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT storywire.outranks(b_stamp, b::text COLLATE "C", a_stamp, a::text COLLATE "C")
$$;
COMMENT ON FUNCTION storywire.outranks(text, jsonb, text, jsonb) IS 'The same for JSON, which is compared as text.';

CREATE FUNCTION storywire.stamps_merge(a jsonb, b jsonb)
RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT coalesce(jsonb_object_agg(key, stamp), '{}'::jsonb)
	FROM (
		SELECT key, max(value COLLATE "C") AS stamp
		FROM (SELECT * FROM jsonb_each_text(a) UNION ALL SELECT * FROM jsonb_each_text(b)) each
		GROUP BY key
	) greatest
$$;
COMMENT ON FUNCTION storywire.stamps_merge(jsonb, jsonb) IS 'The greater stamp of each field.';

-- Field by field in the order of the table. Text is compared byte by byte.
CREATE FUNCTION storywire.story_merge(a storywire.story, b storywire.story)
RETURNS storywire.story LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
	p jsonb := a.provenance;
	q jsonb := b.provenance;
BEGIN
	IF a.erased_at IS NOT NULL THEN
		RETURN a;
	END IF;
	IF storywire.outranks(q->>'graph_id', b.graph_id, p->>'graph_id', a.graph_id) THEN
		a.graph_id := b.graph_id;
	END IF;
	IF storywire.outranks(q->>'ig_pk', b.ig_pk, p->>'ig_pk', a.ig_pk) THEN
		a.ig_pk := b.ig_pk;
	END IF;
	IF storywire.outranks(q->>'handle', b.handle, p->>'handle', a.handle) THEN
		a.handle := b.handle;
	END IF;
	IF storywire.outranks(q->>'taken_at', b.taken_at, p->>'taken_at', a.taken_at) THEN
		a.taken_at := b.taken_at;
	END IF;
	IF storywire.outranks(q->>'expires_at', b.expires_at, p->>'expires_at', a.expires_at) THEN
		a.expires_at := b.expires_at;
	END IF;
	IF storywire.outranks(q->>'media_type', b.media_type, p->>'media_type', a.media_type) THEN
		a.media_type := b.media_type;
	END IF;
	IF storywire.outranks(q->>'caption', b.caption COLLATE "C", p->>'caption',
			a.caption COLLATE "C") THEN
		a.caption := b.caption;
	END IF;
	IF storywire.outranks(q->>'alt_text', b.alt_text COLLATE "C", p->>'alt_text',
			a.alt_text COLLATE "C") THEN
		a.alt_text := b.alt_text;
	END IF;
	IF storywire.outranks(q->>'permalink', b.permalink, p->>'permalink', a.permalink) THEN
		a.permalink := b.permalink;
	END IF;
	IF storywire.outranks(q->>'shortcode', b.shortcode, p->>'shortcode', a.shortcode) THEN
		a.shortcode := b.shortcode;
	END IF;
	IF storywire.outranks(q->>'media_url', b.media_url, p->>'media_url', a.media_url) THEN
		a.media_url := b.media_url;
	END IF;
	IF storywire.outranks(q->>'thumbnail_url', b.thumbnail_url, p->>'thumbnail_url',
			a.thumbnail_url) THEN
		a.thumbnail_url := b.thumbnail_url;
	END IF;
	IF storywire.outranks(q->>'width', b.width, p->>'width', a.width) THEN
		a.width := b.width;
	END IF;
	IF storywire.outranks(q->>'height', b.height, p->>'height', a.height) THEN
		a.height := b.height;
	END IF;
	IF storywire.outranks(q->>'duration_ms', b.duration_ms, p->>'duration_ms', a.duration_ms) THEN
		a.duration_ms := b.duration_ms;
	END IF;
	IF storywire.outranks(q->>'mentions', b.mentions, p->>'mentions', a.mentions) THEN
		a.mentions := b.mentions;
	END IF;
	IF storywire.outranks(q->>'hashtags', b.hashtags, p->>'hashtags', a.hashtags) THEN
		a.hashtags := b.hashtags;
	END IF;
	IF storywire.outranks(q->>'places', b.places, p->>'places', a.places) THEN
		a.places := b.places;
	END IF;
	IF storywire.outranks(q->>'links', b.links, p->>'links', a.links) THEN
		a.links := b.links;
	END IF;
	IF storywire.outranks(q->>'paid_partnership', b.paid_partnership, p->>'paid_partnership',
			a.paid_partnership) THEN
		a.paid_partnership := b.paid_partnership;
	END IF;
	a.first_seen := least(a.first_seen, b.first_seen);
	a.last_seen := greatest(a.last_seen, b.last_seen);
	IF storywire.outranks(q->>'raw_sha256', b.raw_sha256, p->>'raw_sha256', a.raw_sha256) THEN
		a.raw_sha256 := b.raw_sha256;
	END IF;
	a.sanitised := greatest(a.sanitised, b.sanitised);
	a.provenance := storywire.stamps_merge(p, q);
	RETURN a;
END
$$;
COMMENT ON FUNCTION storywire.story_merge(storywire.story, storywire.story) IS 'Two rows of one story as one; commutative, associative and idempotent.';

CREATE AGGREGATE storywire.story_fold(storywire.story) (
	SFUNC = storywire.story_merge,
	STYPE = storywire.story
);
COMMENT ON AGGREGATE storywire.story_fold(storywire.story) IS 'Any number of rows of one story as one.';

CREATE FUNCTION storywire.account_lock(account_id text)
RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT hashtextextended('storywire account ' || account_id, 0)
$$;
COMMENT ON FUNCTION storywire.account_lock(text) IS 'Key of the advisory lock under which the articles of an account change.';
