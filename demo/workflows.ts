import type { INode, INodeParameters } from 'n8n-workflow';
import type { WorkflowJson } from '../harness';

const BASE = 'n8n-nodes-base';
const PACKAGE = 'n8n-nodes-fax';

const node = (
	name: string,
	type: string,
	column: number,
	parameters: INodeParameters,
	typeVersion = 1,
): INode => ({
	id: name.toLowerCase().replace(/\W+/g, '-'),
	name,
	type,
	typeVersion,
	position: [column * 220, 0],
	parameters,
});

/** Nodes in a row, each connected to the next. */
function inARow(id: string, name: string, nodes: INode[]): WorkflowJson {
	const links = nodes.slice(1).map((to, index) => {
		return [nodes[index].name, { main: [[{ node: to.name, type: 'main' as const, index: 0 }]] }];
	});
	return { id, name, nodes, connections: Object.fromEntries(links), settings: { executionOrder: 'v1' } };
}

const byHand = () => node('When clicking Execute workflow', `${BASE}.manualTrigger`, 0, {});

/** Sends the document in `data` of every item to the number in its field `to`. */
export function sendWorkflow(service: string, from: string): WorkflowJson {
	return inARow(`${service}-send`, 'Send a fax', [
		byHand(),
		node('Send Fax', `${PACKAGE}.${service}`, 1, {
			resource: 'fax',
			operation: 'send',
			to: '={{ $json.to }}',
			from: { __rl: true, mode: 'number', value: from },
			documentSource: 'binary',
			binaryPropertyName: 'data',
			options: {},
		}),
	]);
}

/** Sends the text in the field `text` of every item, after a cover page, to the number in its field `to`. */
export function textWorkflow(service: string, from: string): WorkflowJson {
	const cover = {
		toName: 'Ms Recipient, Sample Supplies',
		fromName: 'J. Example, Example Ltd',
		subject: 'Order 2026-1042',
		message: 'Our order is on the next page. We need the articles by Friday; please confirm today.',
		confidentialityNote:
			'This fax is meant for the recipient named above only. If it has reached you by mistake, please call the sender and destroy all its pages.',
		flags: ['urgent', 'please_reply'],
		madeBy: 'node',
	};
	return inARow(`${service}-send-text`, 'Send a text', [
		byHand(),
		node('Send Text', `${PACKAGE}.${service}`, 1, {
			resource: 'fax',
			operation: 'send',
			to: '={{ $json.to }}',
			from: { __rl: true, mode: 'number', value: from },
			documentSource: 'text',
			text: '={{ $json.text }}',
			textFormat: 'markdown',
			options: { reference: 'PO 2026-1042', coverPage: { fields: cover } },
		}),
	]);
}

/** Asks for the fax whose id is in the field `faxId` of the item. */
export function statusWorkflow(service: string): WorkflowJson {
	return inARow(`${service}-status`, 'Get the status of a fax', [
		byHand(),
		node('Get Status', `${PACKAGE}.${service}`, 1, {
			resource: 'fax',
			operation: 'getStatus',
			faxId: '={{ $json.faxId }}',
			options: {},
		}),
	]);
}

/** Starts when a sent fax has reached its end. */
export function outcomeWorkflow(service: string): WorkflowJson {
	return inARow(`${service}-outcome`, 'When a fax was sent', [
		node('When a Fax Was Sent', `${PACKAGE}.${service}Trigger`, 0, {
			events: ['faxDelivered', 'faxFailed'],
			options: {},
		}),
	]);
}

/**
 * Starts when a fax comes in and writes its document to disk.
 * @param folder where; the file is named after the fax
 */
export function receiveWorkflow(service: string, folder: string): WorkflowJson {
	return inARow(`${service}-receive`, 'When a fax comes in', [
		node('When a Fax Comes In', `${PACKAGE}.${service}Trigger`, 0, {
			events: ['faxReceived'],
			downloadDocument: true,
			binaryPropertyName: 'data',
			options: {},
		}),
		node('Save Document', `${BASE}.readWriteFile`, 1, {
			operation: 'write',
			fileName: `=${folder}/{{ $json.provider }}-{{ $json.id.replaceAll(':', '-') }}.{{ $binary.data.fileExtension }}`,
			dataPropertyName: 'data',
			options: {},
		}),
	]);
}
