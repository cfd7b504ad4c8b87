/** Something about the command line or a document that the person can put right. */
export class InputError extends Error {
	constructor(
		message: string,
		readonly hint: string,
	) {
		super(message);
	}
}
