import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { CredentialReference } from '../../harness';
import { kazooAccount as account } from '../../sandbox';
import { openBench, type Bench } from '../support/bench';

const SESSION = /^sandbox-example-session-[0-9a-f]{32}$/;

let bench: Bench;

beforeAll(async () => {
	// Fifty requests at the same moment, and as many that are refused first, cost more than an account has.
	bench = await openBench({ kazoo: { rateCapacity: 1_000 } });
});
beforeEach(async () => {
	// What earlier tests left in the memory of the process is too old by now.
	await bench.sandbox.advance(10 * 60_000);
});
afterEach(() => bench.reset());
afterAll(async () => await bench.close());

function credential(more: ICredentialDataDecryptedObject = {}): CredentialReference {
	const baseUrl = `${bench.sandbox.url}/kazoo`;
	return bench.engine.addCredential('kazooApi', {
		baseUrl,
		authMethod: 'apiKey',
		apiKey: account.apiKey,
		...more,
	});
}

const requests = () => bench.sandbox.requests('kazoo');
const logIns = () => requests().filter(({ path }) => /_auth$/.test(path));
const refused = () => requests().filter(({ status, path }) => status === 401 && !/_auth$/.test(path));
const tokens = () => [
	...new Set(requests().flatMap(({ headers }) => [headers['x-auth-token'] ?? []].flat())),
];
const accounts = () => [
	...new Set(requests().flatMap(({ path }) => /\/accounts\/([^/]+)/.exec(path)?.[1] ?? [])),
];

/** Lists the queue once for each item, up to 50 at the same moment. */
async function list(reference: CredentialReference, items = 1) {
	const { status, json } = await bench.run({
		type: 'kazooFax',
		parameters: {
			resource: 'fax',
			operation: 'listQueued',
			returnAll: true,
			options: { concurrency: 50, retries: 0 },
		},
		credentials: { kazooApi: reference },
		items: Array.from({ length: items }, () => ({ json: {} })),
		onError: 'continueRegularOutput',
	});
	return { status, errors: json.filter(({ error }) => error !== undefined) };
}

const fine = { status: 'success', errors: [] };

describe('one log-in', () => {
	it('for 50 items at once without a session', async () => {
		const reference = credential();
		expect(await list(reference, 50)).toEqual(fine);
		expect(logIns()).toHaveLength(1);
		expect(requests()).toHaveLength(51);
		expect(tokens()).toHaveLength(1);
		expect(bench.engine.credentialData(reference)).toMatchObject({
			sessionToken: expect.stringMatching(SESSION),
			sessionAccountId: account.accountId,
			sessionFingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
		});
	});

	it('for 50 items at once with a session that has expired', async () => {
		const reference = credential();
		await list(reference);
		const before = bench.engine.credentialData(reference).sessionToken;
		bench.sandbox.services.kazoo.expireTokens();
		bench.sandbox.clearRequests();
		expect(await list(reference, 50)).toEqual(fine);
		expect(logIns()).toHaveLength(1);
		expect(refused()).toHaveLength(50);
		expect(tokens()).toHaveLength(2);
		expect(bench.engine.credentialData(reference).sessionToken).not.toBe(before);
	});

	it('for a wrong key, however many items there are, and none while its refusal is fresh', async () => {
		const reference = credential({ apiKey: account.wrongApiKey });
		const { errors } = await list(reference, 50);
		expect(errors).toHaveLength(50);
		expect(errors[0]).toMatchObject({
			failureCategory: 'authentication',
			failureMessage: 'Kazoo does not know this API key',
		});
		expect(requests()).toHaveLength(1);
		await list(reference, 2);
		expect(requests()).toHaveLength(1);
		await bench.sandbox.advance(11_000);
		await list(reference, 2);
		expect(requests()).toHaveLength(2);
	});

	it('for a session that lives on over many runs', async () => {
		const reference = credential();
		for (let run = 0; run < 3; run++) {
			expect(await list(reference, 2)).toEqual(fine);
			await bench.sandbox.advance(10 * 60_000);
		}
		expect(logIns()).toHaveLength(1);
	});
});

describe('a session belongs to its log-in data', () => {
	it('logs in anew with the next call after the key was edited, and never shows the old session to anybody', async () => {
		const reference = credential();
		await list(reference);
		const [old] = tokens();
		const stored = bench.engine.credentialData(reference);
		// n8n keeps the hidden fields when a person edits the others.
		bench.engine.setCredential(reference, { ...stored, apiKey: account.otherApiKey });
		bench.sandbox.clearRequests();
		expect(await list(reference, 10)).toEqual(fine);
		expect(logIns()).toHaveLength(1);
		expect(tokens()).toHaveLength(1);
		expect(tokens()).not.toContain(old);
		expect(accounts()).toEqual([account.otherAccountId]);
		expect(refused()).toEqual([]);
	});

	it('does not carry a session to another address', async () => {
		const reference = credential();
		await list(reference);
		const stored = bench.engine.credentialData(reference);
		bench.engine.setCredential(reference, { ...stored, baseUrl: `${bench.sandbox.url}/elsewhere/v2` });
		bench.sandbox.clearRequests();
		const { errors } = await list(reference);
		expect(errors).toHaveLength(1);
		expect(requests()).toEqual([]);
	});

	it('is not shared by two credentials', async () => {
		const [one, other] = [credential(), credential({ apiKey: account.otherApiKey })];
		await Promise.all([list(one, 5), list(other, 5)]);
		expect(logIns()).toHaveLength(2);
		const session = (reference: CredentialReference) => bench.engine.credentialData(reference).sessionToken;
		expect(session(one)).not.toBe(session(other));
		const pairs = requests()
			.filter(({ path }) => path.includes('/accounts/'))
			.map(({ path, headers }) => `${/accounts\/([^/]+)/.exec(path)?.[1]} ${headers['x-auth-token']}`);
		expect(new Set(pairs)).toEqual(
			new Set([`${account.accountId} ${session(one)}`, `${account.otherAccountId} ${session(other)}`]),
		);
	});

	it('serves another account below its own, when the credential names one', async () => {
		const reference = credential({ accountId: account.subAccountId });
		expect(await list(reference)).toEqual(fine);
		expect(accounts()).toEqual([account.subAccountId]);
	});

	it('is opened by user and password alike', async () => {
		const { username, password, accountName } = account;
		const reference = credential({ authMethod: 'user', apiKey: '', username, password, accountName });
		expect(await list(reference, 3)).toEqual(fine);
		expect(logIns().map(({ path }) => path)).toEqual(['/kazoo/v2/user_auth']);
	});
});

describe('a log-in that cannot succeed', () => {
	it.each([
		[
			'a key that nobody knows',
			{ apiKey: account.wrongApiKey },
			'authentication',
			/does not know this API key/,
		],
		['an expired account', { apiKey: account.noPlanApiKey }, 'plan_required', /locked, disabled or expired/],
		[
			'an account that the session may not use',
			{ apiKey: account.restrictedApiKey },
			'permission',
			/may not do this/,
		],
		[
			'another account that it may not use',
			{ accountId: account.otherAccountId },
			'permission',
			/may not do this/,
		],
		['no key', { apiKey: '' }, 'configuration', /'API Key' is empty/],
		['an account id that is none', { accountId: 'mine' }, 'configuration', /'Account ID' is not the ID/],
		[
			'a Base URL that is no URL',
			{ baseUrl: 'apps.example.com:8443' },
			'configuration',
			/'Base URL' is not an http/,
		],
		[
			'a user with a wrong password',
			{ authMethod: 'user', username: 'a', password: 'dummy', accountName: 'b' },
			'authentication',
			/does not accept the user/,
		],
	])('%s: says so, and asks for nothing else', async (_name, data, category, message) => {
		const result = await bench.run({
			type: 'kazooFax',
			parameters: { resource: 'fax', operation: 'listQueued', options: { retries: 0 } },
			credentials: { kazooApi: credential(data) },
			items: [{ json: {} }],
			onError: 'continueRegularOutput',
		});
		// A field that cannot be used stops the run before there is an item.
		const isField = category === 'configuration' && result.error !== undefined;
		if (isField) expect(result.error?.message).toMatch(message);
		else
			expect(result.json).toMatchObject([
				{ error: expect.stringMatching(message), failureCategory: category },
			]);
		expect(logIns().length).toBeLessThanOrEqual(1);
		for (const value of Object.values(data).filter((one) => one.length > 20)) {
			expect(JSON.stringify(result)).not.toContain(value);
		}
	});

	it('waits and tries again when the service takes no log-in at the moment', async () => {
		bench.sandbox.addFault({ service: 'kazoo', match: { path: '_auth$' }, fault: 'status', status: 429 });
		const { status } = await bench.run({
			type: 'kazooFax',
			parameters: { resource: 'fax', operation: 'listQueued', options: {} },
			credentials: { kazooApi: credential() },
			items: [{ json: {} }],
		});
		expect(status).toBe('success');
		expect(logIns().map(({ status: code }) => code)).toEqual([429, 201]);
	});
});

describe('the test of the credential', () => {
	const test = async (data: ICredentialDataDecryptedObject) =>
		await bench.engine.testCredential('kazooApi', {
			baseUrl: `${bench.sandbox.url}/kazoo/v2/`,
			authMethod: 'apiKey',
			apiKey: account.apiKey,
			...data,
		});

	it('passes for a good one, and logs in each time', async () => {
		for (let i = 0; i < 2; i++) expect(await test({})).toMatchObject({ status: 'OK' });
		expect(accounts()).toEqual([account.accountId]);
	});

	it('gives a message of its own to each thing that can be wrong', async () => {
		const bad: ICredentialDataDecryptedObject[] = [
			{ apiKey: account.wrongApiKey },
			{ baseUrl: `${bench.sandbox.url}/nothing/here` },
			{ baseUrl: 'http://127.0.0.1:9/' },
			{ apiKey: account.noPlanApiKey },
			{ apiKey: account.restrictedApiKey },
			{ baseUrl: 'nonsense' },
		];
		const messages = [];
		for (const data of bad) {
			const { status, message } = await test(data);
			expect([data, status]).toEqual([data, 'Error']);
			messages.push(message);
		}
		expect(messages).toEqual([
			expect.stringContaining('does not know this API key. Copy the API key'),
			expect.stringContaining('not as Kazoo does'),
			expect.stringContaining('refused the connection'),
			expect.stringContaining('locked, disabled or expired'),
			expect.stringContaining('may not use this account'),
			expect.stringContaining("'Base URL' is not an http(s) address"),
		]);
	});
});
