-- What the desk is told, and what it may do.

-- As in 011. What readers have seen is not taken from them by an embargo, in silence: feeds would let it
-- go without a tombstone.
CREATE OR REPLACE FUNCTION storywire.approve(of_account text, of_article uuid, person text, reason text,
	embargo timestamptz DEFAULT NULL, seen text DEFAULT NULL)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	a storywire.article := storywire.article_for_change(of_account, of_article);
	later boolean := coalesce(embargo > now(), false);
	step storywire.workflow_transition := storywire.transition_of(a,
		CASE WHEN later THEN 'schedule' ELSE 'approve' END);
BEGIN
	PERFORM storywire.check_seen(a, seen);
	IF later AND storywire.is_readable(a.pub_status, a.embargoed_until) THEN
		RAISE EXCEPTION 'article %: approve: it can be read already', of_article
			USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'Without an embargo it is published; storywire.kill() takes it back.';
	END IF;
	a.embargoed_until := CASE WHEN later THEN embargo END;
	a.published_at := CASE WHEN a.published_at <= now() THEN a.published_at
		WHEN later THEN embargo ELSE now() END;
	RETURN storywire.finish_action(storywire.mark_modified(a), step, person, reason);
END
$$;

-- As in 011. What was published once, killed and told anew may wait for an embargo as well.
CREATE OR REPLACE FUNCTION storywire.hold(of_account text, of_article uuid, person text, reason text)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	a storywire.article := storywire.article_for_change(of_account, of_article);
	step storywire.workflow_transition := storywire.transition_of(a, 'hold');
BEGIN
	IF storywire.is_readable(a.pub_status, a.embargoed_until) THEN
		RAISE EXCEPTION 'article %: hold: it can be read already', of_article
			USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'storywire.kill() takes it back.';
	END IF;
	a.embargoed_until := NULL;
	a.published_at := CASE WHEN a.published_at <= now() THEN a.published_at END;
	RETURN storywire.finish_action(a, step, person, reason);
END
$$;

-- As in 011, with the other articles that people have worked on and that tell of the same stories: what
-- was two articles may turn out to be one, of which both were published.
CREATE OR REPLACE VIEW storywire.article_proposal AS
SELECT a.account_id, a.article_id, p.event_key, p.inputs_sha256, p.content_sha256,
	p.record->>'headline' AS headline, p.input_count, p.observed_at, p.created_at,
	storywire.record_diff((storywire.record_of(a)).record, p.record) AS diff,
	(SELECT array_agg(DISTINCT o.article_id)
		FROM storywire.article_story s
		JOIN storywire.article o USING (account_id, article_id)
		WHERE s.account_id = a.account_id AND s.story_id = ANY (p.story_ids)
			AND o.article_id <> a.article_id AND o.touched_at IS NOT NULL
			AND o.pub_status <> 'canceled') AS told_by
FROM storywire.article a
CROSS JOIN LATERAL storywire.proposal_of(a) p
WHERE a.touched_at IS NOT NULL;
COMMENT ON COLUMN storywire.article_proposal.told_by IS 'Other articles that people have worked on and that tell of some of its stories; NULL where none does. Who accepts it may want to kill them, lest readers are told twice.';

-- As in 014. Versions go to the article that they became part of; the one that they came as was made no
-- later for that.
CREATE OR REPLACE VIEW storywire.article_export AS
SELECT a.account_id, a.article_id, a.uri, a.event_key, a.slug, a.lang, a.section, a.event_start,
	a.event_end, a.version, a.workflow_state, a.pub_status, a.embargoed_until, a.published_at,
	a.superseded_by, a.pub_status = 'canceled' OR a.superseded_by IS NOT NULL AS is_gone,
	coalesce(a.canceled_at, a.modified_at, a.published_at, v.created_at) AS updated_at,
	v.created_at AS version_created,
	least(v.created_at, (SELECT min(o.created_at) FROM storywire.article_version o
			WHERE o.account_id = a.account_id AND o.article_id = a.article_id),
		(SELECT min(o.created_at) FROM storywire.article_version o
			WHERE o.account_id = a.account_id AND o.event_key = a.article_id)) AS first_created,
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
