import { demoServices } from '../../demo/services';
import { allProviders } from '../../nodes/FaxInbox/providers';
import type { Provider } from '../../nodes/shared/provider';
import type { WorkflowFile } from '../../start/api';
import { RECIPIENT_FIELD, receivedFaxes } from './parts';
import { buildWorkflow, field, setFields } from './workflow';

const PACKAGE = 'n8n-nodes-fax';

/** A workflow and the name of its file. */
export interface Example {
	file: string;
	workflow: WorkflowFile;
}

/** The node of a service in workflows. */
export function nodeOf({ name }: Provider): string {
	const service = demoServices[name];
	if (service === undefined) throw new Error(`demo/services.ts has no entry '${name}'`);
	return service.node;
}

const fileNameOf = (provider: Provider, what: string): string =>
	`${nodeOf(provider).toLowerCase()}-${what}.json`;

/** A form that takes a number and a document, sends the fax and shows what became of it. */
function sendExample(provider: Provider): Example {
	const { displayName, capabilities } = provider;
	const send = 'Send Fax';
	const hasFrom = capabilities.send.withoutFrom !== true;
	return {
		file: fileNameOf(provider, 'send'),
		workflow: buildWorkflow({
			name: `${displayName}: send a fax`,
			nodes: [
				{
					name: 'Number and Document',
					type: 'formTrigger',
					version: 2.5,
					at: [0, 0],
					parameters: {
						formTitle: `Send a fax with ${displayName}`,
						formDescription: 'The page after this one tells what became of it.',
						formFields: {
							values: [
								RECIPIENT_FIELD,
								{
									fieldName: 'document',
									fieldLabel: 'Document',
									fieldType: 'file',
									multipleFiles: false,
									acceptFileTypes: '.pdf, .tif, .tiff',
									requiredField: true,
								},
							],
						},
						options: { appendAttribution: false, buttonLabel: 'Send' },
					},
				},
				{
					name: send,
					type: `${PACKAGE}.${nodeOf(provider)}`,
					at: [1, 0],
					parameters: {
						resource: 'fax',
						operation: 'send',
						to: '={{ $json.to }}',
						...(hasFrom ? { from: { __rl: true, mode: 'list', value: '' } } : {}),
						documentSource: 'binary',
						binaryPropertyName: 'document',
						waitForFinalStatus: true,
						maxWaitMinutes: 10,
						options: {},
					},
				},
				{
					name: 'Show the Result',
					type: 'form',
					version: 2.5,
					at: [2, 0],
					parameters: {
						operation: 'completion',
						completionTitle: `=The fax to {{ $json.to }} is {{ $json.status }}`,
						completionMessage:
							"={{ $json.failureMessage ? $json.failureMessage + ' ' + $json.failureHint : ($json.pages ?? '?') + ' pages, fax ID ' + $json.id }}",
						options: {},
					},
				},
			],
			notes: [
				{
					at: [-0.2, -1.3],
					size: [3, 0.95],
					text: `## Send a fax with ${displayName}\nA form takes a number and a document; the fax goes out, and the last page tells what became of it.\n\n**Before the first run:** choose your credential in **${send}**${hasFrom ? ' and your number in **From**' : ''}. Then **Execute workflow** opens the form.`,
				},
				{
					at: [0.8, 1],
					size: [1.8, 0.6],
					color: 7,
					text: '**Accepted is not delivered.** With **Wait for Final Status** the node answers when the fax has arrived or failed. Without it the status is `queued`, and the trigger tells the rest.',
				},
			],
			links: [['Number and Document', send, 'Show the Result']],
		}),
	};
}

/** The trigger, and the fields that most people need next. */
function receiveExample(provider: Provider): Example {
	const { displayName, capabilities } = provider;
	const byHand = capabilities.webhookRegistration === 'manual';
	return {
		file: fileNameOf(provider, 'receive'),
		workflow: buildWorkflow({
			name: `${displayName}: receive faxes`,
			nodes: [
				receivedFaxes('When a Fax Comes In', nodeOf(provider)),
				{
					name: 'What Matters',
					type: 'set',
					version: 3.3,
					at: [1, 0],
					parameters: setFields(
						[
							field('faxId', '={{ $json.id }}'),
							field('from', '={{ $json.from }}'),
							field('to', '={{ $json.to }}'),
							field('pages', '={{ $json.pages }}', 'number'),
							field('receivedAt', '={{ $json.completedAt ?? $json.occurredAt }}'),
							field('fileName', '={{ $json.document?.fileName }}'),
						],
						{ options: { includeBinary: true, ignoreConversionErrors: true } },
					),
				},
			],
			notes: [
				{
					at: [-0.2, -1.15],
					size: [2.4, 0.85],
					text: `## Receive faxes with ${displayName}\nEvery fax starts the workflow once, with its document in the field \`data\`.\n\n**Before you publish:** choose your credential in the trigger. ${byHand ? `${displayName} has no way for n8n to register itself: open the trigger, copy its **Production URL** and set it at ${displayName} as the notice there says.` : 'Publishing registers the webhook; unpublishing removes it.'}`,
				},
				{
					at: [0.8, 0.9],
					size: [1.5, 0.6],
					color: 7,
					text: 'What others send you is **untrusted**: do not let a person or an AI act on it without a look.\n\nNext: store the file, put a row into a table, or tell somebody.',
				},
			],
			links: [['When a Fax Comes In', 'What Matters']],
		}),
	};
}

/** The smallest workflows of every service. */
export function minimalExamples(): Example[] {
	return allProviders().flatMap((provider) => [sendExample(provider), receiveExample(provider)]);
}
