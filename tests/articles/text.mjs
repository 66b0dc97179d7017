// Words of a text, and what remains of it when what is known was covered.

export const WORD = /[\p{L}\p{M}\p{N}_]+(?:[’'.·-][\p{L}\p{N}][\p{L}\p{M}\p{N}_]*)*/gu;
const PIECE = /[\p{L}\p{M}\p{N}]+/gu;
export const COVER = '\u{F8FF}'; // private use: stands for what was covered

/** A text without marks and capitals, by which two spellings are the same. */
export function folded(text) {
	return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

const NAME_MAX = 100; // characters; what is no longer may be a name, and is asked for often
const known = new Map();

/** Folded words: what two spellings of one name have in common. */
export function words(text) {
	const found = known.get(text) ?? folded(text).match(PIECE) ?? [];
	if (text.length <= NAME_MAX && known.size < 100000)
		known.set(text, found);
	return found;
}

/** Whether the words of `name` stand one after the other in `list`. */
export function hasRun(list, name) {
	return name.length !== 0 && list.some((_, at) => name.every((word, i) => list[at + i] === word));
}

const segmenter = new Intl.Segmenter('en', {granularity: 'grapheme'});

export function graphemes(text) {
	return [...segmenter.segment(text)].length;
}

export function capitalised(text) {
	const [first = ''] = text;
	return first.toUpperCase() + text.slice(first.length);
}

function isWordAt(text, at) {
	return at >= 0 && at < text.length && /[\p{L}\p{M}\p{N}_]/u.test(text[at]);
}

/** Covers every whole occurrence of the value; the text keeps its length. */
export function cover(text, value) {
	if (!value)
		return text;
	for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
		const end = at + value.length;
		const inside = (isWordAt(text, at - 1) && isWordAt(value, 0)) ||
			(isWordAt(text, end) && isWordAt(value, value.length - 1));
		if (!inside)
			text = text.slice(0, at) + COVER.repeat(value.length) + text.slice(end);
	}
	return text;
}

/** Covers many values, the longest first, also where they begin a sentence. */
export function coverAll(text, values) {
	const forms = new Set(values.flatMap((value) => [value, capitalised(value)]));
	for (const form of [...forms].sort((a, b) => b.length - a.length))
		text = cover(text, form);
	return text;
}

const MARKS = /[“”„«»‘’"']/g;

/** Quotation marks are a matter of house style: for comparing, all are one. */
export function sameMarks(text) {
	return text.replace(MARKS, "'");
}

/**
 * Where caption words stand in a text: the spans of quotes, by the values they must be. House
 * style may turn marks inside, and put comma or full stop before the closing mark.
 */
export function quotedSpans(text, values) {
	const folded = sameMarks(text), spans = [];
	for (const value of [...values].sort((a, b) => b.length - a.length)) {
		const bare = sameMarks(value).replace(/(?<=.)[.,]$/s, '');
		for (let at = folded.indexOf(bare); at !== -1 && bare; at = folded.indexOf(bare, at + 1)) {
			const tail = /^[.,]?'/.exec(folded.slice(at + bare.length));
			const from = at - 1, to = at + bare.length + (tail?.[0].length ?? 0);
			const free = spans.every((span) => to <= span.from || span.to <= from);
			if (folded[from] === "'" && tail && free)
				spans.push({from, to, value});
		}
	}
	return spans.sort((a, b) => a.from - b.from);
}

/** The text with the quotes covered, marks included. */
export function withoutSpans(text, spans) {
	for (const {from, to} of spans)
		text = text.slice(0, from) + COVER.repeat(to - from) + text.slice(to);
	return text;
}
