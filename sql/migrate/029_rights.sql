-- What exports and the report are made of was for everybody, and so for nobody where an administrator has
-- taken functions from PUBLIC, as many do for all that is made. Who may read may do so by name.

CREATE FUNCTION storywire.grant_documents(role text)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	made_of regprocedure;
BEGIN
	FOR made_of IN
		SELECT p.oid FROM pg_proc p
		WHERE p.pronamespace = 'storywire'::regnamespace AND p.proname = ANY ('{
			account_names,atom_entry,cell,coordinate,crossings,editors_note,elements,escaped,
			escaped_quotes,figures,filled,headline_within,html_attribute,html_body,
			html_figures,html_table,instant,is_readable,json_feed_item,jsonld,jsonld_media,
			jsonld_people,jsonld_places,jsonld_quotes,jsonld_sources,jsonld_whole,lede,
			media_address,minute,natural_number,ninjs,ninjs_background,ninjs_bodies,
			ninjs_figures,ninjs_gone,ninjs_places,ninjs_sources,ninjs_subjects,ninjs_values,
			ninjs_whole,parts,pixels,plain_body,printable,publisher,report,report_accounts,
			report_coverage,report_curves,report_drafts,report_losses,rfc3339,same_event,
			script_json,web_address,word_count,words}')
	LOOP
		EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', made_of, role);
	END LOOP;
END
$$;
COMMENT ON FUNCTION storywire.grant_documents(text) IS 'The functions that the views of exports and the report call; they read as their caller.';

ALTER FUNCTION storywire.grant_reader(text) RENAME TO grant_reader_before_documents;
COMMENT ON FUNCTION storywire.grant_reader_before_documents(text) IS 'A part of storywire.grant_reader().';
CREATE FUNCTION storywire.grant_reader(role text)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM storywire.grant_reader_before_documents(role);
	PERFORM storywire.grant_documents(role);
END
$$;
COMMENT ON FUNCTION storywire.grant_reader(text) IS 'Reading of all tables and views but the reasons of takedowns, with the functions that views call.';

ALTER FUNCTION storywire.grant_loader() RENAME TO grant_loader_before_documents;
COMMENT ON FUNCTION storywire.grant_loader_before_documents() IS 'A part of storywire.grant_loader().';
CREATE FUNCTION storywire.grant_loader()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM storywire.grant_loader_before_documents();
	PERFORM storywire.grant_documents('storywire_loader');
END
$$;
COMMENT ON FUNCTION storywire.grant_loader() IS 'What story-load needs, and nothing else.';
REVOKE EXECUTE ON FUNCTION storywire.grant_documents(text), storywire.grant_reader(text),
	storywire.grant_loader() FROM PUBLIC;
