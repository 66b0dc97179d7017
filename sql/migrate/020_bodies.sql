-- A record tells its body once: HTML is made of the blocks where it is shown. Records of earlier
-- programs that have it as well stay as they are; a person's change or a takedown leaves it out.

CREATE OR REPLACE FUNCTION storywire.with_bodies(record jsonb)
RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT record - 'body_html' || jsonb_build_object('body_text',
		coalesce((SELECT string_agg(b.part->>'text', E'\n\n' ORDER BY b.place)
			FROM storywire.parts(record, 'blocks') b), ''))
$$;
COMMENT ON FUNCTION storywire.with_bodies(jsonb) IS 'A record with its body made anew from its blocks.';

DROP FUNCTION storywire.html_text(text);

CREATE OR REPLACE FUNCTION storywire.blank_record(record jsonb)
RETURNS jsonb LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object('type', 'article', 'account_id', record->'account_id',
		'article_id', record->'article_id', 'event_key', record->'event_key', 'uri', record->'uri',
		'editorial_day', record->'editorial_day', 'time_zone', record->'time_zone',
		'event_start', concat(record->>'editorial_day', 'T00:00:00Z'),
		'event_end', concat(record->>'editorial_day', 'T00:00:00Z'), 'input_count', 0,
		'story_ids', '[]'::jsonb, 'generator', record->'generator',
		'template_set', record->'template_set', 'facts_files', '{}'::jsonb, 'lang', record->'lang',
		'kind', 'brief', 'slug', 'erased', 'section', record->'section', 'headline', '',
		'body_text', '', 'blocks', '[]'::jsonb, 'sentences', '[]'::jsonb,
		'facts', '[]'::jsonb, 'quotes', '[]'::jsonb, 'figures', '[]'::jsonb, 'people', '[]'::jsonb,
		'places', '[]'::jsonb, 'tags', '[]'::jsonb, 'review', '[]'::jsonb, 'disclosure', ''))
$$;
