-- Articles that belong together: what one rests on, and others of the same event. The record tells
-- what it may share with others; that stands beside it as well, since a whole record takes a
-- hundred times as long to open. The index of event_start finds the articles of the same hours.

ALTER TABLE storywire.article_version
	ADD COLUMN crossings jsonb GENERATED ALWAYS AS (record->'crossings') STORED;
COMMENT ON COLUMN storywire.article_version.crossings IS 'What it may share with an article of another account; out of the record.';

CREATE TABLE storywire.common_hashtag (
	hashtag text COLLATE "C" PRIMARY KEY CHECK (hashtag = lower(hashtag) AND hashtag ~ '^[^#\s]+$')
);
INSERT INTO storywire.common_hashtag
SELECT unnest('{ad,art,beautiful,birthday,blessed,family,fashion,fitness,follow,food,friends,fun,
	goals,happy,home,inspo,instagood,instagram,life,lifestyle,live,look,love,makeup,mood,morning,
	motivation,music,new,ootd,party,photo,photooftheday,picoftheday,reels,selfie,sponsored,story,
	style,summer,sunday,tbt,travel,vacation,vibes,weekend,winter,workout}'::text[]);
COMMENT ON TABLE storywire.common_hashtag IS 'Hashtags that everybody uses: two articles with one are not of the same event for that. The operator may change them.';
COMMENT ON COLUMN storywire.common_hashtag.hashtag IS 'The hashtag in lower case, without #.';

-- How an account may be called in the tags of others: by its id, its number in archives, its name.
CREATE FUNCTION storywire.account_names(of_account text)
RETURNS text[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN (SELECT array_remove(ARRAY[of_account COLLATE "C", s.ig_pk, 'handle:' || lower(s.handle)], NULL)
	FROM (SELECT 1) one
	LEFT JOIN LATERAL (SELECT s.ig_pk, s.handle FROM storywire.story s
		WHERE s.account_id = of_account AND s.handle IS NOT NULL
		ORDER BY s.taken_at DESC, s.story_id LIMIT 1) s ON true);
END
$$;
COMMENT ON FUNCTION storywire.account_names(text) IS 'The keys under which articles of other accounts may tag an account.';

CREATE VIEW storywire.article_crossing AS
SELECT a.account_id, a.article_id, a.event_start, c.part->>'kind' AS kind, c.part->>'key' AS key,
	t.from_text::timestamptz AS from_time, t.to_text::timestamptz AS to_time
FROM storywire.article a
JOIN storywire.article_version v USING (account_id, editorial_day, event_key, inputs_sha256,
	content_sha256)
CROSS JOIN LATERAL storywire.elements(v.crossings) c
CROSS JOIN LATERAL (SELECT storywire.instant(c.part->>'from'),
	storywire.instant(c.part->>'to')) t (from_text, to_text)
WHERE a.superseded_by IS NULL AND a.pub_status <> 'canceled'
	AND t.from_text <= t.to_text AND c.part->>'key' IS NOT NULL;
COMMENT ON VIEW storywire.article_crossing IS 'What each article may share with one of another account.';
COMMENT ON COLUMN storywire.article_crossing.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article_crossing.article_id IS 'The article.';
COMMENT ON COLUMN storywire.article_crossing.event_start IS 'When its first story was posted.';
COMMENT ON COLUMN storywire.article_crossing.kind IS 'place, tag or hashtag.';
COMMENT ON COLUMN storywire.article_crossing.key IS 'The place, the tagged account, or the hashtag.';
COMMENT ON COLUMN storywire.article_crossing.from_time IS 'When the first story that bears it was posted.';
COMMENT ON COLUMN storywire.article_crossing.to_time IS 'When the last one was.';

-- Says how many rows to expect, which the join above cannot be asked: else pairs are sought one by
-- one among all.
CREATE FUNCTION storywire.crossings(since timestamptz, until timestamptz)
RETURNS SETOF storywire.article_crossing LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10000 AS $$
BEGIN
	RETURN QUERY SELECT x.* FROM storywire.article_crossing x
	WHERE x.event_start BETWEEN since AND until
		AND NOT (x.kind = 'hashtag'
			AND EXISTS (SELECT FROM storywire.common_hashtag h WHERE h.hashtag = x.key));
END
$$;
COMMENT ON FUNCTION storywire.crossings(timestamptz, timestamptz) IS 'The rows of article_crossing of articles that begin within a time, without common hashtags.';

-- Both of a pair begin within 31 hours: a session is within an editorial day, and at most 6 hours
-- are between what they share. So only the articles around the asked ones are looked at, each once,
-- and only what begins in the same or the next 31 hours is compared.
CREATE FUNCTION storywire.same_event(since timestamptz, until timestamptz, of_article uuid DEFAULT NULL)
RETURNS TABLE (account_id text, article_id uuid, other_account_id text, other_article_id uuid)
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100000 ROWS 10 AS $$
BEGIN
	RETURN QUERY
	WITH crossing AS MATERIALIZED (
		SELECT x.*, floor(extract(epoch FROM x.event_start) / 111600)::int AS part
		FROM storywire.crossings(since - interval '31 hours', until + interval '31 hours') x
	), called AS MATERIALIZED (
		SELECT n.account_id, k.key
		FROM (SELECT DISTINCT x.account_id FROM crossing x WHERE x.kind = 'tag') n
		CROSS JOIN LATERAL unnest(storywire.account_names(n.account_id)) k (key)
	), shared AS MATERIALIZED ( -- a tag is shared by two accounts, in either order
		SELECT x.*, CASE WHEN x.kind <> 'tag' THEN x.key
			ELSE least(x.account_id, k.account_id) || ' ' || greatest(x.account_id, k.account_id)
			END AS what
		FROM crossing x LEFT JOIN called k ON x.kind = 'tag' AND k.key = x.key
		WHERE x.kind <> 'tag' OR k.account_id <> x.account_id
	), asked AS MATERIALIZED (
		SELECT x.*, x.part + near.by AS near_part
		FROM shared x CROSS JOIN (VALUES (-1), (0), (1)) near (by)
		WHERE x.event_start BETWEEN since AND until
			AND (of_article IS NULL OR x.article_id = of_article)
	)
	SELECT DISTINCT c.account_id, c.article_id, d.account_id, d.article_id
	FROM asked c
	JOIN shared d ON d.kind = c.kind AND d.what = c.what AND d.part = c.near_part
	WHERE d.account_id <> c.account_id
		AND d.from_time <= c.to_time + interval '6 hours'
		AND c.from_time <= d.to_time + interval '6 hours';
END
$$;
COMMENT ON FUNCTION storywire.same_event(timestamptz, timestamptz, uuid) IS 'Pairs of articles of different accounts that share a place or a rare hashtag, or tag each other, within 6 hours; for the articles that begin from since until until, or one of them.';

CREATE VIEW storywire.article_related AS
SELECT r.account_id, r.article_id, 'background' AS kind, b.part->>'account_id' AS other_account_id,
	i.id::uuid AS other_article_id, coalesce(now_is.uri, o.uri, 'urn:uuid:' || i.id) AS uri,
	coalesce(now_is.headline, o.headline, b.part->>'headline') AS headline
FROM storywire.article_record r
CROSS JOIN LATERAL storywire.elements(r.record->'related') b
CROSS JOIN LATERAL (SELECT substring(b.part->>'article_id'
	FROM '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$')) i (id)
LEFT JOIN storywire.article o ON o.account_id = b.part->>'account_id' AND o.article_id = i.id::uuid
LEFT JOIN storywire.article now_is
	ON now_is.account_id = o.account_id AND now_is.article_id = o.superseded_by
WHERE b.part->>'kind' = 'background' AND i.id IS NOT NULL
	AND coalesce(now_is.pub_status, o.pub_status) IS DISTINCT FROM 'canceled'
UNION ALL
SELECT a.account_id, a.article_id, 'same_event', e.other_account_id, e.other_article_id, o.uri,
	o.headline
FROM storywire.article a
CROSS JOIN LATERAL storywire.same_event(a.event_start, a.event_start, a.article_id) e
JOIN storywire.article o
	ON o.account_id = e.other_account_id AND o.article_id = e.other_article_id
WHERE a.superseded_by IS NULL AND a.pub_status <> 'canceled' AND e.account_id = a.account_id;
COMMENT ON VIEW storywire.article_related IS 'What belongs to each article: earlier ones it rests on (background), and those of other accounts at the same event (same_event). What was canceled is not there. For one article or some; of very many at once ask storywire.same_event().';
COMMENT ON COLUMN storywire.article_related.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article_related.article_id IS 'The article.';
COMMENT ON COLUMN storywire.article_related.kind IS 'background or same_event.';
COMMENT ON COLUMN storywire.article_related.other_account_id IS 'Account of the other one.';
COMMENT ON COLUMN storywire.article_related.other_article_id IS 'The other one, as the record names it.';
COMMENT ON COLUMN storywire.article_related.uri IS 'Its lasting name; where another took its place, the name of that.';
COMMENT ON COLUMN storywire.article_related.headline IS 'Its headline.';
