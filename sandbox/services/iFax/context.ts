import { iFaxAccount } from '../../accounts';
import type { ServiceAnswer, ServiceContext, ServiceRequest, ServiceRoute } from '../service';
import type { IFaxStore } from './store';
import type { IFaxSwitches } from './switches';
import { jsonObject, Refusal } from './wire';

/** What the parts of this service share. */
export interface IFax {
	sandbox: ServiceContext<IFaxSwitches>;
	store: IFaxStore;
}

export interface Caller {
	/** Called with a Test key: nothing is charged. */
	isTest: boolean;
}

type Handler = (body: Record<string, unknown>, caller: Caller) => ServiceAnswer | Promise<ServiceAnswer>;

/** A call: POST with a JSON body and the `accessToken` header, errors inside HTTP 200. */
export function call(path: string, handler: Handler): ServiceRoute {
	return {
		method: 'POST',
		path: `/v1/customer/${path}`,
		handle: async (request) => {
			try {
				const caller = authorize(request);
				return await handler(jsonObject(request), caller);
			} catch (error) {
				if (error instanceof Refusal) return error.answer();
				throw error;
			}
		},
	};
}

function authorize(request: ServiceRequest): Caller {
	const key = request.headers.accesstoken;
	if (key === iFaxAccount.noPlanApiKey) throw new Refusal("Professional plan isn't activated", 12004);
	if (key !== iFaxAccount.apiKey && key !== iFaxAccount.testApiKey) {
		throw new Refusal('accessToken invalid', 12001);
	}
	return { isTest: key.startsWith('test_') };
}
