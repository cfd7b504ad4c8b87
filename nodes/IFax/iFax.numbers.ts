import { sameNumber, toE164OrNull } from '../shared/numbers';
import type { AccountNumber, Http } from '../shared/provider';
import { firstText } from '../shared/values';
import { postNumberList, type NumberIds } from './iFax.api';
import { camelKeys, rowsOf } from './iFax.normalize';

/** The numbers of the account. The field names of the number itself vary among clients (uncertain). */
export async function* listNumbers(http: Http): AsyncIterable<AccountNumber> {
	for (const entry of rowsOf(await postNumberList(http))) {
		const row = camelKeys(entry);
		const text = firstText(row, 'number', 'faxNumber', 'phoneNumber');
		if (text === null) continue;
		const number = toE164OrNull(text, { bareDigits: true }) ?? text;
		const name = firstText(row, 'name', 'label');
		yield {
			number,
			label: name === null ? number : `${number} (${name})`,
			usable: true,
			details: {
				name,
				numberId: row.numberId ?? null,
				orderId: row.orderId ?? null,
			},
		};
	}
}

/** What iFax calls one number of the account; null when the account has no such number. */
export async function numberIdsOf(http: Http, number: string): Promise<NumberIds | null> {
	for await (const own of listNumbers(http)) {
		if (!sameNumber(own.number, number)) continue;
		return { numberId: own.details.numberId, orderId: own.details.orderId };
	}
	return null;
}
