#!/bin/sh
# A member that records.def declares is a column of the COPY and of the stage, in that order and
# of the type its kind asks for.
set -eu
cd "$(dirname "$0")/../.."
. tests/tap.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

members() {
	sed -nE "s/^FIELD\($1, ([a-z0-9_]+), ([A-Z0-9]+), ([A-Z]+),.*/\1 \2 \3/p" lib/records.def
}

# NAME KIND NEED of each member. Of an article those that load/copyrow.c names, and the record.
declared() {
	echo 'part INT NEED'
	echo 'line INT NEED'
	case $1 in
	article)
		members article >"$work/members"
		sed -n '/of_article\[\] = {/,/};/p' load/copyrow.c | grep -oE 'article_[a-z0-9_]+,' |
			sed 's/^article_//; s/,$//' |
			awk 'NR == FNR { member[$1] = $0; next } { print member[$1] }' "$work/members" -
		echo 'record JSON NEED'
		;;
	story)
		members story
		echo 'record_hash UUID MAY'
		;;
	*) members "$1" ;;
	esac
}

copied() {
	grep -v '^--' "sql/query/copy_$1.sql" | tr -d '\n\t ' | sed 's/^[^(]*(//; s/).*/\n/' |
		tr ',' '\n'
}

type_of_kind() {
	sed 's/ IDS / _text /; s/ ID \| WORD \| TEXT \| SHA256 / text /; s/ TIME / timestamptz /
		s/ DATE / date /; s/ INT / int8 /; s/ BOOL / bool /; s/ UUID / uuid /; s/ JSON / jsonb /'
}

# NAME TYPE of the columns of the stage that are copied; the others must do without a value.
staged() {
	psql -X -q -A -t -F ' ' -v ON_ERROR_STOP=1 <<-END
		BEGIN;
		$(cat "sql/query/stage_$1.sql");
		SELECT a.attname, t.typname, CASE WHEN a.attnotnull THEN 'NEED' ELSE 'MAY' END
		FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
		WHERE a.attrelid = 'pg_temp.stage_$1'::regclass AND a.attnum > 0 ORDER BY a.attnum;
		ROLLBACK;
	END
}

same() {
	tap_empty "$1" "$(diff "$work/a" "$work/b" | grep '^[<>]' || :)"
}

for type in story observation poll media article reject; do
	declared "$type" >"$work/declared"
	cut -d' ' -f1 "$work/declared" >"$work/a"
	copied "$type" >"$work/b"
	same "copy_$type.sql has the members of $type in their order"
	type_of_kind <"$work/declared" | sort >"$work/a"
	staged "$type" | sort >"$work/stage"
	awk 'NR == FNR { known[$1] = 1; next } $1 in known' "$work/declared" "$work/stage" >"$work/b"
	same "stage_$type has them with their types, and needs what they need"
	tap_empty "stage_$type needs nothing else" "$(
		awk 'NR == FNR { known[$1] = 1; next } !($1 in known) && $3 == "NEED"' \
			"$work/declared" "$work/stage"
	)"
done

for file in sql/query/*.sql; do
	tap_run "$file begins with what it is for" grep -q -m1 '^-- ' "$file"
done
sed -nE 's/^extern const char sql_(.*)\[\];/\1/p' load/sql.h >"$work/a"
for file in sql/query/*.sql; do basename "$file" .sql; done | LC_ALL=C sort >"$work/b"
same 'load/sql.h declares every statement'
tap_empty 'no SQL text in C' "$(
	grep -nE '"[^"]*\b(SELECT|INSERT INTO|UPDATE [a-z]|DELETE FROM|CREATE (TEMP|TABLE|ROLE)|COPY [a-z])\b' \
		load/*.c || :
)"
tap_done
