import type {
	IExecuteFunctions,
	IHookFunctions,
	ILoadOptionsFunctions,
	INodeExecutionData,
	INodeListSearchResult,
	IPollFunctions,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import type * as Action from './actionNode';
import type * as Inbox from './inbox/pollInbox';
import type * as NumberPicker from './numberPicker';
import type * as Picker from './picker';
import type { ServiceParameters } from './parameters';
import type { LazyService } from './provider';
import type * as Trigger from './triggerNode';

/*
 * What node classes call. n8n loads every node of every package when it starts; the code that works is loaded here
 * with the first piece of work.
 */
const action = () => require('./actionNode') as typeof Action;
const trigger = () => require('./triggerNode') as typeof Trigger;
const numberPicker = () => require('./numberPicker') as typeof NumberPicker;
const picker = () => require('./picker') as typeof Picker;
const inbox = () => require('./inbox/pollInbox') as typeof Inbox;

/** `execute` of an action node; see `actionNode.ts`. */
export async function runActionNode(
	context: IExecuteFunctions,
	service: LazyService,
	own: ServiceParameters,
): Promise<INodeExecutionData[][]> {
	return await action().runActionNode(context, service.load(), own);
}

/** `webhook` of a trigger node; see `trigger/reception.ts`. */
export async function receiveWebhook(
	context: IWebhookFunctions,
	service: LazyService,
): Promise<IWebhookResponseData> {
	return await trigger().receiveWebhook(context, service.load());
}

/** `webhookMethods` of a trigger node; see `trigger/registration.ts`. */
export function webhookMethodsOf(service: LazyService) {
	const method = (name: 'checkExists' | 'create' | 'delete') =>
		async function (this: IHookFunctions): Promise<boolean> {
			return await trigger().webhookMethodsOf(service.load()).default[name].call(this);
		};
	return {
		default: { checkExists: method('checkExists'), create: method('create'), delete: method('delete') },
	};
}

/** The search behind the From list; see `numberPicker.ts`. */
export function numberSearch(service: LazyService) {
	return async function (this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		return await numberPicker().numberSearch(service.load()).call(this, filter);
	};
}

/** The search behind another list that the service feeds; see `picker.ts`. @param list its name in `choices` */
export function pickerOf(service: LazyService, list: string) {
	return async function (this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const provider = service.load();
		return await picker().pickerOf(provider, provider.choices![list]).call(this, filter);
	};
}

/** `poll` of the inbox trigger; see `inbox/pollInbox.ts`. */
export async function pollInbox(
	context: IPollFunctions,
	service: LazyService,
): Promise<INodeExecutionData[][] | null> {
	return await inbox().pollInbox(context, service.load());
}
