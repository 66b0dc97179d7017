// Days by counting: what day it was somewhere, and how old somebody was on it.

const DAY_MS = 86400000;
const EDITORIAL_HOURS = 5; // the day of news starts at 05:00
export const ADULT = 18; // years

const clocks = new Map();

function clock(zone) {
	if (!clocks.has(zone))
		clocks.set(zone, new Intl.DateTimeFormat('en-u-ca-gregory', {
			timeZone: zone, hourCycle: 'h23', era: 'short', year: 'numeric', month: 'numeric',
			day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
		}));
	return clocks.get(zone);
}

const known = new Map();

/** The wall clock of a zone at an instant, as the number of its day and the hour. */
export function wall(zone, instant) {
	const key = `${zone} ${instant}`;
	if (!known.has(key)) {
		const part = {};
		for (const {type, value} of clock(zone).formatToParts(new Date(instant)))
			part[type] = Number(value);
		if (known.size > 200000)
			known.clear();
		known.set(key, {day: dayNumber(part.year, part.month, part.day), hour: part.hour});
	}
	return known.get(key);
}

/** Days since 1970-01-01. A day the month lacks counts on: 29 February is 1 March. */
export function dayNumber(year, month, day) {
	return Math.round(Date.UTC(year, month - 1, day) / DAY_MS);
}

/** The number of the day "2023-04-15"; undefined where it is none. */
export function parseDay(text) {
	const part = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text ?? '');
	return part ? dayNumber(Number(part[1]), Number(part[2]), Number(part[3])) : undefined;
}

export function printDay(number) {
	return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

/** Year, month, day of the month and weekday (0 is Sunday) of a day. */
export function dayParts(number) {
	const date = new Date(number * DAY_MS);
	return {
		year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(),
		weekday: date.getUTCDay(),
	};
}

export function calendarDay(zone, instant) {
	return wall(zone, instant).day;
}

export function editorialDay(zone, instant) {
	const {day, hour} = wall(zone, instant);
	return hour < EDITORIAL_HOURS ? day - 1 : day;
}

/** How many birthdays were had; counted one by one. */
export function yearsOld(birth, day) {
	const {year, month, day: of} = dayParts(birth);
	let years = -1;
	for (let at = year; dayNumber(at, month, of) <= day; at++)
		years++;
	return years;
}

/** How many whole months were had. */
export function monthsOld(birth, day) {
	const {year, month, day: of} = dayParts(birth);
	let months = -1;
	while (dayNumber(year, month + months + 1, 1) <= day) {
		const first = dayParts(dayNumber(year, month + months + 1, 1));
		if (dayNumber(first.year, first.month, of) > day)
			break;
		months++;
	}
	return months;
}
