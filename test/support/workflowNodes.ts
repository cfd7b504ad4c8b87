import type { NodeOrder } from '../../examples/build/workflow';

/** The nodes of a workflow that a person runs by hand and that makes these items. */
export function itemsByHand(field: string, items: unknown[]): NodeOrder[] {
	return [
		{ name: 'By Hand', type: 'manualTrigger', at: [0, 0] },
		{
			name: 'List',
			type: 'set',
			version: 3.4,
			at: [1, 0],
			parameters: { mode: 'raw', jsonOutput: JSON.stringify({ [field]: items }), options: {} },
		},
		{
			name: 'Items',
			type: 'splitOut',
			at: [2, 0],
			parameters: { fieldToSplitOut: field, include: 'noOtherFields', options: {} },
		},
	];
}

/** Reads a document as any other node does, into the field `base64`; an item without a file goes on as an error item. */
export const documentReader = (name: string, at: NodeOrder['at']): NodeOrder => ({
	name,
	type: 'extractFromFile',
	at,
	parameters: {
		operation: 'binaryToPropery',
		binaryPropertyName: 'data',
		destinationKey: 'base64',
		options: {},
	},
	more: { onError: 'continueRegularOutput' },
});
