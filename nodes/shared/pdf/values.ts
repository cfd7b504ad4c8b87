/** A name, as it stands in the file after the slash; escapes are left as they are. */
export class PdfName {
	constructor(readonly name: string) {}
}

/** A string with its brackets, as it stands in the file. */
export class PdfString {
	constructor(readonly raw: Buffer) {}
}

/** A reference to an indirect object. */
export class PdfRef {
	constructor(readonly num: number) {}
}

export type PdfDict = Map<string, PdfValue>;

/** A dictionary with data behind it, still packed. */
export class PdfStream {
	constructor(
		readonly dict: PdfDict,
		readonly data: Buffer,
	) {}
}

export type PdfValue =
	null | boolean | number | PdfName | PdfString | PdfRef | PdfStream | PdfDict | PdfValue[];

/** The dictionary, also that of a stream; undefined for anything else. */
export function dictOf(value: PdfValue | undefined): PdfDict | undefined {
	if (value instanceof Map) return value;
	return value instanceof PdfStream ? value.dict : undefined;
}

/** The text of a name; undefined for anything else. */
export function nameOf(value: PdfValue | undefined): string | undefined {
	return value instanceof PdfName ? value.name : undefined;
}

/** A whole number from 0 on; undefined for anything else. */
export function countOf(value: PdfValue | undefined): number | undefined {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
