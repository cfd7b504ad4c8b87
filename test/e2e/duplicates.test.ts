import { loadProvider, providerNames } from '../../nodes/FaxInbox/providers';
import { makePdf } from '../../sandbox';
import type { Execution, StoredWorkflow } from '../../start/api';
import type { Lab } from '../../start/lab';
import { servicesByName } from '../contract/service';
import { post, postboxFor, type Letter, type Postbox } from './postbox';
import {
	complaintsIn,
	errorOf,
	executionsOf,
	itemsOf,
	NODE,
	openTestLab,
	publish,
	runNode,
	SERVICES,
	until,
} from './support';

/** Prevent Duplicates on n8n's real store: a row of its database for each workflow and node. */
let lab: Lab;

const PAIRS = 12;

const letters: Letter[] = Array.from({ length: PAIRS }, (_, index) => ({
	to: `+131255502${String(10 + index)}`,
	document: makePdf([[`Letter ${index}`]]),
	action: 'skip',
}));

/** A published workflow of each service that faxes what is posted to it, once. */
interface Box extends Postbox {
	stored: StoredWorkflow;
}

const boxes: Record<string, Box> = {};

const canBeAsked = (name: string) =>
	loadProvider(name as (typeof providerNames)[number]).findSent !== undefined;

/** Recipients of all faxes that the service got. */
const sentBy = (name: string) =>
	lab.sandbox
		.faxes(name)
		.filter(({ direction }) => direction === 'outbound')
		.map(({ to }) => to)
		.sort();

const recordsOf = (executions: Execution[]) =>
	executions.flatMap((execution) => itemsOf(execution, NODE)).map(({ json }) => json);

async function openBoxes(): Promise<void> {
	lab.sandbox.reset();
	for (const name of providerNames) {
		const { node, sendParameters, liftRateLimit } = servicesByName[name];
		liftRateLimit?.(lab.sandbox);
		const box = postboxFor(node, {
			...sendParameters,
			options: { preventDuplicates: true, duplicateAction: "={{ $('Post').item.json.body.action }}" },
		});
		boxes[name] = { ...box, stored: await publish(lab, box.workflow) };
	}
}

const closeBoxes = async (): Promise<void> => {
	for (const { stored } of Object.values(boxes)) await lab.api.unpublish(stored.id);
};

const posted = async (name: string, letter: Letter) => await post(boxes[name].at(lab.url), letter);

beforeAll(async () => {
	lab = await openTestLab();
});

afterAll(async () => {
	await lab?.close();
});

describe('Prevent Duplicates', () => {
	beforeAll(openBoxes);
	afterAll(closeBoxes);

	it.each(SERVICES)('%s sends each fax once when two executions have it at the same time', async (name) => {
		await Promise.all([...letters, ...letters].map(async (letter) => await posted(name, letter)));
		const executions = await executionsOf(lab, boxes[name].stored.id, 2 * PAIRS, 120_000);
		expect(executions.map(errorOf).filter((error) => error !== undefined)).toEqual([]);
		expect(sentBy(name)).toEqual(letters.map(({ to }) => to));
		const records = recordsOf(executions);
		expect(records.filter(({ duplicate }) => duplicate === true)).toHaveLength(PAIRS);
		expect(records.filter(({ duplicate }) => duplicate !== true)).toHaveLength(PAIRS);
	});

	describe('after n8n was stopped and started', () => {
		beforeAll(async () => {
			await lab.stop();
			await lab.startAgain();
		});

		it.each(SERVICES)('%s sends none again, and says of each what is wanted', async (name) => {
			const again = (['skip', 'return', 'error'] as const).flatMap((action, index) =>
				letters.slice(index * 2, index * 2 + 2).map((letter) => ({ ...letter, action })),
			);
			for (const letter of again) await posted(name, letter);
			const all = await executionsOf(lab, boxes[name].stored.id, 2 * PAIRS + again.length, 60_000);
			const later = all.slice(2 * PAIRS);
			expect(sentBy(name)).toEqual(letters.map(({ to }) => to));

			const failed = later.filter(({ status }) => status === 'error');
			expect(failed).toHaveLength(2);
			for (const execution of failed) expect(errorOf(execution)?.message).toMatch(/already sent/);
			const answered = recordsOf(later)
				.map(({ to, duplicate, status, failureCategory, id }) => ({
					to: String(to),
					duplicate,
					status,
					failureCategory,
					hasId: id !== null,
				}))
				.sort((a, b) => a.to.localeCompare(b.to));
			const skipped = letters.slice(0, 2).map(({ to }) => ({
				to,
				duplicate: true,
				status: 'canceled',
				failureCategory: 'duplicate',
				hasId: false,
			}));
			const isKnown = canBeAsked(name);
			const returned = letters.slice(2, 4).map(({ to }) => ({
				to,
				duplicate: true,
				// Found in the service's lists, where it has any.
				status: isKnown ? expect.stringMatching(/^(queued|sending|delivered)$/) : 'unknown',
				failureCategory: isKnown ? null : 'duplicate',
				hasId: isKnown,
			}));
			expect(answered).toEqual([...skipped, ...returned]);
		});
	});
});

describe('Prevent Duplicates, when n8n is killed while every service has a fax and has not answered', () => {
	const [letter] = letters;

	beforeAll(async () => {
		await openBoxes();
		for (const name of providerNames) {
			const [{ path }] = servicesByName[name].cases
				.filter(({ operation, resource }) => operation === 'send' && (resource ?? 'fax') === 'fax')
				.flatMap(({ breakable = [] }) => breakable)
				.filter(({ effect }) => effect === 'send');
			lab.sandbox.addFault({
				service: name,
				match: { path },
				fault: 'hang',
				afterAcceptance: true,
				times: 1,
			});
			await posted(name, letter);
			await until(() => sentBy(name).length === 1, `${name} has the fax`);
		}
		await lab.stop('atOnce');
		await lab.startAgain();
	});
	afterAll(closeBoxes);

	it.each(SERVICES)('%s does not send it again', async (name) => {
		await posted(name, letter);
		const record = await until(
			async () => {
				const found = await lab.api.executions(boxes[name].stored.id);
				const ended = found.find(({ status }) => status === 'success');
				return ended && recordsOf([await lab.api.execution(ended.id)])[0];
			},
			'the second try has an end',
			90_000,
		);
		expect(sentBy(name)).toEqual([letter.to]);
		expect(record).toMatchObject(
			canBeAsked(name)
				? { status: 'queued', failureCategory: null, id: expect.any(String) }
				: { status: 'unknown', failureCategory: 'outcome_unknown', id: null },
		);
	});
});

describe('Prevent Duplicates, on its own', () => {
	beforeAll(openBoxes);
	afterAll(closeBoxes);

	it.each(SERVICES)('%s sends what was refused when it is tried again', async (name) => {
		const [letter] = letters;
		lab.sandbox.addFault({ service: name, match: {}, fault: 'status', status: 403, times: 1 });
		await posted(name, letter);
		const [refused] = await executionsOf(lab, boxes[name].stored.id, 1);
		expect(refused.status).toBe('error');
		expect(sentBy(name)).toEqual([]);
		await posted(name, letter);
		const [, second] = await executionsOf(lab, boxes[name].stored.id, 2);
		expect(recordsOf([second])).toEqual([
			expect.objectContaining({ status: 'queued', failureCategory: null }),
		]);
		expect(sentBy(name)).toEqual([letter.to]);
	});

	it('is remembered for each workflow on its own', async () => {
		lab.sandbox.reset();
		const run = {
			type: 'iFax',
			parameters: {
				resource: 'fax',
				operation: 'send',
				to: '+13125550100',
				options: { preventDuplicates: true },
			},
			documents: [letters[0].document],
		};
		for (let workflows = 1; workflows <= 2; workflows += 1) {
			const { items, error } = await runNode(lab, run);
			expect(error).toBeUndefined();
			expect(items[0].json).toMatchObject({ status: 'queued' });
			expect(lab.sandbox.faxes()).toHaveLength(workflows);
		}
	});
});

it('n8n has nothing to complain about', () => {
	expect(complaintsIn(lab.log())).toEqual([]);
});
