import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { inspectAll } from '../documents/inspect';
import type { ServiceParameters } from '../parameters';
import { perRun } from '../perRun';
import type { Provider, SendRequest } from '../provider';
import { memo, memoKeys } from './memo';
import { optionsAt } from './parameters';
import { checkPages, checkRecipient, checkTotals, POLICY_OPTIONS, policyOf } from './policy';
import type { Policy, RunTotals } from './policy';
import { recipientsAt, sendInputAt } from './sendInput';

export type ItemRequest = Omit<SendRequest, 'to' | 'uploaded'>;

/** One recipient of an item. */
export interface Target {
	/** E.164 with + */
	to: string;
	/** such as "recipient 2 of 3"; null when there is one */
	part: string | null;
	memoKey: string | null;
}

/** What an item asks to be sent, checked as far as that is possible before anything is sent. */
export interface SendPlan {
	itemIndex: number;
	options: IDataObject;
	policy: Policy;
	targets: Target[];
	/** reads and checks the documents; what they say is kept */
	request(): Promise<ItemRequest>;
	/** of all documents together, when they tell */
	pages(): number | null;
}

/** Whether an AI agent calls the node: since n8n 2.41 it shows only in the name of the node's type. */
const isTool = perRun(
	(context: IExecuteFunctions) =>
		context.getNode().type.endsWith('Tool') || context.isToolExecution?.() === true,
);

const policiesOf = perRun(() => new Map<string, Policy>());

/** The rules for an item; lists of numbers may be long, and mostly all items have the same. */
function policyAt(context: IExecuteFunctions, itemIndex: number): Policy {
	const options = optionsAt(context, itemIndex);
	const known = policiesOf(context);
	const key = JSON.stringify(POLICY_OPTIONS.map((name) => options[name]));
	const policy = known.get(key) ?? policyOf(options, isTool(context));
	known.set(key, policy);
	return policy;
}

/**
 * Reads and checks one item: recipients, rules, documents and what only this service demands.
 * @throws FaxFailure that names the parameter
 */
export async function sendPlanAt(
	context: IExecuteFunctions,
	provider: Provider,
	own: ServiceParameters,
	itemIndex: number,
): Promise<SendPlan> {
	const options = optionsAt(context, itemIndex);
	const policy = policyAt(context, itemIndex);
	const recipients = recipientsAt(context, itemIndex);
	for (const to of recipients) checkRecipient(policy, to);
	const keyOf = memoKeys(context);
	const written = fingerprint(context, itemIndex);
	const targets = recipients.map((to, index) => ({
		to,
		part: recipients.length > 1 ? `recipient ${index + 1} of ${recipients.length}` : null,
		memoKey: keyOf(itemIndex, to, written),
	}));
	let checked: ItemRequest | undefined;
	let pages: number | null = null;
	const request = async () => {
		if (checked !== undefined) return checked;
		const read = await sendInputAt(context, provider, own, itemIndex, {
			recipients,
			rules: policy,
		});
		pages = await pagesOf(read);
		// Dry Run downloads nothing, so it cannot count pages either; the real send does.
		if (read.documents.every(({ size }) => size > 0)) checkPages(policy, pages);
		for (const to of recipients) provider.check?.({ ...read, to, uploaded: undefined });
		return (checked = read);
	};
	// What was sent by an earlier call of this run is neither read nor checked again.
	const allDone = targets.every(({ memoKey }) => memo.get(memoKey) !== undefined);
	if (!allDone) await request();
	return { itemIndex, options, policy, targets, request, pages: () => pages };
}

/** Pages of all documents together; null when one of them does not tell, or is fetched by the service itself. */
async function pagesOf({ documents, documentUrls, pageRanges }: ItemRequest): Promise<number | null> {
	const pages = await inspectAll(documents, pageRanges);
	return documentUrls.length > 0 ? null : pages;
}

/** What the item asks for, so far as it tells two different requests of one run apart (an agent may call a tool twice). */
function fingerprint(context: IExecuteFunctions, itemIndex: number): unknown {
	const value = (name: string) => context.getNodeParameter(name, itemIndex, null) as unknown;
	const binary = context.getInputData()[itemIndex]?.binary ?? {};
	const files = Object.entries(binary).map(([name, { id, data }]) => [name, id ?? data]);
	const names = ['from', 'documentSource', 'binaryPropertyName', 'documentUrl', 'text', 'textFormat'];
	return [...names.map(value), optionsAt(context, itemIndex), ...files];
}

/**
 * Holds the whole run against the rules of one item.
 * @throws FaxFailure of category `blocked_by_policy`
 */
export function checkRun(context: IExecuteFunctions, itemIndex: number, totals: RunTotals): void {
	checkTotals(policyAt(context, itemIndex), totals);
}
