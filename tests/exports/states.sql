-- Every sixth article goes another way: draft, published, corrected, under embargo, killed, edited.
-- Half of the stories have their bytes kept, of films with the still.
UPDATE storywire.publication SET name = 'The "Wire" & Co', site_url = 'https://wire.example/',
	article_url = 'https://wire.example/s/', media_url = 'https://media.example/kept/',
	logo_url = 'https://wire.example/logo.png', atom_url = 'https://wire.example/feed.atom',
	json_feed_url = 'https://wire.example/feed.json', feed_title = 'Stories <b>', feed_entries = 500;
INSERT INTO storywire.media (account_id, story_id, kind, state, fetched_at, sha256, bytes,
	content_type, seen_type)
SELECT s.account_id, s.story_id, k.kind, 'ok', s.taken_at + interval '1 hour',
	encode(sha256(convert_to(s.story_id || k.kind, 'UTF8')), 'hex'), 1000 + length(s.caption),
	k.type, k.type
FROM storywire.story s
CROSS JOIN LATERAL (VALUES
	('media', CASE s.media_type WHEN 'VIDEO' THEN 'video/mp4' ELSE 'image/jpeg' END),
	('thumbnail', 'image/jpeg')) k (kind, type)
WHERE hashtext(s.story_id) % 2 = 0 AND (k.kind = 'media' OR s.media_type = 'VIDEO');

CREATE TEMP TABLE way AS
SELECT a.account_id, a.article_id,
	row_number() OVER (ORDER BY a.event_start, a.account_id COLLATE "C") % 6 AS way
FROM storywire.article a;
DO $$
DECLARE
	a record;
BEGIN
	FOR a IN SELECT * FROM way WHERE way.way <> 0 LOOP
		IF a.way = 5 THEN
			PERFORM storywire.edit_article(a.account_id, a.article_id,
				'{"headline": "An editor''s </script> headline, \"quoted\""}', 'Ed', 'clearer');
		END IF;
		PERFORM storywire.approve(a.account_id, a.article_id, 'Ed', 'good',
			CASE WHEN a.way = 3 THEN now() + interval '1 day' END);
		IF a.way = 2 THEN
			PERFORM storywire.correct(a.account_id, a.article_id, 'correction',
				'An earlier version had the <i>wrong</i> day.', 'Ed', 'a reader wrote');
		ELSIF a.way = 4 THEN
			PERFORM storywire.kill(a.account_id, a.article_id, 'Ed', 'asked for');
		END IF;
	END LOOP;
END
$$;
