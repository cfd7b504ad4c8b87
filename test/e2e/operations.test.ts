import type { INodeParameters } from 'n8n-workflow';
import { loadProvider } from '../../nodes/FaxInbox/providers';
import type { Lab } from '../../start/lab';
import { servicesByName, type OperationCase, type Stage } from '../contract/service';
import { expectedRecordKeys } from '../support/recordKeys';
import { ANNEX, bytesOf, LETTER, openTestLab, runNode, SERVICES, sha256 } from './support';

let lab: Lab;

beforeAll(async () => {
	// Time stands still unless a case moves it: a fax that was sent is queued until then.
	lab = await openTestLab({ sandbox: { speed: 0 } });
});

afterAll(async () => {
	await lab?.close();
});

/** The stage that the contract suite's cases prepare themselves on, played by n8n. */
function stageIn(name: string): Stage {
	const facts = servicesByName[name];
	const stage = {
		sandbox: lab.sandbox,
		bench: {
			sandbox: lab.sandbox,
			async run({ type, parameters = {} }: { type: string; parameters?: INodeParameters }) {
				const { items, error } = await runNode(lab, { type, parameters: withoutTimes(parameters) });
				if (error !== undefined) throw new Error(error.message);
				return { json: items.map(({ json }) => json) };
			},
		},
		async send(to = '+13125550100', more: INodeParameters = {}) {
			const { items, error } = await runNode(lab, {
				type: facts.node,
				parameters: { resource: 'fax', operation: 'send', to, ...facts.sendParameters, ...more },
				documents: [LETTER],
			});
			if (error !== undefined) throw new Error(error.message);
			return String(items[0].json.id);
		},
		async sendAndDeliver(to?: string, more?: INodeParameters) {
			const id = await stage.send(to, more);
			await stage.wait(1_000);
			return id;
		},
		receive: (order: object) => lab.sandbox.inbound({ service: facts.name, ...order }).id,
		wait: async (ms: number) => await lab.sandbox.advance(ms),
	};
	return stage as unknown as Stage;
}

/** What does not depend on the moment of the test. */
const STEADY = [
	'provider',
	'id',
	'trackingId',
	'reference',
	'direction',
	'status',
	'isFinal',
	'from',
	'to',
	'pages',
];

/** Some ids begin with the month of the fax, names of files may hold such an id: one month for all. */
function inOneMonth(value: unknown): unknown {
	if (typeof value === 'string') return value.replace(/20\d{4}-(?=[0-9a-f]{32}(?![0-9a-f]))/g, '202601-');
	if (Array.isArray(value)) return value.map(inOneMonth);
	// Jest's own patterns are no plain objects and stay what they are.
	if (value === null || typeof value !== 'object') return value;
	if (Object.getPrototypeOf(value) !== Object.prototype) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inOneMonth(inner)]));
}

const steady = (record: Record<string, unknown>): Record<string, unknown> =>
	Object.fromEntries(STEADY.filter((key) => key in record).map((key) => [key, inOneMonth(record[key])]));

/** The cases' filters and times belong to the sandbox's clock of the contract suite. */
function withoutTimes(parameters: INodeParameters): INodeParameters {
	const { filters: _filters, after: _after, before: _before, ...rest } = parameters;
	return rest;
}

function caseOf(name: string, resource: string, operation: string): OperationCase {
	const found = servicesByName[name].cases.filter(
		(one) => (one.resource ?? 'fax') === resource && one.operation === operation,
	);
	return found.find(({ title }) => title === undefined) ?? found[0];
}

describe.each(SERVICES)('%s, every operation from a workflow', (name) => {
	const { operations, resources } = loadProvider(name).capabilities;
	const all = [
		...operations.map((operation) => ['fax', operation] as const),
		...Object.entries(resources).flatMap(([resource, list]) =>
			list.map((operation) => [resource, operation] as const),
		),
	];

	it.each(all)('%s: %s', async (resource, operation) => {
		const one = caseOf(name, resource, operation);
		lab.sandbox.reset();
		const state = (await one.prepare?.(stageIn(name))) ?? {};
		const parameters = withoutTimes(one.parameters(state));
		const count = one.documents ?? (operation === 'send' && resource === 'fax' ? 1 : 0);
		const { execution, items, error } = await runNode(lab, {
			type: servicesByName[name].node,
			parameters: { resource, operation, ...parameters },
			documents: [LETTER, ANNEX].slice(0, count),
		});
		expect(error).toBeUndefined();
		expect(execution.status).toBe('success');

		const records = one.records?.(state) ?? [];
		if (records.length > 0) {
			expect(items.map(({ json }) => steady(json))).toEqual(
				records.map((record) => expect.objectContaining(steady(record))),
			);
			for (const { json } of items) expect(Object.keys(json)).toEqual(expectedRecordKeys);
		} else {
			const wanted = one.items?.(state) ?? [];
			expect(inOneMonth(items.map(({ json }) => json))).toEqual(inOneMonth(wanted));
		}

		const file = one.file?.(state, lab.sandbox);
		expect(Object.keys(items[0]?.binary ?? {})).toEqual(file === undefined ? [] : [file.field]);
		if (file === undefined) return;
		const binary = items[0].binary![file.field];
		// Names with a date in them are matched by a pattern, which is about the contract suite's clock.
		const fileName: unknown =
			typeof file.fileName === 'string' ? inOneMonth(file.fileName) : expect.stringMatching(/\.\w+$/);
		expect(inOneMonth({ ...binary })).toMatchObject({ fileName, mimeType: file.mimeType });
		const bytes = await bytesOf(lab, binary);
		if (Buffer.isBuffer(file.bytes)) expect(sha256(bytes)).toBe(sha256(file.bytes));
		else expect(bytes.toString('latin1')).toMatch(file.bytes);
	});
});

describe.each(SERVICES)('%s, what goes wrong', (name) => {
	it('tells what to do about a number that cannot be dialled, and sends nothing', async () => {
		lab.sandbox.reset();
		const { node, sendParameters } = servicesByName[name];
		const { execution, error } = await runNode(lab, {
			type: node,
			parameters: { resource: 'fax', operation: 'send', to: '555-FAX', ...sendParameters },
			documents: [LETTER],
		});
		expect(execution.status).toBe('error');
		expect(`${error?.message} ${error?.description}`).toMatch(/'To'/);
		expect(lab.sandbox.faxes()).toEqual([]);
	});
});
