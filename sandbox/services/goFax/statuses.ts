import type { FaxState } from '../../network';
import type { Outcome } from '../../scenarios';

/**
 * `Initialised` and `Fax successfully sent` are documented for faxes. The official table of the other texts was never
 * recovered: they are the sandbox's own, after the texts for SMS.
 */
export const faxOutcomeText: Record<Outcome, string> = {
	delivered: 'Fax successfully sent',
	busy: 'Failed. The line was busy',
	noAnswer: 'Failed. No answer',
	invalidNumber: 'Failed. The destination number is invalid',
	notAFax: 'Failed. No fax machine answered',
	lineError: 'Failed. The call was disconnected',
	outOfCredit: 'Insufficient credit. Please check your account status',
	partial: 'Failed. Partial transmission',
	documentError: 'Failed. The document could not be converted',
	rejected: 'Failed. The destination is blocked',
};

export const faxStateText: Partial<Record<FaxState, string>> = {
	accepted: 'Initialised',
	preparing: 'Preparing for transmission',
	scheduled: 'Preparing for transmission',
	sending: 'Transmission in progress',
	waiting: 'Transmission in progress',
	canceled: 'Cancelled',
	receiving: 'Transmission in progress',
	received: 'Received',
};

/** Documented texts; which one belongs to which of the sandbox's outcomes is its own choice. */
export const smsOutcomeText: Record<Outcome, string> = {
	delivered: 'Message successfully delivered',
	busy: 'Message not delivered in allowable time frame',
	noAnswer: 'Message not delivered in allowable time frame',
	invalidNumber: 'The destination mobile number is invalid',
	notAFax: 'Unable to deliver the message',
	lineError: 'Failed to deliver the message',
	outOfCredit: 'Insufficient credit. Please check your account status',
	partial: 'Failed to deliver the message',
	documentError: 'Error sending message',
	rejected: 'Unable to deliver message. Please check the number before trying again',
};

/** The way of a message to its end (documented texts). */
export const smsWay = [
	'Preparing for transmission',
	'Transmission in progress',
	'Sent to carrier for delivery',
];
