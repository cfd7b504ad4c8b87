/** What became of one fax of the demo, as far as it is known. */
export interface FaxFacts {
	/** what Send or the trigger called it */
	id: string | null;
	/** the record's status, as last seen */
	status: string | null;
	pages: number | null;
	/** from the order to the last step */
	seconds: number | null;
	/** hex, of the document on this side */
	sentSha256: string;
	/** hex, of the document on the other side */
	arrivedSha256: string | null;
}

export type Direction = 'sent' | 'received';

/** One fax of the demo on its way: what is known of it, what it has gone through, and what is wrong with it. */
export class DemoFax {
	readonly facts: FaxFacts;
	/** in order, each once in a row */
	readonly steps: string[] = [];
	/** sentences; none means that all is as it should be */
	readonly problems: string[] = [];
	finished = false;
	private readonly begun = Date.now();

	/**
	 * @param service the name that people know
	 * @param changed called after every step
	 */
	constructor(
		readonly provider: string,
		readonly service: string,
		readonly direction: Direction,
		readonly fileName: string,
		sha256: string,
		private readonly changed: (fax: DemoFax, step: string) => void,
	) {
		this.facts = {
			id: null,
			status: null,
			pages: null,
			seconds: null,
			sentSha256: sha256,
			arrivedSha256: null,
		};
	}

	/** Whether the fax has reached its end and all is as it should be. */
	get isGood(): boolean {
		return this.finished && this.problems.length === 0;
	}

	/** Notes a step, unless it is the one that came before. */
	step(step: string): void {
		if (this.steps.at(-1) === step) return;
		this.steps.push(step);
		this.changed(this, step);
	}

	/** Notes a problem unless the value is the expected one. */
	expect(what: string, actual: unknown, expected: unknown): void {
		if (actual === expected) return;
		this.problems.push(`${what} is ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`);
	}

	/** Runs the fax's course; what it throws is a problem of this fax and of no other. */
	async follow(course: () => Promise<void>): Promise<void> {
		try {
			await course();
			this.expect(
				'the SHA-256 of the document that arrived',
				this.facts.arrivedSha256,
				this.facts.sentSha256,
			);
		} catch (error) {
			this.problems.push(error instanceof Error ? error.message : String(error));
		}
		this.facts.seconds = (Date.now() - this.begun) / 1000;
		this.finished = true;
		this.step(this.isGood ? 'ok' : 'not ok');
	}
}
