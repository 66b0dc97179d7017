// What the languages of the articles need: names of days, numbers, pronouns, and words that no
// editor lets through. Written for the tests; the programs' own tables play no part.

const ENGLISH_FILLER = [
	'apparently', 'reportedly', 'allegedly', 'supposedly', 'seemingly', 'presumably', 'possibly',
	'perhaps', 'maybe', 'probably', 'it seems', 'it appears', 'seems to', 'appears to', 'looks like',
	'clearly', 'obviously', 'of course', 'needless to say', 'rumored', 'rumoured', 'rumor has it',
	'insiders', 'sources say', 'a source', 'is said to', 'are said to', 'believed to', 'thought to',
	'likely', 'must have', 'may have', 'might have', 'could have', 'adorable', 'stunning', 'gorgeous',
	'cute', 'sweet', 'epic', 'iconic', 'jaw-dropping', 'sizzling', 'fans went wild', 'broke the internet',
	'gushed', 'gushes', 'raved', 'swooned', 'melted hearts', 'heartwarming', 'fun-filled', 'star-studded',
	'lavish', 'glamorous', 'surprised', 'delighted', 'thrilled', 'excited', 'happily', 'proudly',
	'enjoyed', 'enjoying', 'very', 'really', 'literally', 'undefined', 'null', 'nan', 'todo', 'lorem',
];

const SPANISH_FILLER = [
	'aparentemente', 'presuntamente', 'supuestamente', 'al parecer', 'parece que', 'por lo visto',
	'probablemente', 'posiblemente', 'quizá', 'quizás', 'tal vez', 'seguramente', 'se dice que',
	'según fuentes', 'se rumorea', 'adorable', 'espectacular', 'impresionante', 'increíble',
	'enloqueció', 'revolucionó las redes', 'feliz', 'orgullosa', 'orgulloso', 'claramente',
	'obviamente', 'por supuesto', 'muy', 'undefined', 'null', 'nan', 'todo lo que',
];

const ENGLISH_NUMBERS = ('zero two three four five six seven eight nine ten eleven twelve thirteen ' +
	'fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy ' +
	'eighty ninety hundred thousand million dozen half twice').split(' ');
const SPANISH_NUMBERS = ('cero dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce ' +
	'quince veinte treinta cuarenta cincuenta cien mil docena mitad').split(' ');

const LANGUAGES = {
	en: {
		filler: ENGLISH_FILLER,
		numbers: ENGLISH_NUMBERS,
		one: ['one'],
		pronouns: {
			she: ['she', 'her', 'hers', 'herself'],
			he: ['he', 'him', 'his', 'himself'],
			they: ['they', 'their', 'theirs', 'themselves'], // "them" may be of things
		},
	},
	es: {
		filler: SPANISH_FILLER,
		numbers: SPANISH_NUMBERS,
		one: ['un', 'una', 'uno'],
		pronouns: {she: ['ella'], he: ['él'], they: []},
	},
};

function names(lang, options, dates) {
	const format = new Intl.DateTimeFormat(lang, {...options, timeZone: 'UTC'});
	return dates.map((date) => format.format(date).toLowerCase());
}

// As news agencies shorten months beside a day.
const SHORT_MONTHS = {en: {jan: 1, feb: 2, aug: 8, sept: 9, oct: 10, nov: 11, dec: 12}};

const made = new Map();

/** The tables of a language, with its weekdays (0 is Sunday) and months (0 is January). */
export function language(code) {
	if (!made.has(code)) {
		const sunday = Date.UTC(2023, 0, 1);
		made.set(code, {
			...(LANGUAGES[code] ?? {filler: [], numbers: [], one: [], pronouns: {}}),
			weekdays: names(code, {weekday: 'long'},
				[...Array(7).keys()].map((i) => new Date(sunday + i * 86400000))),
			months: names(code, {month: 'long'},
				[...Array(12).keys()].map((i) => new Date(Date.UTC(2023, i, 15)))),
		});
	}
	return made.get(code);
}

const WORDS = /[\p{L}\p{M}]+/gu;

/** The days that a text names: weekdays, months, and dates as "April 15", "15 April", "15 de abril". */
export function daysNamed(text, code) {
	const {weekdays, months} = language(code), short = SHORT_MONTHS[code] ?? {};
	const lower = text.toLowerCase(), found = {weekdays: [], dates: [], months: []};
	if (![...weekdays, ...months, ...Object.keys(short)].some((name) => lower.includes(name)))
		return found;
	for (const {0: word, index} of lower.matchAll(WORDS)) {
		if (weekdays.includes(word))
			found.weekdays.push(weekdays.indexOf(word));
		const month = months.indexOf(word) + 1 || short[word];
		if (month === undefined)
			continue;
		const day = /(?<![\d.,])(\d{1,2}) (?:de )?$/.exec(lower.slice(0, index)) ??
			/^\.? (\d{1,2})(?!\d)/.exec(lower.slice(index + word.length));
		found.months.push(month);
		if (day)
			found.dates.push({month, day: Number(day[1])});
	}
	return found;
}
