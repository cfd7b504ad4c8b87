/**
 * Who may use the sandbox: the credentials and numbers of its example accounts. None of them exists anywhere else.
 */

/** A person of the Fax.Plus example company. */
export interface FaxPlusUser {
	uid: string;
	email: string;
	name: string;
	lastname: string;
	accountType: 'corporate_admin' | 'corporate_member';
}

export interface FaxPlusNumber {
	id: string;
	number: string;
	/** User ids. */
	assignedTo: string[];
	status: 'active' | 'waiting_verification';
	isCanceled: boolean;
}

/** One personal access token: whose it is, what it may do, and whether the account's plan has API access. */
export interface FaxPlusToken {
	token: string;
	uid: string;
	scopes: string[];
	hasPlan: boolean;
}

const ADMIN = '5a4dbe1c0000000000000a01';
const MEMBER = '5a4dbe1c0000000000000a02';
const EVERYTHING = ['fax:all:read', 'fax:all:edit'];

export const faxPlusAccount = {
	/** The personal access token that may do everything. */
	accessToken: 'alohi_pat_sandbox_example_full_7Qm2',
	/** Only `fax:fax:read` and `fax:fax:edit`: no account, no numbers, no webhooks. */
	scopedAccessToken: 'alohi_pat_sandbox_example_fax_only_4Zk9',
	/** Only reads. */
	readOnlyAccessToken: 'alohi_pat_sandbox_example_read_only_8Tw3',
	/** Of an account without the Enterprise plan: every call is answered with HTTP 500. */
	noPlanAccessToken: 'alohi_pat_sandbox_example_no_plan_1Vb6',
	/** Of a member of the company: may use `self` only. */
	memberAccessToken: 'alohi_pat_sandbox_example_member_5Hc0',
	/** Unknown to the sandbox. */
	wrongAccessToken: 'alohi_pat_sandbox_example_wrong_0Xx0',
	oAuthClientId: 'APIK-sandbox-example-client',
	oAuthClientSecret: 'sandbox-example-client-secret-93f1',
	/** What the account's dashboard would show once deliveries are signed; signing is off until switched on. */
	webhookSigningSecret: `whsec_${Buffer.from('sandbox-example-signing-secret').toString('base64')}`,
	userId: ADMIN,
	memberUserId: MEMBER,
	number: '+12025550101',
	secondNumber: '+12025550102',
	memberNumber: '+12025550103',
	/** Not usable yet. */
	unverifiedNumber: '+12025550104',
} as const;

export const faxPlusTokens: readonly FaxPlusToken[] = [
	{ token: faxPlusAccount.accessToken, uid: ADMIN, scopes: EVERYTHING, hasPlan: true },
	{
		token: faxPlusAccount.scopedAccessToken,
		uid: ADMIN,
		scopes: ['fax:fax:read', 'fax:fax:edit'],
		hasPlan: true,
	},
	{ token: faxPlusAccount.readOnlyAccessToken, uid: ADMIN, scopes: ['fax:all:read'], hasPlan: true },
	{ token: faxPlusAccount.noPlanAccessToken, uid: ADMIN, scopes: EVERYTHING, hasPlan: false },
	{ token: faxPlusAccount.memberAccessToken, uid: MEMBER, scopes: EVERYTHING, hasPlan: true },
];

export const faxPlusUsers: readonly FaxPlusUser[] = [
	{
		uid: ADMIN,
		email: 'ada@sandbox.example',
		name: 'Ada',
		lastname: 'Example',
		accountType: 'corporate_admin',
	},
	{
		uid: MEMBER,
		email: 'max@sandbox.example',
		name: 'Max',
		lastname: 'Example',
		accountType: 'corporate_member',
	},
];

export const faxPlusNumbers: readonly FaxPlusNumber[] = [
	{
		id: 'e6e6000000000000000000000000a001',
		number: faxPlusAccount.number,
		assignedTo: [ADMIN],
		status: 'active',
		isCanceled: false,
	},
	{
		id: 'e6e6000000000000000000000000a002',
		number: faxPlusAccount.secondNumber,
		assignedTo: [ADMIN],
		status: 'active',
		isCanceled: false,
	},
	{
		id: 'e6e6000000000000000000000000a003',
		number: faxPlusAccount.memberNumber,
		assignedTo: [MEMBER],
		status: 'active',
		isCanceled: false,
	},
	{
		id: 'e6e6000000000000000000000000a004',
		number: faxPlusAccount.unverifiedNumber,
		assignedTo: [ADMIN],
		status: 'waiting_verification',
		isCanceled: false,
	},
];

export interface IFaxNumber {
	numberId: number;
	orderId: number;
	number: string;
}

export const iFaxAccount = {
	apiKey: 'sandbox-example-ifax-key-live-62d8',
	/** Simulates: the same answers, the balance stays as it is. */
	testApiKey: 'test_sandbox-example-ifax-key-9b17',
	/** A valid key of an account whose plan has no API. */
	noPlanApiKey: 'sandbox-example-ifax-key-no-plan-30aa',
	/** Unknown to the sandbox. */
	wrongApiKey: 'sandbox-example-ifax-key-wrong-0000',
	number: '+12025550111',
	secondNumber: '+12025550112',
	/** In the account's currency. */
	startBalance: 100,
	webhookUsername: 'sandbox-example-hook-user',
	webhookPassword: 'sandbox-example-hook-password-71',
} as const;

export const iFaxNumbers: readonly IFaxNumber[] = [
	{ numberId: 40111, orderId: 90111, number: iFaxAccount.number },
	{ numberId: 40112, orderId: 90112, number: iFaxAccount.secondNumber },
];

export const kazooAccount = {
	/** 64 characters, as the service makes them. */
	apiKey: 'sandboxexamplekazookey0a1b2c3d4e5f60718293a4b5c6d7e8f90123456789',
	/** Of another account: neither sees the faxes of the other. */
	otherApiKey: 'sandboxexampleotherkazookey1b2c3d4e5f60718293a4b5c6d7e8f90123456',
	/** Of an account that has expired: the log-in is refused with 423. */
	noPlanApiKey: 'sandboxexampleexpiredkazookey2c3d4e5f60718293a4b5c6d7e8f90123456',
	/** Logs in, but its session may not use any path of the account. */
	restrictedApiKey: 'sandboxexamplerestrictedkazookey3d4e5f60718293a4b5c6d7e8f9012345',
	/** Unknown to the sandbox. */
	wrongApiKey: 'sandboxexamplewrongkazookey0000000000000000000000000000000000000',
	username: 'Sandbox.User',
	password: 'sandbox-example-kazoo-password-58',
	accountName: 'sandboxexample',
	accountId: '5a2d994fbae69b1d6b01eb9f0e7dfe62',
	/** A descendant that the account may act for. */
	subAccountId: 'b4d1c9a07e6f4f7b8a3c2d1e0f9a8b7c',
	/** Of `otherApiKey`. */
	otherAccountId: 'c7e2d8b16f5a4e6c9b4d3e2f1a0b9c8d',
	ownerId: 'd2f74c5b8a9e4f0d91b6c3a2e1f07d85',
	number: '+12025550121',
	secondNumber: '+12025550122',
	/** There from the start; its caller id is `secondNumber`. */
	faxboxId: '7adf6ba4f1294427a3db19a8be1a771e',
	/** A session of the account that is open from the start. */
	sessionToken: 'sandbox-example-session-open-from-the-start',
	/** There from the start, in the account's list of e-mails that became a fax, or did not. */
	smtpLogEntries: 2,
} as const;

/** Who may log in to Kazoo, by API key. */
export const kazooKeys: ReadonlyArray<{
	apiKey: string;
	accountId: string;
	access: 'full' | 'none' | 'expired';
}> = [
	{ apiKey: kazooAccount.apiKey, accountId: kazooAccount.accountId, access: 'full' },
	{ apiKey: kazooAccount.otherApiKey, accountId: kazooAccount.otherAccountId, access: 'full' },
	{ apiKey: kazooAccount.noPlanApiKey, accountId: kazooAccount.otherAccountId, access: 'expired' },
	{ apiKey: kazooAccount.restrictedApiKey, accountId: kazooAccount.subAccountId, access: 'none' },
];

/** The accounts of Kazoo, with those that each may act for besides itself. */
export const kazooAccounts: Readonly<Record<string, readonly string[]>> = {
	[kazooAccount.accountId]: [kazooAccount.subAccountId],
	[kazooAccount.subAccountId]: [],
	[kazooAccount.otherAccountId]: [],
};

export const goFaxAccount = {
	token: '0f4c1a7e-5a6d-4b1e-9c53-7d2e8a41b6f0',
	/** Unknown to the sandbox. */
	wrongToken: '00000000-0000-4000-8000-000000000000',
	/** Of an account whose plan has no API: HTTP 402 (inferred). */
	noPlanToken: '3b9d6c22-71e4-4d0a-8f15-6e0c9a2b4d71',
	/** Without access to the API: HTTP 403 (inferred). */
	noPermissionToken: '8e17f3b5-2c49-4a86-b0d7-1f5e3c9a6b24',
	number: '+61711112222',
	/** What recipients see when a message names no sender. */
	smsSender: 'GoFaxSMS',
	webhookUsername: 'sandbox-example-gofax-hook-user',
	webhookPassword: 'sandbox-example-gofax-hook-password-58',
	webhookSecret: 'sandbox-example-gofax-url-secret-93',
} as const;
