import type { SendRequest } from '../../../nodes/shared/provider';
import { sendRequestOf } from '../../support/sendRequest';
import { memoryDocument, tableHttp, type TableRow } from '../../support/tableHttp';
import { kazoo } from '../../../nodes/Kazoo/kazoo.provider';

export { failureOf } from '../../support/failureOf';
export { NOW, stopClock } from '../../support/stopClock';

export const TO = '+16282037452';
export const FROM = '+15554566778';
export const JOB = '9bf2048ad589ca0aed1b72cf2898a968';
export const INBOX_ID = '201905-3513f829b23ce4ec8e4bc372701a0cae';
export const SELF = '/accounts/self';

let count = 0;

/** A job id that no other test has. */
export const newJob = (): string => (++count).toString(16).padStart(32, '0');

/** The service's envelope around data. */
export const envelope = (data: unknown, more: object = {}) => ({
	data,
	status: 'success',
	auth_token: 'example-token-of-the-envelope',
	request_id: 'b3f1',
	revision: 'automatic',
	...more,
});

/** The service's envelope around a refusal. */
export const refusal = (status: number, message: string, data: unknown = {}) => ({
	status,
	json: { data, error: String(status), message, status: 'error', request_id: 'b3f1' },
});

export const unknownId = (path: string | RegExp, method?: string): TableRow => ({
	path,
	...(method === undefined ? {} : { method }),
	...refusal(404, 'bad identifier', { message: 'bad identifier', cause: 'id' }),
});

export const table = (rows: TableRow[]) => tableHttp(kazoo, rows);

export const PDF = memoryDocument('letter.pdf', 'application/pdf', Buffer.from('%PDF-1.4 example'));

export const request = (more: Partial<SendRequest> = {}): SendRequest =>
	sendRequestOf({ to: TO, from: FROM, documents: [PDF], ...more });

/** An item of the outbox's list, as in the service's documents. */
export const outboxItem = (more: object = {}) => ({
	id: `201905-${JOB}`,
	status: 'completed',
	to: TO,
	from: FROM,
	created: 63724396700,
	to_number: TO,
	from_number: FROM,
	from_name: 'Clinic',
	folder: 'outbox',
	attempts: 1,
	retries: 2,
	fax_timezone: 'America/Los_Angeles',
	pvt_account_id: 'private',
	tx_result: {
		success: true,
		result_code: 200,
		result_cause: 'NORMAL_CLEARING',
		result_text: 'OK',
		time_elapsed: 153,
		total_pages: '1',
		transferred_pages: '1',
		transfer_rate: '9600',
		bad_rows: '0',
		ecm_used: false,
		remote_station_id: '+1 628 203 7452',
		pvt_delivered_date: 63724396853,
	},
	...more,
});

/** An item of the inbox's list, as in the service's documents. */
export const inboxItem = (more: object = {}) => ({
	id: INBOX_ID,
	to: TO,
	from: FROM,
	created: 63724396500,
	folder: 'inbox',
	media_type: 'tiff',
	timestamp: 63724396500,
	to_number: TO,
	from_number: FROM,
	rx_result: {
		success: true,
		result_code: '0',
		result_text: 'OK',
		total_pages: '2',
		transferred_pages: '2',
		transfer_rate: '9600',
		bad_rows: '0',
		remote_station_id: '+1 555 456 6778',
	},
	...more,
});
