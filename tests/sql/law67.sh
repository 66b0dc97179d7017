#!/bin/sh
# Laws 6 and 7: what people decided and what was taken down stays so, whatever is loaded before,
# after or at the same time, in any order, in pieces, again, or by four loaders at once. Needs a
# migrated database (PG*) that nobody else uses, and the programs in $BIN_DIR.
# SEED makes another set of records; TRIALS another number of orders.
# shellcheck disable=SC2317 # tap_run calls the functions
set -eu
cd "$(dirname "$0")/../.."
. tests/tap.sh
. tests/orders.sh

trials=${TRIALS:-2}
[ "${MODE:-release}" = release ] || trials=1

empty_tables() {
	query -c 'TRUNCATE storywire.ledger, storywire.reject, storywire.story, storywire.story_alias,
		storywire.observation, storywire.poll, storywire.media, storywire.article,
		storywire.article_version, storywire.article_story, storywire.article_event,
		storywire.correction, storywire.tombstone, storywire.erasure, storywire.load_run'
}

# Everything that a reader can see, without hours, codes and the order of arrival.
dump() {
	query <<-'END'
		SELECT to_jsonb(t) FROM storywire.story t ORDER BY account_id, story_id;
		SELECT t FROM storywire.observation t ORDER BY t;
		SELECT t FROM storywire.story_alias t ORDER BY t;
		SELECT t FROM storywire.poll t ORDER BY t;
		SELECT t FROM storywire.media t ORDER BY t;
		SELECT to_jsonb(t) - '{touched_at,published_at,modified_at,canceled_at}'::text[]
		FROM storywire.article t ORDER BY account_id, article_id;
		SELECT t FROM storywire.article_story t ORDER BY t;
		SELECT to_jsonb(t) - 'arrival' - 'created_at' FROM storywire.article_version t
		ORDER BY account_id, editorial_day, event_key, inputs_sha256, content_sha256;
		SELECT to_jsonb(t) - 'created_at' FROM storywire.article_proposal t
		ORDER BY account_id, article_id;
		SELECT to_jsonb(t) - 'at' FROM storywire.article_event t
		ORDER BY account_id, article_id, number;
		SELECT key_sha256 FROM storywire.tombstone WHERE kind = 'article' ORDER BY key_sha256;
		SELECT account, id FROM unnest('{a0,a1,a2}'::text[]) account, generate_series(0, 30) n,
			unnest(ARRAY['s' || n, 'g' || n, 'g' || n || 'b']) id
		WHERE storywire.is_erased(account, id) ORDER BY 1, 2;
	END
}

# Two polls of one account that began at the same moment and listed other stories cannot be; which of
# them is kept depends on what they listed, and so on what is erased of it.
awk -v seed="$seed" -f tests/sql/records.awk |
	awk -F '"' '!/"type":"poll"/ || !seen[$8, $12]++' >"$work/all"

# Law 7. A story by its id in one account and in all of them, by its Graph id, and an account.
erase() {
	"$load" erase -q --reason "$1" --story s3 --account a0 >/dev/null
	"$load" erase -q --reason "$1" --story s5 --story s14 >/dev/null
	"$load" erase -q --reason "$1" --story g1 --account a1 >/dev/null
	"$load" erase -q --reason "$1" --account a2 >/dev/null
}
# What is there that should not be: a name of an erased story, or anything of an erased account.
left_over() {
	query <<-'END'
		SELECT DISTINCT 'story', k.account_id, k.id FROM storywire.known_stories(NULL, NULL) k
		WHERE storywire.is_erased(k.account_id, k.id);
		SELECT DISTINCT 'account', k FROM storywire.known_accounts(NULL) k
		WHERE storywire.is_erased(k);
	END
}

empty_tables
tap_run 'everything is loaded' "$load" -q --no-end "$work/all"
tap_run 'there is something to erase' test "$(query -c "SELECT count(*) FROM storywire.article_story
	WHERE story_id IN ('s3', 's5', 's14', 's1') OR account_id = 'a2'")" -gt 3
tap_run 'it is erased' erase once
dump >"$work/dump.want"
tap_empty 'nothing of it is left' "$(left_over)"
tap_run 'much else is' test "$(wc -l <"$work/dump.want")" -gt 100
row_versions >"$work/rows.want"
tap_run 'all of it again' "$load" -q --no-end "$work/all"
tap_run 'erased again' erase again
shuffle "$work/all" "$seed" >"$work/shuffled"
tap_run 'and again in pieces' load_in_pieces "$work/shuffled" 97 all
same_dump 'nothing comes back'
row_versions >"$work/rows.got"
tap_empty 'and no row was written' "$(diff "$work/rows.want" "$work/rows.got" | head -n 3)"

empty_tables
tap_run 'erased before anything was loaded' erase before
tap_run 'then everything is loaded' "$load" -q --no-end "$work/all"
same_dump 'the same rows in the end'
for trial in $(seq "$trials"); do
	shuffle "$work/all" "$seed$trial" >"$work/shuffled"
	empty_tables
	half=$((trial * 300 + 137))
	head -n "$half" "$work/shuffled" >"$work/first"
	tail -n "+$((half + 1))" "$work/shuffled" >"$work/second"
	tap_run "shuffle $trial: a part of it" load_in_pieces "$work/first" 61 all
	tap_run "shuffle $trial: erased" erase between
	tap_run "shuffle $trial: the rest" load_in_pieces "$work/second" 83 all
	same_dump "shuffle $trial ends the same"
	empty_tables
	load_in_parallel "$work/shuffled" &
	loaders=$!
	tap_run "shuffle $trial: erased while four load" erase meanwhile
	ended=0
	wait "$loaders" || ended=$?
	is "shuffle $trial: they end well" 0 "$ended"
	same_dump "shuffle $trial: and the same"
done

# Law 6. Articles of every third story of the first part are edited, approved, killed in turn.
decide() {
	query <<-'END'
		SELECT CASE n % 4
			WHEN 0 THEN storywire.edit_article(account_id, article_id, '{"headline": "By hand"}', 'Ed', 'r')
			WHEN 1 THEN storywire.approve(account_id, article_id, 'Ed', 'r')
			WHEN 2 THEN storywire.kill(account_id, article_id, 'Ed', 'r')
			ELSE storywire.review(account_id, article_id, 'Ed', 'r') END
		FROM (SELECT a.*, row_number() OVER (ORDER BY account_id, article_id) AS n
			FROM storywire.article a WHERE superseded_by IS NULL) mine;
	END
}
# What people decided about: text, state, version, stories.
decided() {
	query <<-'END'
		SELECT a.*, v.record - 'observed_at'
		FROM storywire.article a
		JOIN storywire.article_record v USING (account_id, article_id)
		WHERE touched_at IS NOT NULL ORDER BY 1, 2;
	END
}
# Between the two of them: as a text file cannot be loaded, a template of the database is.
begin_law6() {
	empty_tables
	"$load" -q --no-end "$work/first"
	decide >/dev/null
}
grep '"type":"article"' "$work/all" >"$work/articles"
head -n 40 "$work/articles" >"$work/first"
begin_law6
decided >"$work/decided"
tap_run 'people have decided' test "$(wc -l <"$work/decided")" -gt 3
tap_run 'everything is loaded' "$load" -q --no-end "$work/all"
decided >"$work/decided.got"
tap_empty 'what they decided is as it was' "$(diff "$work/decided" "$work/decided.got" | head -n 4)"
tap_run 'newer versions wait' test "$(query -c 'SELECT count(*) FROM storywire.article_proposal')" -gt 0
tap_empty 'each version has a number of its own' "$(query -c 'SELECT account_id, article_id, version
	FROM storywire.article_version WHERE article_id IS NOT NULL
	GROUP BY 1, 2, 3 HAVING count(*) > 1')"
dump >"$work/dump.want"
for trial in $(seq "$trials"); do
	shuffle "$work/all" "$seed$trial" >"$work/shuffled"
	begin_law6
	tap_run "shuffle $trial: the rest in pieces" load_in_pieces "$work/shuffled" $((trial * 50)) all
	same_dump "shuffle $trial ends the same"
	begin_law6
	tap_run "shuffle $trial: the rest by four at once" load_in_parallel "$work/shuffled"
	same_dump "shuffle $trial by four ends the same"
done

# People do not wait for loaders.
empty_tables
tap_run 'a part of it' "$load" -q --no-end "$work/first"
load_in_parallel "$work/all" &
loaders=$!
tap_run 'people decide while four load' decide
decided >"$work/decided"
ended=0
wait "$loaders" || ended=$?
is 'they end well' 0 "$ended"
decided >"$work/decided.got"
tap_empty 'and what was decided is as it was' "$(diff "$work/decided" "$work/decided.got" | head -n 4)"
tap_run 'that was something' test "$(wc -l <"$work/decided")" -gt 3

# Both: what people decided about goes like all else, and stays gone. When a story's other id is told
# only later, its article is withdrawn then: the number of that version is another one.
without_numbers() {
	grep -v '"slug": "erased"\|"action": "erase"' "$1"
}
begin_law6
tap_run 'decided, then erased' erase both
tap_run 'then everything is loaded' "$load" -q --no-end "$work/all"
tap_empty 'nothing of it is left' "$(left_over)"
tap_run 'withdrawn articles are told' test "$(query -c "SELECT count(*) FROM storywire.article
	WHERE workflow_state = 'killed' AND pub_status = 'canceled' AND headline = ''")" -gt 0
dump >"$work/dump.want"
begin_law6
erase both
shuffle "$work/all" 5 >"$work/shuffled"
tap_run 'in another order' load_in_parallel "$work/shuffled"
dump >"$work/dump.got"
without_numbers "$work/dump.want" >"$work/a"
without_numbers "$work/dump.got" >"$work/b"
tap_empty 'ends the same' "$(diff "$work/a" "$work/b" | cut -c1-300 | head -n 6)"
tap_done
