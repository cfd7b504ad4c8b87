import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { withoutSecrets } from '../http/secrets';
import type { FaxRecord } from '../record';
import { asBoolean } from '../values';
import { isSmsRecord } from '../smsRecord';
import type { SmsRecord } from '../smsRecord';
import { maskRecord, maskSms } from './privacy';

/** How records are given to the user. */
export interface OutputStyle {
	/** values that must not appear anywhere */
	secrets: readonly string[];
	includeRaw: boolean;
	/** what numbers are hashed with when they are to be masked; null when they are not */
	maskKey: string | null;
}

/** The style that an item's options ask for. */
export function styleOf(
	context: { getInstanceId(): string },
	{ secrets }: { secrets: readonly string[] },
	options: IDataObject,
): OutputStyle {
	const masks = asBoolean(options.privacy) === true;
	return {
		secrets,
		includeRaw: asBoolean(options.includeRaw) === true,
		maskKey: masks ? context.getInstanceId() : null,
	};
}

/**
 * The record as the user gets it: the service's own answer only when asked for, masked if wanted. A service may echo
 * a credential anywhere, so secrets are taken out of all of it.
 */
export function finishedRecord(style: OutputStyle, given: FaxRecord | SmsRecord): FaxRecord | SmsRecord {
	const record = withoutSecrets({ ...given, raw: style.includeRaw ? given.raw : null }, style.secrets) as
		FaxRecord | SmsRecord;
	if (style.maskKey !== null) {
		return isSmsRecord(record) ? maskSms(record, style.maskKey) : maskRecord(record, style.maskKey);
	}
	return record;
}

/** A record as an item of n8n; `more` are keys beside the record. */
export function finishedItem(
	style: OutputStyle,
	record: FaxRecord,
	more: Record<string, unknown> = {},
): INodeExecutionData {
	return { json: { ...finishedRecord(style, record), ...more } as unknown as IDataObject };
}

/** What an operation of another resource gave, as an item of n8n: without secrets, and a record of messages finished. */
export function resourceItem(style: OutputStyle, entry: Record<string, unknown>): INodeExecutionData {
	const json = isSmsRecord(entry) ? finishedRecord(style, entry) : withoutSecrets(entry, style.secrets);
	return { json: json as IDataObject };
}
