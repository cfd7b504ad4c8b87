/**
 * Makes a real, small PDF: one A4 page per entry, each entry's lines as text.
 * Characters that are not in Latin-1 become `?`.
 */
export function makePdf(pages: string[][]): Buffer {
	const objects: string[] = [];
	const add = (text: string): number => objects.push(text);
	const kids = pages.map((_, index) => `${4 + index * 2} 0 R`);
	add('<< /Type /Catalog /Pages 2 0 R >>');
	add(`<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${pages.length} >>`);
	add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
	for (const lines of pages) {
		const content = pageContent(lines);
		add(
			`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> ` +
				`/Contents ${objects.length + 2} 0 R >>`,
		);
		add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
	}
	return assemble(objects);
}

function pageContent(lines: string[]): string {
	const shown = lines.map((line, index) => `${index === 0 ? '' : '0 -22 Td '}(${escapeText(line)}) Tj`);
	return `BT /F1 14 Tf 64 760 Td ${shown.join('\n')} ET`;
}

function escapeText(text: string): string {
	return text.replace(/[^\x20-\x7e\xa0-\xff]/g, '?').replace(/[\\()]/g, '\\$&');
}

function assemble(objects: string[]): Buffer {
	let text = '%PDF-1.4\n%\xe2\xe3\xcf\xd3\n';
	const offsets = objects.map((object, index) => {
		const offset = text.length;
		text += `${index + 1} 0 obj\n${object}\nendobj\n`;
		return offset;
	});
	const start = text.length;
	const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
	text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows.join('')}`;
	text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
	return Buffer.from(text, 'latin1');
}
