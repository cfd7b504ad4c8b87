/** The categories of failures and what to do about each. */
import { table } from './markdown.mjs';

export function failures({ advice }) {
	const rows = Object.entries(advice).map(([category, { message, retryable, hint }]) => [
		`\`${category}\``,
		message,
		retryable ? 'yes' : 'no',
		hint,
	]);
	return table(['`failureCategory`', 'What happened', 'Try again unchanged?', 'What to do'], rows);
}
