import { APPROVAL_URL } from '../../examples/build/agentDraft';
import { EVERY_FEW_MINUTES, OUTGOING_COLUMNS, OUTGOING_TABLE, TO_SEND } from '../../examples/build/rowToFax';
import { buildWorkflow } from '../../examples/build/workflow';
import { dataTable } from '../../examples/build/dataTable';
import type { StoredWorkflow, WorkflowFile } from '../../start/api';
import type { Lab } from '../../start/lab';
import { readExamples } from '../../start/setUp';
import { createScriptedModel, type ScriptedModel } from '../support/chatModel';
import { itemsByHand } from '../support/workflowNodes';
import { answerForm, submitForm } from './forms';
import { openOutside, type Outside } from './outside';
import { join } from 'node:path';
import {
	errorOf,
	executionsOf,
	itemsOf,
	LETTER,
	openTestLab,
	publish,
	ROOT,
	rowsOf,
	runWorkflow,
	sha256,
	until,
} from './support';

let lab: Lab;
let examples: Map<string, WorkflowFile>;

beforeAll(async () => {
	lab = await openTestLab({ sandbox: { queuedMs: 100, sendingMs: 100 }, env: { N8N_LOG_LEVEL: 'info' } });
	examples = await readExamples(join(ROOT, 'examples'));
});

afterAll(async () => {
	await lab?.close();
});

const published = async (file: string): Promise<StoredWorkflow> => await publish(lab, examples.get(file)!);

describe('reliable-send', () => {
	const last = async (stored: StoredWorkflow, names: string[]) => {
		const [execution] = await executionsOf(lab, stored.id, 1, 60_000);
		expect(execution.data.resultData.error).toBeUndefined();
		const reached = names.filter((name) => itemsOf(execution, name).length > 0);
		return { reached, json: itemsOf(execution, reached[0])[0]?.json };
	};
	const ENDS = ['Delivered', 'Delivered by the Second', 'A Person Decides'];
	const services = () => lab.sandbox.faxes().map(({ service }) => service);

	it('is content when the first service delivers', async () => {
		lab.sandbox.reset();
		const stored = await published('reliable-send.json');
		await submitForm(lab, stored, ['+1 312 555 0100', LETTER]);
		const { reached, json } = await last(stored, ENDS);
		expect(reached).toEqual(['Delivered']);
		expect(json).toMatchObject({ status: 'delivered', sentBy: 'first service' });
		expect(services()).toEqual(['iFax']);
		await lab.api.unpublish(stored.id);
	});

	it('takes the second service when the first certainly did not send', async () => {
		lab.sandbox.reset();
		const stored = await published('reliable-send.json');
		lab.sandbox.addFault({
			service: 'iFax',
			match: { path: 'fax-send' },
			fault: 'status',
			status: 403,
			times: 20,
		});
		await submitForm(lab, stored, ['+1 312 555 0100', LETTER]);
		const { reached, json } = await last(stored, ENDS);
		expect(reached).toEqual(['Delivered by the Second']);
		expect(json).toMatchObject({ status: 'delivered', sentBy: 'second service' });
		const [fax, ...others] = lab.sandbox.faxes();
		expect(others).toEqual([]);
		expect(fax.service).toBe('faxPlus');
		expect(sha256(lab.sandbox.document(fax.key)!.bytes)).toBe(sha256(LETTER));
		await lab.api.unpublish(stored.id);
	});

	it.each([
		['pages arrived', '56'],
		['nobody knows', '71'],
		['nobody can dial the number', '52'],
	])('asks a person, and lets nobody send again, when %s', async (_title, digits) => {
		lab.sandbox.reset();
		const stored = await published('reliable-send.json');
		await submitForm(lab, stored, [`+1 312 555 01${digits}`, LETTER]);
		const { reached, json } = await last(stored, ENDS);
		expect(reached).toEqual(['A Person Decides']);
		expect(json?.reason).not.toBe('');
		expect(services()).toEqual(['iFax']);
		await lab.api.unpublish(stored.id);
	});
});

describe('row-to-fax', () => {
	const table = dataTable(OUTGOING_TABLE, OUTGOING_COLUMNS);
	const rows = [
		{ customer: 'Ada Example', faxNumber: '+1 312 555 0100', subject: 'Order 4711', message: 'Thank you.' },
		{ customer: 'Ben Example', faxNumber: '+1 312 555 0150', subject: 'Order 4712', message: 'Thank you.' },
		{ customer: 'Cal Example', faxNumber: '555-FAX', subject: 'Order 4713', message: 'Thank you.' },
		{ customer: 'Dee Example', faxNumber: '+1 312 555 0101', subject: 'Order 4714', message: 'On hold.' },
	];

	/** A run by hand instead of the schedule's. */
	function byHand(): WorkflowFile {
		const workflow = examples.get('row-to-fax.json')!;
		const nodes = workflow.nodes.map((node) =>
			node.name === EVERY_FEW_MINUTES
				? { ...node, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} }
				: node,
		);
		return { ...workflow, nodes };
	}

	async function run({ id }: StoredWorkflow): Promise<void> {
		const execution = await lab.api.finished((await lab.api.run(id, EVERY_FEW_MINUTES))!, 120_000);
		expect(errorOf(execution)).toBeUndefined();
	}

	/** What a person types into the table. */
	async function fillIn(): Promise<void> {
		const values = rows.map((row, index) => ({ ...row, state: index === 3 ? 'on hold' : TO_SEND }));
		const execution = await runWorkflow(
			lab,
			buildWorkflow({
				name: `Rows to send ${Math.random()}`,
				nodes: [
					...itemsByHand('values', values),
					table.insert(
						'Add',
						[3, 0],
						Object.fromEntries(
							['customer', 'faxNumber', 'subject', 'message', 'state'].map((name) => [
								name,
								`={{ $json.${name} }}`,
							]),
						),
					),
				],
				notes: [],
				links: [['By Hand', 'List', 'Items', 'Add']],
			}),
		);
		expect(errorOf(execution)).toBeUndefined();
	}

	it('faxes each row once, and writes what became of it into the row, column by column', async () => {
		lab.sandbox.reset();
		const stored = await lab.store(byHand());
		// The first run makes the table.
		await run(stored);
		expect(await rowsOf(lab, OUTGOING_TABLE)).toEqual([]);
		await fillIn();
		await run(stored);

		const faxes = lab.sandbox.faxes('faxPlus').filter(({ direction }) => direction === 'outbound');
		expect(faxes.map(({ to }) => to).sort()).toEqual(['+13125550100', '+13125550150']);
		const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
		const found = (await rowsOf(lab, OUTGOING_TABLE)).map(
			({ id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...columns }) => columns,
		);
		expect(found).toEqual([
			{
				...rows[0],
				state: 'delivered',
				faxId: expect.any(String),
				pages: 1,
				sentAt: moment,
				finishedAt: moment,
				cause: '',
				reason: '',
				advice: '',
			},
			{
				...rows[1],
				state: 'failed',
				faxId: expect.any(String),
				pages: 1,
				sentAt: moment,
				finishedAt: moment,
				cause: 'busy',
				reason: expect.stringMatching(/busy/i),
				advice: expect.stringMatching(/again/i),
			},
			{
				...rows[2],
				state: 'failed',
				faxId: '',
				pages: null,
				sentAt: '',
				finishedAt: '',
				cause: 'invalid_number',
				reason: expect.stringMatching(/letters/),
				advice: expect.any(String),
			},
			{
				...rows[3],
				state: 'on hold',
				faxId: null,
				pages: null,
				sentAt: null,
				finishedAt: null,
				cause: null,
				reason: null,
				advice: null,
			},
		]);
		expect(found.map((row) => Object.keys(row).sort())).toEqual(
			rows.map(() => OUTGOING_COLUMNS.map(([name]) => name).sort()),
		);
		for (const { to, key } of faxes) {
			const text = lab.sandbox.document(key)!.bytes.toString('latin1');
			const row = rows.find(({ faxNumber }) => faxNumber.replaceAll(' ', '') === to)!;
			expect(text).toMatch(/^%PDF-1\.4/);
			expect(text).toContain(`(To ${row.customer}, fax ${row.faxNumber})`);
			expect(text).toContain(`(${row.subject})`);
		}

		// Nothing waits any more.
		await run(stored);
		expect(lab.sandbox.faxes('faxPlus')).toHaveLength(2);
	});
});

describe('agent-drafts-person-approves', () => {
	const DRAFT = 'Dear Ada,\n\nyour order 4711 (three boxes) leaves on Monday.\n\nKind regards\nThe office';
	let model: ScriptedModel;
	let outside: Outside;

	beforeAll(async () => {
		model = await createScriptedModel(() => DRAFT);
		outside = await openOutside();
	});

	afterAll(async () => {
		await model?.close();
		await outside?.close();
	});

	/** The example with its model and its chat on this machine. */
	async function opened(): Promise<StoredWorkflow> {
		const text = JSON.stringify(examples.get('agent-drafts-person-approves.json'));
		const workflow = JSON.parse(text.replaceAll(APPROVAL_URL, `${outside.url}/chat`)) as WorkflowFile;
		const data = { apiKey: 'any', url: model.url };
		const { id, name } = await lab.api.createCredential('A model', 'openAiApi', data);
		workflow.nodes = workflow.nodes.map((node) =>
			node.type.endsWith('.lmChatOpenAi') ? { ...node, credentials: { openAiApi: { id, name } } } : node,
		);
		outside.arrived.length = 0;
		lab.sandbox.reset();
		return await publish(lab, workflow);
	}

	const told = () =>
		outside.arrived.map(({ body }) => JSON.parse(body.toString()) as Record<string, unknown>);

	async function asked(stored: StoredWorkflow): Promise<Record<string, unknown>> {
		await submitForm(lab, stored, ['+1 312 555 0100', 'Tell Ada when her order leaves.']);
		const question = await until(() => told()[0], 'the person is asked', 60_000);
		await until(
			async () => (await lab.api.executions(stored.id))[0]?.status === 'waiting',
			'the workflow waits for the person',
		);
		return question;
	}

	const sent = () => lab.sandbox.faxes().filter(({ direction }) => direction === 'outbound');

	it('faxes what the model wrote once a person has approved it, and tells the result', async () => {
		const stored = await opened();
		const question = await asked(stored);
		expect(question).toMatchObject({ draft: DRAFT, text: expect.stringContaining('+1 312 555 0100') });
		expect(JSON.stringify(model.requests.at(-1)!.messages)).toContain('Tell Ada when her order leaves.');
		expect(sent()).toEqual([]);

		await answerForm(String(question.decide), ['Send it', '']);
		const [execution] = await executionsOf(lab, stored.id, 1, 90_000);
		expect(errorOf(execution)).toBeUndefined();
		const [fax, ...others] = sent();
		expect(others).toEqual([]);
		expect(fax.to).toBe('+13125550100');
		const pdf = lab.sandbox.document(fax.key)!.bytes.toString('latin1');
		expect(pdf).toContain('(your order 4711 \\(three boxes\\) leaves on Monday.)');
		const { json } = itemsOf(execution, 'Send Fax')[0];
		expect(told()[1]).toEqual({
			text: 'The fax to +13125550100 is delivered',
			receipt: {
				faxId: json.trackingId,
				to: '+13125550100',
				status: 'delivered',
				pages: 1,
				pagesTransferred: json.pagesTransferred,
				startedAt: json.startedAt,
				completedAt: expect.stringMatching(/^\d{4}-/),
				cause: null,
				reason: null,
			},
		});
		await lab.api.unpublish(stored.id);
	});

	it("sends the person's own text when there is one", async () => {
		const stored = await opened();
		const { decide } = await asked(stored);
		await answerForm(String(decide), ['Send it', 'Dear Ada, call us.']);
		await executionsOf(lab, stored.id, 1, 90_000);
		const [fax] = sent();
		const pdf = lab.sandbox.document(fax.key)!.bytes.toString('latin1');
		expect(pdf).toContain('(Dear Ada, call us.)');
		expect(pdf).not.toContain('order 4711');
		await lab.api.unpublish(stored.id);
	});

	it('sends nothing when the person says no', async () => {
		const stored = await opened();
		const { decide } = await asked(stored);
		await answerForm(String(decide), ['Do not send it', '']);
		const [execution] = await executionsOf(lab, stored.id, 1);
		expect(errorOf(execution)).toBeUndefined();
		expect(sent()).toEqual([]);
		expect(told().at(-1)).toEqual({ text: expect.stringMatching(/not approved, and not sent/) });
		await lab.api.unpublish(stored.id);
	});
});
