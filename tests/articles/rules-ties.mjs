// Whether what a text says is said of the right one: a true epithet, relation or count beside the
// wrong name is as wrong as an invented one.

import {capitalised, sameMarks, words} from './text.mjs';
import {relationWords} from './rules-facts.mjs';
import {ageOn} from './facts.mjs';

/** Where a text names each listed person; a surname inside a full name names nobody else. */
export function namings(view, text) {
	const all = view.everybody().flatMap((person) => view.facts.namesShown(person).flatMap((name) => {
		const found = [];
		for (const form of new Set([name, capitalised(name)]))
			for (let at = text.own.indexOf(form); at !== -1; at = text.own.indexOf(form, at + 1))
				found.push({person, from: at, to: at + form.length});
		return found;
	}));
	return all.filter((each) => !all.some((other) => other.from <= each.from && each.to <= other.to &&
		other.to - other.from > each.to - each.from));
}

const APPOSED = /(?:, |, de |\()$/; // "Kim, 42", "Kim, de 42 años", "Kim (42)"

/** Of whom something at a place is said: of the name before it, else of the next one as well. */
function owners(text, named, at) {
	const last = Math.max(...named.filter((each) => each.to <= at).map((each) => each.to));
	const next = Math.min(...named.filter((each) => each.from > at).map((each) => each.from));
	const apposed = last !== -Infinity && APPOSED.test(text.own.slice(0, at));
	return named.filter((each) => each.to === last || (!apposed && each.from === next))
		.map((each) => each.person);
}

function agesMatch(view, person, number) {
	const days = [...view.allDays(), ...view.birthdays(person)];
	return days.map((day) => ageOn(person, day)).some((old) =>
		old !== undefined && (old.years >= 2 ? old.years : old.months) === number);
}

function ages(view, say) {
	for (const text of view.texts) {
		const values = text.facts.filter((fact) => fact.kind === 'age').map((fact) => parseInt(fact.value, 10));
		const named = values.length !== 0 ? namings(view, text) : [];
		for (const age of values.filter(Number.isFinite)) {
			const at = text.own.search(new RegExp(`(?<!\\d)${age}(?!\\d)`));
			if (at !== -1 && !owners(text, named, at).some((person) => agesMatch(view, person, age)))
				say(`${text.name}: nobody named beside it is ${age}: ${text.text}`);
		}
	}
}

/** The people whose epithet it is. */
function epithetOwners(view, value) {
	const bare = (text) => sameMarks(text).toLowerCase();
	return view.facts.works.filter((row) => row.epithet && bare(row.epithet) === bare(value))
		.map((row) => row.person_id);
}

function epithets(view, say) {
	for (const text of view.texts) {
		const named = namings(view, text);
		for (const fact of text.facts.filter((each) => each.kind === 'epithet')) {
			const whose = epithetOwners(view, fact.value);
			const at = [fact.value, capitalised(fact.value)].map((form) => text.own.indexOf(form))
				.find((place) => place !== -1);
			if (at === undefined)
				continue;
			const apposed = APPOSED.test(text.own.slice(0, at));
			const people = owners(text, named, at);
			// where nobody is named before it, it stands for a name: of whom, the plan knows
			if (apposed && people.length !== 0 && !people.some((person) => whose.includes(person.person_id)))
				say(`${text.name}: '${fact.value}' is said of somebody else: ${text.text}`);
		}
	}
}

/** The people whose relation a fact tells: "Kim’s daughter", by the fact or the words before it. */
function relationOf(view, text, fact, named, at) {
	const [possessive] = /[’']s? $/.exec(text.own.slice(0, at)) ?? [''];
	const byFact = named.filter(({person}) => view.facts.namesShown(person).some((name) => fact.value.includes(name)));
	const byText = named.filter((each) => possessive !== '' && each.to === at - possessive.length);
	return [...byFact, ...byText].map((each) => each.person);
}

/** Whom a relation may be of, and to whom: the one is told with it, the other stands beside it. */
function relationPairs(view, text, fact) {
	const named = namings(view, text), at = text.own.indexOf(fact.value);
	const here = [...new Set([...named.map((each) => each.person), view.poster])].filter(Boolean);
	const whose = relationOf(view, text, fact, named, at);
	const last = Math.max(...named.filter((each) => each.to <= at).map((each) => each.to));
	const next = Math.min(...named.filter((each) => each.from >= at).map((each) => each.from));
	const beside = named.filter((each) => each.to === last || each.from === next).map((each) => each.person);
	const firsts = whose.length !== 0 ? whose : here, seconds = whose.length !== 0 ? here : beside;
	return firsts.flatMap((first) => seconds.map((second) => [first.person_id, second.person_id]));
}

function relations(view, say) {
	for (const text of view.texts)
		for (const fact of text.facts.filter((each) => each.kind === 'relation' && text.own.includes(each.value))) {
			const said = ` ${words(fact.value).join(' ')} `;
			const holds = relationPairs(view, text, fact).some(([first, second]) =>
				relationWords(view, first, second).some((word) => said.includes(` ${words(word).join(' ')} `)));
			if (!holds)
				say(`${text.name}: nobody named is ${fact.value} of another: ${text.text}`);
		}
}

/** "tagged in five of the eight posts" is so of somebody whom the text names. */
function tagCounts(view, say) {
	for (const text of view.texts)
		for (const fact of text.facts.filter((each) => each.kind === 'tag_count')) {
			const people = namings(view, text).map((each) => each.person);
			const counts = people.map((person) => view.stories.filter((story) =>
				view.tagged(story).includes(person.person_id)).length);
			const [number = view.stories.length] = view.numbersIn(fact.value);
			if (people.length !== 0 && !counts.includes(number))
				say(`${text.name}: nobody named is tagged so often: ${text.text}`);
		}
}

const OF_THE_STORY = ['tag', 'media_type', 'mention', 'weekday', 'date', 'full_date'];

/** A quote that a text says the language of is in it. */
function languages(view, say) {
	for (const text of view.texts.filter((each) => each.spans.length !== 0)) {
		const quoted = view.article.quotes.filter((quote) => text.spans.some((span) =>
			sameMarks(span.value) === sameMarks(quote.verbatim)));
		const names = quoted.map((quote) => view.templates.word(`language.${quote.lang}`));
		for (const fact of text.facts.filter((each) => each.kind === 'language'))
			if (!names.includes(fact.value))
				say(`${text.name}: the quote is not known to be ${fact.value}: ${text.text}`);
	}
}

/** A figure tells of its own story and of no other. */
function figures(view, say) {
	for (const text of view.texts.filter((each) => each.figure))
		for (const fact of text.facts.filter((each) => OF_THE_STORY.includes(each.kind)))
			if (fact.story_id !== undefined && fact.story_id !== text.figure.story_id)
				say(`${text.name}: ${fact.kind} '${fact.value}' is of story ${fact.story_id}`);
}

export const tieRules = {
	'whose-age': ages, 'whose-epithet': epithets, 'whose-relation': relations, 'whose-tags': tagCounts,
	'whose-figure': figures, 'whose-language': languages,
};
