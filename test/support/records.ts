import { sha256 } from './bench';
import { expectedRecordKeys } from './recordKeys';

/** ISO 8601 in UTC, to the millisecond. */
export const aMoment = (): unknown => expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

const NOTHING: Record<string, unknown> = {
	...Object.fromEntries(expectedRecordKeys.map((key) => [key, null])),
	isFinal: false,
	isPartial: false,
};

/** A whole record: what is not given is `null`, and not final or partial. */
export function wholeRecord(fields: Record<string, unknown>): Record<string, unknown> {
	return { ...NOTHING, trackingId: fields.id ?? null, ...fields };
}

/** Every key of the record in the documented order, each with the expected value. */
export function expectRecord(json: unknown, expected: Record<string, unknown>): void {
	expect(Object.keys(json as object)).toEqual(expectedRecordKeys);
	expect(json).toEqual(wholeRecord(expected));
}

/** What a record says of a PDF that was handed over. */
export const documentInfoOf = (fileName: string, bytes: Buffer) => ({
	available: true,
	reason: null,
	fileName,
	mimeType: 'application/pdf',
	size: bytes.length,
	sha256: sha256(bytes),
});

/** The item of Get Receipt for a fax of these fields that was delivered, without the service's own report. */
export function receiptItemOf(fields: Record<string, unknown>): Record<string, unknown> {
	const fileName = `${String(fields.provider)}-receipt-${String(fields.id)}.pdf`;
	return {
		...wholeRecord(fields),
		document: expect.objectContaining({ available: true, fileName: 'letter.pdf' }) as unknown,
		attemptLog: [expect.objectContaining({ outcome: 'accepted' })],
		receipt: {
			issuedAt: aMoment(),
			result: 'Delivered',
			explanation: "The recipient's machine confirmed all pages.",
			statement: expect.stringContaining('not that anybody has read the fax') as unknown,
			file: {
				available: true,
				reason: null,
				fileName,
				mimeType: 'application/pdf',
				size: expect.any(Number) as number,
				sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
			},
			report: null,
		},
	};
}

/** Its file, as a case of the contract names it. */
export const receiptFileOf = (provider: string, id: string) => ({
	field: 'data',
	fileName: `${provider}-receipt-${id}.pdf`,
	mimeType: 'application/pdf',
	bytes: /^%PDF-1\.4[^]*\(Delivered\) Tj[^]*%%EOF/,
});
