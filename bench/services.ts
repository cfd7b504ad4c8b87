import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

export type ServiceName = 'faxPlus' | 'goFax' | 'iFax' | 'kazoo';

/** How a service is reached at the bench's server, and what its node needs. */
export interface BenchService {
	name: ServiceName;
	/** node types */
	node: string;
	trigger: string;
	credential: { type: string; data(serverUrl: string): ICredentialDataDecryptedObject };
	/** headers that n8n makes of the credential, for those who call without it */
	headers: Record<string, string>;
	baseUrl(serverUrl: string): string;
	account: Record<string, string>;
	sendParameters: INodeParameters;
	/** in bytes; null where the service names no limit */
	largestDocument: number | null;
	/** how a document travels to the service */
	upload: 'multipart' | 'base64';
	/** ids of the form that the service has */
	sentId: string;
	receivedId: string;
}

const TOKEN = 'bench-token-0123456789';
const FROM = '+12025550199';
export const KAZOO_ACCOUNT = '0123456789abcdef0123456789abcdef';

/** Every service, as the bench's server plays it. */
export const SERVICES: readonly BenchService[] = [
	{
		name: 'faxPlus',
		node: 'faxPlus',
		trigger: 'faxPlusTrigger',
		credential: {
			type: 'faxPlusApi',
			data: (url) => ({ accessToken: TOKEN, userId: '', baseUrl: `${url}/faxplus` }),
		},
		headers: { Authorization: `Bearer ${TOKEN}` },
		baseUrl: (url) => `${url}/faxplus`,
		account: { userId: 'self' },
		sendParameters: { from: FROM },
		largestDocument: 150 * 1024 * 1024,
		upload: 'multipart',
		sentId: '650a1b2c3d4e5f6071829300',
		receivedId: '650a1b2c3d4e5f6071829300',
	},
	{
		name: 'goFax',
		node: 'goFax',
		trigger: 'goFaxTrigger',
		credential: {
			type: 'goFaxApi',
			data: (url) => ({ token: TOKEN, apiVersion: 'v1.0', baseUrl: `${url}/gofax` }),
		},
		headers: { Authorization: `Bearer ${TOKEN}` },
		baseUrl: (url) => `${url}/gofax`,
		account: { apiVersion: 'v1.0' },
		sendParameters: {},
		largestDocument: null,
		upload: 'base64',
		sentId: '8830411',
		receivedId: 'in-8830411',
	},
	{
		name: 'iFax',
		node: 'iFax',
		trigger: 'iFaxTrigger',
		credential: { type: 'iFaxApi', data: (url) => ({ apiKey: TOKEN, baseUrl: `${url}/ifax` }) },
		headers: { accessToken: TOKEN },
		baseUrl: (url) => `${url}/ifax`,
		account: {},
		sendParameters: {},
		largestDocument: null,
		upload: 'base64',
		sentId: '7067845',
		receivedId: '7067845:8660564',
	},
	{
		name: 'kazoo',
		node: 'kazooFax',
		trigger: 'kazooFaxTrigger',
		credential: {
			type: 'kazooApi',
			data: (url) => ({
				baseUrl: `${url}/kazoo`,
				authMethod: 'apiKey',
				apiKey: 'a'.repeat(64),
				accountId: KAZOO_ACCOUNT,
			}),
		},
		headers: { 'X-Auth-Token': TOKEN },
		baseUrl: (url) => `${url}/kazoo/v2`,
		account: {},
		sendParameters: { from: FROM },
		largestDocument: 8_000_000,
		upload: 'multipart',
		sentId: 'a'.repeat(32),
		receivedId: `202611-${'a'.repeat(32)}`,
	},
];

/** The service with this name. Throws when there is none. */
export function serviceNamed(name: string): BenchService {
	const found = SERVICES.find((service) => service.name === name);
	if (found === undefined) throw new Error(`There is no service ${name}`);
	return found;
}
