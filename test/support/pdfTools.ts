import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TOOLS = ['pdftotext', 'pdfinfo', 'qpdf'];

const isThere = (tool: string): boolean => {
	try {
		execFileSync(tool, ['--version'], { stdio: 'ignore' });
		return true;
	} catch (error) {
		// Older versions of poppler's tools know no --version and end with 99, but they are there.
		return (error as NodeJS.ErrnoException).code !== 'ENOENT';
	}
};

/** The programs that read PDFs independently of this package, as far as they are not installed. */
export const missingPdfTools: readonly string[] = TOOLS.filter((tool) => !isThere(tool));

/** For tests that need them: skipped, with the reason in the name, where they are missing. */
export const describeWithPdfTools = (name: string, tests: () => void): void => {
	if (missingPdfTools.length === 0) describe(name, tests);
	else describe.skip(`${name} (needs ${missingPdfTools.join(', ')}; packages poppler-utils and qpdf)`, tests);
};

/** What independent readers find in a PDF. */
export interface ReadPdf {
	pages: number;
	/** in the order of the file, pages parted by form feeds */
	text: string;
	/** of the first page, in points */
	size: string;
}

/** One process for all files: starting three programs for each from here would take far longer. */
const READ_ALL = `
for file in *.pdf; do
	qpdf --check "$file" > "$file.check" 2>&1 || echo "qpdf ended with $?" >> "$file.check"
	pdfinfo "$file" > "$file.info" 2>&1
	pdftotext -raw -enc UTF-8 "$file" "$file.txt" 2>> "$file.check"
done`;

/**
 * Reads PDFs with poppler, and has qpdf check their structure.
 * @throws Error with what one of them complains about, and the index of the file
 */
export function readPdfs(files: readonly Buffer[]): ReadPdf[] {
	const folder = mkdtempSync(join(tmpdir(), 'fax-pdf-'));
	const nameOf = (index: number) => `${String(index).padStart(4, '0')}.pdf`;
	try {
		for (const [index, bytes] of files.entries()) writeFileSync(join(folder, nameOf(index)), bytes);
		execFileSync('sh', ['-c', READ_ALL], { cwd: folder });
		return files.map((_bytes, index) => {
			const found = (ending: string) => readFileSync(join(folder, `${nameOf(index)}.${ending}`), 'utf8');
			const check = found('check');
			if (!/No syntax or stream encoding errors[^]*cannot detect\s*$/.test(check)) {
				throw new Error(`File ${index}: ${check}`);
			}
			const info = found('info');
			return {
				pages: Number(/^Pages:\s+(\d+)$/m.exec(info)?.[1]),
				size: /^Page size:\s+(.*?)$/m.exec(info)?.[1] ?? '',
				text: found('txt'),
			};
		});
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** The same for one PDF. */
export const readPdf = (bytes: Buffer): ReadPdf => readPdfs([bytes])[0];

/** The words of a text in their order. */
export const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
