-- The relations and columns that others rely on, their comments, and what the tables refuse.
BEGIN;
SET client_min_messages = warning;
SELECT no_plan();

SELECT has_schema('storywire');

-- Names that stay.
CREATE TEMP TABLE promised (relation text, columns text[]);
INSERT INTO promised VALUES
	('story', '{account_id,story_id,handle,taken_at,expires_at,media_type,caption,permalink,
		first_seen,last_seen,vanished_early_at,erased_at,raw_sha256}'),
	('observation', '{account_id,story_id,metric,observed_at,value,state,source,is_final}'),
	('poll', '{account_id,started_at,finished_at,outcome,http_status,error_code,stories,live}'),
	('gap', '{account_id,handle,from_time,to_time,reason}'),
	('media', '{account_id,story_id,kind,state,fetched_at,sha256,bytes,content_type,seen_type,
		http_status,detail}'),
	('article', '{account_id,article_id,event_key,uri,slug,headline,dek,section,lang,event_start,
		event_end,workflow_state,pub_status,version,content_sha256,superseded_by}'),
	('article_version', '{account_id,article_id,version,content_sha256,record,reason,created_at}'),
	('article_story', '{account_id,article_id,story_id}'),
	('article_block', '{account_id,article_id,position,kind,text}'),
	('article_sentence', '{account_id,article_id,position,text,template_id,fact_ids}'),
	('article_fact', '{account_id,article_id,fact_id,kind,value,origin,story_id}'),
	('article_quote', '{account_id,article_id,story_id,kind,verbatim,speaker}'),
	('article_figure', '{account_id,article_id,position,story_id,media_type,alt,caption,
		credit_line}'),
	('article_person', '{account_id,article_id,person_id,role,name_shown,age_shown,evidence}'),
	('article_text', '{account_id,article_id,headline,body_text,body_html}'),
	('article_ninjs', '{account_id,article_id,doc}'),
	('article_jsonld', '{account_id,article_id,doc}'),
	('feed_atom', '{doc}'),
	('feed_json', '{doc}'),
	('article_related', '{account_id,article_id,kind,other_account_id,other_article_id,uri}'),
	('ledger', '{segment_sha256,loaded_at,records,rejects}'),
	('reject', '{segment_sha256,line,key,reason,detail}');
SELECT is_empty(format($$
		SELECT unnest(%L::text[])
		EXCEPT SELECT attname::text FROM pg_attribute
		WHERE attrelid = %L::regclass AND attnum > 0 AND NOT attisdropped
	$$, columns, 'storywire.' || relation), relation || ' has its columns')
FROM promised;

SELECT is_empty($$
		SELECT c.relname FROM pg_class c
		WHERE c.relnamespace = 'storywire'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
			AND obj_description(c.oid, 'pg_class') IS NULL
	$$, 'every relation has a comment');
SELECT is_empty($$
		SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE c.relnamespace = 'storywire'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
			AND a.attnum > 0 AND NOT a.attisdropped
			AND col_description(c.oid, a.attnum) IS NULL
	$$, 'every column has a comment');
SELECT is_empty($$
		SELECT p.oid::regprocedure FROM pg_proc p
		WHERE p.pronamespace = 'storywire'::regnamespace
			AND obj_description(p.oid, 'pg_proc') IS NULL
	$$, 'every function has a comment');
SELECT is_empty($$
		SELECT i.indexrelid::regclass FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
		WHERE c.relnamespace = 'storywire'::regnamespace AND i.indisunique
			AND c.relname NOT IN ('schema_version', 'ledger', 'reject', 'workflow_transition',
				'tombstone', 'erasure', 'load_run', 'publication', 'common_hashtag')
			AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid
				AND a.attname = 'account_id' AND a.attnum = i.indkey[0])
	$$, 'every unique key of a large table begins with account_id');

-- What a table refuses.
PREPARE bad_hash AS INSERT INTO storywire.observation
	VALUES ('a', 's', 'reach', now(), 1, 'ok', 'graph', false, 'xyz');
SELECT throws_ok('bad_hash', '23514', NULL, 'a hash that is none');
PREPARE bad_outcome AS INSERT INTO storywire.poll (account_id, started_at, finished_at, outcome,
	stories) VALUES ('a', now(), now(), 'odd', 0);
SELECT throws_ok('bad_outcome', '23514', NULL, 'an outcome of a poll that is none');
PREPARE kept_without_hash AS INSERT INTO storywire.media (account_id, story_id, kind, state, fetched_at)
	VALUES ('a', 's', 'media', 'ok', now());
SELECT throws_ok('kept_without_hash', '23514', NULL, 'media that are kept under no hash');
SELECT throws_ok(format($$
		INSERT INTO storywire.story (account_id, story_id, taken_at, expires_at, raw_sha256,
			provenance)
		VALUES ('a', 's', now(), now(), repeat('0', 64), %L)
	$$, provenance), '23514', NULL, 'a provenance like ' || provenance)
FROM unnest('{"[]","\"x\"","{\"a\":1}","{\"a\":[\"x\"]}","{\"a\":null}"}'::text[]) provenance;

-- Ids stay text, whatever their digits.
SELECT col_type_is('storywire', relation, 'account_id', 'text', relation || '.account_id is text')
FROM unnest('{story,observation,poll,media,article,article_version,article_story}'::text[]) relation;
SELECT col_type_is('storywire', 'story', 'story_id', 'text', 'story.story_id is text');
SELECT col_type_is('storywire', 'story', 'taken_at', 'timestamp with time zone', 'times have a zone');
SELECT col_type_is('storywire', 'article', 'article_id', 'uuid', 'article.article_id is a uuid');

-- Roles.
SELECT has_role(role) FROM unnest('{storywire_owner,storywire_loader,storywire_editor,
	storywire_reader}'::name[]) role;
SELECT is_empty($$
		SELECT c.relname FROM pg_class c
		WHERE c.relnamespace = 'storywire'::regnamespace AND c.relkind IN ('r', 'v')
			AND pg_get_userbyid(c.relowner) <> 'storywire_owner'
	$$, 'everything belongs to storywire_owner');
SELECT is_empty($$
		SELECT c.relname, privilege FROM pg_class c
		CROSS JOIN unnest('{INSERT,UPDATE,DELETE,TRUNCATE}'::text[]) privilege
		WHERE c.relnamespace = 'storywire'::regnamespace AND c.relkind IN ('r', 'v')
			AND has_table_privilege('storywire_reader', c.oid, privilege)
	$$, 'a reader changes nothing');
SELECT set_eq($$
		SELECT role || ' ' || c.relname || '.' || a.attname
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		CROSS JOIN unnest('{storywire_reader,storywire_editor}'::name[]) role
		WHERE c.relnamespace = 'storywire'::regnamespace AND c.relkind IN ('r', 'v')
			AND NOT has_column_privilege(role, c.oid, a.attnum, 'SELECT')
	$$, $$VALUES ('storywire_reader erasure.reason'), ('storywire_editor erasure.reason')$$,
	'a reader and an editor read everything but why something was taken down');
SELECT is_empty($$
		SELECT c.relname, privilege FROM pg_class c
		CROSS JOIN unnest('{DELETE,TRUNCATE}'::text[]) privilege
		WHERE c.relnamespace = 'storywire'::regnamespace AND c.relkind IN ('r', 'v')
			AND c.relname <> 'article_story'
			AND has_table_privilege('storywire_loader', c.oid, privilege)
	$$, 'a loader deletes nothing but links');
SELECT is_empty($$
		SELECT c.relname, privilege FROM pg_class c
		CROSS JOIN unnest('{INSERT,UPDATE,REFERENCES}'::text[]) privilege
		WHERE c.relnamespace = 'storywire'::regnamespace AND c.relkind IN ('r', 'v')
			AND has_any_column_privilege('storywire_editor', c.oid, privilege)
	$$, 'an editor writes no table, but calls the functions of the desk');
SELECT is_empty($$
		SELECT p.oid::regprocedure FROM pg_proc p
		WHERE p.pronamespace = 'storywire'::regnamespace AND p.provolatile = 'v'
			AND has_function_privilege('public', p.oid, 'EXECUTE')
	$$, 'functions that change something are not for everybody');
SELECT lives_ok('SELECT storywire.ensure_roles()', 'making the roles again changes nothing');

-- Where PUBLIC may call nothing, each role still may what it is for.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA storywire FROM PUBLIC;
SET ROLE storywire_reader;
SELECT lives_ok(format('SELECT count(v::text) FROM storywire.%I v', c.relname), 'a reader reads ' || c.relname)
FROM pg_class c WHERE c.relnamespace = 'storywire'::regnamespace AND c.relkind = 'v' ORDER BY c.relname;
SELECT lives_ok($$SELECT storywire.search('x')$$, 'and searches');
SELECT lives_ok('SELECT storywire.report()', 'and makes a report');
SELECT lives_ok($$SELECT storywire.same_event(now(), now())$$, 'and asks for the same event');
SET ROLE storywire_loader;
SELECT lives_ok('SELECT storywire.report()', 'a loader does too');
RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
