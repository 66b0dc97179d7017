-- What this transaction relies on, set for it alone, so that a pooler can give the connection to
-- others. No object outside the schemas named is ever found by name; rows that row security would
-- hide are an error instead; nothing waits for ever; what is staged is compressed as the tables want
-- it, where the server can; texts and arrays are read as they are written, whatever an old setting
-- says. Temporary tables have no statistics, and joins of theirs that sort wide rows are never worth
-- it. Returns one row.
SELECT set_config('search_path', 'pg_catalog, pg_temp', true),
	set_config('row_security', 'off', true),
	set_config('TimeZone', 'UTC', true),
	set_config('statement_timeout', '600s', true),
	set_config('lock_timeout', '120s', true),
	set_config('idle_in_transaction_session_timeout', '3600s', true),
	set_config('jit', 'off', true),
	set_config('enable_mergejoin', 'off', true),
	set_config('work_mem', '32MB', true),
	(SELECT pg_catalog.count(set_config(s.name, wanted.setting, true))
		FROM (VALUES ('default_toast_compression', 'lz4'), ('standard_conforming_strings', 'on'),
			('array_nulls', 'on')) wanted (name, setting)
		JOIN pg_settings s ON s.name = wanted.name
		WHERE s.enumvals IS NULL OR wanted.setting = ANY (s.enumvals))
