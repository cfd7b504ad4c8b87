import { goFaxAccount } from '../../accounts';
import type { ServiceAnswer, ServiceContext, ServiceRequest, ServiceRoute } from '../service';
import type { GoFaxStore } from './store';
import type { GoFaxSwitches } from './switches';
import { camelKeys, isObject, Refusal, unauthorised, type Version } from './wire';

/** What the parts of this service share. */
export interface GoFax {
	sandbox: ServiceContext<GoFaxSwitches>;
	store: GoFaxStore;
}

export interface Call extends ServiceRequest {
	version: Version;
}

type Handler = (request: Call) => ServiceAnswer | Promise<ServiceAnswer>;

const VERSIONS: readonly Version[] = ['v1.0', 'v2.0'];

/** One call, in both versions of the API: v1.0 wants the token in the query, v2.0 in a header. */
export function call(
	service: GoFax,
	method: ServiceRoute['method'],
	path: string,
	handler: Handler,
): ServiceRoute[] {
	return VERSIONS.map((version) => ({
		method,
		path: `/${version}/${path}`,
		handle: async (request) => {
			const answer = await judged({ ...request, version }, handler);
			const isCamel = version === 'v2.0' && service.sandbox.switches.v2Keys === 'camelCase';
			const { body } = answer;
			if (!isCamel || Buffer.isBuffer(body) || (!isObject(body) && !Array.isArray(body))) return answer;
			return { ...answer, body: camelKeys(body) as object };
		},
	}));
}

async function judged(request: Call, handler: Handler): Promise<ServiceAnswer> {
	const { method, headers } = request;
	if (method !== 'GET' && !('content-length' in headers) && !('transfer-encoding' in headers)) {
		return { status: 411, headers: { 'content-type': 'text/html' }, body: '<h2>Length Required</h2>' };
	}
	try {
		authorize(request);
		return await handler(request);
	} catch (error) {
		if (error instanceof Unauthorised) return unauthorised(request.version);
		if (error instanceof Refusal) return error.answer();
		throw error;
	}
}

/** A token that is not good, or an id of another account: the service answers both the same way (documented). */
export class Unauthorised extends Error {}

function authorize({ version, query, headers }: Call): void {
	// A token in the query is among the causes of 401 that the v2.0 guide names.
	const token = version === 'v1.0' ? query.token : headers['x-api-token'];
	if (token === goFaxAccount.noPlanToken) {
		throw new Refusal('The plan of this account does not include the API', 402);
	}
	if (token === goFaxAccount.noPermissionToken) {
		throw new Refusal('This token does not have access', 403);
	}
	if (token !== goFaxAccount.token || (version === 'v2.0' && query.token !== undefined)) {
		throw new Unauthorised();
	}
}

/** The number in a path. Throws what the service answers to an unknown id. */
export function idIn(service: GoFax, text: string | undefined): number {
	if (text === undefined || !/^\d+$/.test(text)) throw unknownId(service);
	return Number(text);
}

/** What the service answers to an id that it does not know; undocumented, so a switch chooses. */
export function unknownId({ sandbox }: GoFax): Error {
	if (sandbox.switches.unknownId === 'unauthorised') return new Unauthorised();
	return new Refusal('The item was not found', sandbox.switches.unknownId === 'notFound' ? 404 : 200);
}
