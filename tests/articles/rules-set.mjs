// What holds of all records together: every story is told once, and sessions are as large as they
// may be.

import {holds} from './facts.mjs';
import {parseDay} from './days.mjs';
import {History} from './rules-history.mjs';

const SESSION_GAP_MS = 6 * 3600 * 1000;

/** Raw records, for what they say of the stories that were made of them. */
export class RawRecords {
	constructor(lines) {
		this.seen = new Map(); // by number of the account and any id of a story: the sources
		this.history = new History();
		for (const line of lines) {
			const record = JSON.parse(line);
			this.history.take(record);
			if (record.type !== 'raw')
				continue;
			for (const item of Array.isArray(record.body?.data) ? record.body.data : [record])
				for (const account of [record.account_id, record.ig_pk].filter(Boolean))
					for (const id of [item.ig_id, item.story_id, item.id].filter(Boolean))
						this.add(`${account} ${id}`, record.source);
		}
	}

	add(key, source) {
		if (!this.seen.has(key))
			this.seen.set(key, new Set());
		this.seen.get(key).add(source);
	}

	/** The number of (story, source) pairs. */
	sourcesOf(stories, numbers) {
		let pairs = 0;
		for (const story of stories) {
			const keys = numbers.flatMap((account) => [story.story_id, story.graph_id].filter(Boolean)
				.map((id) => `${account} ${id}`));
			pairs += new Set(keys.flatMap((key) => [...(this.seen.get(key) ?? [])])).size;
		}
		return pairs;
	}
}

function once(records, checker, say) {
	const told = new Map();
	for (const {article} of records.articles)
		for (const id of article.story_ids) {
			const key = `${article.account_id} ${id}`;
			if (told.has(key))
				say(`story ${key} is told in two articles`);
			told.set(key, article);
		}
	const refused = new Set(records.rejects.map((reject) => reject.account_id));
	for (const [key, story] of records.stories)
		if (!told.has(key) && !refused.has(story.account_id))
			say(`story ${key} is told nowhere`);
}

function largest(records, checker, say) {
	const days = new Map();
	for (const {article} of records.articles) {
		const key = `${article.account_id} ${article.editorial_day}`;
		for (const other of days.get(key) ?? [])
			if (gapBetween(article, other) <= SESSION_GAP_MS)
				say(`two articles of ${key} are no more than six hours apart`);
		days.set(key, [...(days.get(key) ?? []), article]);
	}
}

function gapBetween(a, b) {
	const [first, second] = a.event_start < b.event_start ? [a, b] : [b, a];
	return Date.parse(second.event_start) - Date.parse(first.event_end);
}

function ends(records, checker, say) {
	if (records.ends === 0)
		say('the stream has no end record');
}

/** No handle row counts twice on one day, or the checker itself could not tell who posted. */
function handles(records, {facts}, say) {
	for (const row of facts.handles) {
		const from = parseDay(row.from);
		const twin = facts.handles.find((other) => other !== row && from !== undefined &&
			other.handle.toLowerCase() === row.handle.toLowerCase() && holds(other, from));
		if (twin)
			say(`the handle ${row.handle} is of two people at one time`);
	}
}

export const setRules = {once, largest, ends, handles};
