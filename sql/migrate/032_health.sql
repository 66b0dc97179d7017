-- As in 018. Whether there is a gap that ended within the last two days tell the polls of the last 25 hours,
-- and of them alone is asked, in the words of storywire.gap: that view goes through all polls there ever
-- were, for every look at a dashboard. No poll takes two days.
CREATE OR REPLACE VIEW storywire.account_health AS
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
		EXISTS (SELECT FROM storywire.poll p
			LEFT JOIN LATERAL (SELECT b.started_at FROM storywire.poll b
				WHERE b.account_id = p.account_id AND b.started_at < p.started_at
					AND b.outcome IN ('ok', 'empty')
				ORDER BY b.started_at DESC LIMIT 1) before ON true
			WHERE p.account_id = a.account_id AND p.outcome IN ('ok', 'empty')
				AND p.started_at > current_timestamp - interval '3 days'
				AND p.finished_at > current_timestamp - interval '25 hours'
				AND p.finished_at > coalesce(before.started_at + interval '23 hours',
					(SELECT min(f.started_at) FROM storywire.poll f
						WHERE f.account_id = p.account_id) + interval '1 hour')) AS has_gap
	FROM storywire.polled_account a
	CROSS JOIN LATERAL (SELECT p.handle, p.started_at, p.outcome FROM storywire.poll p
		WHERE p.account_id = a.account_id ORDER BY p.started_at DESC LIMIT 1) last
	LEFT JOIN LATERAL (SELECT p.started_at FROM storywire.poll p
		WHERE p.account_id = a.account_id AND p.outcome IN ('ok', 'empty')
		ORDER BY p.started_at DESC LIMIT 1) good ON true
) h;
