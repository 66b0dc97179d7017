// Who is named: with what evidence, at what age, and who must not be.

import {parseDay} from './days.mjs';
import {ageOn, isProtected} from './facts.mjs';
import {relationWords} from './rules-facts.mjs';
import {folded, hasRun, words} from './text.mjs';
import {handlesIn} from './view.mjs';

const PIECE_MIN = 5; // letters of a name that count inside a longer word as well

/** All strings of a value, wherever they stand. */
function* strings(value) {
	if (typeof value === 'string')
		yield value;
	else if (typeof value === 'object' && value !== null)
		for (const each of Object.values(value))
			yield* strings(each);
}

/** What names are looked for in: the words of a text, and its tokens with nothing but letters. */
function searchable(text) {
	const plain = folded(text);
	return {
		words: ` ${(plain.match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')} `,
		tokens: plain.replace(/[^\p{L}\p{N}\s]/gu, ''),
	};
}

/** Whether a text gives a name away: as words, or run together inside one word. */
function givesAway(text, name) {
	const run = words(name), together = run.join('');
	return text.words.includes(` ${run.join(' ')} `) ||
		(together.length >= PIECE_MIN && text.tokens.includes(together));
}

/** The names that may not stand in texts of a poster on a day; the same for many articles. */
function forbiddenNames(view) {
	const key = `${view.poster?.person_id} ${view.day}`;
	if (!view.forbidden.has(key))
		view.forbidden.set(key, view.facts.people.filter((person) => isProtected(person, view.day))
			.flatMap((person) => view.facts.namesThatTell(person, view.poster?.person_id)));
	return view.forbidden.get(key);
}

/** What the record holds that people may read, as one text: no hashes, no keys of machines. */
function readable(article) {
	const {facts_files: _, story_ids: __, ...rest} = article;
	return [...strings(rest)].join(' \n ');
}

function minors(view, say) {
	const text = searchable(readable(view.article));
	for (const name of forbiddenNames(view))
		if (givesAway(text, name))
			say(`'${name}' is the name of a minor who is not cleared`);
	if (view.poster && isProtected(view.poster, view.day))
		say(`the poster is a minor who is not cleared`);
	for (const person of view.people)
		if (person && isProtected(person, view.day))
			say(`${person.person_id} is listed, a minor who is not cleared`);
}

const EVIDENCE = {
	tag: (view, person) => view.stories.some((story) => view.tagged(story).includes(person.person_id)),
	handle: (view, person) => view.stories.some((story) => handlesIn(story.caption ?? '').some((handle) =>
		view.facts.owner({handle}, view.day)?.person_id === person.person_id)),
	'full name': (view, person) => inCaption(view, person.full_name),
	alias: (view, person) => (view.facts.aliasesOf.get(person.person_id) ?? []).some((row) =>
		(!row.context_person_id || row.context_person_id === view.poster?.person_id) &&
		view.stories.some((story) => (story.caption ?? '').includes(row.alias))),
	relation: (view, person) => view.poster !== undefined && view.stories.some((story) => story.caption) &&
		view.relationsTo(view.poster.person_id, person.person_id).some((row) => view.holdsThen(row)),
	'first name': (view, person) => view.poster !== undefined &&
		view.facts.kin(view.poster.person_id).includes(person.person_id) &&
		[person.short_name, person.full_name.split(' ')[0]].some((name) => name && inCaption(view, name)),
};

function inCaption(view, name) {
	return view.stories.some((story) => hasRun(words(story.caption ?? ''), words(name)));
}

function evidence(view, say) {
	view.article.people.forEach((shown, i) => {
		const person = view.people[i];
		if (person === undefined)
			return say(`${shown.person_id} is nobody in people.csv`);
		const isPoster = person.person_id === view.poster?.person_id;
		if ((shown.role === 'poster') !== isPoster)
			say(`${shown.person_id} has the role ${shown.role}`);
		if (!isPoster && shown.evidence.length === 0)
			say(`${shown.person_id} is there without evidence`);
		for (const kind of shown.evidence)
			if (!EVIDENCE[kind]?.(view, person))
				say(`${shown.person_id}: no story is evidence of the kind '${kind}'`);
		if (!view.facts.namesShown(person).includes(shown.name_shown))
			say(`${shown.person_id} is called '${shown.name_shown}'`);
		if (shown.confidence !== undefined && !(shown.confidence >= 0 && shown.confidence <= 100))
			say(`${shown.person_id}: confidence ${shown.confidence}`);
	});
	const ids = view.article.people.map((shown) => shown.person_id);
	if (new Set(ids).size !== ids.length)
		say('somebody is listed twice');
}

function relations(view, say) {
	for (const shown of view.article.people.filter((each) => each.relation !== undefined))
		if (!view.poster || !relationWords(view, view.poster.person_id, shown.person_id)
			.includes(shown.relation))
			say(`${shown.person_id} is no ${shown.relation} of the poster`);
}

/** Nobody of the facts is named who is not listed: the presence of others would be invented. */
function presence(view, say) {
	const listed = new Set(view.people.filter(Boolean).map((person) => person.full_name));
	for (const text of view.texts) {
		const own = words(text.own);
		const old = text.facts.filter((fact) => fact.origin === 'archive').map((fact) => fact.value);
		for (const person of view.facts.people)
			if (!listed.has(person.full_name) && hasRun(own, words(person.full_name)) &&
				!old.some((value) => value.includes(person.full_name)) &&
				![...listed].some((name) => hasRun(words(name), words(person.full_name))))
				say(`${text.name} names ${person.full_name}, whom no story shows`);
	}
}

function agesListed(view, say) {
	const told = view.article.facts.some((fact) => fact.kind === 'age');
	view.article.people.forEach((shown, i) => {
		if (shown.age_shown === undefined || view.people[i] === undefined)
			return;
		const asOf = parseDay(shown.age_as_of);
		const days = asOf === undefined ? view.allDays() : [asOf];
		if (!days.some((day) => ageOn(view.people[i], day)?.years === shown.age_shown))
			say(`${shown.person_id} was not ${shown.age_shown} on ${shown.age_as_of ?? 'that day'}`);
		if (asOf !== undefined && !view.allDays().includes(asOf))
			say(`${shown.person_id}: ${shown.age_as_of} is no day of the session`);
		if (!told)
			say(`${shown.person_id}: an age is listed that no text tells`);
	});
}

export const peopleRules = {minors, 'people-evidence': evidence, relations, presence, ages: agesListed};
