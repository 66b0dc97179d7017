#!/bin/sh
# Ten of two hundred articles lie in build/articles for a person to read: other ones every time.
# ARTICLE_SEED=N gives those of the seed N again.
set -eu
. tests/tap.sh
. tests/articles/world.sh

if [ "$MODE" = asan ]; then
	echo '1..0 # SKIP one set of articles is enough to read'
	exit 0
fi
seed=${ARTICLE_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
out=build/articles
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$BIN_DIR:$PATH

echo "# ARTICLE_SEED=$seed"
make_world "$work/world" read 130
set --
for file in "$templates"/*.txt; do
	lang=$(basename "$file" .txt)
	make_records "$work/world" --lang "$lang"
	mv "$work/world/records" "$work/$lang"
	set -- "$@" "$work/$lang"
done
number=$(cat "$@" | grep -c '"type":"article"')
tap_run "there are $number articles to choose from" test "$number" -ge 200
rm -rf "$out"
tap_run 'ten of them are written' \
	node tests/articles/read.mjs --seed "$seed" --count 10 --out "$out" "$@"
is 'each in a file of its own' 10 "$(find "$out" -name '*.txt' -size +200c | wc -l)"
tap_done
