/** Behaviour on which the service's documents disagree or say nothing. */
export interface IFaxSwitches {
	/** `unix`: seconds and `message` (current). `text`: `YYYY-MM-DD HH:mm:ss UTC` and `errorMessage` (old). */
	dateForm: 'unix' | 'text';
	/** Whether numbers in answers and webhooks keep their plus sign. */
	plusInNumbers: boolean;
	/** Whether fax-resend makes a new job. */
	resendJobId: 'new' | 'same';
	/** Whether fax-resend insists on `faxData` (old documents). */
	resendNeedsFiles: boolean;
	/** Where fax-lists has its rows. */
	listShape: 'array' | 'object';
	/** Rows per page of the lists of received faxes; the real number is not known. */
	pageSize: number;
	/** How fax-download hands the document over. */
	downloadForm: 'base64' | 'dataUri' | 'fileData' | 'file' | 'content' | 'url' | 'pdf';
	/** How long after its arrival a document cannot be downloaded yet. */
	documentLagMs: number;
	/** What fax-download answers in that time. */
	documentLagAnswer: 'error' | 'empty';
	/** What the number itself is called in number-list. */
	numberKey: 'number' | 'faxNumber' | 'phoneNumber';
	/** Whether progress is told by webhook. */
	inflight: boolean;
	/** How webhooks carry their fields. `multipart` also carries the document of a received fax. */
	webhookForm: 'json' | 'wrapped' | 'snakeCase' | 'form' | 'multipart';
	/** The words for the direction in webhooks; `none` leaves it out. */
	directionWords: 'inbound' | 'ib' | 'received' | 'none';
	/** Waiting times before a webhook is tried again (documented: 5, 10, 20, 30, 60 minutes). */
	webhookRetryDelaysMs: number[];
	pricePerPage: number;
}

const MINUTE = 60_000;

export const iFaxDefaults: IFaxSwitches = {
	dateForm: 'unix',
	plusInNumbers: true,
	resendJobId: 'new',
	resendNeedsFiles: false,
	listShape: 'array',
	pageSize: 20,
	downloadForm: 'base64',
	documentLagMs: 0,
	documentLagAnswer: 'error',
	numberKey: 'number',
	inflight: false,
	webhookForm: 'json',
	directionWords: 'inbound',
	webhookRetryDelaysMs: [5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE, 60 * MINUTE],
	pricePerPage: 0.11,
};
