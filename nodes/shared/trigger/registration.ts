import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { connect, credentialData } from '../connection';
import { fail } from '../failure';
import { toNodeError } from '../nodeErrors';
import type { FaxEventName, Hook, HookTarget, Http, Provider } from '../provider';
import { asList, asObject, asText } from '../values';
import { hookSecret } from './hookSecret';

/** n8n itself tries a registration several times, so a call is repeated only once here. */
const SETTINGS = { retries: 1, timeoutMs: 30_000 };

function webhookUrl(context: IHookFunctions): string {
	const url = context.getNodeWebhookUrl('default');
	if (url !== undefined) return url;
	throw fail('configuration', { message: 'n8n gave the trigger no webhook URL' });
}

function wantedEvents(context: IHookFunctions): FaxEventName[] {
	const events = asList(context.getNodeParameter('events', [])) as FaxEventName[];
	if (events.length > 0) return events;
	throw fail(
		'configuration',
		{ message: "'Trigger On' is empty", hint: 'Choose at least one event.' },
		{ parameter: 'Trigger On' },
	);
}

/** Hooks that this trigger registered, as far as static data remembers. */
function remembered(staticData: IDataObject): Hook[] {
	return asList(staticData.hooks).flatMap((entry) => {
		const { id, events, url } = asObject(entry);
		const known = asText(id);
		return known === null ? [] : [{ id: known, events: asList(events) as FaxEventName[], url: asText(url) }];
	});
}

/**
 * The three methods by which n8n registers and removes a trigger's hooks. A hook belongs to the trigger if its URL is
 * exactly the node's; a test listen has another URL, so it never touches the hook of the published workflow.
 */
export function webhookMethodsOf(provider: Provider) {
	const { webhooks, capabilities } = provider;

	/** Runs a piece of work with the service, and turns what it throws into an error of n8n. */
	async function withService(
		context: IHookFunctions,
		work: (http: Http, target: Omit<HookTarget, 'events'>) => Promise<boolean>,
	): Promise<boolean> {
		// Where people set the hook by hand there is nothing to do, and nothing that could go wrong.
		if (capabilities.webhookRegistration === 'manual') return true;
		try {
			const service = await connect(context, provider, SETTINGS);
			const url = webhookUrl(context);
			const secret = hookSecret(provider, await credentialData(context, provider), url);
			return await work(service.http(), { url, secret });
		} catch (error) {
			throw toNodeError(context.getNode(), error);
		}
	}

	const covers = (hooks: readonly Hook[], events: readonly FaxEventName[]) =>
		events.every((event) => hooks.some((hook) => hook.events.includes(event)));

	return {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				const events = capabilities.webhookRegistration === 'manual' ? [] : wantedEvents(this);
				return await withService(this, async (http, target) =>
					covers(await webhooks.find!(http, { ...target, events }), events),
				);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await withService(this, async (http, { url, secret }) => {
					const target = { url, secret, events: wantedEvents(this) };
					const staticData = this.getWorkflowStaticData('node');
					const existing = await webhooks.find!(http, target);
					const note = (hook: Hook) => {
						staticData.hooks = [...asList(staticData.hooks), { ...hook, url }] as unknown as IDataObject[];
					};
					await webhooks.register!(http, target, existing, note);
					return true;
				});
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await withService(this, async (http, { url, secret }) => {
					const staticData = this.getWorkflowStaticData('node');
					const found = await webhooks.find!(http, { url, secret, events: capabilities.events });
					// What is remembered for another URL belongs to a test listen or to the published workflow.
					const known = remembered(staticData).filter((hook) => (hook as { url?: string }).url === url);
					const ids = new Map([...known, ...found].map((hook) => [hook.id, hook]));
					for (const hook of ids.values()) await webhooks.remove!(http, hook);
					staticData.hooks = asList(staticData.hooks).filter(
						(entry) => asObject(entry).url !== url,
					) as unknown as IDataObject[];
					return true;
				});
			},
		},
	};
}
