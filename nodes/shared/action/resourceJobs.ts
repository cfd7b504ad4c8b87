import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { isoFromParameter } from '../dates';
import { fail } from '../failure';
import type { Service } from '../http/service';
import { withoutSecrets } from '../http/secrets';
import type { AccountNumber, Provider, ResourceOperation } from '../provider';
import type { Job } from './jobs';
import { limitAt, take } from './listJobs';
import { plainValue } from './parameters';

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
		operation.parameters.map((name) => {
			const value = plainValue(context.getNodeParameter(name, itemIndex, null));
			const moment = operation.moments?.[name];
			return [name, moment === undefined ? value : isoFromParameter(value, moment, context.getTimezone())];
		}),
	);
	const limit = operation.kind === 'list' ? limitAt(context, itemIndex) : undefined;
	const run: Job['run'] = async () => {
		const result = operation.run(service.http(), parameters);
		const items: Array<{ json: IDataObject }> = [];
		const add = (entry: Record<string, unknown>) =>
			items.push({ json: withoutSecrets(entry, service.secrets) as IDataObject });
		if (Symbol.asyncIterator in result) for await (const entry of take(result, limit)) add(entry);
		else add(await result);
		return { items };
	};
	return [{ itemIndex, part: null, memoKey: null, run }];
}
