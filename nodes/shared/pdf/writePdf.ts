import { createHash } from 'crypto';
import type { FontSet, Style } from './writeFonts';
import { pdfNumber, pdfStream, pdfText } from './writeObjects';

/** Something on a page. Lengths are in points, from the upper left corner of the page; `y` of a text is its baseline. */
export type Mark =
	| { kind: 'text'; x: number; y: number; text: string; size: number; style: Style }
	| { kind: 'line'; x: number; y: number; toX: number; toY: number; width: number }
	/** an empty rectangle with a border of this width */
	| { kind: 'box'; x: number; y: number; width: number; height: number; border: number };

export interface Page {
	/** in points */
	width: number;
	height: number;
	marks: readonly Mark[];
}

/** The same mark elsewhere. */
export function moved(mark: Mark, dx: number, dy: number): Mark {
	const at = { ...mark, x: mark.x + dx, y: mark.y + dy };
	return at.kind === 'line' ? { ...at, toX: at.toX + dx, toY: at.toY + dy } : at;
}

function operators(mark: Mark, fonts: FontSet, pageHeight: number): string {
	const up = (y: number) => pdfNumber(pageHeight - y);
	if (mark.kind === 'text') {
		return fonts.show(mark.text, mark.style, mark.size, mark.x, pageHeight - mark.y);
	}
	if (mark.kind === 'line') {
		const { x, y, toX, toY, width } = mark;
		return `${pdfNumber(width)} w ${pdfNumber(x)} ${up(y)} m ${pdfNumber(toX)} ${up(toY)} l S`;
	}
	const { x, y, width, height, border } = mark;
	return `${pdfNumber(border)} w ${pdfNumber(x)} ${up(y + height)} ${pdfNumber(width)} ${pdfNumber(height)} re S`;
}

/**
 * A PDF with these pages. The same pages give the same bytes: nothing in it is random or depends on the time. Content is
 * not compressed: a page of text is a few kilobytes, and compressed bytes would change with the version of Node.js.
 * @param title what readers of PDF show as its name
 */
export function writePdf(pages: readonly Page[], fonts: FontSet, title: string): Buffer {
	const FIRST_FONT = 4;
	const font = fonts.objects(FIRST_FONT);
	const firstPage = FIRST_FONT + font.objects.length;
	const pageNumber = (index: number) => firstPage + index * 2;
	const objects: Array<string | Buffer> = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		`<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_page, index) => `${pageNumber(index)} 0 R`).join(' ')}] /Resources << /Font << ${font.resources} >> >> >>`,
		`<< /Title ${pdfText(title)} /Producer (n8n-nodes-fax) >>`,
		...font.objects,
		...pages.flatMap(({ width, height, marks }, index) => [
			`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${pdfNumber(width)} ${pdfNumber(height)}] /Contents ${pageNumber(index) + 1} 0 R >>`,
			pdfStream(Buffer.from(marks.map((mark) => operators(mark, fonts, height)).join('\n'), 'latin1')),
		]),
	];
	return assembled(objects);
}

/** Objects numbered from 1 as a file: the first is the catalog, the third the information about the document. */
function assembled(objects: ReadonlyArray<string | Buffer>): Buffer {
	const parts: Buffer[] = [];
	const offsets: number[] = [];
	let size = 0;
	const add = (part: string | Buffer) => {
		const bytes = Buffer.isBuffer(part) ? part : Buffer.from(part, 'latin1');
		parts.push(bytes);
		size += bytes.length;
	};
	// The second line tells programs that copy files that this one is not text.
	add('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n');
	for (const [index, object] of objects.entries()) {
		offsets.push(size);
		add(`${index + 1} 0 obj\n`);
		add(object);
		add('\nendobj\n');
	}
	const id = createHash('sha256').update(Buffer.concat(parts)).digest('hex').slice(0, 32);
	const start = size;
	const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
	add(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries.join('')}`);
	add(`trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 3 0 R /ID [<${id}> <${id}>] >>\n`);
	add(`startxref\n${start}\n%%EOF\n`);
	return Buffer.concat(parts);
}
