#!/bin/sh
# A dump of the owner, restored under another name, with and without owners and privileges: all rows are
# there, nobody may do more or less than before once it is migrated, and loading goes on. Needs a migrated
# database (PG*) that nobody else uses, and the programs in $BIN_DIR.
set -eu
cd "$(dirname "$0")/../.."
. tests/tap.sh

load=${BIN_DIR:-build/bin}/story-load
work=$(mktemp -d)
copy=copy_$$
owner=owner_$$
# shellcheck disable=SC2064 # now
trap "rm -rf '$work'; psql -X -q -d postgres -c 'DROP DATABASE IF EXISTS $copy' \
	-c 'DROP ROLE IF EXISTS $owner' 2>/dev/null" EXIT

query() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}

dump() {
	query -d "$1" <<-'END'
		SELECT to_jsonb(t) FROM storywire.story t ORDER BY account_id, story_id;
		SELECT t FROM storywire.observation t ORDER BY t;
		SELECT t FROM storywire.poll t ORDER BY t;
		SELECT to_jsonb(t) FROM storywire.article t ORDER BY account_id, article_id;
		SELECT t FROM storywire.article_story t ORDER BY t;
		SELECT to_jsonb(t) FROM storywire.article_version t ORDER BY arrival;
		SELECT t FROM storywire.article_event t ORDER BY t;
		SELECT t FROM storywire.article_proposal t ORDER BY t;
		SELECT t FROM storywire.tombstone t ORDER BY t;
		SELECT t FROM storywire.erasure t ORDER BY t;
		SELECT doc FROM storywire.article_ninjs ORDER BY account_id, article_id;
	END
}

# What every role, and who has none, may do.
rights() {
	query -d "$1" <<-'END'
		SELECT role, c.relname, a.attname, privilege
		FROM pg_class c
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		CROSS JOIN unnest('{public,storywire_reader,storywire_editor,storywire_loader}'::name[]) role
		CROSS JOIN unnest('{SELECT,INSERT,UPDATE,REFERENCES}'::text[]) privilege
		WHERE c.relnamespace = 'storywire'::regnamespace AND c.relkind IN ('r', 'v')
			AND has_column_privilege(role, c.oid, a.attnum, privilege) ORDER BY 1, 2, 3, 4;
		SELECT role, c.relname, privilege
		FROM pg_class c
		CROSS JOIN unnest('{public,storywire_reader,storywire_editor,storywire_loader}'::name[]) role
		CROSS JOIN unnest('{DELETE,TRUNCATE,TRIGGER}'::text[]) privilege
		WHERE c.relnamespace = 'storywire'::regnamespace AND c.relkind IN ('r', 'v')
			AND has_table_privilege(role, c.oid, privilege) ORDER BY 1, 2, 3;
		SELECT role, p.oid::regprocedure::text
		FROM pg_proc p
		CROSS JOIN unnest('{public,storywire_reader,storywire_editor,storywire_loader}'::name[]) role
		WHERE p.pronamespace = 'storywire'::regnamespace AND p.provolatile = 'v'
			AND has_function_privilege(role, p.oid, 'EXECUTE') ORDER BY 1, 2;
		SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'storywire'::regnamespace;
	END
}

query -c "CREATE ROLE $owner LOGIN IN ROLE storywire_owner"
awk -v seed=9 -f tests/sql/records.awk >"$work/all"
head -n 900 "$work/all" >"$work/first"
tap_run 'a load' "$load" -q --no-end "$work/first"
tap_run 'people decide' query -o /dev/null -c "SELECT CASE n % 3
		WHEN 0 THEN storywire.edit_article(account_id, article_id, '{\"headline\": \"By hand\"}', 'Ed', 'r')
		WHEN 1 THEN storywire.approve(account_id, article_id, 'Ed', 'r')
		ELSE storywire.kill(account_id, article_id, 'Ed', 'r') END
	FROM (SELECT a.*, row_number() OVER (ORDER BY account_id, article_id) AS n
		FROM storywire.article a WHERE superseded_by IS NULL) mine"
"$load" erase -q --reason gone --story s3 --account a0 >/dev/null
query -o /dev/null -c 'SELECT storywire.make_search_index()'
dump "$PGDATABASE" >"$work/want"
rights "$PGDATABASE" >"$work/rights"
tap_run 'there is something to lose' test "$(wc -l <"$work/want")" -gt 100

for how in '' --no-owner '--no-owner --no-privileges'; do
	# shellcheck disable=SC2086 # options
	tap_run "dumped ${how:-whole}" pg_dump -U "$owner" -Fc $how -f "$work/dump" "$PGDATABASE"
	query -d postgres -c "DROP DATABASE IF EXISTS $copy" -c "CREATE DATABASE $copy" 2>/dev/null
	# shellcheck disable=SC2086 # options
	pg_restore $how -d "$copy" "$work/dump" 2>"$work/err" || :
	tap_empty "restored ${how:-whole}" "$(grep -v pgtap "$work/err" || :)"
	dump "$copy" >"$work/got"
	is 'every row is there' '' "$(diff "$work/want" "$work/got" | head -n 3)"
	tap_run 'migrated' "$load" -q migrate -d "dbname=$copy"
	rights "$copy" >"$work/got"
	is 'nobody may do more, or less' '' "$(diff "$work/rights" "$work/got" | head -n 3)"
	tap_run 'a load of the same' "$load" -q --no-end -d "dbname=$copy" "$work/first"
	dump "$copy" >"$work/got"
	is 'changes nothing' '' "$(diff "$work/want" "$work/got" | head -n 3)"
	tap_run 'and one of all goes on' "$load" -q --no-end -d "dbname=$copy" "$work/all"
	dump "$copy" >"$work/got.${how##*-}"
done
tap_run 'by which new rows came' test "$(wc -l <"$work/got.")" -gt "$(wc -l <"$work/want")"
tap_done
