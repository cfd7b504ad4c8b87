import type { Lab } from '../../start/lab';
import { servicesByName } from '../contract/service';
import { n8nHost, openTestLab, SERVICES } from './support';

let lab: Lab;

beforeAll(async () => {
	lab = await openTestLab();
});

afterAll(async () => {
	await lab?.close();
});

const aLab = () => lab;

/**
 * n8n's own words for a status, by host. n8n 1.123 loses the cause of an error, and with it the status that the messages
 * of a credential go by; messages that go by the body of an answer are those of the credential there, too.
 */
const WORDS_OF_HOST: Readonly<Record<string, RegExp[]>> = {
	'host-1.123': [
		/^\w[\w -]* - (perhaps|please) check your/,
		/^The service was not able to process your request$/,
	],
};

const saidBy = (says: RegExp): RegExp =>
	new RegExp([says, ...(WORDS_OF_HOST[n8nHost] ?? [])].map(({ source }) => source).join('|'));

/** Stores a credential and presses Test. */
async function verdict(
	type: string,
	data: Record<string, unknown>,
): Promise<{ status: string; message: string }> {
	const stored = await aLab().api.createCredential(`A test of ${type}`, type, data as never);
	return await aLab().api.testCredential(stored, data as never);
}

describe.each(SERVICES)("n8n's own test of the credential of %s", (name) => {
	const { credential, badCredentials } = servicesByName[name];

	it('takes a good one', async () => {
		const found = await verdict(credential.type, credential.data(lab.sandbox.url));
		expect(found).toMatchObject({ status: 'OK' });
	});

	it.each(badCredentials.map((bad) => [bad.name, bad] as const))(
		'tells what is wrong with %s',
		async (_name, bad) => {
			const data = { ...credential.data(lab.sandbox.url), ...bad.data };
			const { status, message } = await verdict(credential.type, data);
			expect(status).toBe('Error');
			expect(message).toMatch(saidBy(bad.says));
			for (const secret of Object.values(bad.data)) expect(message).not.toContain(secret);
		},
	);

	it('tells apart an address at which nobody answers', async () => {
		const data = { ...credential.data(lab.sandbox.url), baseUrl: 'http://127.0.0.1:9' };
		const { status, message } = await verdict(credential.type, data);
		expect(status).toBe('Error');
		expect(message).not.toBe('');
	});

	it('is stored without its secrets being shown again', async () => {
		const data = credential.data(lab.sandbox.url);
		const { id } = await lab.api.createCredential('A secret', credential.type, data);
		const stored = await lab.api.call<{ data: Record<string, unknown> }>(
			'GET',
			`/credentials/${id}?includeData=true`,
		);
		const secrets = Object.entries(data).filter(
			([key, value]) => /token|key|password|secret/i.test(key) && value !== '',
		);
		expect(secrets.length).toBeGreaterThan(0);
		for (const [key, value] of secrets)
			expect({ key, shown: stored.data[key] === value }).toEqual({ key, shown: false });
	});
});
