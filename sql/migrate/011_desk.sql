-- The editor's desk: what people decide about articles and change in them, who did it and why. A
-- person's text is never written over: what the machine makes of newer stories waits beside it.

ALTER TABLE storywire.article
	ADD COLUMN touched_at timestamptz,
	ADD COLUMN embargoed_until timestamptz,
	ADD COLUMN published_at timestamptz,
	ADD COLUMN modified_at timestamptz,
	ADD COLUMN canceled_at timestamptz;
COMMENT ON COLUMN storywire.article.touched_at IS 'When a person decided about it last; NULL while it is the machine''s: then the newest version is current by itself.';
COMMENT ON COLUMN storywire.article.embargoed_until IS 'Not for readers before this time, usable though it is.';
COMMENT ON COLUMN storywire.article.published_at IS 'When it became readable first; of a scheduled one the end of its embargo.';
COMMENT ON COLUMN storywire.article.modified_at IS 'When what readers see changed last after that.';
COMMENT ON COLUMN storywire.article.canceled_at IS 'When it was killed or taken down.';
UPDATE storywire.article SET touched_at = now()
WHERE NOT storywire.is_machines(workflow_state, pub_status);
UPDATE storywire.article SET published_at = now() WHERE pub_status = 'usable';
UPDATE storywire.article SET canceled_at = now() WHERE pub_status = 'canceled';
-- The loader may not write touched_at: so it can neither take an article from a person nor act as one.
ALTER TABLE storywire.article
	ADD CONSTRAINT touched_by_a_person
		CHECK (storywire.is_machines(workflow_state, pub_status) = (touched_at IS NULL)),
	ADD CONSTRAINT usable_is_published CHECK (pub_status <> 'usable' OR published_at IS NOT NULL),
	ADD CONSTRAINT canceled_has_its_time
		CHECK ((pub_status = 'canceled') = (canceled_at IS NOT NULL)),
	ADD CONSTRAINT scheduled_has_an_embargo
		CHECK (workflow_state <> 'scheduled' OR embargoed_until IS NOT NULL);

ALTER TABLE storywire.article_version
	DROP CONSTRAINT article_version_reason_check,
	ADD CONSTRAINT article_version_reason_check
		CHECK (reason IN ('new', 'update', 'merge', 'rewrite', 'edit')),
	ADD COLUMN edited_by text CHECK (edited_by ~ '\S'),
	ADD COLUMN based_on text COLLATE "C",
	ADD CONSTRAINT edit_has_its_person CHECK ((reason IS NOT DISTINCT FROM 'edit')
		= (edited_by IS NOT NULL) AND (edited_by IS NULL) = (based_on IS NULL));
COMMENT ON COLUMN storywire.article_version.reason IS 'What made it: edit is a person''s; else, against the version numbered before it: new; update (other stories); merge (the same stories from more or other sources); rewrite (the same inputs, another text).';
COMMENT ON COLUMN storywire.article_version.version IS 'Its number within the article, from 1. Those of the machine are numbered anew by storywire.settle(), the current one last; those of people keep theirs, and the machine''s step over them.';
COMMENT ON COLUMN storywire.article_version.edited_by IS 'The person whose version it is; NULL for the machine''s.';
COMMENT ON COLUMN storywire.article_version.based_on IS 'content_sha256 of the machine''s version that a person''s rests on.';
CREATE INDEX article_version_edits ON storywire.article_version (account_id, article_id, version)
WHERE reason = 'edit';

CREATE TABLE storywire.workflow_transition (
	action text COLLATE "C" NOT NULL,
	from_state text COLLATE "C" NOT NULL,
	to_state text COLLATE "C" NOT NULL,
	pub_status text COLLATE "C" NOT NULL,
	PRIMARY KEY (action, from_state)
);
COMMENT ON TABLE storywire.workflow_transition IS 'What may be done with an article in which state, and what comes of it.';
COMMENT ON COLUMN storywire.workflow_transition.action IS 'What a person does: the name of the function, or schedule for storywire.approve() with an embargo.';
COMMENT ON COLUMN storywire.workflow_transition.from_state IS 'workflow_state in which it may be done.';
COMMENT ON COLUMN storywire.workflow_transition.to_state IS 'workflow_state after it.';
COMMENT ON COLUMN storywire.workflow_transition.pub_status IS 'pub_status after it.';
INSERT INTO storywire.workflow_transition (action, from_state, to_state, pub_status) VALUES
	('review', 'draft', 'review', 'withheld'),
	('hold', 'scheduled', 'review', 'withheld'),
	('edit_article', 'draft', 'review', 'withheld'),
	('edit_article', 'review', 'review', 'withheld'),
	('edit_article', 'scheduled', 'scheduled', 'usable'),
	('edit_article', 'published', 'published', 'usable'),
	('edit_article', 'corrected', 'corrected', 'usable'),
	('approve', 'draft', 'published', 'usable'),
	('approve', 'review', 'published', 'usable'),
	('approve', 'scheduled', 'published', 'usable'),
	('schedule', 'draft', 'scheduled', 'usable'),
	('schedule', 'review', 'scheduled', 'usable'),
	('schedule', 'scheduled', 'scheduled', 'usable'),
	('correct', 'scheduled', 'corrected', 'usable'),
	('correct', 'published', 'corrected', 'usable'),
	('correct', 'corrected', 'corrected', 'usable'),
	('kill', 'draft', 'killed', 'canceled'),
	('kill', 'review', 'killed', 'canceled'),
	('kill', 'scheduled', 'killed', 'canceled'),
	('kill', 'published', 'killed', 'canceled'),
	('kill', 'corrected', 'killed', 'canceled'),
	('accept_proposal', 'review', 'review', 'withheld'),
	('accept_proposal', 'scheduled', 'scheduled', 'usable'),
	('accept_proposal', 'published', 'published', 'usable'),
	('accept_proposal', 'corrected', 'corrected', 'usable'),
	('accept_proposal', 'killed', 'review', 'withheld'),
	('dismiss_proposal', 'review', 'review', 'withheld'),
	('dismiss_proposal', 'scheduled', 'scheduled', 'usable'),
	('dismiss_proposal', 'published', 'published', 'usable'),
	('dismiss_proposal', 'corrected', 'corrected', 'usable'),
	('dismiss_proposal', 'killed', 'killed', 'canceled');

CREATE TABLE storywire.article_event (
	account_id text COLLATE "C" NOT NULL,
	article_id uuid NOT NULL,
	number int NOT NULL CHECK (number > 0),
	action text COLLATE "C" NOT NULL,
	at timestamptz NOT NULL DEFAULT now(),
	session_role text NOT NULL DEFAULT session_user,
	person text NOT NULL CHECK (person ~ '\S'),
	reason text NOT NULL CHECK (reason ~ '\S'),
	from_state text COLLATE "C" NOT NULL,
	to_state text COLLATE "C" NOT NULL,
	pub_status text COLLATE "C" NOT NULL,
	version int NOT NULL,
	content_sha256 text COLLATE "C" NOT NULL,
	PRIMARY KEY (account_id, article_id, number)
);
COMMENT ON TABLE storywire.article_event IS 'Everything that people did with articles; rows are only ever added.';
COMMENT ON COLUMN storywire.article_event.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article_event.article_id IS 'The article.';
COMMENT ON COLUMN storywire.article_event.number IS 'Its place among the events of the article, from 1.';
COMMENT ON COLUMN storywire.article_event.action IS 'What was done; see storywire.workflow_transition.';
COMMENT ON COLUMN storywire.article_event.at IS 'When.';
COMMENT ON COLUMN storywire.article_event.session_role IS 'The database role that was logged in.';
COMMENT ON COLUMN storywire.article_event.person IS 'Who, as named by that role.';
COMMENT ON COLUMN storywire.article_event.reason IS 'Why.';
COMMENT ON COLUMN storywire.article_event.from_state IS 'workflow_state before it.';
COMMENT ON COLUMN storywire.article_event.to_state IS 'workflow_state after it.';
COMMENT ON COLUMN storywire.article_event.pub_status IS 'pub_status after it.';
COMMENT ON COLUMN storywire.article_event.version IS 'Version of the article after it.';
COMMENT ON COLUMN storywire.article_event.content_sha256 IS 'Content of the article after it; of a proposal that was dismissed, its content.';

CREATE TABLE storywire.correction (
	account_id text COLLATE "C" NOT NULL,
	article_id uuid NOT NULL,
	number int NOT NULL CHECK (number > 0),
	kind text COLLATE "C" NOT NULL
		CHECK (kind IN ('correction', 'clarification', 'update', 'retraction')),
	text text NOT NULL CHECK (text ~ '\S' AND length(text) <= 4000),
	corrected_at timestamptz NOT NULL DEFAULT now(),
	edited_by text NOT NULL CHECK (edited_by ~ '\S'),
	version int NOT NULL,
	PRIMARY KEY (account_id, article_id, number)
);
COMMENT ON TABLE storywire.correction IS 'What readers are told of changes after publication; rows are only ever added.';
COMMENT ON COLUMN storywire.correction.account_id IS 'The account.';
COMMENT ON COLUMN storywire.correction.article_id IS 'The article.';
COMMENT ON COLUMN storywire.correction.number IS 'Its place among those of the article, from 1.';
COMMENT ON COLUMN storywire.correction.kind IS 'correction, clarification, update or retraction.';
COMMENT ON COLUMN storywire.correction.text IS 'What readers are told.';
COMMENT ON COLUMN storywire.correction.corrected_at IS 'When.';
COMMENT ON COLUMN storywire.correction.edited_by IS 'The person who wrote it.';
COMMENT ON COLUMN storywire.correction.version IS 'The version of the article from which on it holds.';

-- The content of a record is what stands after content_sha256 in its line.
CREATE FUNCTION storywire.content_hash(record jsonb)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT encode(sha256(convert_to((record - '{type,account_id,article_id,event_key,uri,
		editorial_day,time_zone,event_start,event_end,input_count,observed_at,inputs_sha256,
		story_ids,generator,template_set,facts_files,content_sha256}'::text[])::text, 'UTF8')), 'hex')
$$;
COMMENT ON FUNCTION storywire.content_hash(jsonb) IS 'Hash of the content of a record that a person changed.';

CREATE FUNCTION storywire.html_text(plain text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT replace(replace(replace(replace(replace(plain, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'),
		'"', '&quot;'), '''', '&#39;')
$$;
COMMENT ON FUNCTION storywire.html_text(text) IS 'A text with what has a meaning in HTML written as entities.';

-- The bodies as story-transform writes them: a paragraph a block, then the figures.
CREATE FUNCTION storywire.with_bodies(record jsonb)
RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT record || jsonb_build_object(
		'body_text', coalesce((SELECT string_agg(b.part->>'text', E'\n\n' ORDER BY b.place)
			FROM storywire.parts(record, 'blocks') b), ''),
		'body_html', coalesce((SELECT string_agg(format(E'<p>%s</p>\n',
				storywire.html_text(b.part->>'text')), '' ORDER BY b.place)
			FROM storywire.parts(record, 'blocks') b), '')
		|| coalesce((SELECT string_agg(format(
			E'<figure data-story="%s">\n<figcaption>%s <small>%s</small></figcaption>\n</figure>\n',
				storywire.html_text(f.part->>'story_id'),
				storywire.html_text(f.part->>'caption'),
				storywire.html_text(f.part->>'credit_line')), '' ORDER BY f.place)
			FROM storywire.parts(record, 'figures') f), ''))
$$;
COMMENT ON FUNCTION storywire.with_bodies(jsonb) IS 'A record with its bodies made anew from blocks and figures.';

-- A change is refused for what could not be a record any more, with words for the person.
CREATE FUNCTION storywire.is_good_change(member text, value jsonb)
RETURNS boolean LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
	SELECT CASE member
		WHEN 'headline' THEN jsonb_typeof(value) = 'string' AND value#>>'{}' ~ '\S'
			AND value#>>'{}' !~ '[\n\r\t]' AND length(value#>>'{}') <= 110
		WHEN 'dek' THEN jsonb_typeof(value) = 'null' OR jsonb_typeof(value) = 'string'
			AND value#>>'{}' ~ '\S' AND length(value#>>'{}') <= 500
		WHEN 'slug' THEN jsonb_typeof(value) = 'string' AND length(value#>>'{}') <= 128
			AND value#>>'{}' ~ '^[a-z0-9]+(-[a-z0-9]+)*$'
		WHEN 'section' THEN jsonb_typeof(value) = 'string' AND value#>>'{}' ~ '\S'
			AND length(value#>>'{}') <= 64
		WHEN 'tags' THEN jsonb_typeof(value) = 'array'
			AND NOT value @? '$[*] ? (@.type() != "string")'
		WHEN 'blocks' THEN jsonb_typeof(value) = 'array' AND value <> '[]'
			AND NOT value @? '$[*] ? (@.type() != "object" || !exists(@.kind) || !exists(@.text)
				|| @.kind.type() != "string" || @.text.type() != "string" || @.text == "")'
		WHEN 'figures' THEN jsonb_typeof(value) = 'array'
			AND NOT value @? '$[*] ? (@.type() != "object" || !exists(@.position)
				|| @.position.type() != "number" || @.alt.type() != "string"
				|| @.caption.type() != "string" || @.credit_line.type() != "string")'
	END
$$;
COMMENT ON FUNCTION storywire.is_good_change(text, jsonb) IS 'Whether edit_article() takes that value of that member; NULL for a member that it does not know.';

CREATE FUNCTION storywire.check_changes(changes jsonb)
RETURNS void LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
DECLARE
	bad text;
BEGIN
	IF jsonb_typeof(changes) IS DISTINCT FROM 'object' OR changes = '{}' THEN
		bad := 'must be an object with at least one member';
	ELSE
		SELECT format('%s: %s', m.key, CASE WHEN storywire.is_good_change(m.key, m.value) IS NULL
			THEN 'cannot be edited' ELSE 'not what it may be' END)
		INTO bad FROM jsonb_each(changes) m
		WHERE storywire.is_good_change(m.key, m.value) IS NOT TRUE ORDER BY m.key LIMIT 1;
	END IF;
	IF bad IS NOT NULL THEN
		RAISE EXCEPTION 'changes: %', bad USING ERRCODE = 'invalid_parameter_value',
			HINT = 'headline: a line of at most 110 characters; dek: text or null; slug: a-z, 0-9, -; '
				'section: text; tags: [text, ...]; blocks: [{"kind", "text"}, ...]; '
				'figures: [{"position", "alt", "caption", "credit_line"}, ...]';
	END IF;
END
$$;
COMMENT ON FUNCTION storywire.check_changes(jsonb) IS 'Refuses what edit_article() cannot take.';

-- Blocks that stand as they did keep their sentences and the facts of these. A new text is one
-- sentence of its own, and what it rests on is the person: a fact of origin editor.
CREATE FUNCTION storywire.edited_blocks(base jsonb, blocks jsonb, fact_prefix text)
RETURNS jsonb LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
	WITH fresh AS (
		SELECT e.place AS position, e.part->>'kind' AS kind, e.part->>'text' AS text,
			(SELECT min(o.place) FROM storywire.parts(base, 'blocks') o
				WHERE o.part->>'text' = e.part->>'text') AS was
		FROM storywire.parts(jsonb_build_object('blocks', blocks), 'blocks') e
	), sentence AS (
		SELECT -1 AS block, s.place, s.part
		FROM storywire.parts(base, 'sentences') s WHERE NOT s.part ? 'block'
		UNION ALL
		SELECT f.position, s.place, s.part || jsonb_build_object('block', f.position)
		FROM fresh f
		JOIN storywire.parts(base, 'sentences') s ON s.part->'block' = to_jsonb(f.was)
		UNION ALL
		SELECT f.position, 0, jsonb_build_object('block', f.position, 'text', f.text,
			'template_id', 'editor', 'fact_ids', jsonb_build_array(fact_prefix || f.position))
		FROM fresh f WHERE f.was IS NULL
	), numbered AS (
		SELECT n.block, n.place, CASE WHEN n.block < 0 THEN n.part
			ELSE n.part || jsonb_build_object('position',
				row_number() OVER (PARTITION BY n.block < 0 ORDER BY n.block, n.place) - 1) END AS part
		FROM sentence n
	)
	SELECT jsonb_build_object(
		'blocks', (SELECT jsonb_agg(jsonb_build_object('position', f.position, 'kind', f.kind,
			'text', f.text) ORDER BY f.position) FROM fresh f),
		'sentences', (SELECT coalesce(jsonb_agg(n.part ORDER BY n.block, n.place), '[]')
			FROM numbered n),
		'facts', (SELECT coalesce(jsonb_agg(o.part ORDER BY o.place), '[]')
			FROM storywire.parts(base, 'facts') o)
			|| (SELECT coalesce(jsonb_agg(jsonb_build_object('fact_id', fact_prefix || f.position,
				'kind', 'edit', 'value', f.text, 'origin', 'editor') ORDER BY f.position), '[]')
			FROM fresh f WHERE f.was IS NULL),
		'quotes', (SELECT coalesce(jsonb_agg(q.part ORDER BY q.place), '[]')
			FROM storywire.parts(base, 'quotes') q
			WHERE EXISTS (SELECT FROM fresh f WHERE strpos(f.text, q.part->>'verbatim') > 0)))
$$;
COMMENT ON FUNCTION storywire.edited_blocks(jsonb, jsonb, text) IS 'The members of a record that follow from new blocks: blocks, sentences, facts, quotes.';

-- Headline and dek stand among the sentences too, at positions -2 and -1.
CREATE FUNCTION storywire.edited_line(record jsonb, member text, line jsonb, fact_id text)
RETURNS jsonb LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
	SELECT (record - member)
		|| CASE WHEN line = 'null' THEN '{}' ELSE jsonb_build_object(member, line) END
		|| jsonb_build_object(
			'sentences', (SELECT coalesce(jsonb_agg(s.part ORDER BY s.part->'position'), '[]') FROM (
				SELECT o.part FROM storywire.parts(record, 'sentences') o
				WHERE o.part->'position' IS DISTINCT FROM place.at
				UNION ALL
				SELECT jsonb_build_object('position', place.at, 'text', line,
					'template_id', 'editor', 'fact_ids', jsonb_build_array(fact_id))
				WHERE line <> 'null') s),
			'facts', (SELECT coalesce(jsonb_agg(o.part ORDER BY o.place), '[]')
				FROM storywire.parts(record, 'facts') o)
				|| CASE WHEN line = 'null' THEN '[]' ELSE jsonb_build_array(jsonb_build_object(
					'fact_id', fact_id, 'kind', 'edit', 'value', line, 'origin', 'editor')) END)
	FROM (SELECT CASE member WHEN 'headline' THEN '-2'::jsonb ELSE '-1' END AS at) place
$$;
COMMENT ON FUNCTION storywire.edited_line(jsonb, text, jsonb, text) IS 'A record with another headline or dek, and its sentence and fact.';

CREATE FUNCTION storywire.edited_figures(base jsonb, figures jsonb)
RETURNS jsonb LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
	SELECT coalesce(jsonb_agg(o.part || coalesce((
			SELECT jsonb_object_agg(m.key, m.value)
			FROM jsonb_array_elements(figures) f CROSS JOIN LATERAL jsonb_each(f) m
			WHERE f->'position' = to_jsonb(o.place) AND m.key IN ('alt', 'caption', 'credit_line')
		), '{}') ORDER BY o.place), '[]')
	FROM storywire.parts(base, 'figures') o
$$;
COMMENT ON FUNCTION storywire.edited_figures(jsonb, jsonb) IS 'The figures with other texts; none is added or lost.';

CREATE FUNCTION storywire.edited_record(base jsonb, changes jsonb, version int)
RETURNS jsonb LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
DECLARE
	made jsonb := base;
	prefix text := format('e%s.', version);
	member text;
BEGIN
	IF changes ? 'blocks' THEN
		made := made || storywire.edited_blocks(made, changes->'blocks', prefix);
	END IF;
	FOREACH member IN ARRAY '{headline,dek}'::text[] LOOP
		IF changes->member <> coalesce(made->member, 'null') THEN
			made := storywire.edited_line(made, member, changes->member, prefix || member);
		END IF;
	END LOOP;
	IF changes ? 'figures' THEN
		made := made || jsonb_build_object('figures',
			storywire.edited_figures(made, changes->'figures'));
	END IF;
	FOREACH member IN ARRAY '{slug,section,tags}'::text[] LOOP
		IF changes ? member THEN
			made := made || jsonb_build_object(member, changes->member);
		END IF;
	END LOOP;
	RETURN storywire.with_bodies(made);
END
$$;
COMMENT ON FUNCTION storywire.edited_record(jsonb, jsonb, int) IS 'A record with a person''s changes.';

-- Nobody loads or edits articles of the account meanwhile.
CREATE FUNCTION storywire.article_for_change(of_account text, of_article uuid)
RETURNS storywire.article LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	found_one storywire.article;
BEGIN
	PERFORM pg_advisory_xact_lock(storywire.account_lock(of_account));
	SELECT * INTO found_one FROM storywire.article a
	WHERE a.account_id = of_account AND a.article_id = of_article;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'article %: none of that id of account %', of_article, of_account
			USING ERRCODE = 'no_data_found';
	END IF;
	RETURN found_one;
END
$$;
COMMENT ON FUNCTION storywire.article_for_change(text, uuid) IS 'The article, with its account locked for the transaction.';

CREATE FUNCTION storywire.transition_of(a storywire.article, of_action text)
RETURNS storywire.workflow_transition LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE
	step storywire.workflow_transition;
BEGIN
	SELECT * INTO step FROM storywire.workflow_transition t
	WHERE t.action = of_action AND t.from_state = a.workflow_state;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'article %: %: not in state %', a.article_id, of_action, a.workflow_state
			USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = coalesce('It gave way to article ' || a.superseded_by || '.',
				'See storywire.workflow_transition.');
	END IF;
	RETURN step;
END
$$;
COMMENT ON FUNCTION storywire.transition_of(storywire.article, text) IS 'What comes of an action; refuses what may not be done in the state of the article.';

CREATE FUNCTION storywire.record_of(a storywire.article)
RETURNS storywire.article_version LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
	SELECT v FROM storywire.article_version v
	WHERE v.account_id = a.account_id AND v.editorial_day = a.editorial_day
		AND v.event_key = a.event_key AND v.inputs_sha256 = a.inputs_sha256
		AND v.content_sha256 = a.content_sha256
$$;
COMMENT ON FUNCTION storywire.record_of(storywire.article) IS 'The version of the article that is current.';

CREATE FUNCTION storywire.next_version(a storywire.article)
RETURNS int LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
	SELECT greatest(a.version, max(v.version)) + 1 FROM storywire.article_version v
	WHERE v.account_id = a.account_id AND v.article_id = a.article_id
$$;
COMMENT ON FUNCTION storywire.next_version(storywire.article) IS 'Number for a person''s version: above all that are there.';

-- Its inputs are those of the version it rests on and the person's decision, so that no two of them
-- have one key.
CREATE FUNCTION storywire.put_version(a storywire.article, base storywire.article_version,
	made jsonb, person text)
RETURNS storywire.article LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	number int := storywire.next_version(a);
	inputs text := encode(sha256(convert_to(concat_ws(' ', 'edit', base.inputs_sha256,
		a.article_id, number), 'UTF8')), 'hex');
	content text := storywire.content_hash(made);
BEGIN
	made := made || jsonb_build_object('article_id', a.article_id, 'uri', a.uri,
		'inputs_sha256', inputs, 'content_sha256', content);
	INSERT INTO storywire.article_version (account_id, editorial_day, event_key, inputs_sha256,
		content_sha256, article_id, version, reason, input_count, observed_at, story_ids, record,
		edited_by, based_on)
	VALUES (a.account_id, a.editorial_day, a.event_key, inputs, content, a.article_id, number, 'edit',
		base.input_count, base.observed_at, base.story_ids, made, person,
		coalesce(base.based_on, base.content_sha256));
	a.version := number;
	a.inputs_sha256 := inputs;
	a.content_sha256 := content;
	a.slug := made->>'slug';
	a.kind := made->>'kind';
	a.headline := made->>'headline';
	a.dek := made->>'dek';
	a.section := made->>'section';
	a.lang := made->>'lang';
	RETURN a;
END
$$;
COMMENT ON FUNCTION storywire.put_version(storywire.article, storywire.article_version, jsonb, text) IS 'Adds a version of a person; the article with it, which is the caller''s to write.';

CREATE FUNCTION storywire.mark_modified(a storywire.article)
RETURNS storywire.article LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	IF a.published_at <= now() THEN
		a.modified_at := now();
	END IF;
	RETURN a;
END
$$;
COMMENT ON FUNCTION storywire.mark_modified(storywire.article) IS 'The article with the time of its change, if it was to be read already.';

CREATE FUNCTION storywire.write_article(a storywire.article)
RETURNS void LANGUAGE sql SET search_path = pg_catalog AS $$
	UPDATE storywire.article t
	SET (event_key, editorial_day, time_zone, slug, kind, headline, dek, section, lang, event_start,
		event_end, inputs_sha256, content_sha256, version, workflow_state, pub_status, touched_at,
		embargoed_until, published_at, modified_at, canceled_at)
		= ROW(a.event_key, a.editorial_day, a.time_zone, a.slug, a.kind, a.headline, a.dek, a.section,
			a.lang, a.event_start, a.event_end, a.inputs_sha256, a.content_sha256, a.version,
			a.workflow_state, a.pub_status, now(), a.embargoed_until, a.published_at,
			a.modified_at, a.canceled_at)
	WHERE t.account_id = a.account_id AND t.article_id = a.article_id
$$;
COMMENT ON FUNCTION storywire.write_article(storywire.article) IS 'Writes an article that a person changed.';

CREATE FUNCTION storywire.tell_event(a storywire.article, step storywire.workflow_transition,
	of_person text, of_reason text, of_content text)
RETURNS void LANGUAGE sql SET search_path = pg_catalog AS $$
	INSERT INTO storywire.article_event (account_id, article_id, number, action, person, reason,
		from_state, to_state, pub_status, version, content_sha256)
	SELECT a.account_id, a.article_id, coalesce(max(e.number), 0) + 1, step.action, of_person,
		of_reason, step.from_state, step.to_state, step.pub_status, a.version, of_content
	FROM storywire.article_event e
	WHERE e.account_id = a.account_id AND e.article_id = a.article_id
$$;
COMMENT ON FUNCTION storywire.tell_event(storywire.article, storywire.workflow_transition, text, text, text) IS 'Adds what was done to storywire.article_event.';

CREATE FUNCTION storywire.finish_action(a storywire.article, step storywire.workflow_transition,
	person text, reason text)
RETURNS int LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	a.workflow_state := step.to_state;
	a.pub_status := step.pub_status;
	a.canceled_at := CASE WHEN step.pub_status = 'canceled' THEN coalesce(a.canceled_at, now()) END;
	PERFORM storywire.write_article(a);
	PERFORM storywire.tell_event(a, step, person, reason, a.content_sha256);
	RETURN a.version;
END
$$;
COMMENT ON FUNCTION storywire.finish_action(storywire.article, storywire.workflow_transition, text, text) IS 'The end of an action: the state it leads to, the row, the event. The version there is now.';

-- Two people at one article: the second is told that the text is not the one they looked at.
CREATE FUNCTION storywire.check_seen(a storywire.article, seen text)
RETURNS void LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
BEGIN
	IF seen <> a.content_sha256 THEN
		RAISE EXCEPTION 'article %: has changed since', a.article_id
			USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'Look at it again: its content_sha256 is ' || a.content_sha256 || ' now.';
	END IF;
END
$$;
COMMENT ON FUNCTION storywire.check_seen(storywire.article, text) IS 'Refuses a change of what somebody else changed meanwhile.';

CREATE FUNCTION storywire.edit_article(of_account text, of_article uuid, changes jsonb, person text,
	reason text, seen text DEFAULT NULL)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	a storywire.article := storywire.article_for_change(of_account, of_article);
	step storywire.workflow_transition := storywire.transition_of(a, 'edit_article');
	base storywire.article_version := storywire.record_of(a);
BEGIN
	PERFORM storywire.check_seen(a, seen);
	PERFORM storywire.check_changes(changes);
	a := storywire.put_version(a, base,
		storywire.edited_record(base.record, changes, storywire.next_version(a)), person);
	RETURN storywire.finish_action(storywire.mark_modified(a), step, person, reason);
END
$$;
COMMENT ON FUNCTION storywire.edit_article(text, uuid, jsonb, text, text, text) IS 'Changes an article: headline, dek, slug, section, tags, blocks, texts of figures. Who, why, and the content_sha256 that the person looked at. The new version; a draft is in review then.';

CREATE FUNCTION storywire.review(of_account text, of_article uuid, person text, reason text)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	a storywire.article := storywire.article_for_change(of_account, of_article);
BEGIN
	RETURN storywire.finish_action(a, storywire.transition_of(a, 'review'), person, reason);
END
$$;
COMMENT ON FUNCTION storywire.review(text, uuid, text, text) IS 'Takes a draft to look at: from then on newer versions of the machine wait as proposals.';

CREATE FUNCTION storywire.hold(of_account text, of_article uuid, person text, reason text)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	a storywire.article := storywire.article_for_change(of_account, of_article);
	step storywire.workflow_transition := storywire.transition_of(a, 'hold');
BEGIN
	IF a.published_at <= now() THEN
		RAISE EXCEPTION 'article %: hold: it can be read already', of_article
			USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'storywire.kill() takes it back.';
	END IF;
	a.embargoed_until := NULL;
	a.published_at := NULL;
	RETURN storywire.finish_action(a, step, person, reason);
END
$$;
COMMENT ON FUNCTION storywire.hold(text, uuid, text, text) IS 'Takes a scheduled article back to review before its time has come.';

CREATE FUNCTION storywire.approve(of_account text, of_article uuid, person text, reason text,
	embargo timestamptz DEFAULT NULL, seen text DEFAULT NULL)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	a storywire.article := storywire.article_for_change(of_account, of_article);
	later boolean := coalesce(embargo > now(), false);
	step storywire.workflow_transition := storywire.transition_of(a,
		CASE WHEN later THEN 'schedule' ELSE 'approve' END);
BEGIN
	PERFORM storywire.check_seen(a, seen);
	a.embargoed_until := CASE WHEN later THEN embargo END;
	a.published_at := CASE WHEN a.published_at <= now() THEN a.published_at
		WHEN later THEN embargo ELSE now() END;
	RETURN storywire.finish_action(storywire.mark_modified(a), step, person, reason);
END
$$;
COMMENT ON FUNCTION storywire.approve(text, uuid, text, text, timestamptz, text) IS 'Publishes an article: now, or, with an embargo in the future, by itself at that time.';

CREATE FUNCTION storywire.tell_readers(a storywire.article, of_kind text, of_text text,
	of_person text)
RETURNS void LANGUAGE sql SET search_path = pg_catalog AS $$
	INSERT INTO storywire.correction (account_id, article_id, number, kind, text, edited_by, version)
	SELECT a.account_id, a.article_id, coalesce(max(c.number), 0) + 1, of_kind, of_text, of_person,
		a.version
	FROM storywire.correction c
	WHERE c.account_id = a.account_id AND c.article_id = a.article_id
$$;
COMMENT ON FUNCTION storywire.tell_readers(storywire.article, text, text, text) IS 'Adds a correction.';

CREATE FUNCTION storywire.correct(of_account text, of_article uuid, kind text, text text,
	person text, reason text, changes jsonb DEFAULT NULL, seen text DEFAULT NULL)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	a storywire.article := storywire.article_for_change(of_account, of_article);
	step storywire.workflow_transition := storywire.transition_of(a, 'correct');
	base storywire.article_version := storywire.record_of(a);
	made jsonb := base.record;
BEGIN
	PERFORM storywire.check_seen(a, seen);
	IF a.published_at > now() THEN
		RAISE EXCEPTION 'article %: correct: nobody has read it yet', of_article
			USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'storywire.edit_article() changes it without a word to readers.';
	END IF;
	IF changes IS NOT NULL THEN
		PERFORM storywire.check_changes(changes);
		made := storywire.edited_record(made, changes, storywire.next_version(a));
	END IF;
	a := storywire.put_version(a, base, made, person);
	PERFORM storywire.tell_readers(a, kind, text, person);
	RETURN storywire.finish_action(storywire.mark_modified(a), step, person, reason);
END
$$;
COMMENT ON FUNCTION storywire.correct(text, uuid, text, text, text, text, jsonb, text) IS 'Tells readers of an error (correction, clarification, update, retraction) and changes the text, if changes are given.';

CREATE FUNCTION storywire.kill(of_account text, of_article uuid, person text, reason text)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	a storywire.article := storywire.article_for_change(of_account, of_article);
	step storywire.workflow_transition := storywire.transition_of(a, 'kill');
	base storywire.article_version := storywire.record_of(a);
BEGIN
	a := storywire.put_version(a, base, base.record, person);
	RETURN storywire.finish_action(storywire.mark_modified(a), step, person, reason);
END
$$;
COMMENT ON FUNCTION storywire.kill(text, uuid, text, text) IS 'Takes an article back for good; feeds tell readers of published ones that it is gone.';

-- A function of the versions and the events, so that nothing depends on when it came: the newest
-- machine version, where it is another text than the one that the person's rests on, and was not
-- dismissed.
CREATE FUNCTION storywire.proposal_of(a storywire.article)
RETURNS SETOF storywire.article_version LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
	SELECT (top.v).* FROM (
		SELECT v FROM storywire.article_version v
		WHERE v.account_id = a.account_id AND v.article_id = a.article_id
			AND v.reason <> 'edit'
		ORDER BY v.version DESC LIMIT 1
	) top
	CROSS JOIN storywire.record_of(a) current
	WHERE a.touched_at IS NOT NULL
		AND (top.v).content_sha256 <> coalesce(current.based_on, current.content_sha256)
		AND NOT EXISTS (SELECT FROM storywire.article_event e
			WHERE e.account_id = a.account_id AND e.article_id = a.article_id
				AND e.action = 'dismiss_proposal'
				AND e.content_sha256 = (top.v).content_sha256)
$$;
COMMENT ON FUNCTION storywire.proposal_of(storywire.article) IS 'The machine''s version that waits beside a person''s; no row where none does.';

-- Cell [i][j] of the table is how many elements the lists after i-1 and j-1 have in common, in order.
CREATE FUNCTION storywire.common_tail(was text[], becomes text[])
RETURNS int[] LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
DECLARE
	common int[] := array_fill(0, ARRAY[cardinality(was) + 1, cardinality(becomes) + 1]);
BEGIN
	FOR i IN REVERSE cardinality(was) .. 1 LOOP
		FOR j IN REVERSE cardinality(becomes) .. 1 LOOP
			common[i][j] := CASE WHEN was[i] = becomes[j] THEN common[i + 1][j + 1] + 1
				ELSE greatest(common[i + 1][j], common[i][j + 1]) END;
		END LOOP;
	END LOOP;
	RETURN common;
END
$$;
COMMENT ON FUNCTION storywire.common_tail(text[], text[]) IS 'Lengths of the longest common subsequences of all tails of two lists.';

CREATE FUNCTION storywire.list_diff(was text[], becomes text[])
RETURNS TABLE (old text, new text) LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
DECLARE
	common int[] := storywire.common_tail(was, becomes);
	i int := 1;
	j int := 1;
	olds text[];
	news text[];
BEGIN
	WHILE i <= cardinality(was) OR j <= cardinality(becomes) LOOP
		olds := '{}';
		news := '{}';
		WHILE was[i] IS DISTINCT FROM becomes[j] LOOP
			IF j > cardinality(becomes) OR i <= cardinality(was)
					AND common[i + 1][j] >= common[i][j + 1] THEN
				olds := olds || was[i];
				i := i + 1;
			ELSE
				news := news || becomes[j];
				j := j + 1;
			END IF;
		END LOOP;
		RETURN QUERY SELECT * FROM unnest(olds, news);
		i := i + 1;
		j := j + 1;
	END LOOP;
END
$$;
COMMENT ON FUNCTION storywire.list_diff(text[], text[]) IS 'What differs between two lists without NULL, in order: old in whose place new stands; one of them NULL where it was added or is gone.';

CREATE FUNCTION storywire.record_diff(was jsonb, becomes jsonb)
RETURNS jsonb LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
	SELECT coalesce(jsonb_agg(jsonb_build_object('part', d.part, 'old', d.old, 'new', d.new)
		ORDER BY d.place), '[]')
	FROM (
		SELECT n.place, n.part, was->>n.part AS old, becomes->>n.part AS new
		FROM unnest('{headline,dek}'::text[]) WITH ORDINALITY n (part, place)
		WHERE was->>n.part IS DISTINCT FROM becomes->>n.part
		UNION ALL
		SELECT 2 + b.place, 'block', b.old, b.new
		FROM storywire.list_diff(
			ARRAY(SELECT coalesce(o.part->>'text', '') FROM storywire.parts(was, 'blocks') o
				ORDER BY o.place),
			ARRAY(SELECT coalesce(o.part->>'text', '') FROM storywire.parts(becomes, 'blocks') o
				ORDER BY o.place)
		) WITH ORDINALITY b (old, new, place)
	) d
$$;
COMMENT ON FUNCTION storywire.record_diff(jsonb, jsonb) IS 'What readers would see change between two records: a list of part, old, new.';

CREATE VIEW storywire.article_proposal AS
SELECT a.account_id, a.article_id, p.event_key, p.inputs_sha256, p.content_sha256,
	p.record->>'headline' AS headline, p.input_count, p.observed_at, p.created_at,
	storywire.record_diff((storywire.record_of(a)).record, p.record) AS diff
FROM storywire.article a
CROSS JOIN LATERAL storywire.proposal_of(a) p
WHERE a.touched_at IS NOT NULL;
COMMENT ON VIEW storywire.article_proposal IS 'Newer versions of the machine that wait beside the text of a person; see storywire.accept_proposal() and dismiss_proposal().';
COMMENT ON COLUMN storywire.article_proposal.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article_proposal.article_id IS 'The article.';
COMMENT ON COLUMN storywire.article_proposal.event_key IS 'Key of the account and the earliest story of the version.';
COMMENT ON COLUMN storywire.article_proposal.inputs_sha256 IS 'Its inputs.';
COMMENT ON COLUMN storywire.article_proposal.content_sha256 IS 'Its content; names the proposal.';
COMMENT ON COLUMN storywire.article_proposal.headline IS 'Its headline.';
COMMENT ON COLUMN storywire.article_proposal.input_count IS 'Number of (story, source) inputs.';
COMMENT ON COLUMN storywire.article_proposal.observed_at IS 'Newest sighting among them.';
COMMENT ON COLUMN storywire.article_proposal.created_at IS 'When it arrived.';
COMMENT ON COLUMN storywire.article_proposal.diff IS 'What it would change: a list of part (headline, dek, block), old, new.';

CREATE FUNCTION storywire.proposal_for_decision(a storywire.article, content text)
RETURNS storywire.article_version LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE
	waiting storywire.article_version;
BEGIN
	SELECT * INTO waiting FROM storywire.proposal_of(a) p WHERE p.content_sha256 = content;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'article %: no such proposal waits', a.article_id
			USING ERRCODE = 'no_data_found',
			HINT = 'See storywire.article_proposal: a newer one may have come.';
	END IF;
	RETURN waiting;
END
$$;
COMMENT ON FUNCTION storywire.proposal_for_decision(storywire.article, text) IS 'The proposal with that content, if it is the one that waits.';

CREATE FUNCTION storywire.take_proposal(a storywire.article, proposal storywire.article_version,
	person text)
RETURNS storywire.article LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	a.event_key := proposal.event_key;
	a.editorial_day := proposal.editorial_day;
	a.time_zone := proposal.record->>'time_zone';
	a.event_start := date_trunc('milliseconds', (proposal.record->>'event_start')::timestamptz);
	a.event_end := date_trunc('milliseconds', (proposal.record->>'event_end')::timestamptz);
	DELETE FROM storywire.article_story s
	WHERE s.account_id = a.account_id AND s.article_id = a.article_id;
	INSERT INTO storywire.article_story (account_id, article_id, story_id)
	SELECT DISTINCT a.account_id, a.article_id, unnest(proposal.story_ids);
	RETURN storywire.put_version(a, proposal, proposal.record, person);
END
$$;
COMMENT ON FUNCTION storywire.take_proposal(storywire.article, storywire.article_version, text) IS 'The article with the text and the stories of a proposal.';

CREATE FUNCTION storywire.accept_proposal(of_account text, of_article uuid, content text,
	person text, reason text)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	a storywire.article := storywire.article_for_change(of_account, of_article);
	step storywire.workflow_transition := storywire.transition_of(a, 'accept_proposal');
BEGIN
	a := storywire.take_proposal(a, storywire.proposal_for_decision(a, content), person);
	RETURN storywire.finish_action(storywire.mark_modified(a), step, person, reason);
END
$$;
COMMENT ON FUNCTION storywire.accept_proposal(text, uuid, text, text, text) IS 'Makes the machine''s version with that content_sha256 the current one, as the person''s decision.';

CREATE FUNCTION storywire.dismiss_proposal(of_account text, of_article uuid, content text,
	person text, reason text)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	a storywire.article := storywire.article_for_change(of_account, of_article);
	step storywire.workflow_transition := storywire.transition_of(a, 'dismiss_proposal');
	proposal storywire.article_version := storywire.proposal_for_decision(a, content);
BEGIN
	PERFORM storywire.tell_event(a, step, person, reason, proposal.content_sha256);
	RETURN a.version;
END
$$;
COMMENT ON FUNCTION storywire.dismiss_proposal(text, uuid, text, text, text) IS 'Leaves the machine''s version with that content_sha256 aside; another one may come.';

-- Rights: what is the desk's nobody writes but through the desk's functions.
ALTER FUNCTION storywire.grant_loader() RENAME TO grant_loader_before_desk;
CREATE FUNCTION storywire.grant_loader()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	statement text;
BEGIN
	PERFORM storywire.grant_loader_before_desk();
	REVOKE INSERT, UPDATE ON storywire.article, storywire.article_version FROM storywire_loader;
	FOR statement IN
		SELECT format('GRANT INSERT (%1$s), UPDATE (%1$s) ON %2$s TO storywire_loader',
			string_agg(quote_ident(c.attname), ', '), c.attrelid::regclass)
		FROM pg_attribute c
		WHERE c.attrelid IN ('storywire.article'::regclass, 'storywire.article_version'::regclass)
			AND c.attnum > 0 AND NOT c.attisdropped
			AND c.attname <> ALL ('{touched_at,embargoed_until,published_at,modified_at,
				canceled_at,edited_by,based_on}')
		GROUP BY c.attrelid
	LOOP
		EXECUTE statement;
	END LOOP;
END
$$;
COMMENT ON FUNCTION storywire.grant_loader() IS 'What story-load run needs, and nothing else.';
COMMENT ON FUNCTION storywire.grant_loader_before_desk() IS 'A part of storywire.grant_loader().';

ALTER FUNCTION storywire.grant_reader(text) RENAME TO grant_reader_before_desk;
CREATE FUNCTION storywire.grant_reader(role text)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	PERFORM storywire.grant_reader_before_desk(role);
	EXECUTE format('GRANT EXECUTE ON FUNCTION storywire.record_of(storywire.article),
		storywire.proposal_of(storywire.article), storywire.record_diff(jsonb, jsonb),
		storywire.list_diff(text[], text[]), storywire.common_tail(text[], text[]) TO %I', role);
END
$$;
COMMENT ON FUNCTION storywire.grant_reader(text) IS 'Reading of all tables and views, with the functions that views call.';
COMMENT ON FUNCTION storywire.grant_reader_before_desk(text) IS 'A part of storywire.grant_reader().';

CREATE FUNCTION storywire.grant_editor()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	PERFORM storywire.grant_reader('storywire_editor');
	REVOKE INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA storywire FROM storywire_editor;
	GRANT EXECUTE ON FUNCTION
		storywire.edit_article(text, uuid, jsonb, text, text, text),
		storywire.review(text, uuid, text, text), storywire.hold(text, uuid, text, text),
		storywire.approve(text, uuid, text, text, timestamptz, text),
		storywire.correct(text, uuid, text, text, text, text, jsonb, text),
		storywire.kill(text, uuid, text, text),
		storywire.accept_proposal(text, uuid, text, text, text),
		storywire.dismiss_proposal(text, uuid, text, text, text) TO storywire_editor;
END
$$;
COMMENT ON FUNCTION storywire.grant_editor() IS 'Reading, and the functions of the desk; an editor writes no table.';

CREATE OR REPLACE FUNCTION storywire.ensure_roles()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	IF storywire.ensure_role('storywire_owner') THEN
		PERFORM storywire.give_to_owner();
	END IF;
	IF storywire.ensure_role('storywire_loader') THEN
		PERFORM storywire.grant_loader();
	END IF;
	IF storywire.ensure_role('storywire_editor') THEN
		PERFORM storywire.grant_editor();
	END IF;
	IF storywire.ensure_role('storywire_reader') THEN
		PERFORM storywire.grant_reader('storywire_reader');
	END IF;
END
$$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA storywire FROM PUBLIC;
