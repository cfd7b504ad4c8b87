import type { IWebhookFunctions } from 'n8n-workflow';
import { credentialData } from '../../../nodes/shared/connection';
import type { Provider } from '../../../nodes/shared/provider';
import { receiveWebhook } from '../../../nodes/shared/trigger/reception';

const provider = {
	name: 'someFax',
	displayName: 'Some Fax',
	credentials: [{ type: 'someFaxApi' }],
} as unknown as Provider;

/** A node whose credential n8n does not give out. */
function nodeWithout(error: Error) {
	const answers: unknown[] = [];
	const response = {
		status: (code: number) => (answers.push(code), response),
		send: (text: string) => (answers.push(text), response),
		end: () => response,
	};
	const context = {
		getNode: () => ({ name: 'A Node', parameters: {} }),
		getCredentials: async () => await Promise.reject(error),
		getRequestObject: () => ({ method: 'POST', rawBody: Buffer.from('{}') }),
		getResponseObject: () => response,
	};
	return { context: context as unknown as IWebhookFunctions, answers };
}

class QueryFailedError extends Error {}

const databaseTrouble = [
	['no connection is free', new Error('timeout exceeded when trying to connect')],
	['the connection breaks', new Error('Connection terminated unexpectedly')],
	['nobody listens', Object.assign(new Error('connect failed'), { code: 'ECONNREFUSED' })],
	['the question fails', new QueryFailedError('canceling statement due to lock timeout')],
] as const;

describe('a credential that cannot be had', () => {
	it('is to be chosen when there is none', async () => {
		const { context } = nodeWithout(new Error('Node does not have any credentials set for "someFaxApi"'));
		const failure = expect.objectContaining({ category: 'configuration', retryable: false }) as object;
		await expect(credentialData(context, provider)).rejects.toMatchObject({ info: failure });
	});

	it.each(databaseTrouble)('may be had later when %s', async (_what, error) => {
		const { context } = nodeWithout(error);
		const failure = expect.objectContaining({ category: 'provider_unavailable', retryable: true }) as object;
		await expect(credentialData(context, provider)).rejects.toMatchObject({ info: failure });
	});
});

describe('a delivery whose credential cannot be had', () => {
	it.each(databaseTrouble)('is to be repeated, and starts nothing, when %s', async (_what, error) => {
		const { context, answers } = nodeWithout(error);
		expect(await receiveWebhook(context, provider)).toEqual({ noWebhookResponse: true });
		expect(answers).toEqual([503, 'The event cannot be handled now; try again']);
	});

	it('fails openly when there is none, so that somebody sees it', async () => {
		const { context, answers } = nodeWithout(new Error('Node does not have any credentials set'));
		await expect(receiveWebhook(context, provider)).rejects.toThrow('no credential that can be used');
		expect(answers).toEqual([]);
	});
});
