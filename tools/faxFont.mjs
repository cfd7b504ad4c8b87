/**
 * Makes nodes/shared/vendor/font.ts, the font that texts outside Western European scripts are written with, and
 * nodes/shared/pdf/writeWidths.ts, the widths of the standard fonts, out of Liberation Sans 2, which has the same widths.
 * `node tools/faxFont.mjs LiberationSans-Regular.ttf LiberationSans-Bold.ttf` (Debian: package fonts-liberation2).
 * Outlines are kept as they are; hints, kerning and all other glyphs are left out.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';

/** What the font is to have: Latin with its extensions for European languages and Vietnamese, Greek, Cyrillic, signs. */
const WANTED = [
	[0x20, 0x7e],
	[0xa0, 0x17f],
	[0x1a0, 0x1a1],
	[0x1af, 0x1b0],
	[0x218, 0x21b],
	[0x384, 0x3ce],
	[0x400, 0x45f],
	[0x490, 0x491],
	[0x1ea0, 0x1ef9],
	[0x2010, 0x2027],
	[0x2030, 0x203a],
	[0x20a0, 0x20bf],
	[0x2116, 0x2116],
	[0x2122, 0x2122],
	[0x2190, 0x2193],
	[0x2212, 0x2212],
	[0x2260, 0x2265],
	[0x25a0, 0x25a1],
	[0x25cf, 0x25cf],
];

/** The characters of the standard fonts in the encoding that PDF calls WinAnsi, by their bytes from 0x20 to 0xff. */
const WIN_ANSI_80 = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ';

/** Signs that Adobe's metrics of the standard fonts give another width than Liberation Sans: regular, bold. */
const OTHER_WIDTHS = {
	0xaf: [333, 333],
	0xb1: [584, 584],
	0xb5: [556, 611],
	0xb7: [278, 278],
	0xf7: [584, 584],
};

/** Reads what is needed of a TrueType font. */
function openFont(file) {
	const data = readFileSync(file);
	const tables = {};
	for (let index = 0; index < data.readUInt16BE(4); index++) {
		const at = 12 + index * 16;
		const start = data.readUInt32BE(at + 8);
		tables[data.toString('latin1', at, at + 4)] = data.subarray(start, start + data.readUInt32BE(at + 12));
	}
	const { head, hhea, hmtx, maxp, loca, glyf } = tables;
	const isLong = head.readInt16BE(50) === 1;
	const offset = (gid) => (isLong ? loca.readUInt32BE(gid * 4) : loca.readUInt16BE(gid * 2) * 2);
	const metrics = hhea.readUInt16BE(34);
	return {
		tables,
		unitsPerEm: head.readUInt16BE(18),
		glyphCount: maxp.readUInt16BE(4),
		gidOf: characterMap(tables.cmap),
		glyph: (gid) => glyf.subarray(offset(gid), offset(gid + 1)),
		advance: (gid) => hmtx.readUInt16BE(Math.min(gid, metrics - 1) * 4),
		bearing: (gid) =>
			gid < metrics ? hmtx.readInt16BE(gid * 4 + 2) : hmtx.readInt16BE(metrics * 4 + (gid - metrics) * 2),
	};
}

/** The glyph of a code point by the table of format 4; 0 when there is none. */
function characterMap(cmap) {
	let at = -1;
	for (let index = 0; index < cmap.readUInt16BE(2); index++) {
		const start = cmap.readUInt32BE(4 + index * 8 + 4);
		if (cmap.readUInt16BE(start) === 4) at = start;
	}
	if (at < 0) throw new Error('The font has no character map of format 4');
	const segments = cmap.readUInt16BE(at + 6) / 2;
	const [ends, starts, deltas, ranges] = [14, 16 + segments * 2, 16 + segments * 4, 16 + segments * 6];
	return (code) => {
		for (let segment = 0; segment < segments; segment++) {
			const word = (table) => cmap.readUInt16BE(at + table + segment * 2);
			if (code > word(ends)) continue;
			if (code < word(starts)) return 0;
			if (word(ranges) === 0) return (code + word(deltas)) & 0xffff;
			const place = at + ranges + segment * 2 + word(ranges) + (code - word(starts)) * 2;
			const gid = cmap.readUInt16BE(place);
			return gid === 0 ? 0 : (gid + word(deltas)) & 0xffff;
		}
		return 0;
	};
}

/** Where a composite glyph names its components, and where that list ends; nothing for a simple glyph. */
function componentsOf(glyph) {
	if (glyph.length === 0 || glyph.readInt16BE(0) >= 0) return { places: [], end: glyph.length };
	const places = [];
	let at = 10;
	for (;;) {
		const flags = glyph.readUInt16BE(at);
		places.push(at);
		at += 4 + (flags & 1 ? 4 : 2);
		if (flags & 8) at += 2;
		else if (flags & 0x40) at += 4;
		else if (flags & 0x80) at += 8;
		if (!(flags & 0x20)) return { places, end: at };
	}
}

/** A glyph without hints, its components renumbered. */
function plainGlyph(glyph, numberOf) {
	if (glyph.length === 0) return glyph;
	const { places, end } = componentsOf(glyph);
	if (places.length > 0) {
		const copy = Buffer.from(glyph.subarray(0, end));
		for (const at of places) {
			copy.writeUInt16BE(copy.readUInt16BE(at) & ~0x100, at);
			copy.writeUInt16BE(numberOf(copy.readUInt16BE(at + 2)), at + 2);
		}
		return copy;
	}
	const hints = 10 + glyph.readInt16BE(0) * 2;
	const length = glyph.readUInt16BE(hints);
	const rest = glyph.subarray(hints + 2 + length);
	return Buffer.concat([glyph.subarray(0, hints), Buffer.from([0, 0]), rest]);
}

const padded = (bytes, to) => Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to)]);

/** A font with the glyphs of these code points, in this order after the first one, and the parts they are made of. */
function subset(font, codes) {
	const order = [0, ...codes.map(font.gidOf)];
	const parts = new Map();
	for (let index = 0; index < order.length; index++) {
		const glyph = font.glyph(order[index]);
		for (const at of componentsOf(glyph).places) {
			const gid = glyph.readUInt16BE(at + 2);
			if (parts.has(gid)) continue;
			const known = order.indexOf(gid);
			parts.set(gid, known >= 0 ? known : order.push(gid) - 1);
		}
	}
	const glyphs = order.map((gid) =>
		padded(
			plainGlyph(font.glyph(gid), (old) => parts.get(old)),
			2,
		),
	);
	const loca = Buffer.alloc((glyphs.length + 1) * 2);
	let offset = 0;
	for (const [index, glyph] of glyphs.entries())
		loca.writeUInt16BE((offset += glyph.length) / 2, index * 2 + 2);
	const hmtx = Buffer.alloc(order.length * 4);
	for (const [index, gid] of order.entries()) {
		hmtx.writeUInt16BE(font.advance(gid), index * 4);
		hmtx.writeInt16BE(font.bearing(gid), index * 4 + 2);
	}
	const head = Buffer.from(font.tables.head);
	head.writeUInt32BE(0, 8);
	head.writeInt16BE(0, 50);
	const hhea = Buffer.from(font.tables.hhea);
	hhea.writeUInt16BE(order.length, 34);
	const maxp = Buffer.from(font.tables.maxp);
	maxp.writeUInt16BE(order.length, 4);
	// Nothing of the virtual machine is left.
	for (const at of [16, 18, 20, 22, 24, 26]) maxp.writeUInt16BE(0, at);
	return assemble({ glyf: Buffer.concat(glyphs), head, hhea, hmtx, loca, maxp });
}

const sumOf = (bytes) => {
	let sum = 0;
	const whole = padded(bytes, 4);
	for (let at = 0; at < whole.length; at += 4) sum = (sum + whole.readUInt32BE(at)) >>> 0;
	return sum;
};

function assemble(tables) {
	const names = Object.keys(tables).sort();
	const power = Math.floor(Math.log2(names.length));
	const header = Buffer.alloc(12 + names.length * 16);
	header.writeUInt32BE(0x00010000, 0);
	header.writeUInt16BE(names.length, 4);
	header.writeUInt16BE(2 ** power * 16, 6);
	header.writeUInt16BE(power, 8);
	header.writeUInt16BE(names.length * 16 - 2 ** power * 16, 10);
	let offset = header.length;
	let headAt = 0;
	for (const [index, name] of names.entries()) {
		const at = 12 + index * 16;
		header.write(name, at, 'latin1');
		header.writeUInt32BE(sumOf(tables[name]), at + 4);
		header.writeUInt32BE(offset, at + 8);
		header.writeUInt32BE(tables[name].length, at + 12);
		if (name === 'head') headAt = offset;
		offset += padded(tables[name], 4).length;
	}
	const font = Buffer.concat([header, ...names.map((name) => padded(tables[name], 4))]);
	font.writeUInt32BE((0xb1b0afba - sumOf(font)) >>> 0, headAt + 8);
	return font;
}

/** Code points as ranges, in hexadecimal: `20-7e,a0-17f`. */
function rangesOf(codes) {
	const ranges = [];
	for (const code of codes) {
		const last = ranges.at(-1);
		if (last !== undefined && last[1] === code - 1) last[1] = code;
		else ranges.push([code, code]);
	}
	return ranges.map((range) => [...new Set(range)].map((code) => code.toString(16)).join('-')).join(',');
}

const [regularFile, boldFile] = process.argv.slice(2);
if (boldFile === undefined) {
	console.error('Give the files LiberationSans-Regular.ttf and LiberationSans-Bold.ttf.');
	process.exit(2);
}
const regular = openFont(regularFile);
const bold = openFont(boldFile);
const widthIn = (font) => (code) => Math.round((font.advance(font.gidOf(code)) * 1000) / font.unitsPerEm);
const codes = WANTED.flatMap(([first, last]) =>
	Array.from({ length: last - first + 1 }, (_, index) => first + index),
).filter((code) => regular.gidOf(code) !== 0);
const ttf = subset(regular, codes);
const { head, hhea } = regular.tables;
const inThousandths = (value) => Math.round((value * 1000) / regular.unitsPerEm);

writeFileSync(
	'nodes/shared/vendor/font.ts',
	`// Made by tools/faxFont.mjs; license in font.LICENSE.txt.

/** Code points of the glyphs 1, 2, 3 …, as hexadecimal ranges. */
export const codes = '${rangesOf(codes)}';

/** Widths of the glyphs 0, 1, 2 … in thousandths of the type size. */
export const widths = '${[0, ...codes.map(widthIn(regular))].join(' ')}';

/** In thousandths of the type size: left, bottom, right, top; ascent and descent. */
export const box = [${[36, 38, 40, 42].map((at) => inThousandths(head.readInt16BE(at))).join(', ')}];
export const ascent = ${inThousandths(hhea.readInt16BE(4))};
export const descent = ${inThousandths(hhea.readInt16BE(6))};

/** Length of the font in bytes before its compression. */
export const length = ${ttf.length};

/** The TrueType font as PDF's filter FlateDecode takes it, in base64. */
export const compressed = '${deflateSync(ttf, { level: 9 }).toString('base64')}';
`,
);

const winAnsi = Array.from({ length: 0xe0 }, (_, index) => {
	const byte = index + 0x20;
	if (byte < 0x7f || byte >= 0xa0) return byte;
	const code = WIN_ANSI_80.charCodeAt(byte - 0x80);
	return byte === 0x7f || code === 0 ? null : code;
});
const lineOf = (font, style) =>
	winAnsi
		.map((code) => (code === null ? 0 : (OTHER_WIDTHS[code]?.[style] ?? widthIn(font)(code))))
		.join(' ')
		.replace(/(.{1,98})( |$)/g, "\t'$1 ' +\n")
		.replace(/ ' \+\n$/, "'");

writeFileSync(
	'nodes/shared/pdf/writeWidths.ts',
	`// Made by tools/faxFont.mjs.

/** Widths of the characters 0x20 to 0xff of WinAnsi in Helvetica, in thousandths of the type size; 0: no character. */
export const HELVETICA =
${lineOf(regular, 0)};

/** The same of Helvetica-Bold. */
export const HELVETICA_BOLD =
${lineOf(bold, 1)};
`,
);
console.log(`${codes.length} characters, ${ttf.length} bytes`);
