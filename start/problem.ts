/** Something that the person who started this can put right. */
export class Problem extends Error {
	/**
	 * @param message what is wrong
	 * @param hint what to do about it
	 */
	constructor(
		message: string,
		readonly hint: string,
	) {
		super(message);
	}
}
