import type { ServiceOutcome } from './demo';
import type { DemoFax } from './fax';
import type { Style } from './style';

const HASH_LENGTH = 12;
const GAP = '  ';

interface Column {
	title: string;
	rightAligned?: boolean;
	/** how narrow it may become where the table does not fit; never narrower than it is without this */
	leastWidth?: number;
	value(fax: DemoFax): string;
	/** makes a value fit */
	shorten?(value: string, width: number): string;
}

const hashOf = (sha256: string | null): string => sha256?.slice(0, HASH_LENGTH) ?? '–';
const beginning = (text: string, width: number): string => text.slice(0, width);
const orDash = (value: string | number | null): string => (value === null ? '–' : String(value));

const COLUMNS: readonly Column[] = [
	{ title: 'Service', value: ({ service }) => service },
	{ title: 'Direction', value: ({ direction }) => direction },
	{ title: 'ID', value: ({ facts }) => orDash(facts.id), leastWidth: 10, shorten: bothEnds },
	{ title: 'Status', value: ({ facts }) => orDash(facts.status) },
	{ title: 'Pages', rightAligned: true, value: ({ facts }) => orDash(facts.pages) },
	{ title: 'Seconds', rightAligned: true, value: ({ facts }) => orDash(facts.seconds?.toFixed(1) ?? null) },
	{ title: 'SHA sent', value: ({ facts }) => hashOf(facts.sentSha256), leastWidth: 8, shorten: beginning },
	{ title: 'arrived', value: ({ facts }) => hashOf(facts.arrivedSha256), leastWidth: 8, shorten: beginning },
];

/** Beginning and end of a text: ids of one service often begin alike. */
function bothEnds(text: string, width: number): string {
	if (text.length <= width) return text;
	const end = Math.floor((width - 1) / 2);
	return `${text.slice(0, width - 1 - end)}…${text.slice(text.length - end)}`;
}

/** Takes from the columns that may become narrower, one after the other, what is too much. */
function fit(widths: number[], columns: number): void {
	let excess = widths.reduce((sum, width) => sum + width + GAP.length, 0) - columns;
	for (const [index, { leastWidth }] of COLUMNS.entries()) {
		const spare = leastWidth === undefined ? 0 : widths[index] - leastWidth;
		const taken = Math.max(0, Math.min(spare, excess));
		widths[index] -= taken;
		excess -= taken;
	}
}

/**
 * The table of all faxes.
 * @param columns the width of the terminal; ids and hashes are shortened when the table is wider. Infinity for no limit
 */
export function tableOf(faxes: readonly DemoFax[], style: Style, columns: number): string {
	const rows = faxes.map((fax) => COLUMNS.map(({ value }) => value(fax)));
	const widths = COLUMNS.map(({ title }, index) =>
		Math.max(title.length, ...rows.map((row) => row[index].length)),
	);
	fit(widths, columns);
	const line = (cells: readonly string[]): string =>
		cells
			.map((cell, index) => {
				const text = COLUMNS[index].shorten?.(cell, widths[index]) ?? cell;
				return COLUMNS[index].rightAligned ? text.padStart(widths[index]) : text.padEnd(widths[index]);
			})
			.join(GAP);
	const head = line(COLUMNS.map(({ title }) => title));
	const body = rows.map((row, index) => {
		return `${line(row)} ${faxes[index].isGood ? style.good('✓') : style.bad('✗')}`;
	});
	return [style.bold(head.trimEnd()), style.dim('─'.repeat(head.length + 2)), ...body, ''].join('\n');
}

/** Everything that is not as it should be, a line each. */
export function problemsOf(services: readonly ServiceOutcome[]): string[] {
	return services.flatMap(({ service, problem, faxes }) => [
		...(problem === null ? [] : [`${service}: ${problem}`]),
		...faxes.flatMap(({ direction, fileName, problems }) =>
			problems.map((text) => `${service}, ${fileName} ${direction}: ${text}`),
		),
	]);
}

/** The sentence at the end. */
export function conclusionOf(services: readonly ServiceOutcome[], seconds: number, style: Style): string {
	const faxes = services.flatMap((service) => service.faxes);
	const inTime = `in ${seconds.toFixed(1)} s`;
	const count = (direction: DemoFax['direction']) =>
		faxes.filter((fax) => fax.direction === direction).length;
	const bad = faxes.filter(({ isGood }) => !isGood).length;
	if (problemsOf(services).length > 0) {
		return style.bad(`FAILED: ${bad} of ${faxes.length} faxes are not as they should be (${inTime}).`);
	}
	const names = services.map(({ service }) => service).join(', ');
	return style.good(
		`OK: ${count('sent')} faxes sent and ${count('received')} received with ${names} ${inTime}; every document arrived byte for byte.`,
	);
}

/**
 * The outcome for programs, in one line. `id` is what Send or the trigger called the fax; `sha256` is that of the
 * document at its destination: with the service for sent faxes, on disk for received ones.
 */
export function jsonOf(services: readonly ServiceOutcome[], seconds: number): string {
	const list = (faxes: readonly DemoFax[], direction: DemoFax['direction']) =>
		faxes
			.filter((fax) => fax.direction === direction)
			.map(({ facts }) => ({ id: facts.id, status: facts.status, sha256: facts.arrivedSha256 }));
	return JSON.stringify({
		services: services.map(({ provider, faxes }) => ({
			provider,
			sent: list(faxes, 'sent'),
			received: list(faxes, 'received'),
		})),
		seconds: Number(seconds.toFixed(3)),
	});
}
