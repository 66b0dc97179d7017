// The operator's facts directory, read for what may be said of whom.

import {createHash} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {ADULT, dayParts, monthsOld, parseDay, yearsOld} from './days.mjs';
import {words} from './text.mjs';

const FILES = ['people', 'handles', 'aliases', 'relations', 'works', 'places'];

/** Rows of RFC 4180 as objects by the names of the header. */
export function parseCsv(text) {
	const rows = [[]];
	const cell = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/gy;
	while (cell.lastIndex < text.length) {
		const [, value, end] = cell.exec(text);
		rows.at(-1).push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
		if (end !== ',')
			rows.push([]);
	}
	const [header, ...rest] = rows.filter((row) => row.length !== 0);
	return (rest ?? []).filter((row) => row.length === header.length)
		.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
}

/** Whether a row's period [from, to) has the day. */
export function holds(row, day) {
	const from = parseDay(row.from), to = parseDay(row.to);
	return (from === undefined || from <= day) && (to === undefined || day < to);
}

function byKey(rows, key) {
	const map = new Map();
	for (const row of rows) {
		if (!map.has(row[key]))
			map.set(row[key], []);
		map.get(row[key]).push(row);
	}
	return map;
}

const ages = new WeakMap();

/** Years and months of a person on a day; undefined where nobody may tell them. */
export function ageOn(person, day) {
	if (!ages.has(person))
		ages.set(person, new Map());
	const known = ages.get(person);
	if (!known.has(day))
		known.set(day, countAge(person, day));
	return known.get(day);
}

function countAge(person, day) {
	const birth = parseDay(person.birth_date);
	const exact = person.birth_precision === 'day' || person.birth_precision === '';
	if (birth === undefined || !exact || person.death_date || day < birth)
		return undefined;
	return {years: yearsOld(birth, day), months: monthsOld(birth, day)};
}

/** Whether a person may be a minor on the day whom nobody cleared for naming. */
export function isProtected(person, day) {
	const birth = parseDay(person.birth_date);
	if (birth === undefined || person.public_minor_ok === '1')
		return false;
	if (person.birth_precision === 'day' || person.birth_precision === '')
		return yearsOld(birth, day) < ADULT;
	return dayParts(day).year - dayParts(birth).year <= ADULT;
}

export class Facts {
	constructor(dir) {
		this.hashes = {};
		for (const name of FILES) {
			const path = join(dir, `${name}.csv`);
			const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
			this[name] = parseCsv(bytes.toString('utf8'));
			if (existsSync(path))
				this.hashes[`${name}.csv`] = createHash('sha256').update(bytes).digest('hex');
		}
		this.person = new Map(this.people.map((row) => [row.person_id, row]));
		this.place = new Map(this.places.map((row) => [row.place_id, row]));
		this.aliasesOf = byKey(this.aliases, 'person_id');
		this.handlesOf = byKey(this.handles, 'person_id');
		this.worksOf = byKey(this.works, 'person_id');
		this.relationsOf = byKey([...this.relations.map((r) => ({...r, who: r.from_person_id})),
			...this.relations.map((r) => ({...r, who: r.to_person_id}))], 'who');
		this.byFold = byKey(this.handles.map((r) => ({...r, fold: r.handle.toLowerCase()})), 'fold');
	}

	/** The person behind an account: numbers count for ever, a handle only in its time. */
	owner(account, day) {
		const rows = this.handles.filter((row) =>
			(account.account_id && row.account_id === account.account_id) ||
			(account.ig_pk && row.ig_pk === account.ig_pk));
		const named = (this.byFold.get((account.handle ?? '').toLowerCase()) ?? []).filter((row) =>
			holds(row, day) &&
			!(account.account_id && row.account_id && row.account_id !== account.account_id) &&
			!(account.ig_pk && row.ig_pk && row.ig_pk !== account.ig_pk));
		return rows.find((row) => holds(row, day)) ?? rows[0] ?? named[0];
	}

	/** Everybody who stands in some relation to the person, on any day. */
	kin(personId) {
		return (this.relationsOf.get(personId) ?? []).map((row) =>
			row.from_person_id === personId ? row.to_person_id : row.from_person_id);
	}

	/** Whether two people are of one circle: related, or with somebody between them. */
	close(a, b) {
		const near = this.kin(a);
		return near.includes(b) || near.some((between) => this.kin(between).includes(b));
	}

	/** What gives a person away in this poster's text. */
	namesThatTell(person, posterId) {
		const names = [person.full_name];
		for (const row of this.aliasesOf.get(person.person_id) ?? [])
			if (!row.context_person_id || row.context_person_id === posterId)
				names.push(row.alias);
		for (const row of this.handlesOf.get(person.person_id) ?? [])
			names.push(row.handle);
		if (posterId && this.close(posterId, person.person_id))
			names.push(person.short_name);
		return [...new Set(names.filter((name) => name && words(name).length !== 0))];
	}

	/** All that a text may call a person. */
	namesShown(person) {
		return [person.full_name, person.short_name, person.last_name].filter(Boolean);
	}
}
