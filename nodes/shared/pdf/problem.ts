/** Why a document cannot be read, merged or cut; whoever knows which document it is makes a failure of it. */
export class DocumentProblem extends Error {
	/**
	 * @param problem goes on after "Document 2", without final full stop
	 * @param hint what to do next
	 */
	constructor(
		readonly problem: string,
		readonly hint: string,
	) {
		super(problem);
		this.name = 'DocumentProblem';
	}
}

/** What is thrown on unchanged, where another kind of error is caught. */
export const asThrown = (error: unknown): unknown => error;

const PRINT_ANEW = 'Open it, print it to a new PDF and send that.';

/** Whether a file is defective, rather than too large, too complex or protected. */
export const isDefect = (error: unknown): boolean =>
	error instanceof DocumentProblem && error.problem.startsWith('is broken');

/** @param detail where it is broken, in words that name nothing of its content */
export function broken(detail: string): DocumentProblem {
	return new DocumentProblem(`is broken: ${detail}`, `Make the file anew. ${PRINT_ANEW}`);
}

/** @param what kind of file it is that cannot be handled here */
export function notSupported(what: string): DocumentProblem {
	return new DocumentProblem(`is ${what}, which cannot be merged or cut`, PRINT_ANEW);
}

/** @param what describes the excess, such as `21000 pixels` */
export function tooLarge(what: string, hint: string): DocumentProblem {
	return new DocumentProblem(what, hint);
}

/** It is encrypted, whether or not it opens without a password. */
export function isProtected(): DocumentProblem {
	return new DocumentProblem(
		'is protected by a password',
		'Remove the protection first: open it, print it to a new PDF and send that.',
	);
}

/** Units of work for the pictures of one file; see {@link Work}. Some seconds on a slow machine. */
const MOST_WORK = 400_000_000;
/** What a PDF has to be read for, its structure, is far less than its content, which is passed on unread. */
export const MOST_PDF_WORK = 200_000_000;
/** what it costs to read one byte of PDF syntax, beside one unit for each unpacked byte */
const UNITS_PER_PARSED_BYTE = 8;

/** Counts what a document makes the node do, so that none can keep it busy for ever, whatever is in it. */
export class Work {
	constructor(private left = MOST_WORK) {}

	/** @param bytes unpacked */
	unpacked(bytes: number): void {
		this.left -= bytes;
		if (this.left < 0) throw tooComplex();
	}

	/** @param bytes of PDF syntax that were read */
	parsed(bytes: number): void {
		this.unpacked(bytes * UNITS_PER_PARSED_BYTE);
	}
}

function tooComplex(): DocumentProblem {
	return new DocumentProblem('is too complex to be read', PRINT_ANEW);
}
