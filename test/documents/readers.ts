import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Programs that know PDF and have nothing to do with this package. */
const PROGRAMS = ['qpdf', 'pdfinfo', 'pdftotext'];

const missing = PROGRAMS.filter((program) => spawnSync(program, ['--version']).error !== undefined);

/** Why other readers cannot be asked; null when they can. On a continuous integration server they must be there. */
export const readersMissing =
	missing.length === 0 ? null : `${missing.join(', ')} not installed (apt-get install qpdf poppler-utils)`;

/** What another reader sees on a page. */
export interface SeenPage {
	/** in points, as the page is turned */
	width: number;
	height: number;
	text: string;
}

function output(program: string, parameters: string[]): string {
	const run = spawnSync(program, parameters, { encoding: 'utf8', maxBuffer: 1e8, timeout: 60_000 });
	if (run.status !== 0) throw new Error(`${program} ended with ${run.status}: ${run.stdout}${run.stderr}`);
	return run.stdout;
}

/**
 * Lets qpdf and poppler read a PDF.
 * @param checks whether qpdf is to judge it, too
 * @throws Error when one of them has something to complain about
 */
export function seenIn(bytes: Buffer, { checks = true } = {}): SeenPage[] {
	const folder = mkdtempSync(path.join(tmpdir(), 'fax-documents-'));
	const file = path.join(folder, 'merged.pdf');
	try {
		writeFileSync(file, bytes);
		if (checks) output('qpdf', ['--check', file]);
		const info = output('pdfinfo', ['-l', '-1', file]);
		const count = Number(/^Pages:\s+(\d+)$/m.exec(info)?.[1]);
		const texts = output('pdftotext', [file, '-']).split('\f');
		return Array.from({ length: count }, (_, index) => {
			const page = index + 1;
			const size = new RegExp(`^Page\\s+${page} size:\\s+([\\d.]+) x ([\\d.]+) pts`, 'm').exec(info)!;
			const turn = Number(new RegExp(`^Page\\s+${page} rot:\\s+(\\d+)`, 'm').exec(info)?.[1] ?? 0);
			const sides = [Number(size[1]), Number(size[2])];
			const [width, height] = turn % 180 === 0 ? sides : sides.reverse();
			return { width, height, text: texts[index].replace(/\s+/g, ' ').trim() };
		});
	} finally {
		rmSync(folder, { recursive: true });
	}
}
