# Generated worlds for tests of articles; read with `. tests/articles/world.sh`.
# shellcheck shell=sh

templates=transform/templates

# make_world DIR SEED SESSIONS: facts and raw records of a generated newsroom.
make_world() {
	node tests/articles/generate.mjs --seed "$2" --sessions "$3" "$1" 2>"$1.log" &&
		story-ingest import "$1/graph" >"$1/graph.raw" 2>>"$1.log" &&
		story-ingest import "$1/archive" >"$1/archive.raw" 2>>"$1.log"
}

# make_records DIR OPTION...: its records, by story-transform with these options.
make_records() {
	world=$1
	shift
	story-transform --facts "$world/facts" "$@" "$world/graph.raw" "$world/archive.raw" \
		"$world/live.raw" >"$world/records"
}

# check_records DIR OPTION...: the checker finds nothing in them; else what it found, in short.
check_records() {
	world=$1
	shift
	if node tests/articles/check.mjs --facts "$world/facts" --templates "$templates" \
		--raw "$world/graph.raw" --raw "$world/archive.raw" --raw "$world/live.raw" "$@" \
		"$world/records" >"$world/findings"; then
		return 0
	fi
	cut -d: -f2 "$world/findings" | sort | uniq -c
	head -n 20 "$world/findings"
	return 1
}
