import { toE164OrNull } from '../shared/numbers';
import type { AccountNumber, Http, QueryValue } from '../shared/provider';
import { asList, asObject, asText } from '../shared/values';
import { readNumbers } from './kazoo.api';
import { isoFromGregorian } from './kazoo.dates';

/** The numbers of the account that are in service. Documented. */
export async function* listNumbers(http: Http): AsyncIterable<AccountNumber> {
	let startKey: QueryValue;
	for (;;) {
		const { numbers, next } = await readNumbers(http, startKey);
		for (const [key, value] of Object.entries(numbers)) {
			const details = asObject(value);
			const state = asText(details.state);
			const number = toE164OrNull(key) ?? key;
			yield {
				number,
				label: number,
				usable: state === null || state === 'in_service',
				details: {
					state,
					assignedTo: asText(details.assigned_to),
					features: asList(details.features).flatMap((feature) => asText(feature) ?? []),
					createdAt: isoFromGregorian(details.created),
				},
			};
		}
		if (next === undefined || next === startKey) return;
		startKey = next;
	}
}
