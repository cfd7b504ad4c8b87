import type { INodePropertyOptions } from 'n8n-workflow';

/**
 * What stands below a node on n8n's canvas: the names of a parameter's values instead of the values, which n8n itself
 * shows for the parameter `operation` only.
 * @param parameter with one value or several
 * @param options of that parameter
 * @returns an expression; a value without a name stands for itself
 */
export function subtitleOf(parameter: string, options: readonly INodePropertyOptions[]): string {
	const names = JSON.stringify(Object.fromEntries(options.map(({ name, value }) => [value, name])));
	return `={{[].concat($parameter["${parameter}"]).map((value) => (${names})[value] ?? value).join(", ")}}`;
}
