// Ways in which records can be wrong together though each of them is good: each changes a set of
// records and names the rule that must speak up. A change returns false where it cannot be made.

import {parseDay, printDay} from './days.mjs';

function longest(records) {
	return records.articles.reduce((best, each) =>
		(each.article.story_ids.length > best.article.story_ids.length ? each : best));
}

function copyOf({article, line}) {
	return {article: structuredClone(article), line};
}

export const SET_MUTATIONS = new Map(Object.entries({
	'a story that two articles tell': ['once', (records) => records.articles.push(records.articles[0])],
	'a story that no article tells': ['once', (records) => records.articles.shift()],
	'a session in two articles': ['largest', (records) => {
		const entry = longest(records), half = copyOf(entry), {story_ids: ids} = entry.article;
		const middle = Math.floor(ids.length / 2), time = (id) =>
			records.stories.get(`${entry.article.account_id} ${id}`).taken_at;
		if (middle === 0)
			return false;
		half.article.story_ids = ids.splice(middle);
		entry.article.event_end = time(ids.at(-1));
		half.article.event_start = time(half.article.story_ids[0]);
		return records.articles.push(half);
	}],
	'a stream that was cut': ['ends', (records) => (records.ends = 0, true)],
	'two days that begin alike': ['variety', (records) => {
		const next = copyOf(longest(records));
		next.article.editorial_day = printDay(parseDay(next.article.editorial_day) + 1);
		return records.articles.push(next);
	}],
	'a handle of two people': ['handles', (records, {facts}) => facts.handles.push({...facts.handles[0],
		person_id: 'another'})],
}));
