// A generated newsroom: the facts its operator keeps, and the accounts it reads.

import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {printDay, parseDay} from './days.mjs';
import {CITIES, CLEARED, FIRST, GUARDED, LAST, OCCUPATIONS, STRAY_PLACES, WORKS, ZONES} from './material.mjs';

const COLUMNS = {
	people: ['person_id', 'full_name', 'short_name', 'last_name', 'pronouns', 'birth_date', 'birth_precision',
		'death_date', 'public_minor_ok', 'priority', 'occupation', 'source'],
	handles: ['person_id', 'account_id', 'ig_pk', 'handle', 'from', 'to', 'tz', 'credit_name'],
	aliases: ['person_id', 'alias', 'context_person_id'],
	relations: ['from_person_id', 'kind', 'to_person_id', 'from', 'to'],
	works: ['person_id', 'title', 'kind', 'epithet', 'from', 'to'],
	places: ['place_id', 'name', 'city', 'country', 'tz', 'lat', 'lon'],
};
const PRONOUNS = {she: 'she/her', he: 'he/him', they: 'they/them'};
export const POSTERS = 14;
const STRANGERS = 3; // accounts that nobody keeps
const FIRST_DAY = parseDay('2022-01-01'), DAYS = 1300;

function cell(value) {
	return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function asciiId(name) {
	return name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

export class World {
	constructor(random) {
		this.random = random;
		this.facts = {people: [], handles: [], aliases: [], relations: [], works: [], places: []};
		this.accounts = [];
		this.makePlaces();
		this.makeAdults();
		this.makeChildren();
		this.makeFamilies();
		this.makeWorks();
		this.makeStrangers();
	}

	makePlaces() {
		this.stickers = CITIES.map(([name, city, country, tz, lat, lon], i) => {
			const id = String(213000000 + i);
			const kept = this.random.chance(0.7);
			if (kept)
				this.facts.places.push({place_id: id, name, city, country, tz: this.random.chance(0.9) ? tz : '',
					lat: String(lat), lon: String(lon)});
			return {id, name, short: city};
		}).concat(STRAY_PLACES.map((name, i) => ({id: String(990000 + i), name, short: ''})));
	}

	birthDay(from, to) {
		if (this.random.chance(0.12))
			return this.random.pick(['1992-02-29', '1988-02-29', '2000-02-29']);
		return printDay(this.random.between(parseDay(from), parseDay(to)));
	}

	person(full, short, last, pronoun, birth, extra) {
		const row = {
			person_id: asciiId(full), full_name: full, short_name: short, last_name: last,
			pronouns: pronoun && this.random.chance(0.85) ? PRONOUNS[pronoun] : '', birth_date: birth,
			birth_precision: this.random.pick(['day', 'day', 'day', 'day', 'day', 'month', 'year', 'none']),
			death_date: '', public_minor_ok: '0', priority: String(this.random.between(0, 100)),
			occupation: this.random.pick(OCCUPATIONS), source: '', ...extra,
		};
		this.facts.people.push(row);
		return row;
	}

	makeAdults() {
		const names = this.random.some(Object.entries(FIRST).flatMap(([pronoun, list]) =>
			list.map((first) => [first, pronoun])), POSTERS + 4);
		const last = this.random.some(LAST, LAST.length);
		this.adults = names.map(([first, pronoun], i) => {
			// the last ones share a surname, and one of them has died
			const surname = last[Math.min(i, last.length - 2)];
			const birth = this.random.chance(0.9) ? this.birthDay('1950-01-01', '2003-12-31') : '';
			const person = this.person(`${first} ${surname}`, first, surname, pronoun, birth,
				i === names.length - 1 ? {death_date: '2021-06-01'} : {});
			this.handle(person, i);
			return person;
		});
	}

	handle(person, i) {
		const tail = this.random.pick(['', '.official', '_x', '1']);
		const name = `${asciiId(person.short_name).replaceAll('-', '')}${tail}${i}`;
		const account = {account_id: String(17841400000000100n + BigInt(i)), ig_pk: String(184000100 + i), handle: name,
			person, tz: this.random.pick(ZONES)};
		const credit = this.random.pick([person.full_name, person.full_name, '', `${person.short_name} & Co.`]);
		const row = {person_id: person.person_id, ...account, from: '2012-01-01', to: '', credit_name: credit};
		this.facts.handles.push(this.random.chance(0.85) ? row : {...row, ig_pk: ''});
		this.accounts.push(account);
	}

	makeChildren() {
		const posters = this.adults.slice(0, POSTERS);
		this.children = [...CLEARED.map((name) => [name, '1']), ...GUARDED.map((name) => [name, '0'])]
			.map(([first, cleared]) => {
				const parent = this.random.pick(posters);
				const birth = this.birthDay('2004-06-01', '2023-05-01');
				const person = this.person(`${first} ${parent.last_name}`, first, parent.last_name,
					this.random.pick(['she', 'he', 'they']), birth < '2004' ? '2012-02-29' : birth,
					{public_minor_ok: cleared, occupation: ''});
				this.relate(parent, 'parent', person, birth < '2004' ? '2012-02-29' : birth);
				if (this.random.chance(0.7))
					this.alias(person, first, parent);
				if (this.random.chance(0.3))
					this.alias(person, `${first.slice(0, 3)}ster`, parent);
				return {person, parent};
			});
	}

	alias(person, alias, context) {
		this.facts.aliases.push({person_id: person.person_id, alias, context_person_id: context?.person_id ?? ''});
	}

	relate(a, kind, b, from = '', to = '') {
		const pair = [a.person_id, b.person_id];
		const there = this.facts.relations.some((row) =>
			pair.includes(row.from_person_id) && pair.includes(row.to_person_id));
		if (a !== b && !there)
			this.facts.relations.push({from_person_id: a.person_id, kind, to_person_id: b.person_id, from, to});
	}

	makeFamilies() {
		for (let i = 0; i + 1 < POSTERS; i += 2) {
			const [a, b] = this.adults.slice(i, i + 2);
			const kind = this.random.pick(['sibling', 'spouse', 'partner', 'ex', 'friend']);
			const later = this.random.chance(0.3);
			this.relate(a, kind, b, later ? '2023-01-15' : '', later ? '2024-01-15' : '');
			if (this.random.chance(0.5))
				this.alias(b, `${b.short_name.slice(0, 2)}${b.short_name.slice(-2)}`, a);
		}
	}

	makeWorks() {
		for (const [title, kind, epithet] of WORKS)
			this.facts.works.push({person_id: this.random.pick(this.adults).person_id, title, kind, epithet,
				from: this.random.pick(['', '2010-01-01', '2023-02-01']), to: this.random.pick(['', '', '2024-03-01'])});
	}

	makeStrangers() {
		for (let i = 0; i < STRANGERS; i++)
			this.accounts.push({account_id: String(17841400000000900n + BigInt(i)), ig_pk: String(184000900 + i),
				handle: `stranger.${i}`, person: undefined, tz: ''});
	}

	/** Somebody, and who is related to them. */
	near(person) {
		const kin = new Set(this.facts.relations.filter((row) =>
			[row.from_person_id, row.to_person_id].includes(person?.person_id))
			.flatMap((row) => [row.from_person_id, row.to_person_id]));
		return this.facts.people.filter((each) => each === person || kin.has(each.person_id));
	}

	/** A day of the time the world covers; often one where something is due. */
	day(account) {
		const plain = FIRST_DAY + this.random.between(0, DAYS);
		const births = [account.person, ...this.children.filter((child) => child.parent === account.person)
			.map((child) => child.person)].filter((person) => person?.birth_date);
		const special = ['2024-02-28', '2024-02-29', '2024-03-01', '2023-02-28', '2023-03-12', '2023-11-05',
			'2023-03-26', '2022-10-30', '2023-12-31', '2024-01-01', '2023-04-02', '2023-10-01'].map(parseDay);
		if (births.length !== 0 && this.random.chance(0.3))
			special.push(...births.map((person) => parseDay(`2023${person.birth_date.slice(4)}`) +
				this.random.between(-3, 3)));
		return this.random.chance(0.5) ? this.random.pick(special) : plain;
	}

	write(dir) {
		mkdirSync(dir, {recursive: true});
		for (const [name, columns] of Object.entries(COLUMNS)) {
			const rows = this.facts[name].map((row) => columns.map((column) => cell(row[column] ?? '')).join(','));
			writeFileSync(join(dir, `${name}.csv`), [columns.join(','), ...rows].map((line) => `${line}\n`).join(''));
		}
	}
}
