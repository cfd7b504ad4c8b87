import { KAZOO_ACCOUNT } from './services';

/** What a request gets: JSON, or a document of the present size, as it is or as base64 between two texts. */
export type BenchAnswer =
	{ json: unknown } | { document: true } | { before: string; base64: true; after: string };

/** A request as far as the answers need it. */
export interface BenchRequest {
	method: string;
	/** without the query */
	path: string;
	query: URLSearchParams;
	/** the body's beginning, enough for what is not a document */
	text: string;
	/** entries in every list */
	listTotal: number;
}

type Responder = (request: BenchRequest) => BenchAnswer;

const TO = '+13125550100';
const FROM = '+12025550199';
/** Entries on a page. */
const PAGE = 100;
const FAXPLUS_PAGE = 50;
const MINUTE_MS = 60_000;
const GREGORIAN_SECONDS = 62_167_219_200;

const startedAt = Date.now();
/** When the entry with this index came in. */
const entryTime = (index: number) => startedAt - (index + 1) * MINUTE_MS;
const range = (from: number, count: number, total: number) =>
	Array.from({ length: Math.max(0, Math.min(count, total - from)) }, (_, at) => from + at);

const utcText = (at: number) => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

function faxPlusList({ query, listTotal }: BenchRequest): BenchAnswer {
	const before = query.get('before');
	const end = before === null ? Infinity : Date.parse(`${before.replace(' ', 'T')}Z`);
	const first = end === Infinity ? 0 : Math.max(0, Math.ceil((startedAt - end) / MINUTE_MS) - 1);
	const limit = Number(query.get('limit') ?? FAXPLUS_PAGE);
	const records = range(first, limit, listTotal).map((index) => ({
		id: (0x650a1b2c * 2 ** 16 + index).toString(16).padStart(24, '0'),
		direction: 'incoming',
		status: 'success',
		from: TO,
		to: FROM,
		pages: 2,
		duration: 61,
		start_time: utcText(entryTime(index)),
		submit_time: utcText(entryTime(index)),
		last_update: utcText(entryTime(index)),
		cost: 2,
		file: `fax-${index}.pdf`,
	}));
	return { json: { data: { records } } };
}

const sentFax = {
	id: '650a1b2c3d4e5f6071829300',
	direction: 'outgoing',
	status: 'success',
	from: FROM,
	to: TO,
	pages: 2,
};

const iFaxRow = (index: number) => ({
	jobId: 9_000_000 - index,
	transactionId: 8_000_000 - index,
	receivedTime: Math.floor(entryTime(index) / 1000),
	fromNumber: TO,
	toNumber: FROM,
	faxTotalPages: 2,
	faxReceivedPages: 2,
	faxCallLength: 61,
	faxCallStart: Math.floor(entryTime(index) / 1000),
	faxCallEnd: Math.floor(entryTime(index) / 1000),
	faxStatus: 'received',
	message: 'NORMAL_CLEARING',
	code: 0,
});

function iFaxList({ text, listTotal }: BenchRequest): BenchAnswer {
	const { lastFaxId } = JSON.parse(text || '{}') as { lastFaxId?: string };
	const first = lastFaxId === undefined ? 0 : 9_000_000 - Number(lastFaxId) + 1;
	return { json: { status: 1, message: 'ok', data: range(first, PAGE, listTotal).map(iFaxRow) } };
}

const gregorian = (at: number) => Math.floor(at / 1000) + GREGORIAN_SECONDS;

function kazooList({ query, listTotal }: BenchRequest): BenchAnswer {
	const from = Number(query.get('created_from') ?? 0);
	const until = Number(query.get('created_to') ?? Infinity);
	const first = Number(query.get('start_key') ?? 0);
	const rows = range(first, PAGE, listTotal).filter((index) => {
		const created = gregorian(entryTime(index));
		return created >= from && created <= until;
	});
	const data = rows.map((index) => ({
		id: `202611-${index.toString(16).padStart(32, '0')}`,
		timestamp: gregorian(entryTime(index)),
		created: gregorian(entryTime(index)),
		to_number: FROM,
		from_number: TO,
		folder: 'inbox',
		rx_result: {
			success: true,
			result_code: '0',
			result_text: 'OK',
			total_pages: '2',
			transferred_pages: '2',
		},
	}));
	const isLast = rows.length < PAGE || first + PAGE >= listTotal;
	return kazoo(data, isLast ? {} : { next_start_key: String(first + PAGE) });
}

const kazoo = (data: unknown, more: object = {}): BenchAnswer => ({
	json: { data, status: 'success', request_id: 'bench', revision: '1', auth_token: 'bench-token', ...more },
});

const job = {
	id: 'a'.repeat(32),
	from_number: FROM,
	to_number: TO,
	attempts: 0,
	created: gregorian(startedAt),
};

const goFaxRow = (index: number) => ({
	ReceiveFaxID: 8_000_000 - index,
	FromNumber: TO.slice(1),
	ToNumber: FROM.slice(1),
	Pages: 2,
	ReceivedUtc: new Date(entryTime(index)).toISOString().slice(0, 19),
});

/** Method and path, and what is answered; the first that fits holds. */
const ROUTES: ReadonlyArray<[method: string, path: RegExp, respond: Responder]> = [
	['POST', /^\/faxplus\/accounts\/self\/files$/, () => ({ json: { path: '/storage/fax-1' } })],
	['POST', /^\/faxplus\/accounts\/self\/outbox$/, () => ({ json: { ids: { [TO]: sentFax.id } } })],
	[
		'GET',
		/^\/faxplus\/accounts\/self\/outbox\/[^/]+$/,
		() => ({ json: { id: sentFax.id, status: 'submitted', from: FROM, to: [TO], page_count: 2 } }),
	],
	['GET', /^\/faxplus\/accounts\/self\/faxes$/, faxPlusList],
	['GET', /^\/faxplus\/accounts\/self\/faxes\/[^/]+$/, () => ({ json: sentFax })],
	['GET', /^\/faxplus\/accounts\/self\/files\/[^/]+$/, () => ({ document: true })],
	['PUT', /^\/gofax\/v1\.0\/SendFax$/, () => ({ json: { Success: true, Message: '', Response: 8830411 } })],
	[
		'GET',
		/^\/gofax\/v1\.0\/SendFax\/\d+$/,
		() => ({
			json: { Success: true, Response: { SendFaxID: 8830411, Status: 'Fax successfully sent', Pages: 2 } },
		}),
	],
	[
		'GET',
		/^\/gofax\/v1\.0\/ReceiveFax\/\d+\/Document$/,
		() => ({ before: '{"Success":true,"Response":"', base64: true, after: '"}' }),
	],
	[
		'GET',
		/^\/gofax\/v1\.0\/ReceiveFax$/,
		({ listTotal }) => ({ json: { Success: true, Response: range(0, listTotal, listTotal).map(goFaxRow) } }),
	],
	[
		'POST',
		/^\/ifax\/customer\/fax-send$/,
		() => ({ json: { status: 1, message: 'ok', data: { jobId: 7067845 } } }),
	],
	[
		'POST',
		/^\/ifax\/customer\/fax-status$/,
		() => ({ json: { status: 1, data: { ...iFaxRow(0), jobId: 7067845, faxStatus: 'delivered' } } }),
	],
	['POST', /^\/ifax\/customer\/inbound\/fax-list-all$/, iFaxList],
	[
		'POST',
		/^\/ifax\/customer\/inbound\/fax-download$/,
		() => ({ before: '{"status":1,"message":"ok","data":"', base64: true, after: '"}' }),
	],
	[
		'PUT',
		/^\/kazoo\/v2\/(api|user)_auth$/,
		() => kazoo({ account_id: KAZOO_ACCOUNT, auth_token: 'bench-token-0123456789' }),
	],
	['PUT', /^\/kazoo\/v2\/accounts\/[^/]+\/faxes$/, () => kazoo(job)],
	[
		'GET',
		/^\/kazoo\/v2\/accounts\/[^/]+\/faxes\/outgoing\/[^/]+$/,
		() => kazoo({ ...job, status: 'processing' }),
	],
	['GET', /^\/kazoo\/v2\/accounts\/[^/]+\/faxes\/inbox$/, kazooList],
	[
		'GET',
		/^\/kazoo\/v2\/accounts\/[^/]+\/faxes\/(inbox|outbox)\/[^/]+\/attachment$/,
		() => ({ document: true }),
	],
	[
		'GET',
		/^\/kazoo\/v2\/accounts\/[^/]+\/faxes\/(inbox|outbox)\/[^/]+$/,
		() => kazoo({ ...job, folder: 'inbox', timestamp: gregorian(startedAt) }),
	],
];

/** What the services answer; undefined for a request that the bench does not know. */
export function answerTo(request: BenchRequest): BenchAnswer | undefined {
	const route = ROUTES.find(([method, path]) => method === request.method && path.test(request.path));
	return route?.[2](request);
}
