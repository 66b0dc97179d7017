#!/bin/sh
# The demo against what one who knows the evening expects of it (tests/data/vegas/gold.json).
set -eu
. tests/tap.sh

gold=$DATA_DIR/vegas/gold.json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

status=0
tests/demo/demo.sh "$work/demo" >"$work/said" 2>"$work/err" || status=$?
tap_ok "$status" 'the demo runs to its end'
[ "$status" -eq 0 ] || sed 's/^/#   /' "$work/err"
tap_empty 'and complains of nothing' "$(cat "$work/err")"
tap_empty 'it leaves no server behind' "$(ls "$work/demo/cluster/place" 2>/dev/null)"
article=$work/demo/article.json

# expect NAME FILTER: the jq filter over the article ($a) and gold ($g) must be true.
expect() {
	tap_run "$1" jq -n -e --slurpfile a "$article" --slurpfile g "$gold" \
		--slurpfile s "$work/demo/stories.json" "\$a[0] as \$a | \$g[0] as \$g | $2"
}

expect 'eight stories, not sixteen' "(\$s | length) == \$g.stories"
expect 'three photos and five videos' \
	"(\$s | group_by(.media_type) | map({key: .[0].media_type, value: length}) | from_entries) == \$g.media"
expect 'all are in the article' "(\$a.story_ids | length) == \$g.stories"
expect 'it is the article of that day' "\$a.editorial_day == \$g.editorial_day"
expect 'the weekday is right' "\$a.body_text | contains(\$g.weekday)"
expect 'no other weekday is named' \
	"\$a.body_text | test(\"Sunday|Monday|Tuesday|Wednesday|Thursday|Friday\") | not"
expect 'the place is right' \
	"(\$a.headline | contains(\$g.place)) and \$a.places[0].name == \$g.place"
expect 'every figure has the credit line' \
	"(\$a.figures | length) == \$g.figures and ([\$a.figures[].credit_line] | unique) == [\$g.credit_line]"
expect 'no figure says twice the same' "[\$a.figures[] | .alt != .caption] | all"
expect 'the people are who they are' "\$g.people | to_entries | all(. as \$p |
	(\$a.people[] | select(.person_id == \$p.key)) as \$f |
	\$f.age_shown == \$p.value.age and (\$p.value.role == null or \$f.role == \$p.value.role) and
	(\$p.value.evidence == null or \$f.evidence == \$p.value.evidence))"
expect 'and nobody else' \
	"([\$a.people[].person_id] | sort) == (\$g.people | keys | sort)"
expect 'the quotes are the captions, whole' \
	"([\$a.quotes[].verbatim] | sort) == (\$g.quotes_verbatim | sort)"
expect 'the quotes stand in the text' \
	"\$g.quotes_verbatim | all(. as \$q | \$a.body_text | contains(\"\\u201c\" + \$q + \"\\u201d\"))"
expect 'nothing appears that must not' \
	"(\$a | tojson | ascii_downcase) as \$t | \$g.must_not_appear | all(ascii_downcase as \$m | \$t | contains(\$m) | not)"
expect 'every sentence rests on facts that are there' "[\$a.facts[].fact_id] as \$ids |
	\$a.sentences | all(.fact_ids | length > 0 and (. - \$ids | length == 0))"
expect 'the children of the facts who were not there are not named' \
	"\$a.body_text | test(\"Saint|Penelope|Kourtney\") | not"

tap_run 'it is the second version' grep -q '1 article in 2 versions' "$work/demo/counts.txt"
tap_run 'the article is on the screen' grep -q "$(jq -r .headline "$article")" "$work/said"
tap_run 'with its evidence' grep -q 'quote "Dreams come true." (story' "$work/said"
tap_empty 'the token is in nothing that was left' \
	"$(grep -rlF "$(cat "$work/demo/tokens/kimkardashian")" "$work" --exclude-dir=tokens || :)"
tap_done
