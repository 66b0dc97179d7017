#!/bin/sh
# A database that an older version filled is migrated, and nothing of it is lost or changed: a load
# of the same records finds all of it there. Needs a migrated database (PG*) that nobody else uses,
# and the programs in $BIN_DIR.
set -eu
cd "$(dirname "$0")/../.."
. tests/tap.sh

load=${BIN_DIR:-build/bin}/story-load
work=$(mktemp -d)
old=old_$$
# shellcheck disable=SC2064 # now
trap "rm -rf '$work'; psql -X -q -d postgres -c 'DROP DATABASE IF EXISTS $old' 2>/dev/null" EXIT

query() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}

# What readers see, in the columns that the older version has; the ledger is emptied on the way.
dump() {
	for table in $tables; do
		[ "$table" != ledger ] || continue
		columns=$(cat "$work/$table.columns")
		query -d "$1" -c "SELECT $columns FROM storywire.$table" | sort
	done
}

# old_schema LAST: the schema as of that migration, in $old.
old_schema() {
	query -d postgres -c "DROP DATABASE IF EXISTS $old" -c "CREATE DATABASE $old" 2>/dev/null
	for number in $(seq "$1"); do
		file=$(find sql/migrate -name "$(printf '%03d' "$number")_*.sql")
		echo 'BEGIN;'
		cat "$file"
		echo "INSERT INTO storywire.schema_version VALUES ($number, '$(basename "$file" .sql)',
			'$(sha256sum <"$file" | cut -d' ' -f1)'); COMMIT;"
	done >"$work/old.sql"
	psql -X -q -v ON_ERROR_STOP=1 -d "$old" -o /dev/null -f "$work/old.sql"
}

copy_rows() {
	for table in $tables; do
		query -d "$old" -c "SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute
			WHERE attrelid = 'storywire.$table'::regclass AND attnum > 0 AND attidentity = ''
				AND attgenerated = ''" >"$work/$table.columns"
		columns=$(cat "$work/$table.columns")
		query -c "\\copy (SELECT $columns FROM storywire.$table) TO '$work/$table'"
		query -d "$old" -c "\\copy storywire.$table ($columns) FROM '$work/$table'"
	done
}

# upgrade LAST: what $PGDATABASE has now goes through a database of that version.
upgrade() {
	tap_run "the schema of version $1" old_schema "$1"
	tap_run 'takes the rows' copy_rows
	dump "$PGDATABASE" >"$work/want"
	status=0
	"$load" migrate --check -d "dbname=$old" 2>"$work/err" || status=$?
	is 'it is old' 78 "$status"
	tap_run 'it is migrated' "$load" -q migrate -d "dbname=$old"
	tap_run 'to the last version' "$load" migrate --check -d "dbname=$old"
	dump "$old" >"$work/got"
	is 'all rows are there' '' "$(diff "$work/want" "$work/got" | head -n 3)"
	query -d "$old" -c 'DELETE FROM storywire.ledger'
	"$load" -v --no-end -d "dbname=$old" "$work/all" 2>"$work/err"
	dump "$old" >"$work/got"
	is 'and a load of the same records changes none' '' "$(diff "$work/want" "$work/got" | head -n 3)"
	query -d "$old" -c 'DELETE FROM storywire.ledger'
	"$load" -v --no-end -d "dbname=$old" "$work/all" 2>"$work/err"
	is 'once more it writes none' 1 "$(grep -c ' loaded=0 ' "$work/err")"
}

"$load" -q migrate
awk -v seed=9 -f tests/sql/records.awk >"$work/all"
tap_run 'a load' "$load" -q --no-end "$work/all"
tables='ledger reject story story_alias observation poll media article article_story article_version'
upgrade 8

# What people did and what was taken down, since there is a desk.
tap_run 'people decide' query -o /dev/null -c "SELECT CASE n % 4
		WHEN 0 THEN storywire.edit_article(account_id, article_id, '{\"headline\": \"By hand\"}', 'Ed', 'r')
		WHEN 1 THEN storywire.approve(account_id, article_id, 'Ed', 'r')
		WHEN 2 THEN storywire.kill(account_id, article_id, 'Ed', 'r')
		ELSE storywire.review(account_id, article_id, 'Ed', 'r') END
	FROM (SELECT a.*, row_number() OVER (ORDER BY account_id, article_id) AS n
		FROM storywire.article a WHERE superseded_by IS NULL) mine"
"$load" erase -q --reason gone --story s3 --account a0 >/dev/null
"$load" -q --no-end "$work/all"
tables="$tables article_event correction tombstone erasure"
upgrade 21
tap_run 'people go on' query -d "$old" -o /dev/null -c "SELECT storywire.correct(account_id, article_id,
		'correction', 'No.', 'Ed', 'r', '{\"headline\": \"Corrected\"}')
	FROM storywire.article WHERE workflow_state = 'published'"
tap_run 'and on' query -d "$old" -o /dev/null -c "SELECT storywire.accept_proposal(account_id, article_id,
	content_sha256, 'Ed', 'r') FROM storywire.article_proposal"
tap_done
