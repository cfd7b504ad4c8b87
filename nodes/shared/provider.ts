import type { ClosedRange } from './documents/pageRanges';
import type { FailureCategory, FailureInfo, FaxFailure } from './failure';
import type { RateLimit } from './http/tokenBucket';
import type { FaxRecord } from './record';
import type { SmsRecord } from './smsRecord';
import type { StatusTable } from './status';

/**
 * What a call does at the service. It, not the HTTP method, decides what may be repeated and
 * whether a lost answer leaves something uncertain: `read` changes nothing; `change` alters something
 * but sends no fax; `send` may dial a number.
 */
export type Effect = 'read' | 'change' | 'send';

export type QueryValue = string | number | boolean | undefined;

/** A readable stream of bytes, as n8n hands them out. */
export type ByteStream = NodeJS.ReadableStream;

/** A request body that can be made again for another try. */
export interface Body {
	contentType: string;
	/** bytes */
	contentLength: number;
	/** a fresh pass over the bytes */
	chunks(): AsyncIterable<Buffer>;
	/** the documents in the body, for choosing how to stream */
	documents: readonly OutgoingDocument[];
	/** what the body says, with the documents themselves in their places, for Dry Run */
	outline: unknown;
}

/** One request to a service, without anything about authentication. */
export interface Call {
	effect: Effect;
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** relative to the base URL, beginning with `/`, its parts encoded; or an absolute http(s) URL */
	path: string;
	query?: Readonly<Record<string, QueryValue>>;
	headers?: Readonly<Record<string, string>>;
	json?: unknown;
	body?: () => Body;
	/** what a good answer holds; a `document` call may also be answered with JSON */
	answer: 'json' | 'document' | 'none';
	/**
	 * of a `document` call that is answered in JSON: whether the document may stand there as base64, at these keys and
	 * indexes. One that is not small is then handed over while it comes, the JSON around it judged at its end.
	 */
	documentAt?: (path: readonly string[]) => boolean;
	/** true when a second arrival does no harm although `effect` is `change` (an upload that nothing refers to) */
	repeatable?: boolean;
}

export interface Answer {
	status: number;
	/** lower-case names */
	headers: Readonly<Record<string, string>>;
	/** the payload inside the service's envelope; `undefined` for `none` without a body and for documents */
	json: unknown;
	document?: ByteStream;
	/** true when the document was inside JSON: `json` is then what came before it, and the headers are not the document's */
	embedded?: boolean;
}

/** A provider's only side effect. */
export interface Http {
	call(call: Call): Promise<Answer>;
	/** non-secret settings of the credential that appear in paths (an account or user id) */
	readonly account: Readonly<Record<string, string>>;
}

/** An answer as it came, for the service to judge. Secrets are still in it. */
export interface RawAnswer {
	status: number;
	headers: Readonly<Record<string, string>>;
	/** `undefined` when the body is not JSON */
	json: unknown;
	/** the body as text, cut to a few thousand characters */
	text: string;
}

/**
 * What a service means by an answer. `data` is the payload without its envelope.
 * A refusal without category gets one from the HTTP status. `certain: true` says of a 5xx answer
 * that nothing was accepted.
 */
export type Verdict =
	| { ok: true; data: unknown }
	| {
			ok: false;
			category?: FailureCategory;
			message?: string;
			hint?: string;
			code?: string | null;
			retryable?: boolean;
			certain?: boolean;
	  };

export type CredentialData = Readonly<Record<string, unknown>>;

/** A credential type that a service accepts, and how the helper must treat it. */
export interface ProviderCredential {
	/** n8n's name of the type */
	type: string;
	/** value of the node parameter `authentication`, where there are several */
	authentication?: string;
	/** true when n8n can renew it after a 401 (OAuth2, a session) */
	renewable: boolean;
	/** headers that n8n does not add by itself */
	headers?(credential: CredentialData): Record<string, string>;
}

/** How a service is reached and how its answers are read. */
export interface Wire {
	/** Base URL without trailing slash, and the non-secret settings for paths. Throws a FaxFailure that names the field. */
	connection(credential: CredentialData): { baseUrl: string; account: Record<string, string> };
	judge(answer: RawAnswer): Verdict;
}

/** A document to be sent: checked, of known size, readable as often as needed. */
export interface OutgoingDocument {
	/** with extension */
	fileName: string;
	mimeType: string;
	/** bytes */
	size: number;
	/** a fresh pass over the bytes */
	open(): AsyncIterable<Buffer>;
	/** hex; reads the document once if that has not happened yet */
	sha256(): Promise<string>;
	/** the field of the input it came from, for errors */
	origin?: string;
	/** true when the bytes lie in n8n's store, so that a body with it is streamed rather than held */
	stored?: boolean;
	/** what makes it the same as an earlier one, where its bytes also hold the date; hex */
	contentKey?: string;
	/** tells that one more item of the run will send the same document */
	expectAnother?(): void;
	/** true of a cover page that was made here, to stand before the documents of the user */
	isCoverPage?: true;
}

/** A document that came from a service, not read yet. */
export interface IncomingDocument {
	fileName: string | null;
	mimeType: string | null;
	content: Buffer | ByteStream;
}

export interface CoverPage {
	toName: string;
	fromName: string;
	subject: string;
	message: string;
	/** service-specific marks such as `urgent` */
	flags: string[];
	/** a template of the service */
	templateId: string;
}

/** One fax to one recipient. */
export interface SendRequest {
	/** E.164 with + */
	to: string;
	/** as the service's `from` parameter gave it: E.164 with +, or one of the service's own words */
	from: string | null;
	documents: readonly OutgoingDocument[];
	/** http(s) URLs that the service is to fetch itself */
	documentUrls: readonly string[];
	/** for each document or URL the pages to pick, null for all; only with capability `selectsPages` */
	pageRanges?: ReadonlyArray<readonly ClosedRange[] | null>;
	/** what `upload` returned, shared by all recipients of an item */
	uploaded: unknown;
	reference: string | null;
	/** ISO 8601, UTC */
	sendAt: string | null;
	coverPage: CoverPage | null;
	callbackUrl: string | null;
	/** values of the service's own parameters and options, by parameter name */
	extra: Readonly<Record<string, unknown>>;
}

/** What is known about a fax besides its id. */
export interface StatusHints {
	/** E.164 with +, when the user gave the recipient */
	to?: string;
	/** values of the service's own options, by parameter name */
	extra?: Readonly<Record<string, unknown>>;
}

export interface ListQuery {
	/** ISO 8601, UTC */
	after?: string;
	/** ISO 8601, UTC */
	before?: string;
	/** how many records the user wants at most; undefined for all */
	limit?: number;
	/** values of the service's own filters, by parameter name */
	extra: Readonly<Record<string, unknown>>;
}

export interface DownloadRequest {
	/** a format that capabilities list, or null for the service's own choice */
	format: string | null;
	/** for services that keep received and sent faxes apart */
	direction: 'inbound' | 'outbound' | null;
	/** how long the caller can wait in all, in milliseconds; without it the provider may wait as it sees fit */
	patienceMs?: number;
}

/** A number of the account, for the Number resource and the From picker. */
export interface AccountNumber {
	/** E.164 with + where the service gives that */
	number: string;
	label: string;
	usable: boolean;
	/** the service's fields, for the Number resource */
	details: Record<string, unknown>;
}

export type FaxEventName =
	| 'faxReceived'
	| 'faxDelivered'
	| 'faxFailed'
	| 'faxCanceled'
	| 'faxSending'
	| 'faxReceiveFailed'
	| 'smsReceived'
	| 'smsDelivered'
	| 'smsFailed';

/** A webhook request as it came. */
export interface Delivery {
	method: string;
	/** lower-case names */
	headers: Readonly<Record<string, string>>;
	query: Readonly<Record<string, unknown>>;
	/** parsed by n8n according to its content type */
	body: unknown;
	/** undefined for multipart */
	rawBody: Buffer | undefined;
	/** when it arrived, milliseconds since 1970 */
	receivedAt: number;
	/** what the hook was registered with as `HookTarget.secret`; null where the service has no secret key */
	hookSecret?: string | null;
}

/** Whether a delivery is genuine as far as the service allows to tell. */
export type Verification = { ok: true } | { ok: false; status: 400 | 401 | 403; reason: string };

export interface FaxEvent {
	event: FaxEventName;
	/** of an SMS event: the record of that resource */
	record: FaxRecord | SmsRecord;
	/** tells events of the same kind apart that share an id, such as those of one message to several recipients */
	part?: string;
	/** ISO 8601, UTC; null when the service does not say */
	occurredAt: string | null;
	/** a document that came with the delivery itself; a file that n8n has stored for as long as it is handled */
	upload?: { path: string; fileName: string | null; mimeType: string | null };
}

/** What a delivery says: events, or that it is not of the service's form. */
export type ParsedDelivery = { ok: true; events: FaxEvent[] } | { ok: false; reason: string };

export interface HookTarget {
	/** the exact URL; a hook belongs to this node only if its URL equals it */
	url: string;
	events: readonly FaxEventName[];
	/** a text that nobody else can know, to be brought along by each delivery; null without `Webhooks.secretKey` */
	secret?: string | null;
}

/** A hook found at or registered with the service. */
export interface Hook {
	id: string;
	/** the events it covers */
	events: readonly FaxEventName[];
}

export interface Webhooks {
	/** hooks at the service with exactly this URL; not present where the user sets them by hand */
	find?(http: Http, target: HookTarget): Promise<Hook[]>;
	/** Registers what `existing` does not cover. Calls `registered` for each hook as soon as its id is known. */
	register?(
		http: Http,
		target: HookTarget,
		existing: readonly Hook[],
		registered: (hook: Hook) => void,
	): Promise<void>;
	/** removes one hook; one that is gone already counts as removed */
	remove?(http: Http, hook: Hook): Promise<void>;
	/** Secret log-in data from which the secret of each hook is derived, so that it need not be stored. */
	secretKey?(credential: CredentialData): string;
	verify(delivery: Delivery, credential: CredentialData): Verification;
	parse(delivery: Delivery): ParsedDelivery;
	/** what the service must be answered so that it does not repeat */
	acknowledgement: { status: number; body: string };
	/** how long the service waits for the answer, as far as this package uses it, in milliseconds */
	patienceMs: number;
}

export type FaxOperation =
	| 'send'
	| 'getStatus'
	| 'getReceipt'
	| 'resend'
	| 'cancel'
	| 'delete'
	| 'listInbox'
	| 'listSent'
	| 'download'
	| 'check'
	| 'listQueued'
	| 'listSpam'
	| 'downloadReport'
	| 'markAsRead'
	| 'updateComment'
	| 'forward'
	| 'deleteDocument';

export type CoverPageField = keyof CoverPage;

/** What a service can do; decides which operations and fields a node shows, which tests run and what the docs say. */
export interface Capabilities {
	operations: readonly FaxOperation[];
	/** further resources with their operations, e.g. `{ number: ['list'] }` */
	resources: Readonly<Record<string, readonly string[]>>;
	send: {
		/** how many documents one fax may have; with 1 the node merges several into one PDF */
		maxFiles: number;
		/** all documents of one fax together, in bytes; null when not known */
		maxTotalBytes: number | null;
		/** file name extensions that the service is known to take; null when any may be tried */
		extensions: readonly string[] | null;
		/** it picks pages of a document itself: the option Pages goes to it as `pageRanges` */
		selectsPages?: boolean;
		/** it can fetch a document from a URL by itself */
		fetchesUrls: boolean;
		/** it knows no sender's number to choose: From is not shown */
		withoutFrom?: boolean;
		/** From is required */
		fromRequired: boolean;
		/** words that may stand in From instead of a number */
		fromWords: readonly string[];
		/** several numbers may stand in From, separated by commas */
		fromList: boolean;
		scheduled: boolean;
		/** fields of its cover page; empty when it has none */
		coverPageFields: readonly CoverPageField[];
		coverPageRequired: readonly CoverPageField[];
		/** it takes a callback URL with each fax */
		callbackUrl: boolean;
		/** it gives the user's reference back */
		reference: boolean;
		/** it takes the faxes to several recipients in one request; see `sendMany` */
		manyInOneRequest?: boolean;
	};
	/** formats to choose from at Download; empty when there is no choice */
	downloadFormats: readonly string[];
	/** Download works for these */
	downloadDirections: ReadonlyArray<'inbound' | 'outbound'>;
	/** Delete works for these; without it for all */
	deleteDirections?: ReadonlyArray<'inbound' | 'outbound'>;
	/** Include Date Range filters in these lists */
	dateFilters: ReadonlyArray<'listInbox' | 'listSent' | 'listSpam' | 'listQueued'>;
	events: readonly FaxEventName[];
	/** whether the trigger registers its hooks itself or the user pastes the URL */
	webhookRegistration: 'api' | 'manual';
	/** items that run side by side when the user does not say */
	defaultConcurrency: number;
	/** how many requests the service takes, where that is documented */
	rateLimit?: RateLimit;
	/** how often the service wants to be asked for a status; without it the general pace holds */
	polling?: Polling;
}

/** How to ask for the status of a fax again and again, as the service advises. */
export interface Polling {
	/** after sending, in milliseconds, as are the next two */
	firstLookMs: number;
	/** between the first looks; it grows by half each time */
	pauseMs: number;
	longestPauseMs: number;
	/** look-ups a minute for all faxes of a node together */
	looksPerMinute: number;
}

/** An operation of a resource other than Fax. */
export interface ResourceOperation {
	kind: 'list' | 'one';
	/** one object, or an async iterable of objects for `list` */
	run(
		http: Http,
		parameters: Readonly<Record<string, unknown>>,
	): Promise<Record<string, unknown>> | AsyncIterable<Record<string, unknown>>;
	/** Checks the parameters before anything is done. Throws a FaxFailure that names the field. */
	check?(parameters: Readonly<Record<string, unknown>>): void;
	/**
	 * Present where `run` sends something: Retry On Fail does not do it twice, and when the answer is lost this record
	 * is returned instead of an error.
	 */
	unknown?(failure: FailureInfo, parameters: Readonly<Record<string, unknown>>): Record<string, unknown>;
	/** names of the node parameters that `run` needs */
	parameters: readonly string[];
	/** those of them that are moments, with their display names: `run` gets ISO 8601 in UTC, or null */
	moments?: Readonly<Record<string, string>>;
}

/** The tables behind a provider's mapping, so that tests can hold them against the facts of its service. */
export interface ProviderTables {
	/** by the place where the word appears, e.g. `outbox` */
	statuses: Readonly<Record<string, StatusTable>>;
	/** error codes of the API (not of faxes), by the place where they appear */
	errorCodes: Readonly<Record<string, Readonly<Record<string, FailureCategory>>>>;
	/** readers of the service's date forms: ISO 8601 in UTC, or null when it is not of that form */
	dates: Readonly<Record<string, (value: unknown) => string | null>>;
	limits: Readonly<Record<string, number | string>>;
}

/** What a fax whose acceptance got lost is looked for by. */
export interface SentQuery {
	/** E.164 with + */
	to: string;
	/** E.164 with +; null when it is not known */
	from: string | null;
	reference: string | null;
	/** when it was handed in at the earliest; ISO 8601, UTC */
	sentAfter: string;
	/** and at the latest; ISO 8601, UTC */
	sentBefore: string;
}

/** The faxes at a service that may be the one looked for. */
export interface SentAnswer {
	/**
	 * Whether the service would surely show the fax now, had it accepted it: its lists were read to their end, and as
	 * much time has passed since `sentBefore` as it takes to show what is new.
	 */
	complete: boolean;
	/** sent or waiting faxes to this recipient since `sentAfter`, each once, however many attempts it took */
	faxes: FaxRecord[];
}

type FaxList = (http: Http, query: ListQuery) => AsyncIterable<FaxRecord>;
type FaxChange = (http: Http, id: string) => Promise<void>;

/** What a service is, without the code that speaks to it: all that the descriptions of its nodes need. */
export interface ServiceProfile {
	/** as in the record's `provider` */
	name: string;
	displayName: string;
	capabilities: Capabilities;
	credentials: readonly ProviderCredential[];
}

/** A service whose code is loaded only when there is work for it, so that n8n starts no slower for it. */
export interface LazyService extends ServiceProfile {
	load(): Provider;
}

/**
 * A fax service as data and functions. It never sees n8n; `http` is its only side effect.
 * A function that the service lacks is left out, and its operation is not in `capabilities`.
 */
export interface Provider extends ServiceProfile {
	wire: Wire;
	tables: ProviderTables;
	/** uploads the documents of one item; its result goes to every send of that item. Sends nothing. */
	upload?(http: Http, request: Omit<SendRequest, 'to' | 'uploaded'>): Promise<unknown>;
	/** Checks what only this service demands, before anything is sent. Throws a FaxFailure that names the field. */
	check?(request: SendRequest): void;
	send(http: Http, request: SendRequest): Promise<FaxRecord>;
	/**
	 * Sends to all recipients in one request: for each, in their order, its record or why the service refused it. A
	 * recipient whose fate the answer leaves open has a record with `status: unknown`. Throws when all were refused.
	 */
	sendMany?(
		http: Http,
		request: Omit<SendRequest, 'to'>,
		recipients: readonly string[],
	): Promise<Array<FaxRecord | FaxFailure>>;
	/** Checks id and own options of an operation on one fax, before anything is done. Throws a FaxFailure that names the field. */
	checkById?(operation: FaxOperation, id: string, extra: Readonly<Record<string, unknown>>): void;
	/** Looks for a fax whose acceptance got lost; not there when the service's lists cannot tell. Reads only. */
	findSent?(http: Http, query: SentQuery): Promise<SentAnswer>;
	getStatus(http: Http, id: string, hints: StatusHints): Promise<FaxRecord>;
	resend?(http: Http, id: string, extra: Readonly<Record<string, unknown>>): Promise<FaxRecord>;
	/** sends a received fax on */
	forward?(http: Http, id: string, extra: Readonly<Record<string, unknown>>): Promise<FaxRecord>;
	/** the record after canceling */
	cancel?(http: Http, id: string): Promise<FaxRecord>;
	delete?: FaxChange;
	/** deletes only the document; the record afterwards */
	deleteDocument?(http: Http, id: string): Promise<FaxRecord>;
	listInbox?: FaxList;
	listSent?: FaxList;
	listQueued?: FaxList;
	listSpam?: FaxList;
	download?(http: Http, id: string, request: DownloadRequest): Promise<IncomingDocument>;
	downloadReport?(http: Http, id: string): Promise<IncomingDocument>;
	/** the record afterwards */
	markAsRead?(http: Http, id: string, read: boolean): Promise<FaxRecord>;
	/** the record afterwards */
	updateComment?(http: Http, id: string, comment: string): Promise<FaxRecord>;
	listNumbers?(http: Http): AsyncIterable<AccountNumber>;
	/** what further searchable lists offer, by the name of the list */
	choices?: Readonly<Record<string, (http: Http) => AsyncIterable<{ name: string; value: string }>>>;
	/** What Dry Run answers to a call in place of the service: the payload, with placeholders such as `<path of upload 1>`. */
	dryAnswer?(call: Call, count: number): unknown;
	/** further resources, by resource and operation */
	resources?: Readonly<Record<string, Readonly<Record<string, ResourceOperation>>>>;
	webhooks: Webhooks;
}
