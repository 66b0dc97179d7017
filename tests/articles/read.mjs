#!/usr/bin/env node
// Writes articles, taken at random, as text for a person to read: what the reader sees, then the
// captions it was made from.
//
// read.mjs --seed N --count N --out DIR RECORDS...

import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {readRecords} from './check.mjs';
import {Random} from './random.mjs';

function list(title, lines) {
	return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}

function storyLine(story) {
	const places = (story.places ?? []).map((place) => place.name);
	const tags = (story.mentions ?? []).map((mention) => `@${mention.handle}`);
	return `${story.taken_at} ${story.media_type ?? '?'} ${JSON.stringify(story.caption ?? '')}` +
		`${places.length ? ` at ${places.join(', ')}` : ''}${tags.length ? ` tags ${tags.join(' ')}` : ''}`;
}

/** One article as a person reads it. */
export function readable(article, stories) {
	const {headline, dek = '', body_text: body, figures, people, review, tags} = article;
	return [
		`[${article.lang} ${article.kind} ${article.angle ?? ''}] ${article.editorial_day} ${article.time_zone}`, '',
		headline.toUpperCase() === headline ? headline : `# ${headline}`, dek, '', body,
		...list('Figures', figures.map((figure) => `${figure.caption} | ${figure.alt} | ${figure.credit_line}`)),
		...list('People', people.map((person) => `${person.name_shown}, ${person.role}: ${person.evidence.join(', ')}`)),
		...list('Tags', [tags.join(', ')]),
		...list('Review', review.map((note) => `${note.reason}: ${note.detail}`)),
		...list('Made from', stories.map(storyLine)), '',
	].join('\n');
}

const {values, positionals} = parseArgs({
	allowPositionals: true,
	options: {seed: {type: 'string'}, count: {type: 'string'}, out: {type: 'string'}},
});
const records = readRecords(positionals.flatMap((path) => readFileSync(path, 'utf8').split('\n').filter(Boolean)));
mkdirSync(values.out, {recursive: true});
const chosen = new Random(values.seed).some(records.articles, Number(values.count));
for (const [i, {article}] of chosen.entries()) {
	const stories = article.story_ids.map((id) => records.stories.get(`${article.account_id} ${id}`));
	const name = `${String(i + 1).padStart(2, '0')}-${article.lang}-${article.slug.slice(-6)}.txt`;
	writeFileSync(join(values.out, name), readable(article, stories));
}
console.log(`${chosen.length} of ${records.articles.length}`);
