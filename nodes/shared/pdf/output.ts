import { PdfName, PdfRef, PdfStream, PdfString } from './values';
import type { PdfDict, PdfValue } from './values';

/** A new dictionary. */
export const dict = (entries: Record<string, PdfValue>): PdfDict => new Map(Object.entries(entries));
export const name = (text: string): PdfName => new PdfName(text);

function numberText(value: number): string {
	if (Number.isInteger(value)) return value.toFixed(0);
	return value.toFixed(6).replace(/\.?0+$/, '');
}

function textOf(value: PdfValue): string {
	if (value === null) return 'null';
	if (typeof value === 'number') return numberText(value);
	if (typeof value === 'boolean') return String(value);
	if (value instanceof PdfName) return `/${value.name}`;
	if (value instanceof PdfRef) return `${value.num} 0 R`;
	if (value instanceof PdfString) return value.raw.toString('latin1');
	if (Array.isArray(value)) return `[${value.map(textOf).join(' ')}]`;
	const entries = value instanceof PdfStream ? value.dict : value;
	return `<<${[...entries].map(([key, entry]) => `/${key} ${textOf(entry)}`).join('\n')}>>`;
}

/** The bytes after the version tell programs that the file is not text. */
const HEADER = Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1');

/**
 * Puts a PDF together, object by object. The same objects always give the same bytes: there is no date and no random
 * id in the file.
 */
export class PdfOutput {
	private readonly chunks: Buffer[] = [HEADER];
	private size = HEADER.length;
	private readonly offsets: number[] = [0];

	/** A number for an object that is written later. */
	reserve(): number {
		return this.offsets.push(0) - 1;
	}

	/** Writes an object. @returns its number */
	add(value: PdfValue, num = this.reserve()): number {
		this.offsets[num] = this.size;
		const isStream = value instanceof PdfStream;
		if (isStream) value.dict.set('Length', value.data.length);
		this.put(Buffer.from(`${num} 0 obj\n${textOf(value)}${isStream ? '\nstream\n' : ''}`, 'latin1'));
		if (isStream) this.put(value.data, END_STREAM);
		this.put(END_OBJECT);
		return num;
	}

	/** Ends the file. @param catalog the number of its catalog */
	end(catalog: number): Buffer {
		const start = this.size;
		const rows = this.offsets.map((offset, num) =>
			offset === 0
				? `0000000000 ${num === 0 ? '65535' : '00000'} f \n`
				: `${String(offset).padStart(10, '0')} 00000 n \n`,
		);
		this.put(
			Buffer.from(
				`xref\n0 ${rows.length}\n${rows.join('')}trailer\n<</Size ${rows.length}/Root ${catalog} 0 R>>\n` +
					`startxref\n${start}\n%%EOF\n`,
				'latin1',
			),
		);
		return Buffer.concat(this.chunks, this.size);
	}

	private put(...chunks: Buffer[]): void {
		for (const chunk of chunks) {
			this.chunks.push(chunk);
			this.size += chunk.length;
		}
	}
}

const END_STREAM = Buffer.from('\nendstream');
const END_OBJECT = Buffer.from('\nendobj\n');
