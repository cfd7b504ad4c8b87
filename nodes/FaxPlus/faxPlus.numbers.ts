import type { AccountNumber, Http } from '../shared/provider';
import { toE164OrNull } from '../shared/numbers';
import { asBoolean, asList, asText } from '../shared/values';
import { listNumbers as readNumbers } from './faxPlus.api';
import { fromText } from './faxPlus.dates';
import type { Wire } from './faxPlus.normalize';

function accountNumber(wire: Wire): AccountNumber {
	const number = toE164OrNull(wire.number) ?? asText(wire.number) ?? '';
	const status = asText(wire.status);
	const isCanceled = asBoolean(wire.is_canceled) ?? false;
	const usable = !isCanceled && (status === null || status.toLowerCase() === 'active');
	return {
		number,
		label: usable ? number : `${number} (${isCanceled ? 'canceled' : status})`,
		usable,
		details: {
			id: asText(wire.id),
			status,
			isCanceled,
			ownerId: asText(wire.owner_id),
			assignedTo: asList(wire.assigned_to).flatMap((user) => asText(user) ?? []),
			acquiredAt: fromText(wire.acquired_date),
			expiresAt: fromText(wire.expiration_date),
		},
	};
}

/** The fax numbers that the credential's user may send from. */
export async function* listNumbers(http: Http): AsyncIterable<AccountNumber> {
	for (const wire of await readNumbers(http)) yield accountNumber(wire);
}
