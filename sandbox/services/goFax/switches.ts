/** Behaviour on which the service's documents disagree or say nothing. */
export interface GoFaxSwitches {
	/** What CheckHaveAccess answers to a good token; its body is not documented. `false`: without any access. */
	checkAccess: 'envelope' | 'true' | 'false';
	/** The HTTP status of a refused submission; its body says `Success: false` either way. */
	validationStatus: 200 | 400;
	/** How SendFaxes answers: one envelope for each fax, or one whose Response holds ids, objects or nothing. */
	manyForm: 'envelopes' | 'ids' | 'objects' | 'opaque';
	/** Response of a status read: an object, or nothing but the text. */
	statusForm: 'object' | 'text';
	/** What the status is called in that object. */
	statusKey: 'Status' | 'StatusText' | 'Result';
	/** How an unknown id is answered. */
	unknownId: 'notFound' | 'refusal' | 'unauthorised';
	/** Which path resends; the other candidates are answered with 404. */
	resendPath: 'SendFax/{id}/Resend' | 'SendFax/{id}' | 'SendFax/Resend/{id}';
	/** Whether a resend makes a new id. */
	resendId: 'new' | 'same';
	/** Which path lists received faxes; the other one is answered with `otherPathStatus`. */
	listPath: 'ReceiveFax' | 'ReceiveFaxes';
	otherPathStatus: 404 | 405;
	/** Where a list has its rows. */
	listForm: 'envelope' | 'array' | 'records';
	/** What a received fax's id is called in lists and webhooks. */
	receivedIdKey: 'ReceiveFaxID' | 'FaxID' | 'ID';
	/** How the document of a received fax is wrapped. */
	documentForm: 'envelope' | 'object' | 'array' | 'jsonText' | 'text' | 'raw';
	/** Keys of v2.0 answers, whose bodies nobody has published. */
	v2Keys: 'camelCase' | 'PascalCase';
	/** How a webhook carries its fields when its URL has no query; with one they are always appended to it. */
	webhookForm: 'form' | 'multipart';
	/** What stands between a URL's own query and the appended fields. */
	appendWith: '?' | '&';
	/** Spelling of the field names in webhooks. */
	webhookKeys: 'PascalCase' | 'camelCase' | 'lowercase';
	/** The status of an SMS: for each recipient, or one for all. */
	smsStatusForm: 'recipients' | 'single';
	/** Waiting times before a webhook is tried again; the real policy is not known. */
	webhookRetryDelaysMs: number[];
}

export const goFaxDefaults: GoFaxSwitches = {
	checkAccess: 'envelope',
	validationStatus: 200,
	manyForm: 'envelopes',
	statusForm: 'object',
	statusKey: 'Status',
	unknownId: 'notFound',
	resendPath: 'SendFax/{id}/Resend',
	resendId: 'new',
	listPath: 'ReceiveFax',
	otherPathStatus: 404,
	listForm: 'envelope',
	receivedIdKey: 'ReceiveFaxID',
	documentForm: 'envelope',
	v2Keys: 'camelCase',
	webhookForm: 'form',
	appendWith: '?',
	webhookKeys: 'PascalCase',
	smsStatusForm: 'recipients',
	webhookRetryDelaysMs: [1_000, 5_000, 15_000],
};
