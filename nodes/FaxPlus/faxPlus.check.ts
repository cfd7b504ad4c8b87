import { clock } from '../shared/clock';
import { badParameter } from '../shared/failure';
import type { CoverPage, SendRequest } from '../shared/provider';
import { asList, asNumber, asText } from '../shared/values';
import { COVER_FLAGS, LIMITS, NO_NUMBER } from './faxPlus.tables';

/** what a workflow may be late with a time that was "now" when it was computed, in milliseconds */
const LATE_MS = 5 * 60_000;
const OWN_NUMBER = new RegExp(`^\\+\\d{${LIMITS.numberDigitsMin},}(\\*{0,10}\\d+)?$`);
const FROM_EXPECTED = `Choose one of your numbers, give it with + and country code, or write ${NO_NUMBER}.`;

/**
 * The sender as the service wants it: numbers with + separated by commas, or `no_number`.
 * Throws a FaxFailure that names the parameter.
 */
export function senderOf(from: string | null, parameter = 'From'): string {
	const parts = (from ?? '').split(',').map((part) => part.replace(/[\s()./-]/g, ''));
	const filled = parts.filter((part) => part !== '');
	if (filled.length === 0) throw badParameter(parameter, 'is empty', FROM_EXPECTED);
	if (filled.some((part) => part.toLowerCase() === NO_NUMBER)) {
		if (filled.length === 1) return NO_NUMBER;
		throw badParameter(parameter, `has ${NO_NUMBER} beside other numbers`, FROM_EXPECTED);
	}
	if (!filled.every((part) => OWN_NUMBER.test(part))) {
		throw badParameter(parameter, 'is not a number with country code', FROM_EXPECTED);
	}
	return filled.join(',');
}

/** The time to send at when it lies ahead, ISO 8601; null for "at once". Throws when it is long past or no time. */
export function sendTimeOf(sendAt: string | null): string | null {
	if (sendAt === null) return null;
	const at = Date.parse(sendAt);
	if (Number.isNaN(at)) {
		throw badParameter('Send At', 'is not a time', 'Give a date and time, for example 2026-03-01T09:30:00Z.');
	}
	if (at < clock.now() - LATE_MS) {
		throw badParameter(
			'Send At',
			'lies in the past',
			'Give a time that is still to come, or leave it empty.',
		);
	}
	return at <= clock.now() ? null : new Date(at).toISOString();
}

/** A whole number within the service's bounds, or null when it was not given. Throws a FaxFailure that names it. */
function bounded(name: string, value: unknown, max: number): number | null {
	if (value === undefined || value === null || value === '') return null;
	const number = asNumber(value);
	if (number !== null && Number.isInteger(number) && number >= 0 && number <= max) return number;
	throw badParameter(
		name,
		'is not a whole number within its bounds',
		`Give a whole number from 0 to ${max}.`,
	);
}

/** The retries that the service is to make by itself; null when they were not given. Throws on bad values. */
export function retryOf(extra: SendRequest['extra']): { count: number; delay?: number } | null {
	const count = bounded('Service Retries', extra.retryCount, LIMITS.retryCountMax);
	const delay = bounded('Service Retry Delay', extra.retryDelay, LIMITS.retryDelayMax);
	if (count === null) {
		if (delay === null || delay === 0) return null;
		throw badParameter(
			'Service Retry Delay',
			'is given without Service Retries',
			"Add the option 'Service Retries' as well.",
		);
	}
	return delay === null ? { count } : { count, delay };
}

/** Tags from a list or from text with commas, without blanks and repetitions. */
export function tagsOf(value: unknown): string[] {
	const entries = Array.isArray(value) ? asList(value) : (asText(value) ?? '').split(',');
	return [...new Set(entries.map((entry) => asText(entry) ?? '').filter((tag) => tag !== ''))];
}

const REQUIRED: ReadonlyArray<[keyof CoverPage, string]> = [
	['toName', 'To Name'],
	['fromName', 'From Name'],
	['subject', 'Subject'],
];

function checkCoverPage(cover: CoverPage | null): void {
	if (cover === null) return;
	const missing = REQUIRED.filter(([key]) => asText(cover[key]) === null).map(([, name]) => name);
	if (missing.length > 0) {
		throw badParameter(
			'Cover Page',
			`lacks ${missing.join(', ')}`,
			'A cover page of Fax.Plus needs To Name, From Name and Subject.',
		);
	}
	const known: readonly string[] = COVER_FLAGS;
	if (cover.flags.some((flag) => !known.includes(flag))) {
		throw badParameter(
			'Cover Page',
			'has a mark that Fax.Plus does not know',
			`Use these: ${known.join(', ')}.`,
		);
	}
}

/** Checks what only this service demands, before anything is sent. Throws a FaxFailure that names the field. */
export function check(request: SendRequest): void {
	senderOf(request.from);
	sendTimeOf(request.sendAt);
	retryOf(request.extra);
	checkCoverPage(request.coverPage);
}
