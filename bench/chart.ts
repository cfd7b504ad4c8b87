import { NAMES } from './report';
import type { CaseResult } from './results';
import type { Contender } from './tasks';

const ORDER: readonly Contender[] = ['node', 'httpRequestNode', 'helper', 'undici'];
const COLOURS: Readonly<Record<Contender, string>> = {
	node: '#1f6feb',
	httpRequestNode: '#d9822b',
	helper: '#8b949e',
	undici: '#c9d1d9',
};

const WIDTH = 760;
const LABEL_WIDTH = 190;
const BAR = 16;
const GAP = 26;
const TOP = 56;

const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** A chart of calls a second in these cases, as SVG for a light or dark page. */
export function chart(title: string, cases: ReadonlyArray<[label: string, result: CaseResult]>): string {
	const parts: string[] = [];
	let y = TOP;
	for (const [label, { results }] of cases) {
		const shown = ORDER.filter((contender) => results[contender] !== undefined);
		const most = Math.max(...shown.map((contender) => results[contender]!.callsPerSecond));
		parts.push(`<text x="0" y="${y + BAR - 3}" font-weight="600">${escape(label)}</text>`);
		for (const contender of shown) {
			const { callsPerSecond } = results[contender]!;
			const width = Math.max(1, (callsPerSecond / most) * (WIDTH - LABEL_WIDTH - 90));
			parts.push(
				`<rect x="${LABEL_WIDTH}" y="${y}" width="${width.toFixed(1)}" height="${BAR - 3}" fill="${COLOURS[contender]}"/>`,
				`<text x="${(LABEL_WIDTH + width + 6).toFixed(1)}" y="${y + BAR - 5}">${callsPerSecond.toFixed(0)}</text>`,
			);
			y += BAR;
		}
		y += GAP - BAR / 2;
	}
	const legend = ORDER.map((contender, index) => {
		const x = index * 180;
		return `<rect x="${x}" y="28" width="11" height="11" fill="${COLOURS[contender]}"/><text x="${x + 16}" y="38">${escape(NAMES[contender])}</text>`;
	});
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" font-family="sans-serif" font-size="12" role="img">`,
		'<style>text { fill: #24292f } @media (prefers-color-scheme: dark) { text { fill: #c9d1d9 } }</style>',
		`<text x="0" y="16" font-size="14" font-weight="600">${escape(title)}</text>`,
		...legend,
		...parts,
		'</svg>',
		'',
	].join('\n');
}
