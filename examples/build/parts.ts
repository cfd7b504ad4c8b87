import type { INodeParameters } from 'n8n-workflow';
import type { NodeOrder } from './workflow';

/** The field of a form that asks for the recipient. */
export const RECIPIENT_FIELD = {
	fieldName: 'to',
	fieldLabel: 'Fax number with country code',
	placeholder: '+1 555 123 4567',
	requiredField: true,
};

/** A service's trigger that starts with each received fax and its document. @param node `faxPlus` */
export const receivedFaxes = (name: string, node: string, parameters: INodeParameters = {}): NodeOrder => ({
	name,
	type: `n8n-nodes-fax.${node}Trigger`,
	at: [0, 0],
	parameters: {
		events: ['faxReceived'],
		downloadDocument: true,
		binaryPropertyName: 'data',
		options: {},
		...parameters,
	},
});
