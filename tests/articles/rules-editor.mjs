// What an editor would strike though nothing of it is untrue.

import {daysNamed} from './language.mjs';
import {relationWords} from './rules-facts.mjs';
import {namings} from './rules-ties.mjs';
import {COVER, coverAll, sameMarks} from './text.mjs';

const WORTH = /[\p{L}\p{N}]|\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
const ADDRESSED = /@[\w.]+|(?:https?:\/\/|www\.)\S+/g;
const JOINING = /(?<=@[\w.]+,? )(?:and|with|y|con|und|mit|et|avec|e|com)(?= @)/gi;

/** A quote says something: marks, a handle or an address alone are none. */
function quoteWorth(view, say) {
	for (const {verbatim} of view.article.quotes)
		if (!WORTH.test(verbatim.replace(JOINING, '').replace(ADDRESSED, '')))
			say(`nothing is said by the quote '${verbatim}'`);
}

function quoteOnce(view, say) {
	const seen = new Set();
	for (const {verbatim} of view.article.quotes) {
		const folded = sameMarks(verbatim).toLowerCase();
		if (seen.has(folded))
			say(`quoted twice: '${verbatim}'`);
		seen.add(folded);
	}
}

/** A quote does not break its paragraph; marks inside it are not those around it, but for inches. */
function quoteForm(view, say) {
	for (const text of view.texts) {
		if (text.text.includes('\n'))
			say(`${text.name} has more than one line: ${JSON.stringify(text.text)}`);
		for (const {from, to} of text.spans) {
			const [open] = text.text.slice(from), inside = text.text.slice(from + 1, to - 1);
			if (open === '“' && /[“”]|(?<!\d)"/.test(inside))
				say(`${text.name}: the same marks inside as around: ${text.text.slice(from, to)}`);
		}
	}
}

/** Pairs of names that a bare relation stands between: [before, word, after]. */
function relationsBetween(view, text) {
	const named = namings(view, text);
	const values = text.facts.filter((fact) => fact.kind === 'relation').map((fact) => fact.value);
	return values.flatMap((word) => named.flatMap((before) => named.map((after) => ({before, word, after}))))
		.filter(({before, word, after}) => new RegExp(`^(?:,|,? and|,? y|,? e) ${word} $`)
			.test(text.own.slice(before.to, after.from)) &&
			// a list that a relation opens goes on so: "daughter Ann and sister Beth"
			!values.some((value) => text.own.slice(0, before.from).endsWith(`${value} `)));
}

/** "Varga, wife Priya" makes her Varga's wife: so it may be said only where she is. */
function bareRelations(view, say) {
	for (const text of view.texts)
		for (const {before, word, after} of relationsBetween(view, text))
			if (!relationWords(view, before.person.person_id, after.person.person_id).includes(word))
				say(`${text.name}: whose ${word} is it? ${text.text}`);
}

/** A sentence does not begin with figures, but for a name that does. */
function figuresFirst(view, say) {
	for (const text of view.texts.filter((each) => each.sentence))
		if (/^\d/.test(coverAll(text.own, text.facts.filter((fact) => fact.kind !== 'paid_partnership' &&
			!/_count$/.test(fact.kind)).map((fact) => fact.value))))
			say(`${text.name} begins with figures: ${text.text}`);
}

const TWICE_AND = new RegExp(`${COVER} (?:and|y|e) ${COVER}+ (?:and|y|e) ${COVER}`, 'u');

function lists(view, say) {
	others(view, say);
	for (const text of view.texts) {
		const facts = text.facts.filter((fact) => fact.kind === 'person' || fact.kind === 'account');
		if (TWICE_AND.test(coverAll(text.own, facts.map((fact) => fact.value))))
			say(`${text.name}: a list with 'and' twice: ${text.text}`);
	}
}

/** "and others" are two at least whom the lede does not name. */
function others(view, say) {
	const word = view.templates.word('names.others');
	const lede = view.texts.find((text) => text.sentence?.template_id === 'lede');
	if (!word || !lede?.own.includes(` ${word}`))
		return;
	const unnamed = view.people.filter((person, i) => person && view.article.people[i].evidence.includes('tag') &&
		!lede.own.includes(person.full_name));
	if (unnamed.length < 2)
		say(`${lede.name}: ${unnamed.length} are no others: ${lede.text}`);
}

/** What was posted first is quoted first; what is told as earlier was so. */
function order(view, say) {
	const quoted = view.texts.filter((text) => text.sentence && text.spans.length !== 0);
	const timesOf = (text) => text.facts.filter((fact) => fact.kind === 'quote')
		.map((fact) => view.story(fact.story_id)?.taken_at).filter(Boolean);
	const isEarlier = (text) => text.sentence.template_id.startsWith('earlier');
	const main = quoted.filter((text) => !isEarlier(text)).flatMap(timesOf);
	const earlier = quoted.filter(isEarlier).flatMap(timesOf);
	for (const times of [main, earlier])
		if (times.some((time, i) => i !== 0 && time < times[i - 1]))
			say('quotes are not in the order in which they were posted');
	for (const time of earlier)
		if (main.some((other) => other <= time) || !view.stories.some((story) => story.taken_at > time))
			say(`what was posted at ${time} is told as earlier`);
}

/** That a quote is in another language is said once of each. */
function languageOnce(view, say) {
	const told = new Set();
	for (const text of view.texts.filter((each) => each.sentence))
		for (const {value} of text.facts.filter((fact) => fact.kind === 'language')) {
			if (told.has(value))
				say(`${text.name}: '${value}' was said before: ${text.text}`);
			told.add(value);
		}
}

/** Where the lede names one day, no line below a picture names another. */
function oneCalendar(view, say) {
	const lang = view.article.lang;
	const lede = view.texts.find((text) => text.sentence?.template_id === 'lede');
	const {weekdays} = daysNamed(lede?.own ?? '', lang);
	for (const text of view.texts.filter((each) => each.figure && weekdays.length === 1))
		if (daysNamed(text.own, lang).weekdays.some((day) => day !== weekdays[0]))
			say(`${text.name}: another day than the lede has: ${text.text}`);
}

export const editorRules = {
	'language-once': languageOnce, 'one-calendar': oneCalendar, 'quote-worth': quoteWorth, 'quote-once': quoteOnce, 'quote-form': quoteForm, lists, order,
	'bare-relation': bareRelations, 'figures-first': figuresFirst,
};

/** What is left of a text when its facts are covered: how it is built. */
function built(text) {
	const rest = coverAll(text.own, text.facts.map((fact) => fact.value));
	return rest.replace(new RegExp(`${COVER}+`, 'gu'), COVER);
}

/** No two articles of an account on one day, or on this day and the next, begin alike. */
export function variety(records, checker, say) {
	const begun = new Set();
	for (const {article, line} of records.articles) {
		const view = checker.view(article, line, records);
		const lede = view.texts.find((text) => article.blocks[text.sentence?.block]?.kind === 'lede');
		const alike = [-1, 0, 1].map((days) => `${article.account_id} ${view.day + days} ${lede && built(lede)}`);
		if (lede && alike.some((key) => begun.has(key)))
			say(`${article.article_id} begins as one before or after it: ${lede.text}`);
		begun.add(alike[1]);
	}
}
