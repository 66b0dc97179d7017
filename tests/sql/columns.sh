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

# Those that a list of load/shape.c names.
listed() {
	members "$1" >"$work/members"
	awk -v start=" of_$2[] = {" 'index($0, start) { on = 1 } on { print } on && /};/ { exit }' \
		load/shape.c | sed 's/.*= {//' |
		grep -oE "$1_[a-z0-9_]+[,}]" | sed "s/^$1_//; s/[,}]\$//" |
		awk 'NR == FNR { member[$1] = $0; next } { print member[$1] }' "$work/members" -
}

# NAME KIND NEED of each column that is copied.
declared() {
	case $1 in
	own)
		listed story own
		return
		;;
	version)
		printf '%s NEED\n' 'is_straight BOOL' 'part INT' 'line INT'
		listed article version
		return
		;;
	esac
	echo 'part INT NEED'
	echo 'line INT NEED'
	case $1 in
	article)
		listed article article
		echo 'record JSON NEED'
		;;
	story)
		members story
		echo 'record_hash UUID MAY'
		;;
	*) members "$1" ;;
	esac
}

# The columns that go straight.
straight() {
	case $1 in
	article) printf '%s\n' article_id version reason ;;
	alias)
		listed story alias | cut -d' ' -f1
		return
		;;
	esac
	declared "$1" | cut -d' ' -f1 | grep -vxE 'part|line'
}

copied() {
	grep -v '^--' "sql/query/$1.sql" | tr -d '\n\t ' | sed 's/^[^(]*(//; s/).*/\n/' |
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

for type in story own observation poll media article version reject; do
	declared "$type" >"$work/declared"
	cut -d' ' -f1 "$work/declared" >"$work/a"
	copied "copy_$type" >"$work/b"
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

for type in story alias article; do
	straight "$type" >"$work/a"
	copied "straight_$type" >"$work/b"
	same "straight_$type.sql has the members of $type in their order"
done
{
	echo type
	members article | cut -d' ' -f1
} | LC_ALL=C sort | awk '{ print length($0), $0 }' | LC_ALL=C sort -s -n -k1,1 | cut -d' ' -f2 >"$work/a"
sed -n '/ in_order\[\] = {/,/};/p' load/shape.c | grep -oE '(article_[a-z0-9_]+|FIELD_NONE),' |
	sed 's/^article_//; s/,$//; s/FIELD_NONE/type/' >"$work/b"
tap_empty 'the members of an article are in the order of jsonb' "$(diff "$work/a" "$work/b")"

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

# What stands before content_sha256 is no part of the content: when a version comes again, all of it but
# the key is taken from the newer record.
members article | cut -d' ' -f1 >"$work/members.all"
members article | awk '$1 == "content_sha256" { exit } { print $1 }' |
	grep -vxE 'account_id|event_key|editorial_day|inputs_sha256' | sort >"$work/want"
sed -n "/ANY ('{/,/}')/p" sql/query/merge_article.sql | grep -oE '[a-z_0-9]+' |
	grep -xF -f "$work/members.all" | sort >"$work/got"
tap_empty 'what is no content comes anew with a version' "$(diff "$work/want" "$work/got")"
tap_done
