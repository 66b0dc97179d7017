// A template file: which literal words a text may owe to its template, and which shape it has.

import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {WORD} from './text.mjs';

const LINE = /^([^\s#=]+) = (.*)$/;
const SLOT = /\{\W?(\w+)\}/g;

// Words that state a value, by a number: only a fact can put them into a text.
function statesValue(id) {
	return /\.\d+$/.test(id);
}

function escaped(literal) {
	return literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

// Marks at the end of a quote move by house style, and one of two stops goes.
function literalPattern(literal) {
	return escaped(literal).replace(/(?:\\\.|,)?(”|’)(?:\\\.|,)?/g, '[.,]?$1[.,]?')
		.replace(/\\\.$/, '\\.?').replace(/,/g, ',?');
}

/** The shape of a text: literals in their order, anything in the slots. */
export function shapeOf(template) {
	let pattern = '';
	for (const piece of template.split(/(\{\W?\w+\}|[[\]])/)) {
		if (piece === '[')
			pattern += '(?:';
		else if (piece === ']')
			pattern += ')?';
		else if (/^\{/.test(piece))
			pattern += '[^]+?';
		else
			pattern += literalPattern(piece);
	}
	return new RegExp(`^${pattern}$`, 'u');
}

export class Templates {
	constructor(path, style) {
		const bytes = readFileSync(path);
		const lines = bytes.toString('utf8').split('\n');
		// the program's hash is of the lines that count
		const counting = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
		this.sha256 = createHash('sha256').update(counting.map((line) => `${line}\n`).join(''))
			.digest('hex');
		this.texts = new Map();
		for (const line of counting) {
			const [, name, text] = LINE.exec(line) ?? [];
			const [id, of] = (name ?? '').split('@');
			if (!name || (of && of !== style))
				continue;
			if (!this.texts.has(id))
				this.texts.set(id, []);
			this.texts.get(id).push(text);
		}
		this.memo = new Map();
	}

	/** What stands under the id alone, such as a weekday. */
	word(id) {
		return this.texts.get(id)?.at(-1);
	}

	/** The ids that are `name` or a part of it. */
	idsOf(name) {
		return [...this.texts.keys()].filter((id) => id === name || id.startsWith(`${name}.`));
	}

	/** The values of a table of numbers: "weekday" gives seven words. */
	table(name) {
		return this.idsOf(name).filter(statesValue).map((id) => this.word(id));
	}

	once(key, make) {
		if (!this.memo.has(key))
			this.memo.set(key, make());
		return this.memo.get(key);
	}

	/** The literal words of the template and of those its slots are made of. */
	ownWords(id) {
		return this.once(`words ${id}`, () => {
			const found = new Set(), seen = new Set(), open = [id];
			while (open.length !== 0) {
				const at = open.pop();
				if (seen.has(at) || statesValue(at))
					continue;
				seen.add(at);
				for (const text of this.texts.get(at) ?? []) {
					for (const word of text.replace(SLOT, ' ').match(WORD) ?? [])
						found.add(word);
					for (const [, slot] of text.matchAll(SLOT))
						open.push(...this.idsOf(slot));
				}
			}
			return found;
		});
	}

	/** Every literal word of the file but those that state a value. */
	allWords() {
		return this.once('all', () => {
			const found = new Set();
			for (const id of [...this.texts.keys()].filter((each) => !each.startsWith('ban.')))
				for (const word of statesValue(id) ? [] : this.ownWords(id))
					found.add(word);
			return found;
		});
	}

	/** Whether the text has the shape of some template of that id. */
	fits(id, text) {
		const shapes = this.once(`shapes ${id}`, () => (this.texts.get(id) ?? []).map(shapeOf));
		return shapes.some((shape) => shape.test(text));
	}
}
