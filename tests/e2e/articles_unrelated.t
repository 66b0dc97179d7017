#!/bin/sh
# What the facts tell of people, works and places that no story has to do with changes nothing but
# the hashes of the files.
set -eu
. tests/tap.sh
. tests/articles/world.sh

sessions=200
[ "$MODE" != asan ] || sessions=40
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$BIN_DIR:$PATH
world=$work/world

# What the records say, without the hashes of the facts files.
said() {
	jq -c 'select(.type != "end") | del(.facts_files)' "$world/records"
}

# add FILE LINE...: further rows of a facts file.
add() {
	file=$world/facts/$1.csv
	shift
	printf '%s\n' "$@" >>"$file"
}

make_world "$world" unrelated "$sessions"
make_records "$world"
said >"$work/before"
hashes=$(jq -r 'select(.type == "article") | .facts_files[]' "$world/records" | sort -u)
tap_run 'there are articles' grep -q '"type":"article"' "$work/before"

add people 'unrelated-one,Wilhelmina Unrelated,Wilhelmina,Unrelated,she/her,1970-04-15,day,,0,100,singer,' \
	'unrelated-two,Barnaby Elsewhere,Barnaby,Elsewhere,he/him,2015-04-15,day,,0,99,,' \
	'unrelated-three,Cosima Elsewhere,Cosima,Elsewhere,they/them,2016-02-29,day,,1,98,,'
add handles 'unrelated-one,17841499999999999,199999999,wilhelmina.unrelated,2012-01-01,,Asia/Tokyo,W. Unrelated'
add aliases 'unrelated-three,Cosimetta,unrelated-one' 'unrelated-two,Barnabina,'
add relations 'unrelated-one,parent,unrelated-two,,' 'unrelated-one,parent,unrelated-three,,'
add works 'unrelated-one,Nowhere Waltz,song,the “Nowhere Waltz” singer,,'
add places '777777777,"Nowhere, Elsewhere",Nowhere,XX,Pacific/Chatham,-43.95,-176.55'
make_records "$world"
said >"$work/after"
tap_run 'records say the same with further facts' cmp "$work/before" "$work/after"
tap_run 'and name none of them' sh -c "! grep -qi -e unrelated -e elsewhere -e nowhere '$work/after'"
is 'every file has another hash' 12 "$(
	(echo "$hashes" && jq -r 'select(.type == "article") | .facts_files[]' "$world/records") |
		sort -u | wc -l
)"
tap_done
