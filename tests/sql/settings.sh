#!/bin/sh
# What an administrator has set for a role, a database or a server changes nothing of what migrate makes
# and a load brings. Needs a migrated database (PG*) that nobody else uses, and the programs in $BIN_DIR.
set -eu
cd "$(dirname "$0")/../.."
. tests/tap.sh
. tests/orders.sh

odd=odd_$$
role="it's \"odd\" $$"
admin() {
	query -d postgres -c "$1"
}
quoted() {
	query -d postgres -v name="$1" <<-'END'
		SELECT quote_ident(:'name')
	END
}
role_sql=$(quoted "$role")
# shellcheck disable=SC2064 # now
trap "rm -rf '$work'; psql -X -q -d postgres -c 'DROP DATABASE IF EXISTS $odd' 2>/dev/null" EXIT

admin "CREATE ROLE $role_sql SUPERUSER LOGIN"
for setting in "array_nulls = off" "standard_conforming_strings = off" "escape_string_warning = off" \
	"search_path = nowhere, public" "DateStyle = 'SQL, DMY'" "IntervalStyle = sql_standard" \
	"bytea_output = escape" "client_encoding = LATIN1" "TimeZone = 'Asia/Kathmandu'" \
	"extra_float_digits = -15" "transform_null_equals = on" "quote_all_identifiers = on" \
	"default_transaction_isolation = serializable" "row_security = on" "xmloption = document" \
	"idle_in_transaction_session_timeout = 60000" "statement_timeout = 60000"; do
	admin "ALTER ROLE $role_sql SET $setting"
done

# What is there, without whose it is.
schema() {
	pg_dump --schema=storywire --schema-only --no-owner --no-privileges | grep -v '^[\]'
}
rows() {
	for table in story observation poll media article article_story; do
		query -c "SELECT t FROM storywire.$table t ORDER BY t"
	done
	query -c "SELECT to_jsonb(t) - 'arrival' - 'created_at' FROM storywire.article_version t ORDER BY 1"
}

awk -v seed="$seed" -f tests/sql/records.awk >"$work/all"
schema >"$work/schema.want"
tap_run 'a load as usual' "$load" -q --no-end "$work/all"
rows >"$work/rows.want"

admin "CREATE DATABASE $odd"
PGDATABASE=$odd
export PGDATABASE
tap_run 'a role with odd settings migrates' env PGUSER="$role" "$load" -q migrate
schema >"$work/schema.got"
tap_empty 'to the same schema' "$(diff "$work/schema.want" "$work/schema.got" | head -n 5)"
tap_run 'it loads' env PGUSER="$role" "$load" -q --no-end "$work/all"
rows >"$work/rows.got"
tap_empty 'the same rows' "$(diff "$work/rows.want" "$work/rows.got" | head -n 5)"
tap_run 'and loads them again' env PGUSER="$role" "$load" -q --no-end "$work/all"

# What fits the arguments of a call better than PostgreSQL's own goes before it, where it is found.
query <<-'SQL'
	CREATE FUNCTION public.caught(bigint, text) RETURNS bigint LANGUAGE plpgsql AS $$
	BEGIN
		RAISE 'caught as %', current_user;
	END
	$$;
	CREATE AGGREGATE public.count(text) (SFUNC = public.caught, STYPE = bigint, INITCOND = 0);
	CREATE AGGREGATE public.max(text) (SFUNC = public.caught, STYPE = bigint, INITCOND = 0);
SQL
tap_run 'functions of others are never called' "$load" -q migrate
tap_run 'by a load either' "$load" -q --no-end "$work/all"
tap_done
