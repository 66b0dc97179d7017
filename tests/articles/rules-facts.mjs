// Whether the facts an article states are true: each is looked up where it says it comes from.

import {calendarDay, dayParts, parseDay} from './days.mjs';
import {ageOn} from './facts.mjs';
import {daysNamed} from './language.mjs';
import {sameMarks, words} from './text.mjs';

/** The days a fact may be of: those of its story, else of any. */
function daysFor(view, fact) {
	const story = fact.story_id && view.story(fact.story_id);
	return (story ? view.daysOf(story) : view.allDays()).map(dayParts);
}

/** Whether a text names one of the days, and nothing that is not of it. */
function saysDay(view, text, days) {
	const named = daysNamed(text, view.article.lang);
	const year = /\b\d{4}\b/.exec(text)?.[0];
	const something = named.weekdays.length + named.dates.length + named.months.length !== 0;
	return something && days.some((day) =>
		named.weekdays.every((weekday) => weekday === day.weekday) &&
		named.dates.every((date) => date.month === day.month && date.day === day.day) &&
		named.months.every((month) => month === day.month) &&
		(year === undefined || Number(year) === day.year));
}

function aboutDay(view, fact) {
	return saysDay(view, fact.value, daysFor(view, fact));
}

function mediaWord(view, type, value) {
	const kind = view.templates.word(`kind.${type}`);
	return kind && words(value).join(' ').includes(words(kind)[0].slice(0, 4));
}

function typeOf(story) {
	return ['IMAGE', 'VIDEO'].includes(story.media_type) ? story.media_type : 'OTHER';
}

function mediaType(view, fact) {
	const story = view.story(fact.story_id);
	const types = ['IMAGE', 'VIDEO', 'OTHER'].filter((type) => mediaWord(view, type, fact.value));
	return story !== undefined && types.includes(typeOf(story));
}

/** "five videos": as many stories of that kind as there are; "posts" may be all of them. */
function mediaCount(view, fact) {
	const types = ['IMAGE', 'VIDEO', 'OTHER'].filter((type) => mediaWord(view, type, fact.value));
	const counts = types.map((type) => view.stories.filter((story) => typeOf(story) === type).length);
	const [number = 1] = view.numbersIn(fact.value);
	const all = types.length === 0 || types.includes('OTHER') ? [view.stories.length] : [];
	return [...counts, ...all].includes(number);
}

/** "five of the eight posts": somebody is tagged so often. */
function tagCount(view, fact) {
	const all = view.stories.length;
	const counts = view.people.filter(Boolean).map((person) => view.stories.filter((story) =>
		view.tagged(story).includes(person.person_id)).length);
	const numbers = view.numbersIn(fact.value);
	const [count = all] = numbers;
	return counts.includes(count) && (numbers.length < 2 || numbers[1] === all);
}

function captionCount(view, fact) {
	const [count = 1] = view.numbersIn(fact.value);
	return count <= view.stories.filter((story) => story.caption).length;
}

/** "one of the 15 posts is": so many of all, in whatever order the language has it. */
function countOf(view, fact, has) {
	const all = view.stories.length, count = view.stories.filter(has).length;
	const numbers = view.numbersIn(fact.value);
	return count !== 0 && numbers.every((number) => [count, all].includes(number)) &&
		(numbers.includes(count) || count === all);
}

function paidCount(view, fact) {
	return countOf(view, fact, (story) => story.paid_partnership);
}

function linkCount(view, fact) {
	return countOf(view, fact, (story) => story.links !== undefined);
}

/** "six of them from Lord Howe Island": so many bear a sticker of one of the places it names. */
function placeCount(view, fact) {
	const [number] = view.numbersIn(fact.value);
	const named = (story) => placeNames(view, story).some((name) => fact.value.includes(name));
	return view.stories.filter(named).length === number;
}

function placeNames(view, story) {
	return [...(story.places ?? []).flatMap((sticker) => [sticker.name, sticker.short_name]),
		...view.keptPlaces(story).flatMap((kept) => [kept.name, kept.city])].filter(Boolean);
}

function personName(view, fact) {
	return view.article.people.some((shown) => shown.name_shown === fact.value) ||
		view.everybody().some((person) => view.facts.namesShown(person).includes(fact.value));
}

function tag(view, fact) {
	const story = view.story(fact.story_id);
	const named = (story?.mentions ?? []).some((mention) => `@${mention.handle}` === fact.value);
	return named || (story !== undefined && view.tagged(story).some((id) =>
		view.facts.namesShown(view.facts.person.get(id)).includes(fact.value)));
}

function mention(view, fact) {
	return view.story(fact.story_id)?.caption?.includes(fact.value) ?? false;
}

function account(view, fact) {
	return view.stories.some((story) => `@${story.handle}` === fact.value) ||
		view.article.account_id === fact.value;
}

function age(view, fact) {
	const numbers = view.numbersIn(fact.value);
	return numbers.length === 1 && view.people.filter(Boolean).some((person) =>
		[...view.allDays(), ...view.birthdays(person)].map((day) => ageOn(person, day)).some((old) =>
			old !== undefined && (old.years >= 2 ? old.years : old.months) === numbers[0]));
}

function epithet(view, fact) {
	return view.people.filter(Boolean).some((person) =>
		(view.facts.worksOf.get(person.person_id) ?? []).some((row) =>
			row.epithet === fact.value && view.holdsThen(row)));
}

function work(view, fact) {
	const value = sameMarks(fact.value);
	const says = (row) => value.includes(sameMarks(row.title)) || fact.value === row.kind;
	return view.facts.works.some((row) => says(row) && view.holdsThen(row) &&
		view.people.some((person) => person?.person_id === row.person_id));
}

/** The words that the language has for what one is to the other. */
export function relationWords(view, first, second) {
	const person = view.facts.person.get(second);
	const key = ['she', 'he', 'they'].includes(person?.pronouns.split('/')[0])
		? person.pronouns.split('/')[0] : 'they';
	return view.relationsTo(first, second).filter((row) => view.holdsThen(row))
		.map((row) => view.templates.word(`relation.${row.seen}.${key}`)).filter(Boolean);
}

function relation(view, fact) {
	const said = ` ${words(fact.value).join(' ')} `;
	const ids = view.everybody().map((person) => person.person_id);
	return ids.some((first) => ids.some((second) => relationWords(view, first, second).some((word) =>
		said.includes(` ${words(word).join(' ')} `))));
}

function place(view, fact) {
	const stories = fact.story_id ? [view.story(fact.story_id)] : view.stories;
	return stories.filter(Boolean).some((story) => placeNames(view, story).includes(fact.value));
}

function credit(view, fact) {
	return fact.value !== '' && [view.posterRow?.credit_name, view.poster?.full_name,
		...view.stories.map((story) => `@${story.handle}`)].includes(fact.value);
}

/** As the text shows it: marks within may be others, the words are those of a quote that is kept. */
function quote(view, fact) {
	return view.article.quotes.some((kept) => kept.story_id === fact.story_id &&
		sameMarks(kept.verbatim) === sameMarks(fact.value));
}

function hashtag(view, fact) {
	return view.stories.some((story) => (story.hashtags ?? []).includes(
		fact.value.replace(/^#/, '').toLowerCase()));
}

const KINDS = {
	weekday: aboutDay, date: aboutDay, full_date: aboutDay, day: aboutDay,
	media_type: mediaType, media_count: mediaCount, tag_count: tagCount,
	caption_count: captionCount, place_count: placeCount, paid_partnership: paidCount,
	link_count: linkCount, birthday: birthdayDate, person: personName, tag, mention, account, age, epithet, work,
	relation, place, credit, quote, hashtag, language: languageName,
	pronouns: (view, fact) => view.people.some((person) => person?.pronouns === fact.value),
};

/** The earlier articles that the text says it rests on. */
function earlier(view) {
	const ids = (view.article.related ?? []).map((related) => related.article_id);
	return (view.archive ?? []).filter((old) => ids.includes(old.article_id));
}

/** All that an origin holds, for kinds that have no rule of their own. */
const SOURCES = {
	story: (view) => view.stories,
	people: ({facts}) => [facts.people, facts.handles, facts.aliases],
	relations: ({facts}) => [facts.relations, facts.people],
	works: ({facts}) => facts.works,
	places: ({facts}) => facts.places,
	archive: (view) => earlier(view),
	config: (view) => [...view.templates.texts.values()],
};

/** What a value states by capital letters and figures, its origin must hold. */
function heldByOrigin(view, fact) {
	const {months, weekdays} = daysNamed(fact.value, view.article.lang);
	if (fact.origin === 'archive' && months.length + weekdays.length !== 0)
		return earlier(view).some((old) => saysDay(view, fact.value, daysOfArticle(old)));
	const source = new Set(words(JSON.stringify(SOURCES[fact.origin]?.(view) ?? [])));
	return (fact.value.match(/[\p{Lu}][\p{L}\p{M}]*|\d+/gu) ?? [])
		.every((token) => words(token).every((word) => source.has(word)));
}

/** The days an earlier article tells of: in its own zone, and the day of news it was of. */
function daysOfArticle(old) {
	return [parseDay(old.editorial_day), ...[old.event_start, old.event_end].map((instant) =>
		calendarDay(old.time_zone, instant))].map(dayParts);
}

/** Dates of works and of earlier articles are not those of the stories. */
function ruleOf(fact) {
	if (fact.origin === 'archive')
		return heldByOrigin;
	if (fact.kind === 'date' && fact.origin === 'works')
		return workDate;
	return KINDS[fact.kind] ?? heldByOrigin;
}

/** "August 2013": since then somebody's work is theirs. */
function workDate(view, fact) {
	const {months} = daysNamed(fact.value, view.article.lang);
	return view.facts.works.some((row) => row.from && fact.value.includes(row.from.slice(0, 4)) &&
		months.every((month) => month === Number(row.from.slice(5, 7))));
}

/** "Saturday, Jan. 7": somebody's birthday. */
function birthdayDate(view, fact) {
	return view.people.filter(Boolean).flatMap((person) => view.birthdays(person))
		.some((day) => saysDay(view, fact.value, [dayParts(day)]));
}

/** "Spanish": so are the captions that a text says it of. */
function languageName(view, fact) {
	return view.article.quotes.some((quote) => quote.lang !== undefined &&
		view.templates.word(`language.${quote.lang}`) === fact.value);
}

function truth(view, say) {
	const seen = new Set();
	for (const fact of view.article.facts) {
		if (seen.has(fact.fact_id))
			say(`${fact.fact_id} stands twice`);
		seen.add(fact.fact_id);
		if (fact.story_id !== undefined && view.story(fact.story_id) === undefined)
			say(`${fact.fact_id} is of story ${fact.story_id}, which is not the article's`);
		const holdsTrue = ruleOf(fact);
		if (!holdsTrue(view, fact))
			say(`${fact.kind} '${fact.value}' is not what ${fact.origin} says`);
	}
}

/** An earlier article is of the same day where the text says so. */
function sameDay(view, say) {
	const [words] = view.templates.texts.get('earlier.day') ?? [];
	for (const text of view.texts.filter((each) => each.sentence && words && each.text.startsWith(words))) {
		const old = text.facts.some((fact) => fact.origin === 'archive') ? earlier(view) : [];
		if (old.some((each) => !view.allDays().includes(calendarDay(each.time_zone, each.event_start))))
			say(`${text.name}: it was another day: ${text.text}`);
	}
}

/** What a text says of days, whatever its facts: the weekday goes with the date. */
function days(view, say) {
	sameDay(view, say);
	for (const text of view.texts) {
		const story = text.figure && view.story(text.figure.story_id);
		const all = (story ? view.daysOf(story) : view.allDays()).map(dayParts);
		if (text.facts.some((fact) => ['archive', 'works'].includes(fact.origin) ||
			fact.kind === 'birthday'))
			continue;
		const named = daysNamed(text.own, view.article.lang);
		for (const weekday of named.weekdays)
			if (!all.some((day) => day.weekday === weekday))
				say(`${text.name}: nothing was posted on that weekday: ${text.text}`);
		for (const date of named.dates)
			if (!all.some((day) => day.month === date.month && day.day === date.day))
				say(`${text.name}: nothing was posted on that date: ${text.text}`);
	}
}

const ORIGINS = ['story', 'people', 'relations', 'works', 'places', 'archive', 'config', 'editor'];

function origins(view, say) {
	for (const fact of view.article.facts)
		if (!ORIGINS.includes(fact.origin))
			say(`${fact.fact_id} comes from '${fact.origin}'`);
}

export const factRules = {truth, days, origins};
