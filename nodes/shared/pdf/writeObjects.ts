/** A number as PDF writes it: no exponent, three places at most. */
export function pdfNumber(value: number): string {
	return String(Math.round(value * 1000) / 1000 + 0);
}

/** Bytes as a string in parentheses that holds ASCII only. */
export function pdfString(bytes: readonly number[]): string {
	const escaped = bytes.map((byte) => {
		const character = String.fromCharCode(byte);
		if (character === '(' || character === ')' || character === '\\') return `\\${character}`;
		return byte >= 0x20 && byte < 0x7f ? character : `\\${byte.toString(8).padStart(3, '0')}`;
	});
	return `(${escaped.join('')})`;
}

/** A text of any script, as PDF wants it outside of pages. */
export function pdfText(text: string): string {
	return `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
}

/** A stream with its dictionary. @param entries what the dictionary has beside the length */
export function pdfStream(bytes: Buffer, entries = ''): Buffer {
	const head = `<< /Length ${bytes.length}${entries === '' ? '' : ` ${entries}`} >>\nstream\n`;
	return Buffer.concat([Buffer.from(head, 'latin1'), bytes, Buffer.from('\nendstream', 'latin1')]);
}
