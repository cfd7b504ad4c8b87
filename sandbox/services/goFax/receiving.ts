import type { NetworkFax } from '../../network';
import type { ServiceAnswer, ServiceRoute } from '../service';
import { call, idIn, unknownId, type GoFax } from './context';
import { digits, errorFor, moments, success } from './wire';

const LIST_PATHS = ['ReceiveFax', 'ReceiveFaxes'] as const;

/** Received faxes: the document's path is known, the list's path and all fields are not. */
export function receivingRoutes(service: GoFax): ServiceRoute[] {
	const { store, sandbox } = service;
	return [
		...LIST_PATHS.flatMap((path) =>
			call(service, 'GET', path, () => {
				const { listPath, otherPathStatus, listForm } = sandbox.switches;
				if (path !== listPath) return errorFor(otherPathStatus);
				const rows = [...store.received]
					.filter(([, fax]) => fax.state === 'received')
					.map(([id, fax]) => receivedRow(service, id, fax));
				if (listForm === 'array') return { status: 200, body: rows };
				if (listForm === 'records') return success({ Records: rows, TotalRecords: rows.length });
				return success(rows);
			}),
		),
		...call(service, 'GET', 'ReceiveFax/:id/Document', ({ params }) => {
			const id = idIn(service, params.id);
			const fax = store.received.get(id);
			if (fax === undefined) throw unknownId(service);
			return wrapped(service, id, fax);
		}),
	];
}

/** What lists and webhooks tell of a received fax (the sandbox's choice). */
export function receivedRow({ sandbox }: GoFax, id: number, fax: NetworkFax): Record<string, unknown> {
	return {
		[sandbox.switches.receivedIdKey]: id,
		FromNumber: digits(fax.from),
		ToNumber: digits(fax.to),
		Pages: fax.pagesTransferred,
		...moments('Received', fax.completedAt),
	};
}

function wrapped(service: GoFax, id: number, fax: NetworkFax): ServiceAnswer {
	const [document] = fax.documents;
	if (document === undefined) throw unknownId(service);
	const base64 = document.bytes.toString('base64');
	const Filename = `fax-${id}.pdf`;
	const json = { 'content-type': 'application/json; charset=utf-8' };
	switch (service.sandbox.switches.documentForm) {
		case 'envelope':
			return success(base64);
		case 'object':
			return success({ Filename, Data: base64 });
		case 'array':
			return success([{ Filename, Document: base64 }]);
		case 'jsonText':
			return { status: 200, headers: json, body: JSON.stringify(base64) };
		case 'text':
			return { status: 200, headers: { 'content-type': 'text/plain' }, body: base64 };
		case 'raw':
			return { status: 200, headers: { 'content-type': document.mimeType }, body: document.bytes };
	}
}
