/** Prints a line past Jest, which would add where it was printed. */
export const print = (text: string) => process.stdout.write(`${text}\n`);

/** Rows as text columns, the first one flush left. */
export function asTable(rows: ReadonlyArray<Record<string, unknown>>): string {
	const columns = Object.keys(rows[0]);
	const lines = [columns, ...rows.map((row) => columns.map((column) => String(row[column])))];
	const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index].length)));
	const padded = (cell: string, index: number) =>
		index === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[index]);
	return lines.map((line) => line.map(padded).join('  ')).join('\n');
}
