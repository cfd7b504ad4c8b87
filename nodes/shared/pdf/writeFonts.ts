import type * as BundledFont from '../vendor/font';
import { pdfNumber, pdfStream, pdfString } from './writeObjects';
import { HELVETICA, HELVETICA_BOLD } from './writeWidths';
import { outsideWinAnsi, winAnsiByte } from './writeWinAnsi';

/** How a piece of text looks. */
export interface Style {
	bold?: boolean;
	italic?: boolean;
}

/** The fonts of one document. */
export interface FontSet {
	/** in points */
	width(text: string, style: Style, size: number): number;
	/** operators of a content stream that show a text; x and y of its baseline in points, from the lower left corner */
	show(text: string, style: Style, size: number, x: number, y: number): string;
	/** the fonts as objects; the first of them has the number `first` */
	objects(first: number): { objects: Buffer[]; resources: string };
}

const STANDARD = ['Helvetica', 'Helvetica-Bold', 'Helvetica-Oblique', 'Helvetica-BoldOblique'];
/** Of the type size: how far a slanted letter leans, how much bolder a bold one is drawn, and how much wider it is set. */
const SLANT = 0.21;
const STROKE = 0.028;
const TRACKING = 0.02;

const latin = (text: string) => Buffer.from(text, 'latin1');
const widthsIn = (text: string) => text.trim().split(/\s+/).map(Number);

/** The fonts that every reader of PDF has; Western European only. */
function standardFonts(): FontSet {
	const regular = widthsIn(HELVETICA);
	const bold = widthsIn(HELVETICA_BOLD);
	return {
		width(text, style, size) {
			const widths = style.bold ? bold : regular;
			let sum = 0;
			for (const character of text) sum += widths[winAnsiByte(character)! - 0x20];
			return (sum * size) / 1000;
		},
		show(text, { bold: isBold, italic }, size, x, y) {
			const font = (isBold ? 1 : 0) + (italic ? 2 : 0) + 1;
			const shown = pdfString([...text].map((character) => winAnsiByte(character)!));
			return `BT /F${font} ${pdfNumber(size)} Tf 1 0 0 1 ${pdfNumber(x)} ${pdfNumber(y)} Tm ${shown} Tj ET`;
		},
		objects: (first) => ({
			objects: STANDARD.map((name) =>
				latin(`<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`),
			),
			resources: STANDARD.map((_name, index) => `/F${index + 1} ${first + index} 0 R`).join(' '),
		}),
	};
}

const bundled = () => require('../vendor/font') as typeof BundledFont;

/** The glyph of each character that the bundled font has, in the order of its glyphs. */
function glyphsOf({ codes }: typeof BundledFont): Map<string, number> {
	const glyphs = new Map<string, number>();
	for (const range of codes.split(',')) {
		const [first, last = first] = range.split('-').map((code) => parseInt(code, 16));
		for (let code = first; code <= last; code++) glyphs.set(String.fromCodePoint(code), glyphs.size + 1);
	}
	return glyphs;
}

let knownGlyphs: Map<string, number> | undefined;
const bundledGlyphs = () => (knownGlyphs ??= glyphsOf(bundled()));

const hex4 = (value: number) => value.toString(16).padStart(4, '0');

/** What characters the glyphs stand for, so that the text can be searched and copied. */
function unicodeMap(glyphs: ReadonlyMap<string, number>): string {
	const ranges: Array<{ glyph: number; code: number; count: number }> = [];
	for (const [character, glyph] of glyphs) {
		const code = character.codePointAt(0)!;
		const last = ranges.at(-1);
		// A range may not cross a multiple of 256 on either side.
		const goesOn =
			last !== undefined &&
			last.code + last.count === code &&
			last.glyph + last.count === glyph &&
			code % 256 !== 0 &&
			glyph % 256 !== 0;
		if (goesOn) last.count += 1;
		else ranges.push({ glyph, code, count: 1 });
	}
	const lines = ranges.map(
		({ glyph, code, count }) => `<${hex4(glyph)}> <${hex4(glyph + count - 1)}> <${hex4(code)}>`,
	);
	const blocks: string[] = [];
	for (let start = 0; start < lines.length; start += 100) {
		const block = lines.slice(start, start + 100);
		blocks.push(`${block.length} beginbfrange\n${block.join('\n')}\nendbfrange`);
	}
	return [
		'/CIDInit /ProcSet findresource begin',
		'12 dict begin',
		'begincmap',
		'/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
		'/CMapName /Adobe-Identity-UCS def',
		'/CMapType 2 def',
		'1 begincodespacerange\n<0000> <ffff>\nendcodespacerange',
		...blocks,
		'endcmap',
		'CMapName currentdict /CMap defineresource pop',
		'end',
		'end',
	].join('\n');
}

/** The bundled font, put into the document; its one weight is made bold by drawing its outlines, too. */
function embeddedFont(): FontSet {
	const font = bundled();
	const glyphs = bundledGlyphs();
	const widths = widthsIn(font.widths);
	return {
		width(text, { bold }, size) {
			const more = bold ? TRACKING * 1000 : 0;
			let sum = 0;
			for (const character of text) sum += widths[glyphs.get(character)!] + more;
			return (sum * size) / 1000;
		},
		show(text, { bold, italic }, size, x, y) {
			const shown = [...text].map((character) => hex4(glyphs.get(character)!)).join('');
			const place = `1 0 ${italic ? SLANT : 0} 1 ${pdfNumber(x)} ${pdfNumber(y)} Tm`;
			const weight = bold ? `2 Tr ${pdfNumber(size * TRACKING)} Tc ` : '';
			const operators = `BT /F1 ${pdfNumber(size)} Tf ${weight}${place} <${shown}> Tj ET`;
			return bold ? `q ${pdfNumber(size * STROKE)} w 1 j ${operators} Q` : operators;
		},
		objects: (first) => ({
			objects: [
				latin(
					`<< /Type /Font /Subtype /Type0 /BaseFont /FaxSans /Encoding /Identity-H /DescendantFonts [${first + 1} 0 R] /ToUnicode ${first + 4} 0 R >>`,
				),
				latin(
					`<< /Type /Font /Subtype /CIDFontType2 /BaseFont /FaxSans /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${first + 2} 0 R /CIDToGIDMap /Identity /W [0 [${font.widths}]] >>`,
				),
				latin(
					`<< /Type /FontDescriptor /FontName /FaxSans /Flags 4 /FontBBox [${font.box.join(' ')}] /ItalicAngle 0 /Ascent ${font.ascent} /Descent ${font.descent} /CapHeight 716 /StemV 80 /FontFile2 ${first + 3} 0 R >>`,
				),
				pdfStream(Buffer.from(font.compressed, 'base64'), `/Length1 ${font.length} /Filter /FlateDecode`),
				pdfStream(latin(unicodeMap(glyphs))),
			],
			resources: `/F1 ${first} 0 R`,
		}),
	};
}

/** The first character of a text that no font here has; null when there is none. */
export function missingCharacter(text: string): string | null {
	for (const [character] of text.matchAll(outsideWinAnsi())) {
		if (!bundledGlyphs().has(character)) return character;
	}
	return null;
}

/**
 * The fonts for these texts, whose characters must all be there: the standard ones, or, once a character lies outside
 * Western European scripts, the bundled one for all of the document.
 */
export function fontsFor(texts: readonly string[]): FontSet {
	return texts.some((text) => outsideWinAnsi().test(text)) ? embeddedFont() : standardFonts();
}
