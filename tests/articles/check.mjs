#!/usr/bin/env node
// Judges article records against the contract, from the outside: what the records, the facts and
// the template file say, and nothing of how the articles were made.
//
// check.mjs --facts DIR --templates DIR [--raw FILE]... [--archive FILE] RECORDS...
// Prints one finding a line, "article: rule: detail"; ends with 1 when there is one.

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {parseArgs} from 'node:util';
import {Facts} from './facts.mjs';
import {RawRecords, setRules} from './rules-set.mjs';
import {factRules} from './rules-facts.mjs';
import {historyRules} from './rules-history.mjs';
import {kindRules} from './rules-kind.mjs';
import {peopleRules} from './rules-people.mjs';
import {recordRules} from './rules-record.mjs';
import {editorRules, variety} from './rules-editor.mjs';
import {tieRules} from './rules-ties.mjs';
import {textRules} from './rules-text.mjs';
import {Templates} from './templates.mjs';
import {View} from './view.mjs';

export const RULES = {
	...textRules, ...factRules, ...peopleRules, ...tieRules, ...editorRules, ...kindRules,
	...recordRules, ...historyRules,
};
export const SET_RULES = {...setRules, variety};

function readLines(path) {
	return readFileSync(path, 'utf8').split('\n').filter((line) => line !== '');
}

/** The records of some streams: stories by their key, articles with the line they stand in. */
export function readRecords(lines) {
	const records = {stories: new Map(), articles: [], rejects: [], ends: 0};
	for (const line of lines) {
		const record = JSON.parse(line);
		if (record.type === 'story')
			records.stories.set(`${record.account_id} ${record.story_id}`, record);
		else if (record.type === 'article')
			records.articles.push({article: record, line});
		else if (record.type === 'reject')
			records.rejects.push(record);
		else if (record.type === 'end')
			records.ends++;
	}
	return records;
}

export class Checker {
	/** `templates`: the folder of the template files; `archive` and `raw`: paths, or none. */
	constructor({facts, templates, archive, raw}) {
		this.facts = new Facts(facts);
		this.folder = templates;
		this.archive = archive && readRecords(readLines(archive)).articles.map(({article}) => article);
		this.raw = raw && new RawRecords(raw.flatMap(readLines));
		this.sets = new Map();
		this.forbidden = new Map();
	}

	templatesOf({template_set: name}) {
		const [lang, style] = name.split('/');
		const key = `${lang}/${style}`;
		if (!this.sets.has(key))
			this.sets.set(key, new Templates(join(this.folder, `${lang}.txt`), style));
		return this.sets.get(key);
	}

	view(article, line, records) {
		return new View(article, {
			line, facts: this.facts, templates: this.templatesOf(article), stories: records.stories,
			archive: this.archive, raw: this.raw, forbidden: this.forbidden,
		});
	}

	/** The findings of one article: {rule, detail}. */
	article(article, line, records) {
		const view = this.view(article, line, records), findings = [];
		for (const [rule, check] of Object.entries(RULES))
			check(view, (detail) => findings.push({rule, detail}));
		return findings;
	}

	/** What is wrong with the records together. */
	together(records) {
		const findings = [];
		for (const [rule, check] of Object.entries(SET_RULES))
			check(records, this, (detail) => findings.push({article: '-', rule, detail}));
		return findings;
	}

	/** All findings: {article, rule, detail}. */
	all(records) {
		const each = records.articles.flatMap(({article, line}) =>
			this.article(article, line, records).map((finding) =>
				({article: article.article_id, ...finding})));
		return [...each, ...this.together(records)];
	}
}

function main() {
	const {values, positionals} = parseArgs({
		allowPositionals: true,
		options: {
			facts: {type: 'string'}, templates: {type: 'string'}, archive: {type: 'string'},
			raw: {type: 'string', multiple: true},
		},
	});
	const records = readRecords(positionals.flatMap(readLines));
	const findings = new Checker(values).all(records);
	for (const {article, rule, detail} of findings)
		console.log(`${article}: ${rule}: ${detail.replaceAll('\n', '⏎')}`);
	console.error(`${records.articles.length} articles, ${records.stories.size} stories, ` +
		`${records.rejects.length} rejects, ${findings.length} findings`);
	process.exitCode = findings.length !== 0 || records.articles.length === 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href)
	main();
