// What holds of every text that a reader sees: its evidence, its words, its marks.

import {language} from './language.mjs';
import {COVER, WORD, capitalised, coverAll, graphemes, sameMarks} from './text.mjs';

const HEADLINE_MAX = 110; // characters; what search engines show whole

function evidence(view, say) {
	for (const text of view.texts) {
		if (text.factIds.length === 0)
			say(`${text.name} has no fact`);
		for (const id of text.factIds)
			if (!view.fact.has(id))
				say(`${text.name} names ${id}, which is no fact of the article`);
	}
	for (const position of [-2, ...(view.article.dek === undefined ? [] : [-1])])
		if (!view.article.sentences.some((sentence) => sentence.position === position))
			say(`no evidence is given for ${position === -2 ? 'headline' : 'dek'}`);
	const used = new Set(view.texts.flatMap((text) => text.factIds));
	for (const fact of view.article.facts)
		if (!used.has(fact.fact_id))
			say(`${fact.fact_id} is a fact that no text uses`);
}

function shape(view, say) {
	for (const text of view.texts)
		if (!text.ids.some((id) => view.templates.fits(id, text.text)))
			say(`${text.name} has not the shape of ${text.ids.join(' or ')}: ${text.text}`);
}

/** The forms in which a fact may stand in a text. */
function formsOf(view, fact) {
	const word = /^\d+$/.test(fact.value) && view.templates.word(`number.${fact.value}`);
	return word ? [fact.value, word] : [fact.value];
}

/** The text's own words that no fact of it holds. */
function uncovered(view, text) {
	const facts = text.facts.filter((fact) => fact.kind !== 'quote');
	text.uncovered ??= coverAll(text.own, facts.flatMap((fact) => formsOf(view, fact)));
	return text.uncovered;
}

function statesSomething(word, {numbers, weekdays, months}) {
	const lower = word.toLowerCase();
	return /^\p{Lu}|\d/u.test(word) || numbers.includes(lower) || weekdays.includes(lower) ||
		months.includes(lower);
}

function beginsSentence(text, at) {
	return at === 0 || /(?:[.!?]|[.!?]?”) $/.test(text.slice(0, at));
}

function words(view, say) {
	const lang = language(view.article.lang);
	for (const text of view.texts) {
		const rest = uncovered(view, text);
		const own = text.ids.map((id) => view.templates.ownWords(id));
		const isOwn = (word) => own.some((set) => set.has(word));
		for (const match of rest.matchAll(WORD)) {
			const [word] = match, lower = word[0].toLowerCase() + word.slice(1);
			if (isOwn(word) || (beginsSentence(rest, match.index) && isOwn(lower)))
				continue;
			if (statesSomething(word, lang))
				say(`${text.name}: '${word}' is of no fact and not of ${text.ids.join(', ')}`);
			else if (!view.templates.allWords().has(word))
				say(`${text.name}: '${word}' is of no fact and no template`);
		}
	}
}

const SPANS = [/“([^”]*)”/g, /«([^»]*)»/g, /(?<![\p{L}\p{N}])‘([^’]*)’/gu, /"([^"]*)"/g];

function quotedSpans(view, say) {
	for (const text of view.texts) {
		const known = text.facts.filter((fact) => fact.kind !== 'quote')
			.map((fact) => sameMarks(fact.value));
		for (const span of SPANS)
			for (const [whole, inside] of text.own.matchAll(span))
				if (!known.some((value) => value.includes(sameMarks(inside).replace(/[.,]$/, ''))))
					say(`${text.name}: nobody is known to have said ${whole}`);
	}
}

/** Every quote that a text rests on stands in it, marks around. */
function quotesStand(view, say) {
	for (const text of view.texts.filter((each) => each.sentence)) {
		const stand = new Set(text.spans.map((span) => span.value));
		for (const fact of text.facts)
			if (fact.kind === 'quote' && !stand.has(fact.value))
				say(`${text.name} does not have the words it quotes: ${fact.value}`);
	}
	const told = new Set(view.texts.flatMap((text) => text.spans.map((span) => sameMarks(span.value))));
	for (const quote of view.article.quotes)
		if (!told.has(sameMarks(quote.verbatim)))
			say(`the quote '${quote.verbatim}' stands in no text`);
}

function filler(view, say) {
	const {filler: banned} = language(view.article.lang);
	const some = new RegExp(banned.join('|'), 'i'); // most texts have none, and are asked once
	for (const text of view.texts.filter((each) => some.test(each.own))) {
		const rest = ` ${(uncovered(view, text).toLowerCase().match(WORD) ?? []).join(' ')} `;
		for (const phrase of banned)
			if (rest.includes(` ${phrase} `))
				say(`${text.name}: '${phrase}' is a guess or filler`);
	}
}

const DOUBLES = [/[,;:]\s*[,;:.!?]/, /[!?]\s*[.,;:]/, /\.\s*[,;:]/, /\s[,.;:!?]/, / {2}/, /^\s|\s$/, /\(\s*\)/];

function punctuation(view, say) {
	for (const text of view.texts) {
		const rest = uncovered(view, text);
		for (const double of DOUBLES)
			if (double.test(rest))
				say(`${text.name}: marks or blanks that do not go together: ${text.text}`);
		if (/\.\.|[.!?,]”[.,]/.test(text.text.replaceAll('...', '')))
			say(`${text.name}: two marks where one is enough: ${text.text}`);
		if (text.sentence?.block !== undefined && !/[.!?…]”?$|”[.]?$/.test(text.text))
			say(`${text.name}: the sentence does not end: ${text.text}`);
	}
	if (/[.,:;]$/.test(view.article.headline))
		say(`the headline ends with a mark: ${view.article.headline}`);
}

function marks(view, say) {
	for (const text of view.texts) {
		const rest = uncovered(view, text);
		if (/["'`´]/.test(rest))
			say(`${text.name}: a straight mark among curly ones: ${text.text}`);
		const count = (mark) => rest.split(mark).length;
		if (count('“') !== count('”') || count('«') !== count('»'))
			say(`${text.name}: a quotation mark without its other: ${text.text}`);
	}
}

function headline(view, say) {
	const {headline: text, dek} = view.article;
	if (graphemes(text) > HEADLINE_MAX)
		say(`the headline has ${graphemes(text)} characters`);
	if (/[\n\t]/.test(text + (dek ?? '')))
		say('headline or dek has more than one line');
	const said = new Map(view.article.sentences.map((each) => [each.position, each.text]));
	if (said.get(-2) !== text || said.get(-1) !== dek)
		say('headline and dek are not what their evidence is given for');
}

/** Headlines are told in the present: the verb after the subject, as the templates have it. */
function present(view, say) {
	if (view.article.lang !== 'en')
		return;
	for (const id of view.templates.idsOf('headline'))
		for (const text of view.templates.texts.get(id))
			if (/^\{\W?\w+\} \w+ed\b/.test(text))
				say(`a headline in the past tense: ${text}`);
	const told = view.texts.find((text) => text.sentence?.position === -2);
	if (told && /\b(?:shared|posted)\b|(?<!\b(?:is|are) )\btagged\b(?! in\b)/.test(uncovered(view, told)))
		say(`the headline is in the past tense: ${view.article.headline}`);
}

/** The person whose epithet it is. */
function epithetOf(view, value) {
	const bare = (text) => sameMarks(text).toLowerCase();
	return view.facts.works.find((row) => bare(row.epithet) === bare(value))?.person_id;
}

function epithets(view, say) {
	const told = new Map();
	let before = [];
	for (const text of view.texts.filter((each) => each.sentence)) {
		const here = text.facts.filter((fact) => fact.kind === 'epithet').map((fact) => fact.value)
			.filter((value) => [value, capitalised(value)].some((form) => text.own.includes(form)));
		for (const value of here)
			told.set(value, (told.get(value) ?? 0) + 1);
		const whose = here.map((value) => epithetOf(view, value));
		if (text.sentence.position > 0 && whose.some((person) => before.includes(person)))
			say(`${text.name}: an epithet of the same person again, one sentence after the other`);
		before = whose;
	}
	for (const [value, times] of told)
		if (times > 1)
			say(`'${value}' stands ${times} times`);
}

function pronouns(view, say) {
	const lists = Object.entries(language(view.article.lang).pronouns);
	const set = view.people.filter(Boolean).map((person) => person.pronouns);
	for (const text of view.texts)
		for (const word of uncovered(view, text).toLowerCase().match(WORD) ?? [])
			for (const [key] of lists.filter(([, list]) => list.includes(word))) {
				const fact = text.facts.find((each) => each.kind === 'pronouns' &&
					each.value.split('/')[0] === key);
				if (!fact)
					say(`${text.name}: '${word}' without the facts that say so`);
				else if (!set.includes(fact.value))
					say(`${text.name}: '${fact.value}' is of nobody in the article`);
			}
}

function clean(view, say) {
	for (const text of view.texts)
		if (/[\p{Cc}\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u.test(text.own.replaceAll('\n', '')))
			say(`${text.name} holds a character that nobody sees`);
		else if (text.text.replaceAll(COVER, '').trim() === '')
			say(`${text.name} is empty`);
}

export const textRules = {
	evidence, shape, words, 'quoted-span': quotedSpans, 'quotes-stand': quotesStand, filler,
	punctuation, marks, headline, present, epithets, pronouns, clean,
};
