import type { SendRequest } from '../../../nodes/shared/provider';
import { NOW } from '../../support/stopClock';
import { sendRequestOf } from '../../support/sendRequest';
import { memoryDocument } from '../../support/tableHttp';

export { failureOf } from '../../support/failureOf';
export { NOW, stopClock } from '../../support/stopClock';

export const TO = '+13343040001';
export const FROM = '+13343040000';

let count = 0;

/** An id as the service makes it: its first eight digits are the second of its creation. */
export function idAt(milliseconds: number): string {
	count += 1;
	const second = Math.floor(milliseconds / 1000).toString(16);
	return second.padStart(8, '0') + count.toString(16).padStart(16, '0');
}

/** The service's own way of writing a moment. */
export const utc = (milliseconds: number) =>
	new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');

/** A record of a sent fax as the service writes it. */
export function sentFax(fields: Record<string, unknown> = {}): Record<string, unknown> {
	return {
		id: idAt(NOW),
		direction: 'outgoing',
		status: 'success',
		from: FROM,
		to: TO,
		pages: 2,
		cost: 2,
		cost_details: { multiplier: 1, notification_cost: 0 },
		duration: 41,
		comment: 'Invoice 7',
		description: 'OK',
		is_read: false,
		is_spam: false,
		submit_time: utc(NOW),
		start_time: utc(NOW + 5_000),
		last_update: utc(NOW + 50_000),
		scheduled_time: null,
		max_retry: 0,
		retry_delay: 0,
		...fields,
	};
}

/** The vendor's sample of a received fax. */
export const receivedFax = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
	comment: '',
	cost: 2,
	cost_details: { multiplier: 1, notification_cost: 0 },
	description: 'OK',
	direction: 'incoming',
	duration: 0,
	file: 'ec28edc283a74daca1787efb5fa6fae2.tiff',
	file_name: 'fax-from-12076001783',
	from: '+12076001783',
	header: null,
	id: '5e7de3ad54cfd54eb568cc76',
	is_read: false,
	is_spam: false,
	last_update: '2020-03-27 11:29:49',
	max_retry: null,
	owner_id: '74d59d2779fb42a99cd5bb993c0c89d2',
	pages: 2,
	retry_delay: null,
	scheduled_time: null,
	start_time: '2020-03-27 11:29:21',
	status: 'success',
	submit_time: null,
	to: '+12076001784',
	...fields,
});

/** A fax in the outbox. */
export const queuedFax = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
	id: idAt(NOW),
	uid: '490ae330dbc749f0b6561dafa300f2fb',
	status: 'submitted',
	src: FROM,
	to: [TO],
	comment: { text: 'Invoice 7', tags: ['n8n'] },
	page_count: 2,
	send_time: '2026-03-01 11:00:00 +0200',
	submit_time: utc(NOW),
	status_changes: [{ at: utc(NOW), status: 'submitted' }],
	...fields,
});

/** What the runner hands over for one recipient. */
export const sendRequest = (fields: Partial<SendRequest> = {}): SendRequest =>
	sendRequestOf({
		to: TO,
		from: FROM,
		documents: [memoryDocument('letter.pdf', 'application/pdf', Buffer.from('%PDF-1.4 letter'))],
		uploaded: ['/storage/transient-1.pdf'],
		...fields,
	});
