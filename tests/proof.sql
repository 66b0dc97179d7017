-- What tests ask of a database that loads filled: made in one that is migrated and empty yet.
-- proof.rows() is every row of every table, a line each, but for the moments and numbers of
-- loading; proof.state() their hash; proof.empty() empties the tables once nobody writes to them.
-- Tables that a migration fills are left out, and the one that tells of runs.
CREATE SCHEMA proof;

CREATE TABLE proof.loaded AS
SELECT c.relname::text AS name, array(
    SELECT attname::text FROM pg_attribute LEFT JOIN pg_attrdef
    ON adrelid = attrelid AND adnum = attnum
    WHERE attrelid = c.oid AND attnum > 0
    AND (attidentity <> '' OR pg_get_expr(adbin, adrelid) ~ 'now|timestamp')
) AS chance
FROM pg_class c
WHERE relnamespace = 'storywire'::regnamespace AND relkind = 'r' AND relname <> 'load_run'
AND query_to_xml(format('TABLE storywire.%I', relname), false, false, '')::text !~ '<row>'
ORDER BY name;

CREATE FUNCTION proof.rows() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    loaded record;
BEGIN
    FOR loaded IN SELECT name, chance FROM proof.loaded LOOP
        RETURN QUERY EXECUTE format('SELECT %L || (to_jsonb(t) - $1)::text COLLATE "C"
            FROM storywire.%I t ORDER BY 1', loaded.name || ' ', loaded.name) USING loaded.chance;
    END LOOP;
END
$$;

CREATE FUNCTION proof.state() RETURNS text LANGUAGE sql AS $$
    SELECT md5(coalesce(string_agg(r, E'\n' ORDER BY r COLLATE "C"), '')) FROM proof.rows() r
$$;

CREATE FUNCTION proof.empty() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    loaded record;
BEGIN
    EXECUTE (SELECT format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE',
        string_agg('storywire.' || quote_ident(name), ', ')) FROM proof.loaded);
    FOR loaded IN SELECT name FROM proof.loaded LOOP
        EXECUTE format('DELETE FROM storywire.%I', loaded.name);
    END LOOP;
END
$$;
