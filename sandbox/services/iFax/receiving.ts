import { iFaxNumbers } from '../../accounts';
import type { ServiceAnswer, ServiceRoute } from '../service';
import { call, type IFax } from './context';
import { receivedRow } from './rows';
import type { ReceivedFax } from './store';
import { readDay, readId, Refusal, success } from './wire';

const DAY = 86_400_000;

/** Received faxes and the own numbers (documented in part; shapes from third-party code). */
export function receivingRoutes(service: IFax): ServiceRoute[] {
	const { sandbox, store } = service;
	return [
		call('inbound/fax-list-all', (body) => list(service, body, null)),
		call('inbound/fax-list', (body) => {
			const number = iFaxNumbers.find(
				({ numberId, orderId }) => numberId === readId(body.numberId) && orderId === readId(body.orderId),
			);
			if (number === undefined) throw new Refusal('numberId or orderId is invalid');
			return list(service, body, number.number);
		}),
		call('inbound/fax-download', (body) => {
			const [jobId, transactionId] = [readId(body.jobId), readId(body.transactionId)];
			if (jobId === null || transactionId === null) throw new Refusal('jobId and transactionId are required');
			const received = store.received.get(jobId);
			if (received?.transactionId !== transactionId) throw new Refusal('Fax not found');
			return download(service, received);
		}),
		call('inbound/number-list', () => {
			const rows = iFaxNumbers.map(({ numberId, orderId, number }) => {
				return { numberId, orderId, [sandbox.switches.numberKey]: number };
			});
			return success('Numbers list retrieved successfully', rows);
		}),
		{
			method: 'GET',
			path: '/documents/:name',
			// Where the `url` form of fax-download points to; like a signed address it asks for no key.
			handle: ({ params }) => {
				const received = store.received.get(Number(params.name?.replace(/\.pdf$/, '')));
				const document = received?.fax.documents[0];
				if (document === undefined) return { status: 404, body: 'Not found' };
				return { status: 200, headers: { 'content-type': document.mimeType }, body: document.bytes };
			},
		},
	];
}

/** Newest first, by whole UTC days, a page at a time. */
function list(service: IFax, body: Record<string, unknown>, number: string | null): ServiceAnswer {
	const { switches } = service.sandbox;
	const from = dayOf(body.startDate, 'startDate') ?? -Infinity;
	const until = (dayOf(body.endDate, 'endDate') ?? Infinity) + DAY;
	const rows = [...service.store.received.values()]
		.filter(({ fax }) => fax.state === 'received' && (number === null || fax.to === number))
		.filter(({ fax }) => fax.createdAt >= from && fax.createdAt < until)
		.reverse();
	const cursor = body.lastFaxId === undefined ? null : readId(body.lastFaxId);
	const start = cursor === null ? 0 : rows.findIndex(({ jobId }) => jobId === cursor) + 1;
	const isLost = cursor !== null && start === 0;
	const page = isLost ? [] : rows.slice(start, start + switches.pageSize);
	return success(
		'Inbound fax list retrieved successfully',
		page.map((row) => receivedRow(row, switches)),
	);
}

function dayOf(value: unknown, name: string): number | null {
	if (value === undefined) return null;
	const day = typeof value === 'string' ? readDay(value) : null;
	if (day === null) throw new Refusal(`${name} is not in the form MM/DD/YYYY`);
	return day;
}

function download(service: IFax, { jobId, fax }: ReceivedFax): ServiceAnswer {
	const { switches, clock, address } = service.sandbox;
	const message = 'Fax downloaded successfully';
	if (clock.now() < (fax.completedAt ?? Infinity) + switches.documentLagMs) {
		if (switches.documentLagAnswer === 'empty') return success(message, '');
		throw new Refusal('Fax file is not available');
	}
	const [document] = fax.documents;
	if (document === undefined) throw new Refusal('Fax file is not available');
	const base64 = document.bytes.toString('base64');
	switch (switches.downloadForm) {
		case 'pdf':
			return { status: 200, headers: { 'content-type': 'application/pdf' }, body: document.bytes };
		case 'base64':
			return success(message, base64);
		case 'dataUri':
			return success(message, `data:${document.mimeType};base64,${base64}`);
		case 'url':
			return success(message, `${address()}/ifax/documents/${jobId}.pdf`);
		default:
			return success(message, { [switches.downloadForm]: base64 });
	}
}
