/** Behaviour that differs between servers, or on which the documents are silent. */
export interface KazooSwitches {
	/**
	 * The version of the server. `4.1`: one hook for good and bad ends, flat webhook payloads in form encoding, raw start
	 * keys, public fields in the answer to a send. `4.3`: hooks of the kind `notifications`, opaque start keys, the stored
	 * document in the answer to a send, `_read_only` in details. `master`: as 4.3, but without `_read_only`, and a fax
	 * being sent is `locked`.
	 */
	generation: '4.1' | '4.3' | 'master';
	/** How long a session lasts; operators change it. */
	sessionSeconds: number;
	/** The rate tokens of an account: how many there are, how many come back per second, what a log-in costs. */
	rateCapacity: number;
	ratePerSecond: number;
	loginCost: number;
	/** The most bytes that a part of a multipart body may have. */
	maxPartBytes: number;
	tooLargeStatus: 413 | 400;
	/** The longest range of a list, in seconds. */
	maximumRange: number;
	pageSize: number;
	/** How long a finished job stays in the queue before it is moved to the outbox under its new id. */
	moveDelayMs: number;
	/** The pause between two attempts: the sandbox's own choice, the real one is 300 s. */
	retryAfterMs: number;
	/** Whether a job being sent shows the live texts of its worker (never in `master`). */
	workerTexts: boolean;
	/** The kind of file that downloads give, where the sandbox has it. */
	attachmentFormat: 'pdf' | 'tiff';
	/** Whether an Accept header that does not name the stored kind of file is refused with 406. */
	negotiatesAttachments: boolean;
	/** How failures of deliveries disable a hook. */
	disableAfterFailures: number;
	disableWithinMs: number;
	/** The pause before a delivery without any answer is tried again. */
	webhookRetryMs: number;
}

export const kazooDefaults: KazooSwitches = {
	generation: '4.3',
	sessionSeconds: 3600,
	rateCapacity: 100,
	ratePerSecond: 10,
	loginCost: 35,
	maxPartBytes: 8_000_000,
	tooLargeStatus: 413,
	maximumRange: 2_682_000,
	pageSize: 50,
	moveDelayMs: 0,
	retryAfterMs: 500,
	workerTexts: true,
	attachmentFormat: 'pdf',
	negotiatesAttachments: true,
	disableAfterFailures: 6,
	disableWithinMs: 60_000,
	webhookRetryMs: 2_000,
};
