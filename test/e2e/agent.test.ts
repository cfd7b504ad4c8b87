import type { INodeParameters } from 'n8n-workflow';
import { buildWorkflow } from '../../examples/build/workflow';
import { providerNames } from '../../nodes/FaxInbox/providers';
import type { Execution } from '../../start/api';
import type { Lab } from '../../start/lab';
import {
	createScriptedModel,
	type ChatReply,
	type ChatRequest,
	type ScriptedModel,
} from '../support/chatModel';
import { servicesByName } from '../contract/service';
import { missingPdfTools, readPdf, wordsOf } from '../support/pdfTools';
import { complaintsIn, errorOf, itemsOf, openTestLab, runWorkflow, SERVICES, sha256 } from './support';

/** The action nodes as tools of n8n's AI Agent, with a model whose answers are written beforehand. */
let lab: Lab;
let model: ScriptedModel;
let reply: (request: ChatRequest) => ChatReply;

const ALLOWED = '+13125550100';
const OTHER = '+13125550199';
const AGENT = 'Agent';
const TOOL = 'Send a Fax';

beforeAll(async () => {
	lab = await openTestLab();
	model = await createScriptedModel((request) => reply(request));
});

afterAll(async () => {
	await model?.close();
	await lab?.close();
});

const sent = (name: string) => lab.sandbox.faxes(name).filter(({ direction }) => direction === 'outbound');

/** What the tool gave back to the model. */
const answerOfTool = (): string => {
	const answers = model.requests.at(-1)!.messages.filter(({ role }) => role === 'tool');
	return answers.map(({ content }) => JSON.stringify(content)).join('\n');
};

/** Lets the agent of a workflow fax. @param given what the model fills in, by the names that the tool gives */
async function letAgentFax(
	name: string,
	given: { Recipient: string; Letter?: string },
	parameters: INodeParameters,
	more: object = {},
): Promise<{ execution: Execution; said: string }> {
	const { node, sendParameters } = servicesByName[name];
	const { key } = lab.sandbox.inbound({ service: servicesByName[name].name, pages: 2 });
	const { id, name: label } = await lab.api.createCredential('A model', 'openAiApi', {
		apiKey: 'any',
		url: model.url,
	});
	reply = ({ messages, tools = [] }) =>
		messages.at(-1)?.role === 'tool' ? 'That is all.' : { tool: tools[0].function.name, arguments: given };
	model.requests.length = 0;
	const workflow = buildWorkflow({
		name: `An agent with ${node} ${Math.random()}`,
		nodes: [
			{ name: 'By Hand', type: 'manualTrigger', at: [0, 0] },
			{
				name: AGENT,
				type: '@n8n/n8n-nodes-langchain.agent',
				version: 3,
				at: [1, 0],
				parameters: { promptType: 'define', text: `Fax the letter to ${given.Recipient}.`, options: {} },
			},
			{
				name: 'Model',
				type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
				version: 1.3,
				at: [1, 1],
				parameters: {
					model: { __rl: true, mode: 'id', value: 'scripted' },
					responsesApiEnabled: false,
					options: {},
				},
				more: { credentials: { openAiApi: { id, name: label } } },
			},
			{
				name: TOOL,
				type: `n8n-nodes-fax.${node}Tool`,
				at: [2, 1],
				parameters: {
					descriptionType: 'manual',
					toolDescription: 'Sends the letter by fax',
					resource: 'fax',
					operation: 'send',
					...sendParameters,
					to: "={{ $fromAI('Recipient', 'The fax number', 'string') }}",
					documentSource: 'url',
					documentUrl: `${lab.sandbox.url}/sandbox/faxes/${key}/document`,
					...parameters,
				},
				more,
			},
		],
		notes: [],
		links: [
			['By Hand', AGENT],
			{ from: 'Model', to: AGENT, kind: 'ai_languageModel' },
			{ from: TOOL, to: AGENT, kind: 'ai_tool' },
		],
	});
	const execution = await runWorkflow(lab, workflow, 120_000);
	return { execution, said: answerOfTool() };
}

describe.each(SERVICES)('%s as a tool', (name) => {
	beforeEach(() => lab.sandbox.reset());

	it('faxes to a recipient on the allow list, and tells the model what became of it', async () => {
		const { execution, said } = await letAgentFax(
			name,
			{ Recipient: ALLOWED },
			{
				options: { allowedRecipients: ALLOWED },
			},
		);
		expect(errorOf(execution)).toBeUndefined();
		expect(itemsOf(execution, AGENT)[0].json.output).toBe('That is all.');
		expect(sent(name).map(({ to }) => to)).toEqual([ALLOWED]);
		expect(said).toMatch(/queued/);
		expect(said).toMatch(/trackingId/);
		// The model knows the tool by its description, and fills in nothing but the number.
		const [{ function: tool }] = model.requests[0].tools!;
		expect(tool.description).toMatch(/Sends the letter by fax/);
		expect(Object.keys((tool.parameters as { properties: object }).properties)).toEqual(['Recipient']);
	});

	it('faxes a letter that the model writes', async () => {
		const letter = '# Your order\n\nDear Ms Recipient,\n\nthe **gloves** are here: Größe 9.';
		const { execution, said } = await letAgentFax(
			name,
			{ Recipient: ALLOWED, Letter: letter },
			{
				documentSource: 'text',
				text: "={{ $fromAI('Letter', 'The letter, in Markdown', 'string') }}",
				options: { allowedRecipients: ALLOWED },
			},
		);
		expect(errorOf(execution)).toBeUndefined();
		const [fax, ...others] = sent(name);
		expect([fax.to, fax.documents.length, others]).toEqual([ALLOWED, 1, []]);
		const { bytes } = lab.sandbox.document(fax.key)!;
		// The model hears of the very pages that have arrived.
		expect(said).toContain(sha256(bytes));
		expect(bytes.toString('latin1')).toContain('gloves');
		if (missingPdfTools.length > 0) return;
		const { pages, text } = readPdf(bytes);
		expect(pages).toBe(1);
		expect(wordsOf(text).join(' ')).toContain('Your order Dear Ms Recipient, the gloves are here: Größe 9.');
	});

	it.each([
		['without an allow list', {}],
		['to somebody else than the list allows', { options: { allowedRecipients: ALLOWED } }],
	])('refuses to fax %s, and says why', async (_title, parameters) => {
		const { said } = await letAgentFax(name, { Recipient: OTHER }, parameters);
		expect(sent(name)).toEqual([]);
		expect(said).toMatch(/Allowed Recipients/);
	});

	it('refuses with the cause as a field where a failure is an item', async () => {
		const { said } = await letAgentFax(name, { Recipient: OTHER }, {}, { onError: 'continueRegularOutput' });
		expect(sent(name)).toEqual([]);
		expect(said).toMatch(/blocked_by_policy/);
	});
});

it('n8n knows a tool for every service', async () => {
	const known = (await lab.api.types('nodes')).map(({ name }) => name);
	for (const name of providerNames) expect(known).toContain(`n8n-nodes-fax.${servicesByName[name].node}Tool`);
});

it('n8n has nothing to complain about', () => {
	expect(complaintsIn(lab.log())).toEqual([]);
});
