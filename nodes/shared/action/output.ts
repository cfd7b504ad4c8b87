import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Service } from '../http/service';
import { withoutSecrets } from '../http/secrets';
import type { FaxRecord } from '../record';
import { asBoolean } from '../values';

/** The record as the user gets it: the service's own answer only when asked for, and without secrets. */
export function finishedRecord(
	secrets: readonly string[],
	options: IDataObject,
	record: FaxRecord,
): FaxRecord {
	const raw = asBoolean(options.includeRaw) === true ? withoutSecrets(record.raw, secrets) : null;
	return { ...record, raw };
}

/** A record as an item of n8n. */
export function finishedItem(
	service: Pick<Service, 'secrets'>,
	options: IDataObject,
	record: FaxRecord,
): INodeExecutionData {
	return { json: finishedRecord(service.secrets, options, record) as unknown as IDataObject };
}
