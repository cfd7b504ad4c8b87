import { fail, type FaxFailure } from './failure';
import type { FaxRecord, FaxStatus } from './record';

const BECAUSE: Readonly<Partial<Record<FaxStatus, string>>> = {
	delivered: 'The fax has been delivered already, so it cannot be canceled',
	failed: 'The fax has failed already, so there is nothing left to cancel',
	canceled: 'The fax has been canceled already',
	received: 'A received fax cannot be canceled',
};

/** Why a fax that the service knows could not be canceled. @param fax as it is now */
export function tooLateToCancel({ status, direction }: Pick<FaxRecord, 'status' | 'direction'>): FaxFailure {
	const known = direction === 'inbound' ? BECAUSE.received : BECAUSE[status];
	return fail(
		'rejected',
		{
			message: known ?? 'The fax no longer waits to be sent, so it cannot be canceled',
			hint: 'Nothing was changed. Get Status tells what became of it.',
		},
		{ httpStatus: 409, effect: 'change' },
	);
}
