// One article with what it was made from: its stories, its poster, its days and zones.

import {calendarDay, dayNumber, dayParts, parseDay} from './days.mjs';
import {holds} from './facts.mjs';
import {language} from './language.mjs';
import {quotedSpans, withoutSpans} from './text.mjs';

const BIRTHDAY_DAYS = 3; // before or after the event: it may be of it
const LINK = /https?:\/\/|www\./;
const HANDLE = /(?<![A-Za-z0-9_@.])@([A-Za-z0-9_](?:[A-Za-z0-9_]|\.(?=[A-Za-z0-9_])){0,29})/g;

/** The handles that a caption writes out. */
export function handlesIn(caption) {
	return [...caption.matchAll(HANDLE)].map(([, handle]) => handle.toLowerCase());
}

export class View {
	/** `set`: the records the article came with; `facts`, `templates`, `archive`, `raw`. */
	constructor(article, set) {
		Object.assign(this, {article, ...set});
		this.stories = article.story_ids.map((id) => set.stories.get(`${article.account_id} ${id}`));
		this.missing = article.story_ids.filter((_, i) => this.stories[i] === undefined);
		this.stories = this.stories.filter(Boolean);
		this.day = parseDay(article.editorial_day);
		this.fact = new Map(article.facts.map((fact) => [fact.fact_id, fact]));
		this.posterRow = this.stories.map((story) => this.facts.owner(story, this.day)).find(Boolean);
		this.poster = this.posterRow && this.facts.person.get(this.posterRow.person_id);
		this.people = article.people.map((shown) => this.facts.person.get(shown.person_id));
		this.texts = [...this.sentenceTexts(), ...this.figureTexts()];
	}

	/** Every text that a reader sees, with the facts it names. */
	sentenceTexts() {
		return this.article.sentences.map((sentence) =>
			this.textOf(`sentence ${sentence.position}`, sentence.text, [sentence.template_id],
				sentence.fact_ids, sentence));
	}

	figureTexts() {
		const parts = {alt: 'figure.alt', caption: 'figure.caption', credit_line: 'credit'};
		return this.article.figures.flatMap((figure) => Object.entries(parts).map(([part, id]) =>
			this.textOf(`figure ${figure.position} ${part}`, figure[part], this.templates.idsOf(id),
				figure.fact_ids, undefined, figure)));
	}

	textOf(name, text, ids, factIds, sentence, figure) {
		const facts = (factIds ?? []).map((id) => this.fact.get(id)).filter(Boolean);
		const quotes = facts.filter((fact) => fact.kind === 'quote').map((fact) => fact.value);
		const spans = quotedSpans(text, quotes);
		return {
			name, text, ids, factIds: factIds ?? [], facts, spans, sentence, figure,
			own: withoutSpans(text, spans), // the text's own words, captions covered
		};
	}

	/** The listed people, and those that only an earlier article tells of. */
	everybody() {
		const old = this.article.facts.filter((fact) => fact.origin === 'archive').map((fact) => fact.value);
		this.all ??= [...new Set([...this.people.filter(Boolean),
			...this.facts.people.filter((person) => old.some((value) => value.includes(person.full_name)))])];
		return this.all;
	}

	story(id) {
		return this.stories.find((story) => story.story_id === id);
	}

	/** The places of a story that the operator keeps. */
	keptPlaces(story) {
		return (story.places ?? []).map((place) => this.facts.place.get(place.place_id)).filter(Boolean);
	}

	/** The zone of the event, where all its stickers are of one kept place. */
	eventZone() {
		if (this.event === undefined) {
			const ids = new Set(this.stories.flatMap((story) => story.places ?? [])
				.map((place) => place.place_id));
			this.event = (ids.size === 1 && this.facts.place.get([...ids][0])?.tz) || '';
		}
		return this.event;
	}

	/** The zones whose calendar may name the day of a story. */
	zones(story) {
		const own = this.keptPlaces(story).map((place) => place.tz);
		return [...new Set([...own, this.eventZone(), this.article.time_zone].filter(Boolean))];
	}

	/** The days, by number, that a story may be said to be of. */
	daysOf(story) {
		return this.zones(story).map((zone) => calendarDay(zone, story.taken_at));
	}

	allDays() {
		this.days ??= [...new Set(this.stories.flatMap((story) => this.daysOf(story)))];
		return this.days;
	}

	/** The birthdays of a person within some days of the session, by their numbers. */
	birthdays(person) {
		const [, month, day] = /^\d+-(\d+)-(\d+)$/.exec(person.birth_date) ?? [];
		if (month === undefined)
			return [];
		return this.allDays().flatMap((today) => [-1, 0, 1].map((years) =>
			dayNumber(dayParts(today).year + years, Number(month), Number(day)))
			.filter((birthday) => Math.abs(birthday - today) <= BIRTHDAY_DAYS));
	}

	/** Whether a row of the facts holds on a day of the session. */
	holdsThen(row) {
		return [...this.allDays(), this.day].some((day) => holds(row, day));
	}

	/** The numbers that a value states, in figures or in the language's words. */
	numbersIn(value) {
		const words = new Map(language(this.article.lang).one.map((word) => [word, 1]));
		for (const id of this.templates.idsOf('number'))
			words.set(this.templates.word(id), Number(id.split('.').at(-1)));
		return (value.toLowerCase().match(/[\p{L}\p{M}]+|\d+/gu) ?? []).flatMap((token) =>
			words.has(token) ? [words.get(token)] : /^\d+$/.test(token) ? [Number(token)] : []);
	}

	/** Whether a sticker of a story or its caption leads to another address. */
	leadsElsewhere(story) {
		return story.links !== undefined || LINK.test(story.caption ?? '');
	}

	/** Who is tagged in a story. */
	tagged(story) {
		return (story.mentions ?? []).map((mention) => this.facts.owner(mention, this.day)?.person_id)
			.filter(Boolean);
	}

	/** The relations of two people that hold on the day, as the second is to the first. */
	relationsTo(first, second) {
		const reversed = {parent: 'child', child: 'parent'};
		return this.facts.relations.flatMap((row) => {
			if (row.from_person_id === first && row.to_person_id === second)
				return [{...row, seen: row.kind}];
			if (row.to_person_id === first && row.from_person_id === second)
				return [{...row, seen: reversed[row.kind] ?? row.kind}];
			return [];
		});
	}
}
