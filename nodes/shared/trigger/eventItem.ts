import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { OutputStyle } from '../action/output';
import { finishedRecord } from '../action/output';
import type { FaxEvent, FaxEventName, Provider } from '../provider';
import { isSmsRecord } from '../smsRecord';
import type { Attached } from './attach';

const keyOf = (
	provider: Provider,
	{ record, part }: Pick<FaxEvent, 'record' | 'part'>,
	event: FaxEventName,
) => [provider.name, record.trackingId ?? record.id, event, ...(part === undefined ? [] : [part])].join(':');

/** The name by which an event is known wherever it comes up again: in a webhook or in an inbox. */
export function eventKey(provider: Provider, event: FaxEvent): string {
	return keyOf(provider, event, event.event);
}

/** Which events of the same fax make one out of date when they came first. */
const OVERTAKEN_BY: Partial<Record<FaxEventName, readonly FaxEventName[]>> = {
	faxSending: ['faxDelivered', 'faxFailed', 'faxCanceled'],
	faxFailed: ['faxDelivered'],
	faxCanceled: ['faxDelivered'],
	faxReceiveFailed: ['faxReceived'],
	smsFailed: ['smsDelivered'],
};

/** The keys of the events that make this one out of date. */
export function overtakenBy(provider: Provider, event: FaxEvent): string[] {
	return (OVERTAKEN_BY[event.event] ?? []).map((later) => keyOf(provider, event, later));
}

/** An event as an item of n8n: the record with the event's own keys beside it, and its document if there is one. */
export function eventItem(
	provider: Provider,
	style: OutputStyle,
	event: FaxEvent,
	attached?: Attached,
): INodeExecutionData {
	const { record } = event;
	const complete = isSmsRecord(record) ? record : { ...record, document: attached?.info ?? record.document };
	const json = {
		...finishedRecord(style, complete),
		event: event.event,
		occurredAt: event.occurredAt,
		eventKey: eventKey(provider, event),
		...(record.direction === 'inbound' ? { contentTrust: 'untrusted' } : {}),
	};
	return { json: json as unknown as IDataObject, ...(attached?.binary ? { binary: attached.binary } : {}) };
}
