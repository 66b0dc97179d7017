#!/usr/bin/env node
// Proves the checker: good articles pass, and each kind of wrong article is found, by the rule that
// is there for it. Prints TAP.
//
// mutate.mjs --facts DIR --templates DIR [--raw FILE]... RECORDS

import {readFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {Checker, RULES, readRecords} from './check.mjs';
import {rebuild, sealedLine} from './edit.mjs';
import {SET_MUTATIONS} from './mutations-set.mjs';
import {MUTATIONS} from './mutations.mjs';

const TRIED = 6; // articles each kind of fault is put into

let count = 0, failed = 0;
const spoken = new Set(); // the rules that found something

function ok(good, name, notes = []) {
	console.log(`${good ? 'ok' : 'not ok'} ${++count} - ${name}`);
	failed += good ? 0 : 1;
	for (const note of good ? [] : notes)
		console.log(`#   ${note}`);
}

/** The rules that speak up when an article was changed; undefined where it cannot be. */
function rulesAfter(checker, records, {article}, {change, rebuilt}) {
	const copy = structuredClone(article);
	if (!change(copy, checker, records))
		return undefined;
	if (rebuilt)
		rebuild(copy);
	return new Set(checker.article(copy, sealedLine(copy), records).map((finding) => finding.rule));
}

function prove(checker, records, name, mutation) {
	const notes = [];
	let tried = 0;
	for (const entry of records.articles) {
		const rules = tried < TRIED ? rulesAfter(checker, records, entry, mutation) : undefined;
		if (rules === undefined)
			continue;
		tried++;
		for (const rule of rules)
			spoken.add(rule);
		if (!mutation.rules.some((rule) => rules.has(rule)))
			notes.push(`${entry.article.article_id}: only ${[...rules].join(', ') || 'nobody'} spoke up`);
	}
	ok(tried !== 0 && notes.length === 0, `found: ${name}`, tried === 0 ? ['no article has any of it'] : notes);
}

function proveSet(checker, records, name, [rule, change]) {
	const copy = {...records, articles: records.articles.map(({article, line}) =>
		({article: structuredClone(article), line}))};
	const rules = change(copy, checker) ? checker.together(copy).map((finding) => finding.rule) : [];
	ok(rules.includes(rule), `found: ${name}`, [`only ${rules.join(', ') || 'nobody'} spoke up`]);
}

/** An article that is only written anew is as good as before: it is the change that is found. */
function proveNeutral(checker, records) {
	const notes = records.articles.flatMap(({article}) => {
		const copy = structuredClone(article);
		rebuild(copy);
		return checker.article(copy, sealedLine(copy), records).map(({rule, detail}) => `${rule}: ${detail}`);
	});
	ok(notes.length === 0, 'an article that is written anew passes', notes.slice(0, 5));
}

const {values, positionals: [path]} = parseArgs({
	allowPositionals: true,
	options: {facts: {type: 'string'}, templates: {type: 'string'}, raw: {type: 'string', multiple: true}},
});
const checker = new Checker(values);
const records = readRecords(readFileSync(path, 'utf8').split('\n').filter(Boolean));
const before = checker.all(records);
ok(before.length === 0 && records.articles.length !== 0, 'the articles pass as they are',
	before.slice(0, 5).map(({rule, detail}) => `${rule}: ${detail}`));
proveNeutral(checker, records);
for (const [name, mutation] of MUTATIONS)
	prove(checker, records, name, mutation);
for (const [name, mutation] of SET_MUTATIONS)
	proveSet(checker, records, name, mutation);
const idle = Object.keys(RULES).filter((rule) => !spoken.has(rule));
ok(idle.length === 0, 'every rule has found something', idle);
console.log(`1..${count}`);
process.exitCode = failed === 0 ? 0 : 1;
