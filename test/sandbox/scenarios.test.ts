import { readFileSync } from 'fs';
import { join } from 'path';
import { createSandbox, faultDefinitions, makePdf, scenarioOf, scenarios, type Sandbox } from '../../sandbox';
import { SubmissionJudge } from '../../sandbox/scenarios';
import { faxPlusClient, iFaxClient } from './support';

const PDF = makePdf([['1'], ['2'], ['3'], ['4']]);
const to = (digits: string): string => `+1202555${digits.padStart(4, '01')}`;

/** The words that each service must have for each outcome; written from its documents, not from the code. */
const words: Array<[digits: string, faxPlus: string, iFax: string, pagesThrough: number]> = [
	['00', 'success', 'delivered', 4],
	['49', 'success', 'delivered', 4],
	['50', 'failed_user_busy', 'failed', 0],
	['51', 'failed_no_answer', 'failed', 0],
	['52', 'failed_unallocated_number', 'failed', 0],
	['53', 'failed_fs_2', 'failed', 0],
	['54', 'failed_normal_temporary_failure', 'failed', 0],
	['55', 'insufficient_credit', 'failed', 0],
	['56', 'partially_sent', 'failed_chargeable', 2],
	['57', 'failed_office_converter_issue', 'failed', 0],
	['58', 'failed_destination_not_supported', 'blocked', 0],
	['62', 'success', 'delivered', 4],
	['99', 'success', 'delivered', 4],
];

describe('scenarios', () => {
	let sandbox: Sandbox;
	let faxPlus: ReturnType<typeof faxPlusClient>;
	let iFax: ReturnType<typeof iFaxClient>;

	beforeAll(async () => {
		sandbox = await createSandbox({ speed: 0 });
		faxPlus = faxPlusClient(sandbox);
		iFax = iFaxClient(sandbox);
	});
	afterEach(() => sandbox.reset());
	afterAll(async () => await sandbox.close());

	it.each(words)(
		'..%s ends as %s at Fax.Plus and %s at iFax',
		async (digits, faxPlusWord, iFaxWord, pages) => {
			const id = await faxPlus.sent(PDF, to(digits));
			const jobId = await iFax.sent(PDF, to(digits));
			await sandbox.advance(2000);
			const list = (await faxPlus.call('GET', '/accounts/self/faxes?category=sent')).json.data.records;
			expect(list.at(0).status).toBe(faxPlusWord);
			const { data } = (await iFax.call('fax-status', { jobId })).json;
			expect([data.faxStatus, data.faxTransferredPages]).toEqual([iFaxWord, pages]);
			expect(data.code === 0).toBe(iFaxWord === 'delivered');
			const [first, second] = sandbox.faxes();
			expect([first?.ids[0], first?.status, second?.status]).toEqual([id, faxPlusWord, iFaxWord]);
			expect([first?.isFinal, first?.attempts]).toEqual([true, digits === '62' ? 2 : 1]);
		},
	);

	it('..60 stays in sending for ever', async () => {
		await faxPlus.sent(PDF, to('60'));
		await sandbox.advance(24 * 3_600_000);
		expect(sandbox.faxes()[0]).toMatchObject({ status: 'sending', isFinal: false });
	});

	it('..61 takes ten times as long', async () => {
		await iFax.sent(PDF, to('61'));
		await sandbox.advance(2999);
		expect(sandbox.faxes()[0]?.isFinal).toBe(false);
		await sandbox.advance(1);
		expect(sandbox.faxes()[0]?.status).toBe('delivered');
	});

	it('..70 is refused by each service in its own way', async () => {
		const first = await faxPlus.send(PDF, to('70'));
		expect([first.status, first.json.error]).toEqual([400, 'invalid_destination']);
		const second = await iFax.send(PDF, to('70'));
		expect([second.status, second.json.status]).toEqual([200, 0]);
		expect(sandbox.faxes()).toHaveLength(0);
	});

	it('..71 is accepted, but the connection breaks', async () => {
		await expect(faxPlus.send(PDF, to('71'))).rejects.toThrow();
		await expect(iFax.send(PDF, to('71'))).rejects.toThrow();
		expect(sandbox.faxes()).toHaveLength(2);
		await sandbox.advance(300);
		expect(sandbox.faxes().map(({ state }) => state)).toEqual(['delivered', 'delivered']);
	});

	it('..72 is accepted and answered with 500, ..73 is answered with 500 only', async () => {
		expect((await faxPlus.send(PDF, to('72'))).status).toBe(500);
		expect((await iFax.send(PDF, to('72'))).status).toBe(500);
		expect(sandbox.faxes()).toHaveLength(2);
		expect((await faxPlus.send(PDF, to('73'))).status).toBe(500);
		expect((await iFax.send(PDF, to('73'))).status).toBe(500);
		expect(sandbox.faxes()).toHaveLength(2);
	});

	it.each([
		['74', '1'],
		['75', null],
	])('..%s is answered with 429 first (Retry-After: %s), then accepted', async (digits, retryAfter) => {
		const first = [await faxPlus.send(PDF, to(digits)), await iFax.send(PDF, to(digits))];
		expect(first.map(({ status }) => status)).toEqual([429, 429]);
		expect(first.map(({ headers }) => headers.get('retry-after'))).toEqual([retryAfter, retryAfter]);
		expect(sandbox.faxes()).toHaveLength(0);
		const second = [await faxPlus.send(PDF, to(digits)), await iFax.send(PDF, to(digits))];
		expect(second.map(({ status }) => status)).toEqual([201, 200]);
		expect(sandbox.faxes()).toHaveLength(2);
	});

	it('..76 is simply delivered with credentials that do not expire', async () => {
		await faxPlus.sent(PDF, to('76'));
		await iFax.sent(PDF, to('76'));
		await sandbox.advance(300);
		expect(sandbox.faxes().map(({ state }) => state)).toEqual(['delivered', 'delivered']);
	});

	it('alternate per recipient and service where they say "first"', () => {
		const judge = new SubmissionJudge();
		const ask = (service: string, number: string) => judge.judge(service, [to('00'), number]);
		expect([ask('a', to('75')), ask('b', to('75')), ask('a', to('75')), ask('a', to('75'))]).toEqual([
			'rateLimitedFirstWithoutHint',
			'rateLimitedFirstWithoutHint',
			null,
			'rateLimitedFirstWithoutHint',
		]);
	});

	it('look at the last two digits only, however the number is spelt', () => {
		expect(scenarioOf('+1 202-555-01 50').name).toBe('busy');
		expect(scenarioOf('+4950500').name).toBe('delivered');
		expect(scenarioOf('').name).toBe('delivered');
	});
});

describe('the README', () => {
	const readme = readFileSync(join(__dirname, '../../sandbox/README.md'), 'utf8');
	const rows = readme
		.split('\n')
		.filter((line) => line.startsWith('|'))
		.map((line) =>
			line
				.slice(1, -1)
				.split('|')
				.map((cell) => cell.trim()),
		);

	it('lists exactly the scenarios that there are', () => {
		const listed = rows.filter(([code]) => /^\d\d$/.test(code ?? ''));
		expect(listed).toEqual(scenarios.map(({ code, name, description }) => [code, name, description]));
	});

	it('lists exactly the faults that there are', () => {
		const listed = rows.filter((cells) => cells.length === 2 && /^`\w+`$/.test(cells[0] ?? ''));
		expect(listed).toEqual(
			Object.entries(faultDefinitions).map(([name, { description }]) => [`\`${name}\``, description]),
		);
	});
});
