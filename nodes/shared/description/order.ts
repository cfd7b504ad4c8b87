import type { INodeProperties } from 'n8n-workflow';

/** In the order that n8n demands of collections. */
export function byDisplayName(properties: INodeProperties[]): INodeProperties[] {
	return [...properties].sort((a, b) => a.displayName.localeCompare(b.displayName));
}
