-- The report of story-load: one page that needs nothing else, no script and no network. Every value
-- goes through storywire.escaped().

-- rows: an array of arrays of texts; a cell that is NULL is empty.
CREATE FUNCTION storywire.html_table(title text, heads text[], rows jsonb)
RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	IF rows IS NULL THEN
		RETURN '<h2>' || storywire.escaped(title) || '</h2>' || E'\n<p>Nothing.</p>';
	END IF;
	RETURN '<h2>' || storywire.escaped(title) || E'</h2>\n<div class="wide"><table>\n<thead><tr>'
		|| (SELECT string_agg('<th scope="col">' || storywire.escaped(h.name) || '</th>', ''
				ORDER BY h.place) FROM unnest(heads) WITH ORDINALITY h (name, place))
		|| E'</tr></thead>\n<tbody>\n'
		|| (SELECT string_agg('<tr>' || (
				SELECT string_agg('<td>' || coalesce(storywire.escaped(c.part #>> '{}'), '')
					|| '</td>', '' ORDER BY c.place) FROM storywire.elements(r.part) c)
				|| '</tr>', E'\n' ORDER BY r.place) FROM storywire.elements(rows) r)
		|| E'\n</tbody></table></div>';
END
$$;
COMMENT ON FUNCTION storywire.html_table(text, text[], jsonb) IS 'A table with its title as HTML.';

CREATE FUNCTION storywire.minute(at timestamptz)
RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')
$$;
COMMENT ON FUNCTION storywire.minute(timestamptz) IS 'A time for people, UTC.';

CREATE FUNCTION storywire.report_accounts()
RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN storywire.html_table('Accounts, the nearest deadline first',
		'{Account,Last poll,Outcome,Last complete,Hours left,Failing since,Stories a day,State}',
		(SELECT jsonb_agg(jsonb_build_array(coalesce(h.handle, h.account_id),
				storywire.minute(h.last_poll_at), h.last_outcome, storywire.minute(h.last_ok_at),
				round((extract(epoch FROM h.slack) / 3600)::numeric, 1)::text,
				storywire.minute(h.failing_since), round(h.stories_a_day, 1)::text,
				CASE WHEN coalesce(h.slack < interval '0', true) THEN 'too late'
					WHEN h.is_quiet THEN 'quiet' WHEN h.is_covered THEN 'covered' ELSE 'at risk' END)
			ORDER BY h.slack NULLS FIRST, h.account_id)
		FROM storywire.account_health h));
END
$$;
COMMENT ON FUNCTION storywire.report_accounts() IS 'How accounts do, as a table of the report.';

-- A square a day: filled where polls were complete and nothing may have been lost, else open.
CREATE FUNCTION storywire.report_coverage()
RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN E'<h2>Coverage of the last 14 days</h2>\n' || coalesce((
		SELECT '<ul class="coverage">' || E'\n' || string_agg(format(
				'<li><svg viewBox="0 0 168 12" width="168" height="12" role="img" aria-label="%s of 14 days covered">%s</svg> %s</li>',
				c.good, c.squares, storywire.escaped(c.name)), E'\n' ORDER BY c.name COLLATE "C")
			|| E'\n</ul>'
		FROM (SELECT h.account_id, coalesce(h.handle, h.account_id) AS name,
				count(*) FILTER (WHERE k.is_covered) AS good,
				string_agg(format('<rect x="%s" y="1" width="10" height="10" class="%s"/>',
					12 * d.n + 1, CASE WHEN k.is_covered THEN 'full' ELSE 'open' END), ''
					ORDER BY d.n) AS squares
			FROM storywire.account_health h
			CROSS JOIN generate_series(0, 13) d (n)
			CROSS JOIN LATERAL (SELECT (current_timestamp AT TIME ZONE 'UTC')::date - 13 + d.n) t (day)
			CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM storywire.poll p
					WHERE p.account_id = h.account_id AND p.outcome IN ('ok', 'empty')
						AND p.started_at >= t.day::timestamp AT TIME ZONE 'UTC'
						AND p.started_at < (t.day + 1)::timestamp AT TIME ZONE 'UTC')
				AND NOT EXISTS (SELECT FROM storywire.gap g WHERE g.account_id = h.account_id
					AND g.from_time < (t.day + 1)::timestamp AT TIME ZONE 'UTC'
					AND g.to_time > t.day::timestamp AT TIME ZONE 'UTC')) k (is_covered)
			GROUP BY h.account_id, h.handle) c), '<p>Nothing.</p>');
END
$$;
COMMENT ON FUNCTION storywire.report_coverage() IS 'Which days of which accounts were covered, as drawings of the report.';

-- Mean of each metric by hour of age; each line has a scale of its own, which its label tells.
CREATE FUNCTION storywire.report_curves()
RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN E'<h2>How insights grow within a day</h2>\n' || coalesce((
		SELECT string_agg(format(
				E'<figure><svg viewBox="0 0 260 90" width="260" height="90" role="img" aria-label="%s by hour"><polyline points="%s"/><line x1="10" y1="80" x2="250" y2="80"/></svg>\n<figcaption>%s: %s after %s hours, mean of %s stories</figcaption></figure>',
				storywire.escaped(m.metric), m.points, storywire.escaped(m.metric), m.last_mean,
				m.last_hour, m.stories), E'\n' ORDER BY m.metric COLLATE "C")
		FROM (SELECT c.metric, max(c.hour) AS last_hour, max(c.stories) AS stories,
				(array_agg(c.mean ORDER BY c.hour DESC))[1] AS last_mean,
				string_agg(format('%s,%s', 10 + 10 * c.hour,
					round(80 - 70 * c.mean / greatest(c.most, 1), 1)), ' ' ORDER BY c.hour) AS points
			FROM (SELECT i.metric, i.hour, round(avg(i.value), 1) AS mean, count(*) AS stories,
					max(round(avg(i.value), 1)) OVER (PARTITION BY i.metric) AS most
				FROM storywire.insight_curve i
				WHERE i.hour < 25 AND i.taken_at > current_timestamp - interval '14 days'
				GROUP BY i.metric, i.hour) c
			GROUP BY c.metric) m), '<p>Nothing.</p>');
END
$$;
COMMENT ON FUNCTION storywire.report_curves() IS 'How metrics grow with the age of stories, as drawings of the report.';

CREATE FUNCTION storywire.report_losses()
RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN storywire.html_table('Possible losses', '{Account,From,To,Reason}',
			(SELECT jsonb_agg(jsonb_build_array(coalesce(g.handle, g.account_id),
					storywire.minute(g.from_time), storywire.minute(g.to_time), g.reason)
				ORDER BY g.to_time DESC, g.account_id)
			FROM (SELECT * FROM storywire.gap ORDER BY to_time DESC, account_id LIMIT 50) g))
		|| E'\n' || storywire.html_table('Rejects', '{Reason,Records,Example}',
			(SELECT jsonb_agg(jsonb_build_array(r.reason, r.n::text, r.example)
				ORDER BY r.n DESC, r.reason)
			FROM (SELECT j.reason, count(*) AS n, min(j.key COLLATE "C") AS example
				FROM storywire.reject j GROUP BY j.reason) r));
END
$$;
COMMENT ON FUNCTION storywire.report_losses() IS 'Gaps and rejects, as tables of the report.';

CREATE FUNCTION storywire.report_drafts()
RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN storywire.html_table('Latest drafts', '{Day,Headline,State,To be looked at}',
		(SELECT jsonb_agg(jsonb_build_array(d.editorial_day::text, d.headline, d.workflow_state,
				(SELECT string_agg(concat_ws(': ', e.part->>'reason', e.part->>'detail'), '; '
					ORDER BY e.place) FROM storywire.parts(d.record, 'review') e))
			ORDER BY d.event_start DESC, d.article_id)
		FROM (SELECT a.*, r.record FROM storywire.article a
			JOIN storywire.article_record r USING (account_id, article_id)
			WHERE a.pub_status = 'withheld'
			ORDER BY a.event_start DESC, a.article_id LIMIT 30) d));
END
$$;
COMMENT ON FUNCTION storywire.report_drafts() IS 'The newest drafts, as a table of the report.';

CREATE FUNCTION storywire.report()
RETURNS SETOF text LANGUAGE plpgsql STABLE ROWS 10 AS $$
BEGIN
	RETURN NEXT '<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src ''none''; style-src ''unsafe-inline''">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>storywire report</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
h1, h2 { line-height: 1.2; }
h2 { margin-top: 2.5rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8884; }
th { white-space: nowrap; }
ul.coverage { list-style: none; padding: 0; }
rect { stroke: #28755a; fill: none; }
rect.full { fill: #28755a; }
rect.open { stroke: #b3541e; stroke-dasharray: 2; }
figure { display: inline-block; margin: 0 2rem 1rem 0; }
polyline { fill: none; stroke: #3569a8; stroke-width: 2; }
line { stroke: #8888; }
</style>
</head>
<body>
<main>
<h1>storywire</h1>
<p>As of ' || storywire.minute(current_timestamp) || ' UTC.</p>';
	RETURN NEXT storywire.report_accounts();
	RETURN NEXT storywire.report_coverage();
	RETURN NEXT storywire.report_losses();
	RETURN NEXT storywire.report_curves();
	RETURN NEXT storywire.report_drafts();
	RETURN NEXT E'</main>\n</body>\n</html>';
END
$$;
COMMENT ON FUNCTION storywire.report() IS 'The page of story-load report, part by part.';
