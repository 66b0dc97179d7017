#!/usr/bin/env node
// Counts the facts of the article the project started from in a record made of the bundle. Prints
// TAP: every fact of class S, P and R is held, or lacks its source by name; nothing of class V
// stands outside quotation marks; nothing of class X anywhere.
//
// gold.mjs --facts DIR --templates DIR [--archive FILE] [--supplied] GOLD RECORDS
// With --supplied only the facts count whose sources the bundle lacks and was now given.

import {readFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {Checker, readRecords} from './check.mjs';
import {HELD, Held, UNSEEN, WRONG} from './gold-table.mjs';

let count = 0, failed = 0;

function ok(good, name, note) {
	console.log(`${good ? 'ok' : 'not ok'} ${++count} - ${name}`);
	failed += good ? 0 : 1;
	if (!good && note)
		console.log(`#   ${note}`);
}

/** The rows of a table stand for the facts of these classes, each for one, in their order. */
function accountsFor(table, facts, classes) {
	const wanted = facts.filter(([, , , of]) => classes.includes(of));
	return wanted.length === table.length && wanted.every(([line, kind, words], i) =>
		table[i][0] === line && table[i][1] === kind && words.includes(table[i][2]));
}

/** Every row, but with `supplied` only those that the bundle lacks and more of the same supplies. */
function countHeld(held, supplied) {
	const rows = HELD.filter(([, , , , why]) => !supplied || why?.suppliable);
	let found = 0;
	for (const [line, kind, words, look, why] of rows) {
		const there = look(held), name = `line ${line}, ${kind}: ${words}`;
		found += there ? 1 : 0;
		if (there || why === undefined || supplied)
			ok(there, `held: ${name}`);
		else
			console.log(`# lacking: ${name}: ${why.reason}`);
	}
	console.log(`# ${found} of ${rows.length} facts held`);
	if (found !== rows.length)
		console.log(`# ${held.text.replaceAll('\n', '\n#   ')}`);
}

function main() {
	const {values, positionals: [goldPath, path]} = parseArgs({
		allowPositionals: true,
		options: {facts: {type: 'string'}, templates: {type: 'string'}, archive: {type: 'string'},
			supplied: {type: 'boolean', default: false}},
	});
	const gold = JSON.parse(readFileSync(goldPath, 'utf8')).facts;
	const records = readRecords(readFileSync(path, 'utf8').split('\n').filter(Boolean));
	ok(accountsFor(HELD, gold, 'SPR') && HELD.length === 39, 'the table accounts for all 39 facts of S, P and R');
	ok(accountsFor(UNSEEN, gold, 'V'), 'and for those of V');
	ok(accountsFor(WRONG, gold, 'X'), 'and for those of X');
	ok(records.articles.length === 1, 'the bundle becomes one article');
	const checker = new Checker(values), [{article, line}] = records.articles;
	const view = checker.view(article, line, records);
	countHeld(new Held(article, view), values.supplied);
	for (const [at, kind, words, pattern] of UNSEEN) {
		const bad = view.texts.find((text) => pattern.test(text.own));
		ok(!bad, `not told: line ${at}, ${kind}: ${words}`, bad?.text);
	}
	for (const [at, kind, words, pattern] of WRONG)
		ok(!pattern.test(line), `nowhere: line ${at}, ${kind}: ${words}`, pattern.exec(line)?.[0]);
	const findings = checker.all(records);
	ok(findings.length === 0, 'the checker finds nothing in it', findings[0]?.detail);
	console.log(`1..${count}`);
	process.exitCode = failed === 0 ? 0 : 1;
}

main();
