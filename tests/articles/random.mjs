// Chance that is the same on every machine: all of it follows from a seed.

import {createHash} from 'node:crypto';

export class Random {
	constructor(seed) {
		const hash = createHash('sha256').update(String(seed)).digest();
		this.state = [0, 4, 8, 12].map((at) => hash.readUInt32LE(at));
	}

	/** 32 bits: xorshift128. */
	bits() {
		const [x, y, z, w] = this.state;
		const t = (x ^ (x << 11)) >>> 0;
		const next = (w ^ (w >>> 19) ^ t ^ (t >>> 8)) >>> 0;
		this.state = [y, z, w, next];
		return next;
	}

	/** A whole number from `from` to `to`, both included. */
	between(from, to) {
		return from + Math.floor(this.bits() / 2 ** 32 * (to - from + 1));
	}

	/** True in `share` of the cases. */
	chance(share) {
		return this.bits() / 2 ** 32 < share;
	}

	pick(list) {
		return list[this.between(0, list.length - 1)];
	}

	/** Some elements, each once, in a new order. */
	some(list, count) {
		const rest = [...list], out = [];
		while (out.length < count && rest.length !== 0)
			out.push(...rest.splice(this.between(0, rest.length - 1), 1));
		return out;
	}
}
