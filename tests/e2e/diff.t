#!/bin/sh
# The diff before loading: over raw with other facts, over a spool, in JSON from which the new
# article can be made out of the old one, and with the versions that the loader would hold current.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
data=${DATA_DIR:-$PWD/tests/data}/vegas
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$work/nothing"

# diff WORD...: leaves out, err, status.
diff() {
	status=0
	"$BIN_DIR/story-transform" diff "$@" >"$work/out" 2>"$work/err" || status=$?
}
last() {
	tail -n 1 "$work/out"
}

# Other facts: a year of birth, and a work that is not there any more.
"$BIN_DIR/story-ingest" import "$data/archive" >"$work/raw"
"$BIN_DIR/story-transform" --facts "$data/facts" "$work/raw" >"$work/old"
diff --facts "$data/facts" --against "$work/old" "$work/raw"
is 'the same again: exit status' 0 "$status"
is 'nothing changes' '0 changed, 0 added, 0 removed, 1 unchanged' "$(last)"
mkdir "$work/facts"
cp "$data/facts"/*.csv "$work/facts"
sed -i 's/,1984-10-25,/,1983-10-25,/' "$work/facts/people.csv"
diff --facts "$work/facts" --against "$work/old" "$work/raw"
is 'other facts: exit status' 1 "$status"
is 'nothing is said' '' "$(cat "$work/err")"
is 'the article changes' '1 changed, 0 added, 0 removed, 0 unchanged' "$(last)"
is 'the file of the facts is named' 'facts changed: people.csv' "$(grep '^facts' "$work/out")"
is 'the sentence with the age' '-Perry, 38
+Perry, 39' "$(grep -oE '^[-+]Perry, [0-9]+' "$work/out")"
"$BIN_DIR/story-transform" --facts "$work/facts" "$work/raw" >"$work/new"
cp "$work/out" "$work/from-raw"
diff --against "$work/old" "$work/new"
is 'records instead of raw: the same' "$(cat "$work/from-raw")" "$(cat "$work/out")"
diff --against "$work/old" <"$work/new"
is 'from a pipe: the same' "$(cat "$work/from-raw")" "$(cat "$work/out")"
sed 's/,,,.*$//' "$data/facts/works.csv" | head -n 1 >"$work/facts/works.csv"
"$BIN_DIR/story-transform" --facts "$work/facts" "$work/raw" >"$work/new"

# lines RECORDS: {article: {section: lines}}, out of what stands against nothing.
lines() {
	diff --json --no-end --against "$work/nothing" "$1"
	jq -s '[.[] | select(.is) | {(.is.event_key): ([.sections[] | {(.section):
		[.edits[] | .lines[]]}] | add)}] | add' "$work/out"
}
lines "$work/old" >"$work/old.lines"
lines "$work/new" >"$work/new.lines"
diff --json --against "$work/old" "$work/new"
is 'as JSON: exit status' 1 "$status"
is 'sections that the edits make out of the old ones' "$(
	jq -s 'select(length > 0) | .[0] as $new | [.[1:][] | select(.change == "changed")
		| .is.event_key as $key | .sections[] | {(.section): ($new[$key][.section] // [])}] | add' \
		"$work/new.lines" "$work/out"
)" "$(
	jq -s '.[0] as $old | [.[1:][] | select(.change == "changed") | .is.event_key as $key
		| .sections[] | ($old[$key][.section] // []) as $lines
		| {(.section): (reduce .edits[] as $edit ({at: 0, out: []};
			if $edit.edit == "keep" then {at: (.at + $edit.count), out: (.out + $lines[.at:.at + $edit.count])}
			elif $edit.edit == "remove" then
				(if $lines[.at:.at + ($edit.lines | length)] != $edit.lines then error("not there") else . end)
				| .at += ($edit.lines | length)
			else .out += $edit.lines end) | .out)}] | add' "$work/old.lines" "$work/out"
)"
is 'there are such' yes "$(jq -s '[.[] | .sections[]?] | length > 3' "$work/out" | sed 's/true/yes/')"

# A spool: its raw against its records.
spool=$work/spool
"$BIN_DIR/story-ingest" import --spool "$spool" "$data/archive" 2>/dev/null
"$BIN_DIR/story-transform" --spool "$spool" --facts "$data/facts"
before=$(find "$spool" -type f -exec sha256sum {} + | sort)
diff --spool "$spool" --facts "$data/facts"
is 'a spool: exit status' 0 "$status"
is 'nothing changes there' '0 changed, 0 added, 0 removed, 1 unchanged' "$(last)"
sed -i 's/,1983-10-25,/,1982-10-25,/' "$work/facts/people.csv"
diff --spool "$spool" --facts "$work/facts"
is 'a spool and other facts: exit status' 1 "$status"
is 'it changes' '1 changed, 0 added, 0 removed, 0 unchanged' "$(last)"
is 'nothing was moved or written' "$before" "$(find "$spool" -type f -exec sha256sum {} + | sort)"
diff --spool "$work/nowhere"
is 'no spool: exit status' 66 "$status"

# Versions of one day with all kinds of stories in common: an independent telling of who is current.
jq -nc '
	def uuid($n): "00000000-0000-5000-8000-" + (("000000000000" + ($n | tostring))[-12:]);
	range(0; 400) as $i | ($i * 7919 % 997) as $r
	| [range($r % 5; $r % 5 + 1 + $r % 4) | "s\(. + $r % 3)"] as $ids
	| ($r % 2) as $account | "2026-03-0\(1 + $r % 3)" as $day
	| ($ids | join("") | @base64 | ascii_downcase | gsub("[^a-f0-9]"; "0")) as $hash
	| { type: "article", account_id: "a\($account)", article_id: uuid($account * 100 + $r % 5 + $r % 3),
	event_key: uuid($account * 100 + $r % 5 + $r % 3), uri: "urn:x", editorial_day: $day, time_zone: "UTC",
	event_start: "\($day)T12:00:00Z", event_end: "\($day)T12:00:00Z", input_count: ($ids | length),
	inputs_sha256: (($hash + ("0" * 64 // ""))[0:64] + ("0" * 64))[0:64], story_ids: $ids, generator: "g",
	template_set: "t", facts_files: {}, content_sha256: (("\($i)" + ("0" * 64))[0:64]),
	lang: "en", kind: "story", slug: "s", section: "s", headline: "h \($i)", body_text: "b",
	blocks: [], sentences: [], facts: [], quotes: [], figures: [], people: [], places: [], tags: [],
	review: [], disclosure: "d" }' >"$work/versions" 2>"$work/err" || cat "$work/err"
current() {
	jq -s '[to_entries[] | .value + {order: .key}] | group_by([.account_id, .editorial_day])
		| map(sort_by([.input_count, .inputs_sha256, .order]) | reverse
			| reduce .[] as $version ([]; if any(.[]; .story_ids - $version.story_ids != .story_ids)
				then . else . + [$version] end) | .[].headline) | sort' "$1"
}
for order in 'cat' 'tac' 'sort -t: -k 20'; do
	$order "$work/versions" >"$work/shuffled"
	diff --json --no-end --against "$work/nothing" "$work/shuffled"
	is "current versions ($order)" "$(current "$work/shuffled")" \
		"$(jq -s '[.[] | select(.is) | .sections[] | select(.section == "headline").edits[].lines[]] | sort' "$work/out")"
done
is 'of which there are some' yes "$([ "$(current "$work/shuffled" | wc -l)" -gt 8 ] && echo yes)"
tap_done
