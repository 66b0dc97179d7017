-- Who may do what. Roles belong to the whole cluster, and whoever migrates may not be allowed to
-- make them; then this says what to run, and the next `story-load migrate` catches up.

CREATE FUNCTION storywire.ensure_role(role text)
RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	IF EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
		RETURN true;
	END IF;
	EXECUTE format('CREATE ROLE %I NOLOGIN', role);
	RETURN true;
EXCEPTION
	WHEN duplicate_object OR unique_violation THEN
		RETURN true;
	WHEN insufficient_privilege THEN
		RAISE WARNING 'role % is missing; have an administrator run: CREATE ROLE % NOLOGIN',
			role, role;
		RETURN false;
END
$$;
COMMENT ON FUNCTION storywire.ensure_role(text) IS 'Makes a role if it is missing and may be made; whether it is there.';

-- Everything belongs to storywire_owner where whoever migrates is a member of it.
CREATE FUNCTION storywire.give_to_owner()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	owner oid := (SELECT oid FROM pg_roles WHERE rolname = 'storywire_owner');
	statement text;
BEGIN
	IF NOT pg_has_role(owner, 'MEMBER') THEN
		RETURN;
	END IF;
	FOR statement IN
		SELECT 'ALTER SCHEMA storywire OWNER TO storywire_owner'
		FROM pg_namespace n WHERE n.nspname = 'storywire' AND n.nspowner <> owner
		UNION ALL
		SELECT format('ALTER %s %s OWNER TO storywire_owner',
			CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, c.oid::regclass)
		FROM pg_class c
		WHERE c.relnamespace = 'storywire'::regnamespace AND c.relkind IN ('r', 'p', 'v')
			AND c.relowner <> owner
		UNION ALL
		SELECT format('ALTER ROUTINE %s OWNER TO storywire_owner', p.oid::regprocedure)
		FROM pg_proc p
		WHERE p.pronamespace = 'storywire'::regnamespace AND p.proowner <> owner
	LOOP
		EXECUTE statement;
	END LOOP;
END
$$;
COMMENT ON FUNCTION storywire.give_to_owner() IS 'Gives every object of the schema to storywire_owner.';

CREATE FUNCTION storywire.grant_loader()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO storywire_loader', current_database());
	GRANT USAGE ON SCHEMA storywire TO storywire_loader;
	GRANT SELECT ON ALL TABLES IN SCHEMA storywire TO storywire_loader;
	GRANT INSERT, UPDATE ON storywire.ledger, storywire.observation, storywire.poll,
		storywire.article_version, storywire.article TO storywire_loader;
	-- what was taken down stays so
	GRANT UPDATE (graph_id, ig_pk, handle, taken_at, expires_at, media_type, caption, alt_text,
		permalink, shortcode, media_url, thumbnail_url, width, height, duration_ms, mentions,
		hashtags, places, links, paid_partnership, first_seen, last_seen, raw_sha256,
		sanitised, provenance) ON storywire.story TO storywire_loader;
	GRANT INSERT ON storywire.story, storywire.reject TO storywire_loader;
	GRANT INSERT, DELETE ON storywire.article_story TO storywire_loader;
	GRANT EXECUTE ON FUNCTION storywire.settle_versions(text, date),
		storywire.settle_articles(text, date), storywire.settle_stories(text, date),
		storywire.settle(text, date), storywire.settled_articles(text, date),
		storywire.settled_versions(text, date), storywire.accepted_versions(text, date),
		storywire.ranked_versions(text, date), storywire.is_same_set(text[], text[]),
		storywire.is_machines(text, text),
		storywire.shared(text[], text[]), storywire.account_lock(text),
		storywire.story_merge(storywire.story, storywire.story),
		storywire.story_fold(storywire.story), storywire.stamps_merge(jsonb, jsonb),
		storywire.outranks(text, anyelement, text, anyelement),
		storywire.outranks(text, jsonb, text, jsonb) TO storywire_loader;
END
$$;
COMMENT ON FUNCTION storywire.grant_loader() IS 'What story-load run needs, and nothing else.';

CREATE FUNCTION storywire.grant_reader(role text)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	EXECUTE format('GRANT USAGE ON SCHEMA storywire TO %I', role);
	EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA storywire TO %I', role);
	EXECUTE format('GRANT EXECUTE ON FUNCTION storywire.parts(jsonb, text),
		storywire.words(jsonb) TO %I', role);
END
$$;
COMMENT ON FUNCTION storywire.grant_reader(text) IS 'Reading of all tables and views, with the functions that views call.';

CREATE FUNCTION storywire.ensure_roles()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	IF storywire.ensure_role('storywire_owner') THEN
		PERFORM storywire.give_to_owner();
	END IF;
	IF storywire.ensure_role('storywire_loader') THEN
		PERFORM storywire.grant_loader();
	END IF;
	IF storywire.ensure_role('storywire_editor') THEN
		PERFORM storywire.grant_reader('storywire_editor');
		GRANT UPDATE (workflow_state, pub_status) ON storywire.article TO storywire_editor;
	END IF;
	IF storywire.ensure_role('storywire_reader') THEN
		PERFORM storywire.grant_reader('storywire_reader');
	END IF;
END
$$;
COMMENT ON FUNCTION storywire.ensure_roles() IS 'Makes the roles and grants what each may do; story-load migrate calls it every time.';
REVOKE EXECUTE ON FUNCTION storywire.ensure_role(text), storywire.give_to_owner(),
	storywire.grant_loader(), storywire.grant_reader(text), storywire.ensure_roles() FROM PUBLIC;
