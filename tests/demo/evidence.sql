SELECT format(E'   %s\n      <- %s', s.text,
	string_agg(format('%s "%s" (%s%s)', f.kind,
		CASE WHEN length(f.value) > 30 THEN left(f.value, 30) || '…' ELSE f.value END, f.origin,
		CASE WHEN f.story_id IS NULL THEN '' ELSE ' …' || right(f.story_id, 4) END), '; '
		ORDER BY length(f.fact_id), f.fact_id))
FROM storywire.article_sentence s
JOIN storywire.article_fact f ON f.account_id = s.account_id AND f.article_id = s.article_id
	AND f.fact_id = ANY (s.fact_ids)
GROUP BY s.account_id, s.article_id, s.position, s.text
ORDER BY s.account_id, s.article_id, s.position;
