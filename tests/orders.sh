# What the tests of orders share: read with `. tests/orders.sh` after tests/tap.sh. Needs a migrated
# database (PG*) that nobody else uses, and the programs in $BIN_DIR. Makes $work, which goes with
# the test; the test has a function dump, which prints the rows that must be the same.
# shellcheck shell=sh

load=${BIN_DIR:-build/bin}/story-load
# shellcheck disable=SC2034 # for the test
seed=${SEED:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

query() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}

# The physical versions of all rows: equal only if no row was written in between.
row_versions() {
	for table in story story_alias observation poll media article article_version article_story; do
		query -c "SELECT '$table', ctid, xmin FROM storywire.$table ORDER BY ctid"
	done
}

shuffle() {
	awk -v seed="$2" 'BEGIN { srand(seed * 7) } { print rand() "\t" $0 }' "$1" | sort -n |
		cut -f2-
}

# In pieces of so many lines, each a transaction of its own.
load_in_pieces() {
	rm -rf "$work/pieces.$3"
	mkdir "$work/pieces.$3"
	split -l "$2" -a 4 "$1" "$work/pieces.$3/"
	"$load" -q --no-end "$work/pieces.$3"/*
}

# Each loader has a quarter of the records and some of everything; two have two connections.
load_in_parallel() {
	pids=''
	for n in 1 2 3 4; do
		{
			awk -v seed="$n" 'BEGIN { srand(seed) } rand() < 0.3' "$1"
			split -n "r/$n/4" "$1"
		} >"$work/parallel.$n"
		STORYWIRE_CONNECTIONS=$((n % 2 + 1)) load_in_pieces "$work/parallel.$n" 150 "$n" &
		pids="$pids $!"
	done
	parallel=0
	for pid in $pids; do
		wait "$pid" || parallel=$?
	done
	return "$parallel"
}

same_dump() {
	dump >"$work/dump.got"
	tap_empty "$1" "$(diff "$work/dump.want" "$work/dump.got" | cut -c1-300 | head -n 6)"
}
