import type { IExecuteFunctions } from 'n8n-workflow';
import { isoFromParameter } from '../dates';
import { badParameter } from '../failure';
import type { ListOperation } from '../description/operations';
import type { Service } from '../http/service';
import type { ServiceParameters } from '../parameters';
import type { ListQuery, Provider } from '../provider';
import { asNumber } from '../values';
import type { Job } from './jobs';
import { finishedItem, styleOf } from './output';
import { optionsAt, ownValues, plainValue } from './parameters';

/** How many results the user wants; undefined for all. Throws a FaxFailure when the limit is no number above 0. */
export function limitAt(context: IExecuteFunctions, itemIndex: number): number | undefined {
	if (context.getNodeParameter('returnAll', itemIndex, false) === true) return undefined;
	const limit = asNumber(context.getNodeParameter('limit', itemIndex, 50));
	if (limit === null || limit < 1) throw badParameter('Limit', 'is not above 0', 'Write 1 or more.');
	return Math.trunc(limit);
}

/** The first so many of a sequence, which is asked for no more than that. */
export async function* take<T>(items: AsyncIterable<T>, limit: number | undefined): AsyncIterable<T> {
	let taken = 0;
	for await (const item of items) {
		yield item;
		if (++taken === limit) return;
	}
}

function queryAt(
	context: IExecuteFunctions,
	own: ServiceParameters,
	operation: ListOperation,
	itemIndex: number,
): ListQuery {
	const filters = context.getNodeParameter('filters', itemIndex, {}) as Record<string, unknown>;
	const { after, before, ...rest } = filters;
	const zone = context.getTimezone();
	const from = isoFromParameter(after, 'After', zone) ?? undefined;
	const until = isoFromParameter(before, 'Before', zone) ?? undefined;
	if (from !== undefined && until !== undefined && from >= until) {
		throw badParameter('After', 'is not earlier than Before', 'Turn the two dates round.');
	}
	const chosen = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, plainValue(value)]));
	const extra = { ...ownValues(context, own, operation, itemIndex), ...chosen };
	return { after: from, before: until, limit: limitAt(context, itemIndex), extra };
}

/** Plans one list for one item. Throws a FaxFailure when its parameters make no sense. */
export function planList(
	context: IExecuteFunctions,
	provider: Provider,
	own: ServiceParameters,
	service: Service,
	operation: ListOperation,
	itemIndex: number,
): Job[] {
	const style = styleOf(context, service, optionsAt(context, itemIndex));
	const query = queryAt(context, own, operation, itemIndex);
	const list = provider[operation]!;
	const run: Job['run'] = async () => {
		const items = [];
		for await (const record of take(list(service.http(), query), query.limit)) {
			items.push(finishedItem(style, record));
		}
		return { items };
	};
	return [{ itemIndex, part: null, memoKey: null, run }];
}
