-- A takedown asks to be forgotten, and its reason is in somebody's words, who may say of whom: it is for
-- those who take down and for the owner, not for whoever reads the tables.

ALTER FUNCTION storywire.grant_reader(text) RENAME TO grant_reader_before_receipts;
COMMENT ON FUNCTION storywire.grant_reader_before_receipts(text) IS 'A part of storywire.grant_reader().';
CREATE FUNCTION storywire.grant_reader(role text)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM storywire.grant_reader_before_receipts(role);
	EXECUTE format('REVOKE SELECT ON storywire.erasure FROM %I', role);
	EXECUTE format('GRANT SELECT (code, scope, requested_at, session_role, database_at, spool)
		ON storywire.erasure TO %I', role);
END
$$;
COMMENT ON FUNCTION storywire.grant_reader(text) IS 'Reading of all tables and views but the reasons of takedowns, with the functions that views call.';
REVOKE EXECUTE ON FUNCTION storywire.grant_reader(text) FROM PUBLIC;

COMMENT ON COLUMN storywire.erasure.reason IS 'Why, as given; readers and editors do not see it.';
