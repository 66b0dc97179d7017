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

# check_records DIR: what the checker finds in them; fails where that is something.
check_records() {
	node tests/articles/check.mjs --facts "$1/facts" --templates "$templates" \
		--raw "$1/graph.raw" --raw "$1/archive.raw" --raw "$1/live.raw" "$1/records"
}
