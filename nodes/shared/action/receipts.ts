import type { IBinaryKeyData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { nowIso } from '../clock';
import { storeIncoming } from '../documents/incoming';
import { FaxFailure } from '../failure';
import type { Http, Provider } from '../provider';
import { receiptFacts } from '../receipt/receiptFacts';
import { receiptPdf } from '../receipt/receiptPdf';
import type { DocumentInfo, FaxRecord } from '../record';
import { momentText } from '../text/dates';
import { unavailable } from '../trigger/attach';
import { asBoolean } from '../values';
import { paperOf } from './madeDocuments';
import { finishedItem, finishedRecord } from './output';
import type { OutputStyle } from './output';
import { sentMemory } from './sentMemory';

/** The field of the item that gets the service's own report. */
export const REPORT_FIELD = 'report';

/** Whose receipt, and how it is to look. */
export interface ReceiptOrder {
	context: IExecuteFunctions;
	provider: Provider;
	http: Http;
	record: FaxRecord;
	/** what the input item says about the same fax */
	known: FaxRecord | undefined;
	options: IDataObject;
	style: OutputStyle;
	/** the field of the item that gets it */
	field: string;
}

/** The record with what only Send knew: from the input item, or from this process. */
function completed(record: FaxRecord, known: FaxRecord | undefined): FaxRecord {
	const sent = sentMemory.get(record);
	return {
		...record,
		document: record.document ?? sent?.document ?? known?.document ?? null,
		attemptLog: record.attemptLog ?? sent?.attemptLog ?? known?.attemptLog ?? null,
		reference: record.reference ?? sent?.reference ?? known?.reference ?? null,
	};
}

const nameFor = (provider: Provider, kind: string, { id, trackingId }: FaxRecord) =>
	`${provider.name}-${kind}-${(id ?? trackingId ?? 'fax').replace(/[^A-Za-z0-9-]/g, '-')}`;

/** The service's own report, or why it is not there: it never keeps the receipt back. */
async function reportOf(
	{ context, provider, http, record, options, style }: ReceiptOrder,
	binary: IBinaryKeyData,
): Promise<DocumentInfo | null> {
	const fetch = provider.downloadReport;
	if (fetch === undefined || record.id === null || asBoolean(options.attachReport) === false) return null;
	try {
		const report = await fetch(http, record.id);
		// A name that the service gives may hold a number.
		const fileName = style.maskKey === null ? report.fileName : null;
		const stored = await storeIncoming(context, { ...report, fileName }, nameFor(provider, 'report', record));
		binary[REPORT_FIELD] = stored.binary;
		return stored.info;
	} catch (error) {
		if (!(error instanceof FaxFailure)) throw asThrown(error);
		return unavailable(error.info.message);
	}
}

const asThrown = (error: unknown) => error;

/** The item of a fax with its receipt: the record, what the receipt says beyond it, and the files. */
export async function receiptItem(order: ReceiptOrder): Promise<INodeExecutionData> {
	const { context, provider, options, style, field } = order;
	const record = completed(order.record, order.known);
	const shown = finishedRecord(style, record) as FaxRecord;
	const facts = receiptFacts(shown, provider.displayName, context.getTimezone());
	const issuedAt = nowIso();
	const paper = paperOf(options, record.to === null ? [] : [record.to]);
	const bytes = receiptPdf(facts, momentText(issuedAt, context.getTimezone()), paper);
	const pdf = { fileName: null, mimeType: 'application/pdf', content: bytes };
	const { binary, info } = await storeIncoming(context, pdf, nameFor(provider, 'receipt', record));
	const files: IBinaryKeyData = { [field]: binary };
	const report = await reportOf({ ...order, record }, files);
	const receipt = {
		issuedAt,
		result: facts.result,
		explanation: facts.explanation,
		statement: facts.statement,
		file: info,
		report,
	};
	return { ...finishedItem(style, record, { receipt }), binary: files };
}
