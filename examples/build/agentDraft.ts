import { letterAsPdf } from './letter';
import type { Example } from './minimal';
import { RECIPIENT_FIELD } from './parts';
import { buildWorkflow, conditions, field, setFields } from './workflow';

/** A stand-in for the reader's own chat. */
export const APPROVAL_URL = 'https://chat.example.com/hooks/approvals';

const ASKED = 'What Should Be Faxed';
const APPROVAL = 'A Person Decides';

const tell = (name: string, at: [number, number], body: string) => ({
	name,
	type: 'httpRequest',
	version: 4.2,
	at,
	parameters: {
		method: 'POST',
		url: APPROVAL_URL,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: `={{ ${body} }}`,
		options: {},
	},
	more: { retryOnFail: true, maxTries: 3 },
});

/** A model writes, a person reads and decides, the fax goes out, and the receipt comes back. */
export function agentDraft(): Example {
	return {
		file: 'agent-drafts-person-approves.json',
		workflow: buildWorkflow({
			name: 'AI agent drafts a fax, a person approves, the receipt comes back',
			nodes: [
				{
					name: ASKED,
					type: 'formTrigger',
					version: 2.5,
					at: [0, 0],
					parameters: {
						formTitle: 'Have a fax written',
						formFields: {
							values: [
								RECIPIENT_FIELD,
								{
									fieldName: 'task',
									fieldLabel: 'What should it say?',
									fieldType: 'textarea',
									requiredField: true,
								},
							],
						},
						options: { appendAttribution: false, buttonLabel: 'Draft' },
					},
				},
				{
					name: 'Draft',
					type: '@n8n/n8n-nodes-langchain.agent',
					version: 3,
					at: [1, 0],
					parameters: {
						promptType: 'define',
						text: '={{ $json.task }}',
						options: {
							systemMessage:
								'You write business letters that are sent by fax. Answer with the text of the letter only: plain text, no Markdown, no placeholders, at most 300 words.',
						},
					},
				},
				{
					name: 'Model',
					type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
					version: 1.3,
					at: [1, 1],
					parameters: {
						model: { __rl: true, mode: 'id', value: 'gpt-5-mini' },
						responsesApiEnabled: false,
						options: {},
					},
				},
				tell(
					'Ask a Person',
					[2, 0],
					`{ text: 'A fax to ' + $('${ASKED}').item.json.to + ' waits for approval', draft: $json.output, decide: $execution.resumeFormUrl }`,
				),
				{
					name: APPROVAL,
					type: 'wait',
					version: 1.1,
					at: [3, 0],
					parameters: {
						resume: 'form',
						formTitle: "=Send this to {{ $('What Should Be Faxed').item.json.to }}?",
						formDescription: "={{ $('Draft').item.json.output }}",
						formFields: {
							values: [
								{
									fieldLabel: 'Decision',
									fieldType: 'dropdown',
									fieldOptions: { values: [{ option: 'Send it' }, { option: 'Do not send it' }] },
									requiredField: true,
								},
								{ fieldLabel: 'Better text, if any', fieldType: 'textarea' },
							],
						},
						limitWaitTime: true,
						limitType: 'afterTimeInterval',
						resumeAmount: 2,
						resumeUnit: 'days',
						options: {},
					},
				},
				{
					name: 'Approved?',
					type: 'if',
					version: 2.2,
					at: [4, 0],
					parameters: {
						// No answer within the time is no approval.
						conditions: conditions([
							{ left: "={{ $json.Decision ?? '' }}", operator: 'equals', right: 'Send it' },
						]),
						options: {},
					},
				},
				{
					name: 'Letter',
					type: 'set',
					version: 3.4,
					at: [5, 0],
					parameters: setFields([
						field('letter', "={{ $json['Better text, if any'] || $('Draft').item.json.output }}"),
					]),
				},
				letterAsPdf('Make the PDF', [6, 0]),
				{
					name: 'Send Fax',
					type: 'n8n-nodes-fax.iFax',
					at: [7, 0],
					parameters: {
						resource: 'fax',
						operation: 'send',
						// From the form, never from the model.
						to: `={{ $('${ASKED}').item.json.to }}`,
						from: { __rl: true, mode: 'list', value: '' },
						documentSource: 'binary',
						binaryPropertyName: 'data',
						waitForFinalStatus: true,
						maxWaitMinutes: 30,
						options: {
							preventDuplicates: true,
							duplicateKey: '={{ $execution.id }}',
							duplicateAction: 'return',
						},
					},
					more: { onError: 'continueRegularOutput' },
				},
				tell(
					'Send the Receipt',
					[8, 0],
					`{ text: 'The fax to ' + ($json.to ?? $('${ASKED}').item.json.to) + ' is ' + ($json.status ?? 'failed'), receipt: { faxId: $json.trackingId, to: $json.to, status: $json.status, pages: $json.pages, pagesTransferred: $json.pagesTransferred, startedAt: $json.startedAt, completedAt: $json.completedAt, cause: $json.failureCategory, reason: $json.failureMessage } }`,
				),
				tell(
					'Say That Nothing Was Sent',
					[5, 1],
					`{ text: 'The fax to ' + $('${ASKED}').item.json.to + ' was not approved, and not sent' }`,
				),
			],
			notes: [
				{
					at: [-0.2, -1.6],
					size: [2.9, 1.3],
					text: '## The model writes, a person decides\nA form says to whom and what. The model drafts, the draft waits for a person, and only what was approved is faxed. The receipt goes where the question went.\n\n**Before you publish:** choose the credentials in **Model** and **Send Fax**, and put your own chat or e-mail in the place of the three HTTP nodes.',
				},
				{
					at: [2.8, -1.4],
					size: [2, 1.1],
					color: 4,
					text: '**The number comes from the form**, never from the model: what a model reads may contain instructions of others. If you give a model the fax node itself as a tool, list **Allowed Recipients** in it; without the list it sends nothing.',
				},
				{
					at: [5.9, 1],
					size: [2.1, 0.9],
					color: 7,
					text: '**Once only:** the fax is remembered by the execution, so n8n may try the node again. `status: delivered` says that the pages arrived, not that somebody read them.',
				},
			],
			links: [
				[
					ASKED,
					'Draft',
					'Ask a Person',
					APPROVAL,
					'Approved?',
					'Letter',
					'Make the PDF',
					'Send Fax',
					'Send the Receipt',
				],
				{ from: 'Model', to: 'Draft', kind: 'ai_languageModel' },
				{ from: ['Approved?', 1], to: 'Say That Nothing Was Sent' },
			],
		}),
	};
}
