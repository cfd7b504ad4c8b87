import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CHAT_URL, STORE_URL } from '../../examples/build/archive';
import { INTAKE_COLUMNS, INTAKE_TABLE } from '../../examples/build/intake';
import { allExamples } from '../../examples/build/all';
import { buildWorkflow } from '../../examples/build/workflow';
import { makePdf } from '../../sandbox';
import type { StoredWorkflow, WorkflowFile } from '../../start/api';
import type { Lab } from '../../start/lab';
import { canBePublished, readExamples } from '../../start/setUp';
import { servicesByName } from '../contract/service';
import {
	bytesOf,
	errorOf,
	executionsOf,
	itemsOf,
	LETTER,
	openTestLab,
	publish,
	ROOT,
	runWorkflow,
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
	it('are as they are built', async () => {
		const names = (await readdir(FOLDER)).filter((file) => file.endsWith('.json'));
		const found = names.map(
			async (file) => [file, JSON.parse(await readFile(join(FOLDER, file), 'utf8'))] as const,
		);
		expect(Object.fromEntries(await Promise.all(found))).toEqual(
			Object.fromEntries(
				allExamples().map(({ file, workflow }) => [file, JSON.parse(JSON.stringify(workflow))]),
			),
		);
	});

	it('explain themselves, name no credential, and use only nodes that this n8n knows', async () => {
		const known = new Set((await lab.api.types('nodes')).map(({ name }) => name));
		for (const [file, { nodes }] of examples) {
			expect({ file, notes: nodes.filter(({ type }) => type.endsWith('.stickyNote')).length > 0 }).toEqual({
				file,
				notes: true,
			});
			expect(nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
			expect({ file, unknown: nodes.map(({ type }) => type).filter((type) => !known.has(type)) }).toEqual({
				file,
				unknown: [],
			});
			expect({ file, starts: canBePublished({ nodes }) }).toEqual({ file, starts: true });
		}
	});
});

const published = async (file: string): Promise<StoredWorkflow> => await publish(lab, examples.get(file)!);

/** Fills in and sends off the form that a workflow starts with, as a browser does. */
async function submitForm({ nodes }: StoredWorkflow, to: string, document = LETTER): Promise<void> {
	const trigger = nodes.find(({ type }) => type.endsWith('.formTrigger'))!;
	const form = new FormData();
	form.set('field-0', to);
	form.set('field-1', new Blob([new Uint8Array(document)], { type: 'application/pdf' }), 'letter.pdf');
	const response = await fetch(`${lab.url}/form/${trigger.webhookId}`, { method: 'POST', body: form });
	expect(response.status).toBe(200);
}

describe.each(SERVICES)('%s', (name) => {
	const { node } = servicesByName[name];
	const fileOf = (what: string) => `${node.toLowerCase()}-${what}.json`;

	it('sends what is given in the form, and knows the end', async () => {
		lab.sandbox.reset();
		const stored = await published(fileOf('send'));
		await submitForm(stored, '+1 312 555 0100');
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

/** All rows of one of n8n's own tables, read by a workflow. */
async function rowsOf(table: string): Promise<Array<Record<string, unknown>>> {
	const execution = await runWorkflow(
		lab,
		buildWorkflow({
			name: `Rows of ${table} ${Math.random()}`,
			nodes: [
				{ name: 'By Hand', type: 'manualTrigger', at: [0, 0] },
				{
					name: 'Rows',
					type: 'dataTable',
					version: 1.1,
					at: [1, 0],
					parameters: {
						resource: 'row',
						operation: 'get',
						dataTableId: { __rl: true, mode: 'name', value: table },
						returnAll: true,
					},
				},
			],
			notes: [],
			links: [['By Hand', 'Rows']],
		}),
	);
	expect(execution.data.resultData.error).toBeUndefined();
	return itemsOf(execution, 'Rows').map(({ json }) => json);
}

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
			return (await rowsOf(INTAKE_TABLE)).find(({ faxId }) => faxId === fax.id);
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

		const form = new FormData();
		form.set('field-0', verdict);
		const answer = await fetch(String(row.checkUrl), { method: 'POST', body: form });
		expect(answer.status).toBe(200);
		await until(
			async () => (await rowsOf(INTAKE_TABLE)).find(({ faxId }) => faxId === fax.id)?.state === state,
			`the row is ${state}`,
		);
		await lab.api.unpublish(stored.id);
	});
});

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
		await submitForm(stored, '+1 312 555 0100');
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
		await submitForm(stored, '+1 312 555 0100');
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
		await submitForm(stored, `+1 312 555 01${digits}`);
		const { reached, json } = await last(stored, ENDS);
		expect(reached).toEqual(['A Person Decides']);
		expect(json?.reason).not.toBe('');
		expect(services()).toEqual(['iFax']);
		await lab.api.unpublish(stored.id);
	});
});

describe('received-fax-routed-and-stored', () => {
	/** What arrived at the stand-ins of the store and the chat. */
	interface Arrived {
		path: string;
		body: Buffer;
	}

	it('stores each fax in the folder of the dialled number and tells its channel, once, whichever way it came', async () => {
		lab.sandbox.reset();
		const arrived: Arrived[] = [];
		const outside = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				arrived.push({ path: `${request.method} ${request.url}`, body: Buffer.concat(chunks) });
				response.setHeader('content-type', 'application/json');
				response.end('{}');
			});
		});
		await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
		const local = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
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
			outside.close();
		}
	});
});
