import type { INode, INodeParameters } from 'n8n-workflow';
import { receivedFaxes } from '../../examples/build/parts';
import { buildWorkflow } from '../../examples/build/workflow';
import { makePdf } from '../../sandbox';
import type { WorkflowFile } from '../../start/api';
import type { ServiceFacts } from '../contract/service';
import { documentReader } from '../support/workflowNodes';

/** The node whose items tell what became of each fax. */
export const SEND = 'Send';
/** The trigger of received faxes. */
export const TRIGGER = 'When a Fax Comes In';
/** Reads the received document, into the field `base64`. */
export const READ = 'Read the Document';

/** Waits for the end of what was sent, where Send does not. */
export const FOLLOW = 'Wait for the End';
/** Lists the inbox. */
export const LIST = 'List the Inbox';

const LETTER = makePdf([['A letter']]);

/** Where a published workflow is called. */
export const callPath = (path: string): string => `/webhook/${path}`;

const called = (path: string) => ({
	name: 'Called',
	type: 'webhook',
	version: 2,
	at: [0, 0] as [number, number],
	parameters: { httpMethod: 'POST', path, options: {} },
});

interface SendingMore {
	waiter?: typeof SEND | typeof FOLLOW;
	onError?: INode['onError'];
	settings?: INodeParameters;
}

const UNTIL_FINAL = { waitForFinalStatus: true, maxWaitMinutes: 30 };

/**
 * A workflow that is called with `faxes`, a list of `{ to }`, and sends each of them a letter.
 * @param path where it is called
 * @param more which node waits for the end of the faxes, if any; n8n's settings of Send and of the workflow
 */
export function sendWorkflow(
	path: string,
	{ node, sendParameters }: Pick<ServiceFacts, 'node' | 'sendParameters'>,
	options: INodeParameters = {},
	{ waiter, onError = 'continueRegularOutput', settings }: SendingMore = {},
): WorkflowFile {
	const follow = {
		name: FOLLOW,
		type: `n8n-nodes-fax.${node}`,
		at: [5, 0] as [number, number],
		parameters: {
			resource: 'fax',
			operation: 'getStatus',
			faxId: '={{ $json.trackingId }}',
			...UNTIL_FINAL,
		},
	};
	const followers = waiter === FOLLOW ? [follow] : [];
	return buildWorkflow({
		settings,
		name: `Send with ${node} at ${path}`,
		nodes: [
			called(path),
			{
				name: 'Faxes',
				type: 'splitOut',
				at: [1, 0],
				parameters: { fieldToSplitOut: 'body.faxes', include: 'noOtherFields', options: {} },
			},
			{
				name: 'Content',
				type: 'set',
				version: 3.4,
				at: [2, 0],
				parameters: {
					mode: 'raw',
					jsonOutput: JSON.stringify({ file: LETTER.toString('base64') }),
					includeOtherFields: true,
					options: {},
				},
			},
			{
				name: 'Letter',
				type: 'convertToFile',
				version: 1.1,
				at: [3, 0],
				parameters: {
					operation: 'toBinary',
					sourceProperty: 'file',
					binaryPropertyName: 'data',
					options: { fileName: 'letter.pdf', mimeType: 'application/pdf' },
				},
			},
			{
				name: SEND,
				type: `n8n-nodes-fax.${node}`,
				at: [4, 0],
				parameters: {
					resource: 'fax',
					operation: 'send',
					// The file's item has lost the fields of the one that it was made of.
					to: "={{ $('Content').item.json.to }}",
					...sendParameters,
					...(waiter === SEND ? UNTIL_FINAL : {}),
					options,
				},
				more: { onError },
			},
			...followers,
		],
		notes: [],
		links: [['Called', 'Faxes', 'Content', 'Letter', SEND, ...followers.map(({ name }) => name)]],
	});
}

/** A workflow that a service starts with each received fax; it reads the document and takes its time. */
export function receiveWorkflow(node: string, parameters: INodeParameters = {}): WorkflowFile {
	return buildWorkflow({
		name: `Receive with ${node} ${Math.random().toString(36).slice(2)}`,
		nodes: [
			receivedFaxes(TRIGGER, node, parameters),
			{
				name: 'Take Some Time',
				type: 'wait',
				version: 1.1,
				at: [1, 0],
				// In the process: n8n puts only longer waits aside.
				parameters: { resume: 'timeInterval', amount: 0.3, unit: 'seconds' },
			},
			documentReader(READ, [2, 0]),
		],
		notes: [],
		links: [[TRIGGER, 'Take Some Time', READ]],
	});
}

/** A workflow that is called and lists a service's inbox. */
export function inboxWorkflow(path: string, node: string): WorkflowFile {
	return buildWorkflow({
		name: `List with ${node}`,
		nodes: [
			called(path),
			{
				name: LIST,
				type: `n8n-nodes-fax.${node}`,
				at: [1, 0],
				parameters: { resource: 'fax', operation: 'listInbox', returnAll: true },
			},
		],
		notes: [],
		links: [['Called', LIST]],
	});
}
