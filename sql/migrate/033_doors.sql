-- A dump without privileges, restored, leaves every function to everybody, as PostgreSQL makes them: then
-- whoever reads could kill articles, and whoever loads approve them. Each migrate shuts these doors again.

CREATE FUNCTION storywire.shut_doors()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	door regprocedure;
BEGIN
	FOR door IN
		SELECT p.oid FROM pg_proc p
		WHERE p.pronamespace = 'storywire'::regnamespace AND p.provolatile = 'v'
			AND has_function_privilege('public', p.oid, 'EXECUTE')
	LOOP
		EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', door);
	END LOOP;
END
$$;
COMMENT ON FUNCTION storywire.shut_doors() IS 'Takes what changes something from everybody; who needs it has it by name.';

CREATE OR REPLACE FUNCTION storywire.ensure_roles()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF storywire.ensure_role('storywire_owner') THEN
		PERFORM storywire.give_to_owner();
	END IF;
	PERFORM storywire.shut_doors();
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
REVOKE EXECUTE ON FUNCTION storywire.shut_doors() FROM PUBLIC;
