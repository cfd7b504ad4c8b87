/** Behaviour on which the service's documents disagree or say nothing. */
export interface FaxPlusSwitches {
	/**
	 * The ids of fax records. `session`: the record of the first attempt has the id that Send returned, each further
	 * attempt a new one (documented for webhooks). `new`: every record has a new id.
	 */
	recordIds: 'session' | 'new';
	/**
	 * What the id that Send returned finds once the fax has left the outbox. `record`: the record with that very id,
	 * else the last attempt's. `latest`: always the last attempt's. `listOnly`: nothing, only the list shows the fax;
	 * records then always have new ids.
	 */
	sessionLookup: 'record' | 'latest' | 'listOnly';
	/** How long a fax just sent cannot be seen anywhere, in milliseconds. */
	visibleAfterMs: number;
	/** One unit of `options.retry.delay`; the real unit is not known. */
	retryDelayUnitMs: number;
	/** How the numbers are called in fax records. */
	listNumberKeys: 'from' | 'from_number';
	/** How the numbers are called in webhooks. */
	webhookNumberKeys: 'from' | 'from_number';
	/** How Send's answer spells the recipients. */
	idsKeys: 'asSent' | 'formatted';
	/** Answer to calls that return nothing. */
	voidStatus: 200 | 204;
	uploadStatus: 200 | 201;
	/** Whether a fax can be canceled while it is being transmitted. */
	cancelWhileSending: 'accept' | 'refuse';
	/** The most bytes that the files of one send may have. */
	maxSendBytes: number;
	accessTokenSeconds: number;
	/** When set, deliveries are signed with it. */
	webhookSigningSecret: string | null;
	/** The body of signed deliveries. */
	signedBody: 'svix' | 'classic';
	/** How long a fax is `in_progress` while it comes in. */
	receivingMs: number;
	/** Waiting times before a webhook is tried again: the sandbox's own choice, the real ones are not known. */
	webhookRetryDelaysMs: number[];
}

export const faxPlusDefaults: FaxPlusSwitches = {
	recordIds: 'session',
	sessionLookup: 'record',
	visibleAfterMs: 0,
	retryDelayUnitMs: 50,
	listNumberKeys: 'from',
	webhookNumberKeys: 'from',
	idsKeys: 'asSent',
	voidStatus: 204,
	uploadStatus: 200,
	cancelWhileSending: 'accept',
	maxSendBytes: 150 * 1024 * 1024,
	accessTokenSeconds: 3600,
	webhookSigningSecret: null,
	signedBody: 'svix',
	receivingMs: 0,
	webhookRetryDelaysMs: [1000, 5000, 15000],
};
