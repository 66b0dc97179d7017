-- What an operator and a desk look at: accounts and their deadlines, how insights grow, what was
-- read most, how much comes in. A story is public for 24 hours and the last hour is a margin, as
-- for story-ingest; see storywire.gap.

-- The accounts that are polled. One step of the index an account, however many polls there are.
CREATE VIEW storywire.polled_account AS
WITH RECURSIVE step (account_id) AS (
	SELECT min(p.account_id) FROM storywire.poll p
	UNION ALL
	SELECT (SELECT min(p.account_id) FROM storywire.poll p WHERE p.account_id > s.account_id)
	FROM step s WHERE s.account_id IS NOT NULL
)
SELECT s.account_id FROM step s WHERE s.account_id IS NOT NULL;
COMMENT ON VIEW storywire.polled_account IS 'The accounts that were ever polled.';
COMMENT ON COLUMN storywire.polled_account.account_id IS 'The account.';

CREATE VIEW storywire.account_health AS
SELECT h.account_id, h.handle, h.last_poll_at, h.last_outcome, h.last_ok_at,
	h.last_ok_at + interval '23 hours' AS deadline_at,
	h.last_ok_at + interval '23 hours' - current_timestamp AS slack, h.failing_since,
	h.stories_14_days / 14.0 AS stories_a_day, h.last_story_at,
	h.last_ok_at > current_timestamp - interval '23 hours' AND h.failing_since IS NULL
		AND NOT h.has_gap AS is_covered,
	-- silence means something only where every story would have been seen, and some were due
	h.last_ok_at > current_timestamp - interval '23 hours' AND h.failing_since IS NULL
		AND NOT h.has_gap AND h.stories_14_days >= 14
		AND h.last_story_at < current_timestamp - interval '2 days' AS is_quiet
FROM (
	SELECT a.account_id, last.handle, last.started_at AS last_poll_at, last.outcome AS last_outcome,
		good.started_at AS last_ok_at,
		(SELECT min(f.started_at) FROM storywire.poll f WHERE f.account_id = a.account_id
			AND f.started_at > coalesce(good.started_at, '-infinity')) AS failing_since,
		(SELECT count(*) FROM storywire.story s WHERE s.account_id = a.account_id
			AND s.taken_at > current_timestamp - interval '14 days') AS stories_14_days,
		(SELECT max(s.taken_at) FROM storywire.story s WHERE s.account_id = a.account_id)
			AS last_story_at,
		EXISTS (SELECT FROM storywire.gap g WHERE g.account_id = a.account_id
			AND g.to_time > current_timestamp - interval '2 days') AS has_gap
	FROM storywire.polled_account a
	CROSS JOIN LATERAL (SELECT p.handle, p.started_at, p.outcome FROM storywire.poll p
		WHERE p.account_id = a.account_id ORDER BY p.started_at DESC LIMIT 1) last
	LEFT JOIN LATERAL (SELECT p.started_at FROM storywire.poll p
		WHERE p.account_id = a.account_id AND p.outcome IN ('ok', 'empty')
		ORDER BY p.started_at DESC LIMIT 1) good ON true
) h;
COMMENT ON VIEW storywire.account_health IS 'How each polled account does now.';
COMMENT ON COLUMN storywire.account_health.account_id IS 'The account.';
COMMENT ON COLUMN storywire.account_health.handle IS 'Its handle at the last poll.';
COMMENT ON COLUMN storywire.account_health.last_poll_at IS 'When the last poll began.';
COMMENT ON COLUMN storywire.account_health.last_outcome IS 'Its outcome.';
COMMENT ON COLUMN storywire.account_health.last_ok_at IS 'When the last complete poll began; NULL where there was none.';
COMMENT ON COLUMN storywire.account_health.deadline_at IS 'When the next one has to be over, so that no story is lost: 24 hours after, less one of margin.';
COMMENT ON COLUMN storywire.account_health.slack IS 'How long that is from now; negative where stories may be lost already.';
COMMENT ON COLUMN storywire.account_health.failing_since IS 'When the first poll after the last complete one began; NULL where the last one was complete.';
COMMENT ON COLUMN storywire.account_health.stories_a_day IS 'Stories a day over the last 14 days.';
COMMENT ON COLUMN storywire.account_health.last_story_at IS 'When the newest story was posted.';
COMMENT ON COLUMN storywire.account_health.is_covered IS 'Whether every story of the last two days was seen, as far as polls tell.';
COMMENT ON COLUMN storywire.account_health.is_quiet IS 'Whether an account that posts daily has posted nothing for two days although polls were good.';

-- One value per story, metric and full hour of its age: the last reading in that hour.
CREATE VIEW storywire.insight_curve AS
SELECT DISTINCT ON (o.account_id, o.story_id, o.metric, age.hour) o.account_id, o.story_id,
	s.taken_at, o.metric, age.hour, o.value
FROM storywire.observation o
JOIN storywire.story s USING (account_id, story_id)
CROSS JOIN LATERAL (SELECT floor(extract(epoch FROM o.observed_at - s.taken_at) / 3600)::int) age (hour)
WHERE o.value IS NOT NULL AND o.observed_at >= s.taken_at AND s.erased_at IS NULL
ORDER BY o.account_id, o.story_id, o.metric, age.hour, o.observed_at DESC, o.value DESC;
COMMENT ON VIEW storywire.insight_curve IS 'How the metrics of each story grew, by its age in hours.';
COMMENT ON COLUMN storywire.insight_curve.account_id IS 'The account.';
COMMENT ON COLUMN storywire.insight_curve.story_id IS 'The story.';
COMMENT ON COLUMN storywire.insight_curve.taken_at IS 'When it was posted.';
COMMENT ON COLUMN storywire.insight_curve.metric IS 'The metric.';
COMMENT ON COLUMN storywire.insight_curve.hour IS 'Full hours since it was posted.';
COMMENT ON COLUMN storywire.insight_curve.value IS 'The last reading in that hour.';

-- What was read last stands for a story; a final reading stands before all others.
CREATE VIEW storywire.story_insight AS
SELECT DISTINCT ON (o.account_id, o.story_id, o.metric) o.account_id, o.story_id, o.metric, o.value,
	o.is_final, o.observed_at
FROM storywire.observation o
WHERE o.value IS NOT NULL
ORDER BY o.account_id, o.story_id, o.metric, o.is_final DESC, o.observed_at DESC, o.value DESC;
COMMENT ON VIEW storywire.story_insight IS 'The metrics of each story as they were read last.';
COMMENT ON COLUMN storywire.story_insight.account_id IS 'The account.';
COMMENT ON COLUMN storywire.story_insight.story_id IS 'The story.';
COMMENT ON COLUMN storywire.story_insight.metric IS 'The metric.';
COMMENT ON COLUMN storywire.story_insight.value IS 'What was read.';
COMMENT ON COLUMN storywire.story_insight.is_final IS 'Whether it is the last reading before the story expired.';
COMMENT ON COLUMN storywire.story_insight.observed_at IS 'When it was read.';

CREATE VIEW storywire.top_story AS
SELECT s.account_id, s.story_id, s.handle, s.taken_at, s.media_type, s.caption,
	storywire.web_address(s.permalink) AS permalink, i.metric, i.value, i.is_final,
	rank() OVER (PARTITION BY s.account_id, i.metric, m.month ORDER BY i.value DESC) AS place,
	m.month
FROM storywire.story s
JOIN storywire.story_insight i USING (account_id, story_id)
CROSS JOIN LATERAL (SELECT date_trunc('month', s.taken_at AT TIME ZONE 'UTC')::date) m (month)
WHERE s.erased_at IS NULL;
COMMENT ON VIEW storywire.top_story IS 'The stories of each account by each metric, the greatest of a month first.';
COMMENT ON COLUMN storywire.top_story.account_id IS 'The account.';
COMMENT ON COLUMN storywire.top_story.story_id IS 'The story.';
COMMENT ON COLUMN storywire.top_story.handle IS 'Handle of the account when it was seen.';
COMMENT ON COLUMN storywire.top_story.taken_at IS 'When it was posted.';
COMMENT ON COLUMN storywire.top_story.media_type IS 'IMAGE or VIDEO.';
COMMENT ON COLUMN storywire.top_story.caption IS 'Caption.';
COMMENT ON COLUMN storywire.top_story.permalink IS 'Address of the story.';
COMMENT ON COLUMN storywire.top_story.metric IS 'The metric.';
COMMENT ON COLUMN storywire.top_story.value IS 'What was read last.';
COMMENT ON COLUMN storywire.top_story.is_final IS 'Whether it is the last reading before the story expired.';
COMMENT ON COLUMN storywire.top_story.place IS 'Place among the stories of the account and month, from 1.';
COMMENT ON COLUMN storywire.top_story.month IS 'First day of the month, UTC.';

CREATE VIEW storywire.story_day AS
SELECT s.account_id, (s.taken_at AT TIME ZONE 'UTC')::date AS day, max(s.handle) AS handle,
	count(*) AS stories, count(*) FILTER (WHERE s.media_type = 'VIDEO') AS films,
	count(s.caption) AS captioned, count(s.vanished_early_at) AS vanished,
	count(*) FILTER (WHERE s.first_seen IS NULL) AS from_archives_only
FROM storywire.story s
WHERE s.erased_at IS NULL
GROUP BY s.account_id, (s.taken_at AT TIME ZONE 'UTC')::date;
COMMENT ON VIEW storywire.story_day IS 'What each account posted on each day.';
COMMENT ON COLUMN storywire.story_day.account_id IS 'The account.';
COMMENT ON COLUMN storywire.story_day.day IS 'The day, UTC.';
COMMENT ON COLUMN storywire.story_day.handle IS 'A handle of the account on that day.';
COMMENT ON COLUMN storywire.story_day.stories IS 'How many stories.';
COMMENT ON COLUMN storywire.story_day.films IS 'How many of them are films.';
COMMENT ON COLUMN storywire.story_day.captioned IS 'How many have a caption.';
COMMENT ON COLUMN storywire.story_day.vanished IS 'How many were gone before their time.';
COMMENT ON COLUMN storywire.story_day.from_archives_only IS 'How many no poll saw.';

CREATE VIEW storywire.poll_day AS
SELECT p.account_id, (p.started_at AT TIME ZONE 'UTC')::date AS day, max(p.handle) AS handle,
	count(*) AS polls, count(*) FILTER (WHERE p.outcome IN ('ok', 'empty')) AS complete,
	count(*) FILTER (WHERE p.outcome = 'throttled') AS throttled,
	count(*) FILTER (WHERE p.outcome = 'denied') AS denied,
	count(*) FILTER (WHERE p.outcome IN ('partial', 'failed')) AS failed
FROM storywire.poll p
GROUP BY p.account_id, (p.started_at AT TIME ZONE 'UTC')::date;
COMMENT ON VIEW storywire.poll_day IS 'How the polls of each account went on each day.';
COMMENT ON COLUMN storywire.poll_day.account_id IS 'The account.';
COMMENT ON COLUMN storywire.poll_day.day IS 'The day, UTC.';
COMMENT ON COLUMN storywire.poll_day.handle IS 'A handle of the account on that day.';
COMMENT ON COLUMN storywire.poll_day.polls IS 'How many polls.';
COMMENT ON COLUMN storywire.poll_day.complete IS 'How many read everything there was.';
COMMENT ON COLUMN storywire.poll_day.throttled IS 'How many were throttled.';
COMMENT ON COLUMN storywire.poll_day.denied IS 'How many were denied.';
COMMENT ON COLUMN storywire.poll_day.failed IS 'How many failed otherwise.';

CREATE VIEW storywire.article_review AS
SELECT a.account_id, a.article_id, a.event_start, a.workflow_state, e.part->>'reason' AS reason,
	e.part->>'detail' AS detail, e.part->>'story_id' AS story_id
FROM storywire.article a
JOIN storywire.article_record r USING (account_id, article_id)
CROSS JOIN LATERAL storywire.elements(r.record->'review') e
WHERE a.pub_status = 'withheld';
COMMENT ON VIEW storywire.article_review IS 'What an editor is to look at before an article may be published.';
COMMENT ON COLUMN storywire.article_review.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article_review.article_id IS 'The article.';
COMMENT ON COLUMN storywire.article_review.event_start IS 'When its first story was posted.';
COMMENT ON COLUMN storywire.article_review.workflow_state IS 'draft or review.';
COMMENT ON COLUMN storywire.article_review.reason IS 'What kind of thing it is.';
COMMENT ON COLUMN storywire.article_review.detail IS 'What it is.';
COMMENT ON COLUMN storywire.article_review.story_id IS 'The story it is about, if one.';
