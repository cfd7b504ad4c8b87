import { writeFile } from 'node:fs/promises';
import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
} from 'n8n-workflow';

const text = (displayName: string, name: string, otherwise: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: otherwise,
});

/**
 * The part of n8n's node Read/Write Files from Disk that the demo uses, under its name and with its parameters:
 * n8n's own nodes are no part of its engine. Adds `fileName` to the item, as n8n's node does.
 */
export const writeFileNode: INodeType = {
	description: {
		displayName: 'Read/Write Files from Disk',
		name: 'readWriteFile',
		group: ['input'],
		version: 1,
		description: 'Writes a file of the item to disk',
		defaults: { name: 'Write File to Disk' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [
			text('Operation', 'operation', 'write'),
			text('File Path and Name', 'fileName', ''),
			text('Input Binary Field', 'dataPropertyName', 'data'),
		],
	},
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = this.getInputData();
		const written = items.map(async (item, index): Promise<INodeExecutionData> => {
			const fileName = this.getNodeParameter('fileName', index) as string;
			const field = this.getNodeParameter('dataPropertyName', index) as string;
			await writeFile(fileName, await this.helpers.getBinaryDataBuffer(index, field));
			return { ...item, json: { ...item.json, fileName }, pairedItem: { item: index } };
		});
		return [await Promise.all(written)];
	},
};
