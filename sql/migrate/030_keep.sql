-- What a person wrote, decided or approved nothing writes over but the functions of the desk and of
-- takedowns, which run as the owner. The loader's statements never did; now its role cannot. A load pays
-- nothing for it: no row that is only added has a trigger, nor one that the machine alone has worked on.

CREATE FUNCTION storywire.refuse()
RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF NOT pg_has_role((SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID), 'USAGE') THEN
		RAISE EXCEPTION '%: not the machine''s to change', TG_TABLE_NAME
			USING ERRCODE = 'insufficient_privilege',
			HINT = 'Of what people wrote or approved only the functions of the desk make something else.';
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION storywire.refuse() IS 'Lets nobody but the owner of the table through.';

CREATE TRIGGER touched_stays BEFORE UPDATE ON storywire.article
FOR EACH ROW WHEN (OLD.touched_at IS NOT NULL) EXECUTE FUNCTION storywire.refuse();

CREATE TRIGGER edit_stays BEFORE UPDATE ON storywire.article_version
FOR EACH ROW WHEN (OLD.reason = 'edit') EXECUTE FUNCTION storywire.refuse();

-- Whoever approved a version approved its text: the same hashes never get another one.
CREATE TRIGGER content_stays BEFORE UPDATE OF record ON storywire.article_version
FOR EACH ROW WHEN (OLD.record - '{article_id,uri,time_zone,event_start,event_end,input_count,observed_at,
		story_ids,generator,template_set,facts_files}'::text[]
	IS DISTINCT FROM NEW.record - '{article_id,uri,time_zone,event_start,event_end,input_count,observed_at,
		story_ids,generator,template_set,facts_files}'::text[])
EXECUTE FUNCTION storywire.refuse();

-- Machines touch no article, so they pay nothing for this one.
CREATE INDEX article_touched ON storywire.article (account_id, article_id) WHERE touched_at IS NOT NULL;

-- Once a statement: a load adds very many at once.
CREATE FUNCTION storywire.refuse_links()
RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF NOT pg_has_role((SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID), 'USAGE')
			AND EXISTS (SELECT FROM changed JOIN storywire.article a USING (account_id, article_id)
				WHERE a.touched_at IS NOT NULL) THEN
		RAISE EXCEPTION '%: not the machine''s to change', TG_TABLE_NAME
			USING ERRCODE = 'insufficient_privilege',
			HINT = 'A person decided on the article; storywire.accept_proposal() gives it other stories.';
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION storywire.refuse_links() IS 'Lets nobody but the owner give or take stories of articles that people decided on.';
CREATE TRIGGER links_are_not_added AFTER INSERT ON storywire.article_story
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION storywire.refuse_links();
CREATE TRIGGER links_stay AFTER DELETE ON storywire.article_story
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION storywire.refuse_links();

-- Of what was loaded the loader changes no key.
ALTER FUNCTION storywire.grant_loader() RENAME TO grant_loader_before_keys;
COMMENT ON FUNCTION storywire.grant_loader_before_keys() IS 'A part of storywire.grant_loader().';
CREATE FUNCTION storywire.grant_loader()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	statement text;
BEGIN
	PERFORM storywire.grant_loader_before_keys();
	REVOKE UPDATE ON storywire.ledger, storywire.observation, storywire.poll, storywire.media,
		storywire.story_alias, storywire.article, storywire.article_version FROM storywire_loader;
	FOR statement IN
		SELECT format('GRANT UPDATE (%s) ON %s TO storywire_loader',
			string_agg(quote_ident(c.attname), ', '), c.attrelid::regclass)
		FROM (VALUES ('ledger', '{records}'), ('observation', '{}'), ('poll', '{}'), ('media', '{}'),
			('story_alias', '{}'),
			('article', '{touched_at,embargoed_until,published_at,modified_at,canceled_at}'),
			('article_version', '{input_count,arrival,created_at,edited_by,based_on}')
		) t (relation, fixed)
		JOIN pg_attribute c ON c.attrelid = format('storywire.%I', t.relation)::regclass
			AND c.attnum > 0 AND NOT c.attisdropped AND c.attgenerated = ''
			AND c.attname <> ALL (t.fixed::text[])
		JOIN pg_index k ON k.indrelid = c.attrelid AND k.indisprimary
			AND c.attnum <> ALL (k.indkey::int2[])
		GROUP BY c.attrelid
	LOOP
		EXECUTE statement;
	END LOOP;
END
$$;
COMMENT ON FUNCTION storywire.grant_loader() IS 'What story-load needs, and nothing else.';
REVOKE EXECUTE ON FUNCTION storywire.grant_loader(), storywire.refuse(), storywire.refuse_links() FROM PUBLIC;
