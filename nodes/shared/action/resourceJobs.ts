import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isoFromParameter } from '../dates';
import { fail, FaxFailure } from '../failure';
import type { Service } from '../http/service';
import type { AccountNumber, Provider, ResourceOperation } from '../provider';
import type { AttemptEntry } from '../record';
import { asText } from '../values';
import type { Job, JobResult } from './jobs';
import { limitAt, take } from './listJobs';
import { memoKeys } from './memo';
import { resourceItem, styleOf } from './output';
import type { OutputStyle } from './output';
import { noteAccepted } from './sentRecord';
import { optionsAt, plainValue } from './parameters';

/** The Number resource, which every service with numbers has. */
const numberList = (provider: Provider): ResourceOperation => ({
	kind: 'list',
	parameters: [],
	async *run(http) {
		for await (const number of provider.listNumbers!(http)) yield numberItem(provider, number);
	},
});

function numberItem(provider: Provider, { number, label, usable, details }: AccountNumber) {
	return { provider: provider.name, number, label, usable, details };
}

function operationOf(provider: Provider, resource: string, operation: string): ResourceOperation {
	const own = provider.resources?.[resource]?.[operation];
	if (own !== undefined) return own;
	if (resource === 'number' && operation === 'list' && provider.listNumbers) return numberList(provider);
	throw fail('unsupported', { message: 'The service does not offer this operation' });
}

/** Plans an operation of a resource other than Fax for one item. */
export function planResource(
	context: IExecuteFunctions,
	provider: Provider,
	service: Service,
	[resource, name]: readonly [string, string],
	itemIndex: number,
): Job[] {
	const operation = operationOf(provider, resource, name);
	const parameters = Object.fromEntries(
		operation.parameters.map((parameter) => {
			const value = plainValue(context.getNodeParameter(parameter, itemIndex, null));
			const moment = operation.moments?.[parameter];
			return [
				parameter,
				moment === undefined ? value : isoFromParameter(value, moment, context.getTimezone()),
			];
		}),
	);
	const limit = operation.kind === 'list' ? limitAt(context, itemIndex) : undefined;
	operation.check?.(parameters);
	const style = styleOf(context, service, optionsAt(context, itemIndex));
	const run: Job['run'] = async () => {
		if (operation.unknown !== undefined) return await sendOnce(service, style, operation, parameters);
		const result = operation.run(service.http(), parameters);
		const items: INodeExecutionData[] = [];
		const add = (entry: Record<string, unknown>) => items.push(resourceItem(style, entry));
		if (Symbol.asyncIterator in result) for await (const entry of take(result, limit)) add(entry);
		else add(await result);
		return { items };
	};
	const part = `${resource}.${name}`;
	const memoKey = operation.unknown === undefined ? null : memoKeys(context)(itemIndex, part, parameters);
	return [{ itemIndex, part: null, memoKey, run }];
}

/** Sends something other than a fax: like a fax, it must never go out twice, and its id must not be lost. */
async function sendOnce(
	service: Service,
	style: OutputStyle,
	operation: ResourceOperation,
	parameters: Readonly<Record<string, unknown>>,
): Promise<JobResult> {
	const attemptLog: AttemptEntry[] = [];
	const noted = (sent: Record<string, unknown>) => {
		noteAccepted(attemptLog, { trackingId: asText(sent.trackingId) });
		return sent;
	};
	const send = operation.run(service.http(attemptLog), parameters) as Promise<Record<string, unknown>>;
	const record = await send.then(noted).catch((error: unknown) => {
		if (error instanceof FaxFailure && error.mayHaveBeenSent) {
			return operation.unknown!(error.info, parameters);
		}
		throw asThrown(error);
	});
	return {
		items: [resourceItem(style, { ...record, attemptLog })],
		fax: { id: asText(record.id), certain: record.status !== 'unknown' },
	};
}

const asThrown = (error: unknown) => error;
