#!/bin/sh
# Fuzzes one target for some seconds and says how it went as TAP: run-fuzz.sh PROGRAM SECONDS [FORMAT]
# Starts from what the other tests read and write; what it finds stays in build/fuzz/. With FORMAT
# the reader of that archive format is given everything, whatever it looks like.
set -eu

program=$1
seconds=$2
name=${program##*/}${3:+-$3}
if [ $# -gt 2 ]; then
	STORYWIRE_FORMAT=$3
	export STORYWIRE_FORMAT
	[ "$3" != map ] || STORYWIRE_MAP=man/examples/archived-stories.map
	[ "$3" != map ] || export STORYWIRE_MAP
fi
corpus=build/fuzz/corpus-$name
mkdir -p "$corpus"
find tests/data -name '*.json' -size -64k | while read -r file; do
	cp "$file" "$corpus/seed-$(echo "$file" | tr / .)"
done
find tests/filter -name out -size -256k -exec cat {} + 2>/dev/null | awk -v folder="$corpus" '
	/^{/ && length($0) < 65536 && n < 300 {
		file = folder "/seed-line-" ++n
		print >file
		close(file)
	}'
seeds=tests/fuzz/${program##*/}.seeds # one a line
[ ! -e "$seeds" ] || split -l 1 -a 3 "$seeds" "$corpus/seed-own-"
# Targets of archives also start from those of others, where they are.
if [ "${program##*/}" = fuzz_import ] && [ -d ../shared/fixtures/archives ]; then
	find ../shared/fixtures/archives -type f -size -64k ! -name SOURCES.tsv | while read -r file; do
		cp "$file" "$corpus/shared-$(echo "$file" | tr '/ ' '._')"
	done
fi
echo '1..1'
if "$program" -seed=1 -max_total_time="$seconds" -max_len=65536 -timeout=20 -rss_limit_mb=2048 \
	-print_final_stats=1 -artifact_prefix="build/fuzz/$name-" "$corpus" >"$corpus.log" 2>&1; then
	echo "ok 1 - $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$corpus.log") inputs"
else
	echo "not ok 1 - $name"
	tail -n 40 "$corpus.log" | sed 's/^/# /'
	exit 1
fi
