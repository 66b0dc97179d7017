-- Place in the input and the members of a record of type article as records.def declares them but those that are JSON, and the whole record.
COPY pg_temp.stage_article (
	part, line, account_id, article_id, event_key, uri, editorial_day, time_zone,
	event_start, event_end, input_count, observed_at, inputs_sha256, story_ids, generator,
	template_set, content_sha256, lang, kind, angle, slug, section, headline, dek, body_text,
	body_html, disclosure, record
) FROM STDIN (FORMAT binary)
