import { join } from 'node:path';
import { CHAT_URL, STORE_URL } from '../../examples/build/archive';
import { INTAKE_COLUMNS, INTAKE_TABLE } from '../../examples/build/intake';
import { makePdf } from '../../sandbox';
import type { StoredWorkflow, WorkflowFile } from '../../start/api';
import type { Lab } from '../../start/lab';
import { canBePublished, readExamples } from '../../start/setUp';
import { servicesByName } from '../contract/service';
import { answerForm, submitForm } from './forms';
import { openOutside } from './outside';
import {
	bytesOf,
	errorOf,
	executionsOf,
	itemsOf,
	LETTER,
	openTestLab,
	publish,
	ROOT,
	rowsOf,
	SERVICES,
	sha256,
	until,
} from './support';

const FOLDER = join(ROOT, 'examples');

let lab: Lab;
let examples: Map<string, WorkflowFile>;

beforeAll(async () => {
	lab = await openTestLab({ sandbox: { queuedMs: 100, sendingMs: 100 }, env: { N8N_LOG_LEVEL: 'info' } });
	examples = await readExamples(FOLDER);
});

afterAll(async () => {
	await lab?.close();
});

describe('the files', () => {
	it('use only nodes that this n8n knows, and can be published', async () => {
		const known = new Set((await lab.api.types('nodes')).map(({ name }) => name));
		for (const [file, { nodes }] of examples) {
			expect({ file, unknown: nodes.map(({ type }) => type).filter((type) => !known.has(type)) }).toEqual({
				file,
				unknown: [],
			});
			expect({ file, starts: canBePublished({ nodes }) }).toEqual({ file, starts: true });
		}
	});
});

const published = async (file: string): Promise<StoredWorkflow> => await publish(lab, examples.get(file)!);

describe.each(SERVICES)('%s', (name) => {
	const { node } = servicesByName[name];
	const fileOf = (what: string) => `${node.toLowerCase()}-${what}.json`;

	it('sends what is given in the form, and knows the end', async () => {
		lab.sandbox.reset();
		const stored = await published(fileOf('send'));
		await submitForm(lab, stored, ['+1 312 555 0100', LETTER]);
		const execution = await until(
			async () => {
				const [{ id } = { id: '' }] = await lab.api.executions(stored.id);
				const found = id === '' ? undefined : await lab.api.execution(id);
				if (found?.status === 'error') throw new Error(JSON.stringify(errorOf(found)));
				// The last page waits for somebody to look at it.
				return found !== undefined && itemsOf(found, 'Send Fax').length > 0 && found;
			},
			'the fax is sent',
			90_000,
		);
		expect(itemsOf(execution, 'Send Fax')[0].json).toMatchObject({
			provider: name,
			to: '+13125550100',
			status: 'delivered',
			isFinal: true,
		});
		const [fax] = lab.sandbox.faxes(name);
		expect(sha256(lab.sandbox.document(fax.key)!.bytes)).toBe(sha256(LETTER));
		await lab.api.unpublish(stored.id);
	});

	it('receives a fax with its document', async () => {
		lab.sandbox.reset();
		const stored = await published(fileOf('receive'));
		const fax = lab.sandbox.inbound({ service: servicesByName[name].name, pages: 2, from: '+13125550142' });
		const [execution] = await executionsOf(lab, stored.id, 1);
		expect(execution.status).toBe('success');
		const [item] = itemsOf(execution, 'What Matters');
		expect(item.json).toEqual({
			faxId: expect.any(String),
			from: '+13125550142',
			to: expect.stringMatching(/^\+\d+$/),
			pages: 2,
			receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
			fileName: expect.stringMatching(/\.(pdf|tiff?)$/),
		});
		expect(sha256(await bytesOf(lab, item.binary!.data))).toBe(sha256(lab.sandbox.document(fax.id)!.bytes));
		await lab.api.unpublish(stored.id);
	});
});

describe('received-fax-to-table', () => {
	it.each([
		['Right', 'checked'],
		['Wrong', 'wrong'],
	])('puts a row into the table, which a person calls %s', async (verdict, state) => {
		lab.sandbox.reset();
		const stored = await published('received-fax-to-table.json');
		const text = ['A referral', 'Order no. 4711-12', 'for Ada Example'];
		const fax = lab.sandbox.inbound({
			service: 'faxPlus',
			from: '+13125550142',
			document: makePdf([text, ['Page 2']]),
		});
		const row = await until(async () => {
			const [{ id, status } = { id: '', status: '' }] = await lab.api.executions(stored.id);
			if (status === 'error')
				throw new Error(JSON.stringify((await lab.api.execution(id)).data.resultData.error));
			if (status !== 'waiting') return undefined;
			return (await rowsOf(lab, INTAKE_TABLE)).find(({ faxId }) => faxId === fax.id);
		}, 'the row is there');
		const { createdAt: _createdAt, updatedAt: _updatedAt, id: _id, ...columns } = row;
		expect(columns).toEqual({
			faxId: fax.id,
			eventKey: `faxPlus:${fax.id}:faxReceived`,
			fromNumber: '+13125550142',
			toNumber: lab.services.find(({ name }) => name === 'faxPlus')!.ownNumber,
			pages: 2,
			receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/),
			reference: '4711-12',
			excerpt: expect.stringContaining('A referral'),
			state: 'to check',
			checkUrl: expect.stringContaining(`${lab.url}/form-waiting/`),
		});
		expect(Object.keys(columns).sort()).toEqual(INTAKE_COLUMNS.map(([name]) => name).sort());

		await answerForm(String(row.checkUrl), [verdict]);
		await until(
			async () => (await rowsOf(lab, INTAKE_TABLE)).find(({ faxId }) => faxId === fax.id)?.state === state,
			`the row is ${state}`,
		);
		await lab.api.unpublish(stored.id);
	});
});

describe('received-fax-routed-and-stored', () => {
	it('stores each fax in the folder of the dialled number and tells its channel, once, whichever way it came', async () => {
		lab.sandbox.reset();
		const outside = await openOutside();
		const { arrived, url: local } = outside;
		const text = JSON.stringify(examples.get('received-fax-routed-and-stored.json'));
		const workflow = JSON.parse(
			text.replaceAll(STORE_URL, `${local}/faxes`).replaceAll(CHAT_URL, `${local}/chat`),
		) as WorkflowFile;
		// By hand, what the schedule does each night.
		workflow.nodes = workflow.nodes.map((node) =>
			node.name === 'Every Night'
				? { ...node, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} }
				: node,
		);
		try {
			const missed = lab.sandbox.inbound({ service: 'faxPlus', to: '+12025550102', from: '+13125550143' });
			const stored = await publish(lab, workflow);
			const heard = lab.sandbox.inbound({ service: 'faxPlus', to: '+12025550101', from: '+13125550142' });
			const [execution] = await executionsOf(lab, stored.id, 1);
			expect(errorOf(execution)).toBeUndefined();
			const day = '\\d{4}-\\d\\d-\\d\\d';
			const pathOf = (folder: string, from: string, id: string) =>
				new RegExp(`^PUT /faxes/${folder}/${day}_${from}_${id}\\.pdf$`);
			expect(arrived.map(({ path }) => path)).toEqual([
				expect.stringMatching(pathOf('orders', '13125550142', heard.id)),
				'POST /chat',
			]);
			expect(sha256(arrived[0].body)).toBe(sha256(lab.sandbox.document(heard.id)!.bytes));
			expect(JSON.parse(arrived[1].body.toString())).toMatchObject({ channel: '#fax-orders' });

			for (const expected of [4, 4]) {
				const id = await lab.api.run(stored.id, 'Every Night');
				const night = await lab.api.finished(id!);
				expect(errorOf(night)).toBeUndefined();
				expect(arrived).toHaveLength(expected);
			}
			expect(arrived[2].path).toMatch(pathOf('invoices', '13125550143', missed.id));
			expect(JSON.parse(arrived[3].body.toString())).toMatchObject({ channel: '#fax-invoices' });
			await lab.api.unpublish(stored.id);
		} finally {
			await outside.close();
		}
	});
});
