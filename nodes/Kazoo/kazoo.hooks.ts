import { badParameter } from '../shared/failure';
import type { ResourceOperation } from '../shared/provider';
import { asBoolean, asObject, asText } from '../shared/values';
import { naming, patchHook, WEBHOOKS, type Wire } from './kazoo.api';

import { rowsOf } from './kazoo.lists';
import { idOf } from './kazoo.normalize';
import { LIMITS, PROVIDER } from './kazoo.tables';

/** A hook of the account as the Webhook resource returns it. What it brings along may be secret, and is left out. */
export function hookFrom(hook: Wire, fallback: string | null = null): Record<string, unknown> {
	return {
		provider: PROVIDER,
		id: idOf(hook) ?? fallback,
		name: asText(hook.name),
		hook: asText(hook.hook),
		type: asText(asObject(hook.custom_data).type),
		url: asText(hook.uri),
		enabled: asBoolean(hook.enabled),
		disableReason: asText(hook.disable_reason),
	};
}

/** The Webhook resource: which hooks there are, and how one that the server has disabled comes to work again. */
export const webhookResource: Record<string, ResourceOperation> = {
	list: {
		kind: 'list',
		parameters: [],
		async *run(http) {
			for await (const hook of rowsOf(http, WEBHOOKS, { page_size: LIMITS.pageSize })) yield hookFrom(hook);
		},
	},
	enable: {
		kind: 'one',
		parameters: ['webhookId'],
		async run(http, { webhookId }) {
			const id = asText(webhookId);
			if (id === null) throw badParameter('Webhook ID', 'is empty', 'Give the id that List returned.');
			return hookFrom(await naming(patchHook(http, id, { enabled: true }), 'webhook', 'Webhook ID'), id);
		},
	},
};
