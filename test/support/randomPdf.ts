import { deflateSync } from 'node:zlib';

/** A source of numbers that gives the same ones again for the same seed. */
export interface Dice {
	/** from 0 up to, but without `sides` */
	roll(sides: number): number;
	chance(probability: number): boolean;
	pick<Item>(items: readonly Item[]): Item;
}

/** @param seed any whole number */
export function dice(seed: number): Dice {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	return {
		roll: (sides) => Math.floor(next() * sides),
		chance: (probability) => next() < probability,
		pick: (items) => items[Math.floor(next() * items.length)],
	};
}

/** What is on a page of a random PDF. */
export interface RandomPage {
	text: string;
	/** as the page is turned, in points */
	width: number;
	height: number;
}

const SIZES = [
	[595, 842],
	[612, 792],
	[612, 1008],
	[420, 595],
	[842, 595],
] as const;

interface Part {
	num: number;
	body: string;
	/** a stream cannot lie in a list of objects */
	isStream: boolean;
}

/**
 * A PDF as some program may write it: pages in trees of any depth, with sizes, turns and resources of their own or from
 * above, texts packed or not and in several pieces, tables of contents of both kinds, objects in lists, changes
 * appended, or with its table of contents damaged.
 * @param name goes into the text of each page
 */
export function randomPdf(die: Dice, name: string): { bytes: Buffer; pages: RandomPage[] } {
	const parts: Part[] = [];
	let count = 2;
	const reserve = () => ++count;
	const add = (body: string, num = reserve(), isStream = false): number => {
		parts.push({ num, body, isStream });
		return num;
	};
	const stream = (data: Buffer, entries: string): number => {
		const length = die.chance(0.3) ? `${add(String(data.length))} 0 R` : String(data.length);
		const body = `<<${entries}/Length ${length}>>\nstream\n${data.toString('latin1')}\nendstream`;
		return add(body, reserve(), true);
	};
	const font = add('<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>');
	const resources = `<</Font<</F1 ${font} 0 R>>>>`;
	const sharedResources = add(resources);
	const texts = (text: string): string => {
		const pieces = [`BT /F1 14 Tf 40 300 Td (${text}) Tj`, ' ET'];
		const written = die.chance(0.5) ? [pieces.join('')] : pieces;
		const nums = written.map((piece) => {
			const data = Buffer.from(piece, 'latin1');
			return die.chance(0.5) ? stream(deflateSync(data), '/Filter/FlateDecode') : stream(data, '');
		});
		const references = nums.map((num) => `${num} 0 R`).join(' ');
		if (nums.length === 1 && die.chance(0.5)) return references;
		return die.chance(0.3) ? `${add(`[${references}]`)} 0 R` : `[${references}]`;
	};
	const pages: RandomPage[] = [];
	const node = (parent: number, left: number, depth: number, from: { turn: number }): number => {
		const num = depth === 0 ? 2 : reserve();
		const own: string[] = [];
		const inherits = { ...from };
		if (depth === 0 || die.chance(0.2)) {
			inherits.turn = die.chance(0.3) ? die.pick([90, 180, 270]) : 0;
			own.push(`/Rotate ${inherits.turn}`);
		}
		if (depth === 0) own.push(`/MediaBox [0 0 595 842]`, `/Resources ${sharedResources} 0 R`);
		const kids: number[] = [];
		for (let rest = left; rest > 0;) {
			if (depth < 3 && rest > 1 && die.chance(0.3)) {
				const below = 1 + die.roll(rest);
				kids.push(node(num, below, depth + 1, inherits));
				rest -= below;
			} else {
				kids.push(page(num, inherits));
				rest--;
			}
		}
		const references = kids.map((kid) => `${kid} 0 R`).join(' ');
		const above = depth === 0 ? '' : `/Parent ${parent} 0 R`;
		add(`<</Type/Pages/Count ${left}/Kids[${references}]${above}${own.join('')}>>`, num);
		return num;
	};
	const page = (parent: number, from: { turn: number }): number => {
		const text = `${name} page ${pages.length + 1}`;
		const [width, height] = die.chance(0.4) ? die.pick(SIZES) : [595, 842];
		const turn = die.chance(0.2) ? die.pick([0, 90, -90, 180, 450]) : from.turn;
		const own = [
			width === 595 && height === 842 ? '' : `/MediaBox [0 0 ${width}.0 ${height}]`,
			turn === from.turn ? '' : `/Rotate ${turn}`,
			die.chance(0.3) ? `/Resources ${resources}` : '',
			`/Contents ${texts(text)}`,
		];
		const isUpright = turn % 180 === 0;
		pages.push({ text, width: isUpright ? width : height, height: isUpright ? height : width });
		return add(`<</Type/Page/Parent ${parent} 0 R${own.join('')}>>`);
	};
	node(0, 1 + die.roll(8), 0, { turn: 0 });
	add('<</Type/Catalog/Pages 2 0 R>>', 1);
	return { bytes: written(die, parts), pages };
}

function written(die: Dice, parts: Part[]): Buffer {
	let text = `${die.chance(0.1) ? 'stray bytes\n' : ''}%PDF-1.${die.roll(8)}\n%\xe2\xe3\xcf\xd3\n`;
	const base = text.indexOf('%PDF');
	const end = die.pick(['\n', '\r\n', '\r']);
	const offsets = new Map<number, number>();
	const listed = new Map<number, [list: number, index: number]>();
	const put = (num: number, body: string) => {
		offsets.set(num, text.length - base);
		text += `${num} 0 obj${end}${body}${end}endobj${end}`;
	};
	let size = Math.max(...parts.map(({ num }) => num)) + 1;
	const isModern = die.chance(0.5);
	const list = isModern ? parts.filter(({ isStream }) => !isStream && die.chance(0.8)) : [];
	for (const { num, body } of parts) {
		if (list.some((part) => part.num === num)) continue;
		// An object that a later one of the same number replaces.
		if (die.chance(0.05)) put(num, '(old)');
		put(num, body);
	}
	if (list.length > 0) {
		const listNum = size++;
		let head = '';
		let bodies = '';
		for (const [index, { num, body }] of list.entries()) {
			head += `${num} ${bodies.length} `;
			bodies += `${body} `;
			listed.set(num, [listNum, index]);
		}
		const data = deflateSync(Buffer.from(head + bodies, 'latin1')).toString('latin1');
		put(
			listNum,
			`<</Type/ObjStm/N ${list.length}/First ${head.length}/Filter/FlateDecode/Length ${data.length}>>\nstream\n${data}\nendstream`,
		);
	}
	const start = text.length - base;
	// A damaged position makes readers search the whole file.
	const stated = die.chance(0.1) ? start + 7 : start;
	if (!isModern) {
		const rows = Array.from({ length: size }, (_, num) => {
			const offset = offsets.get(num);
			return offset === undefined
				? '0000000000 65535 f \n'
				: `${String(offset).padStart(10, '0')} 00000 n \n`;
		});
		text += `xref\n0 ${size}\n${rows.join('')}trailer\n<</Size ${size}/Root 1 0 R>>\n`;
	} else {
		const num = size++;
		offsets.set(num, start);
		const rows = Buffer.alloc(size * 7);
		for (let row = 0; row < size; row++) {
			const inList = listed.get(row);
			const offset = offsets.get(row);
			rows[row * 7] = inList === undefined ? (offset === undefined ? 0 : 1) : 2;
			rows.writeUInt32BE(inList?.[0] ?? offset ?? 0, row * 7 + 1);
			rows.writeUInt16BE(inList?.[1] ?? 0, row * 7 + 5);
		}
		const isPredicted = die.chance(0.5);
		const data = deflateSync(isPredicted ? predicted(rows, 7) : rows).toString('latin1');
		const parameters = isPredicted ? '/DecodeParms<</Predictor 12/Columns 7>>' : '';
		text += `${num} 0 obj\n<</Type/XRef/Size ${size}/W[1 4 2]/Root 1 0 R/Filter/FlateDecode${parameters}/Length ${data.length}>>\nstream\n${data}\nendstream\nendobj\n`;
	}
	return Buffer.from(`${text}startxref\n${stated}\n%%EOF\n`, 'latin1');
}

/** Each row as its difference to the one above, as programs do with tables. */
function predicted(rows: Buffer, width: number): Buffer {
	const count = rows.length / width;
	const out = Buffer.alloc(rows.length + count);
	for (let row = 0; row < count; row++) {
		out[row * (width + 1)] = 2;
		for (let at = 0; at < width; at++) {
			const above = row === 0 ? 0 : rows[(row - 1) * width + at];
			out[row * (width + 1) + 1 + at] = rows[row * width + at] - above;
		}
	}
	return out;
}
