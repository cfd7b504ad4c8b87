import { faxPlus } from '../../../nodes/FaxPlus/faxPlus.provider';
import { useClock } from '../../../nodes/shared/clock';
import { tableHttp, type TableRow } from '../../support/tableHttp';
import { failureOf, FROM, idAt, NOW, queuedFax, receivedFax, sentFax, stopClock, TO } from './support';

beforeEach(() => stopClock(NOW + 600_000));
afterEach(() => useClock());

const notThere = (path: string, method = 'GET'): TableRow => ({
	method,
	path,
	status: 404,
	json: { error: 'not_found' },
});
const at = (kind: string, id: unknown) => `/accounts/self/${kind}/${String(id)}`;
const noList: TableRow = { path: '/accounts/self/faxes', json: { data: { records: [] } } };
const wireOf = (calls: ReadonlyArray<{ method: string; path: string }>) =>
	calls.map(({ method, path }) => `${method} ${path}`);

describe('cancel', () => {
	test('deletes from the outbox and keeps what was known', async () => {
		const wire = queuedFax();
		const http = tableHttp(faxPlus, [
			{ method: 'GET', path: at('outbox', wire.id), json: wire },
			{ method: 'DELETE', path: at('outbox', wire.id), status: 204 },
		]);
		expect(await faxPlus.cancel!(http, String(wire.id))).toMatchObject({
			id: wire.id,
			trackingId: wire.id,
			status: 'canceled',
			isFinal: true,
			to: TO,
			reference: 'Invoice 7',
			failureCategory: null,
		});
		expect(http.calls.map(({ effect }) => effect)).toEqual(['read', 'change']);
	});

	test('works on a fax that is not visible yet', async () => {
		const id = idAt(NOW);
		const http = tableHttp(faxPlus, [
			notThere(at('outbox', id)),
			{ method: 'DELETE', path: at('outbox', id), status: 200 },
		]);
		expect(await faxPlus.cancel!(http, id)).toMatchObject({ id, status: 'canceled', isFinal: true });
	});

	test('Get Status afterwards says canceled, although the service shows nothing any more', async () => {
		const wire = queuedFax();
		const id = String(wire.id);
		stopClock(NOW + 5_000);
		const http = tableHttp(faxPlus, [
			{ method: 'GET', path: at('outbox', id), json: wire },
			{ method: 'DELETE', path: at('outbox', id), status: 204 },
			notThere(at('outbox', id)),
			notThere(at('faxes', id)),
			{ method: 'GET', path: '/accounts/self/faxes', json: { data: { records: [] } } },
		]);
		await faxPlus.cancel!(http, id);
		expect(await faxPlus.getStatus(http, id, {})).toMatchObject({ id, status: 'canceled', isFinal: true });
	});

	test('says that the fax has left the outbox', async () => {
		const id = idAt(NOW);
		const http = tableHttp(faxPlus, [
			notThere(at('outbox', id)),
			notThere(at('outbox', id), 'DELETE'),
			notThere(at('faxes', id)),
			{ method: 'GET', path: '/accounts/self/faxes', json: { data: { records: [] } } },
		]);
		const failure = await failureOf(() => faxPlus.cancel!(http, id));
		expect(failure.info).toMatchObject({ category: 'not_found', message: 'The fax is not in the outbox' });
		expect(failure.info.hint).toContain('Get Status');
	});

	test.each([
		['success', /delivered already/],
		['failed_user_busy', /failed already/],
	])('says what became of a fax that is no longer in the outbox: %s', async (status, says) => {
		const wire = sentFax({ status });
		const http = tableHttp(faxPlus, [
			notThere(at('outbox', wire.id)),
			notThere(at('outbox', wire.id), 'DELETE'),
			{ method: 'GET', path: at('faxes', wire.id), json: wire },
		]);
		const failure = await failureOf(() => faxPlus.cancel!(http, String(wire.id)));
		expect(failure.info).toMatchObject({ category: 'rejected', message: expect.stringMatching(says) });
		expect(failure.info.hint).toContain('Get Status');
	});

	test('passes on what the service says against it', async () => {
		const wire = queuedFax({ status: 'sending' });
		const http = tableHttp(faxPlus, [
			{ method: 'GET', path: at('outbox', wire.id), json: wire },
			{
				method: 'DELETE',
				path: at('outbox', wire.id),
				status: 409,
				json: { error: 'conflict', description: 'already transmitting' },
			},
		]);
		const failure = await failureOf(() => faxPlus.cancel!(http, String(wire.id)));
		expect(failure.message).toBe('already transmitting');
	});
});

describe('delete', () => {
	test('deletes the record', async () => {
		const id = idAt(NOW);
		const http = tableHttp(faxPlus, [{ method: 'DELETE', path: at('faxes', id), status: 204 }]);
		await faxPlus.delete!(http, id);
		expect(http.calls).toEqual([
			{ effect: 'change', method: 'DELETE', path: at('faxes', id), json: undefined, answer: 'none' },
		]);
	});

	test('a fax just received and deleted is not found, rather than queued', async () => {
		const id = idAt(NOW);
		stopClock(NOW + 5_000);
		const http = tableHttp(faxPlus, [
			{ method: 'DELETE', path: at('faxes', id), status: 204 },
			notThere(at('outbox', id)),
			notThere(at('faxes', id)),
			{ method: 'GET', path: '/accounts/self/faxes', json: { data: { records: [] } } },
		]);
		await faxPlus.delete!(http, id);
		expect((await failureOf(() => faxPlus.getStatus(http, id, {}))).info.category).toBe('not_found');
	});

	test('finds the record that a renamed fax has now', async () => {
		const id = idAt(NOW);
		const wire = sentFax();
		const http = tableHttp(faxPlus, [
			notThere(at('faxes', id), 'DELETE'),
			{ method: 'GET', path: at('faxes', id), json: wire },
			{ method: 'DELETE', path: at('faxes', wire.id), status: 204 },
		]);
		await faxPlus.delete!(http, id);
		expect(wireOf(http.calls).at(-1)).toBe(`DELETE ${at('faxes', wire.id)}`);
	});

	test('an id that the service does not know', async () => {
		const id = idAt(NOW);
		const http = tableHttp(faxPlus, [notThere(at('faxes', id), 'DELETE'), notThere(at('faxes', id)), noList]);
		expect((await failureOf(() => faxPlus.delete!(http, id))).info.category).toBe('not_found');
	});
});

describe('resend', () => {
	const found = (wire: Record<string, unknown>): TableRow[] => [
		notThere(at('outbox', wire.id)),
		{ method: 'GET', path: at('faxes', wire.id), json: wire },
	];
	const posted: TableRow = {
		method: 'POST',
		path: '/accounts/self/outbox',
		status: 201,
		json: { ids: { x: 'new' } },
	};

	test('sends the same document to the same recipient', async () => {
		const wire = sentFax();
		const http = tableHttp(faxPlus, [...found(wire), posted]);
		expect(await faxPlus.resend!(http, String(wire.id), {})).toMatchObject({
			id: 'new',
			trackingId: 'new',
			status: 'queued',
			isFinal: false,
			from: FROM,
			to: TO,
			reference: 'Invoice 7',
		});
		expect(http.calls.at(-1)).toMatchObject({
			effect: 'send',
			json: {
				from: FROM,
				to: [TO],
				from_fax: wire.id,
				comment: { text: 'Invoice 7', tags: [] },
				options: { enhancement: false },
				return_ids: true,
			},
		});
	});

	test('to another recipient, from another number', async () => {
		const wire = sentFax({ comment: '' });
		const http = tableHttp(faxPlus, [...found(wire), posted]);
		await faxPlus.resend!(http, String(wire.id), { resendTo: '+1 207-600-1784', resendFrom: '+13343040009' });
		expect(http.calls.at(-1)!.json).toEqual({
			from: '+13343040009',
			to: ['+12076001784'],
			from_fax: wire.id,
			options: { enhancement: false },
			return_ids: true,
		});
	});

	test('a received fax goes on from the number that received it, to whom the user names', async () => {
		const wire = receivedFax({ id: idAt(NOW), comment: 'private note' });
		const rows = () => [...found(wire), posted];
		const failure = await failureOf(() => faxPlus.resend!(tableHttp(faxPlus, rows()), String(wire.id), {}));
		expect(failure.context.parameter).toBe('Recipient');
		const http = tableHttp(faxPlus, rows());
		await faxPlus.resend!(http, String(wire.id), { resendTo: TO });
		expect(http.calls.at(-1)!.json).toEqual({
			from: '+12076001784',
			to: [TO],
			from_fax: wire.id,
			options: { enhancement: false },
			return_ids: true,
		});
	});

	test('a sender that the earlier fax does not tell must be given', async () => {
		const wire = sentFax({ from: '490ae330dbc749f0b6561dafa300f2fb' });
		const failure = await failureOf(() =>
			faxPlus.resend!(tableHttp(faxPlus, found(wire)), String(wire.id), {}),
		);
		expect(failure.context.parameter).toBe('Sender');
	});

	test.each([
		[{ resendTo: '0301234567' }, 'Recipient'],
		[{ resendFrom: 'me' }, 'Sender'],
	])('%j is refused before anything is asked', async (extra, parameter) => {
		const http = tableHttp(faxPlus, []);
		expect((await failureOf(() => faxPlus.resend!(http, idAt(NOW), extra))).context.parameter).toBe(
			parameter,
		);
		expect(http.calls).toEqual([]);
	});

	test('a fax still in the outbox cannot be sent again', async () => {
		const wire = queuedFax();
		const http = tableHttp(faxPlus, [{ path: at('outbox', wire.id), json: wire }]);
		const failure = await failureOf(() => faxPlus.resend!(http, String(wire.id), {}));
		expect(failure.message).toContain('still in the outbox');
		expect(http.calls.some(({ effect }) => effect === 'send')).toBe(false);
	});

	test('a service that insists on files gets an empty list; any other refusal is passed on', async () => {
		const wire = sentFax();
		const refused: TableRow = {
			...posted,
			status: 400,
			json: { error: 'validation', description: "'files' is a required property" },
		};
		const http = tableHttp(faxPlus, [...found(wire), refused, posted]);
		expect((await faxPlus.resend!(http, String(wire.id), {})).id).toBe('new');
		expect(http.calls.at(-1)!.json).toMatchObject({ files: [], from_fax: wire.id });

		const other = { ...refused, json: { description: 'from_fax is unknown' } };
		const failure = await failureOf(() =>
			faxPlus.resend!(tableHttp(faxPlus, [...found(wire), other]), String(wire.id), {}),
		);
		expect(failure.message).toContain('from_fax is unknown');
	});
});

describe('download', () => {
	const pdf = Buffer.from('%PDF-1.4 fax');

	async function bytes(content: unknown): Promise<string> {
		const all: Buffer[] = [];
		for await (const chunk of content as AsyncIterable<Buffer>) all.push(chunk);
		return Buffer.concat(all).toString();
	}

	test.each([
		['pdf', 'application/pdf', 'application/pdf; charset=binary', 'pdf'],
		['tiff', 'image/tiff', 'image/tiff', 'tiff'],
	])('%s: Accept and query say the same', async (format, accept, type, extension) => {
		const id = idAt(NOW);
		const http = tableHttp(faxPlus, [
			{ path: at('files', id), document: pdf, headers: { 'content-type': type } },
		]);
		const file = await faxPlus.download!(http, id, { format, direction: null });
		expect(http.calls).toEqual([
			{
				effect: 'read',
				method: 'GET',
				path: at('files', id),
				query: { format },
				headers: { Accept: accept },
				answer: 'document',
			},
		]);
		expect(file).toMatchObject({ fileName: `fax-${id}.${extension}`, mimeType: accept });
		expect(await bytes(file.content)).toBe(pdf.toString());
	});

	test('a caller without a wish gets a PDF', async () => {
		const id = idAt(NOW);
		const http = tableHttp(faxPlus, [{ path: at('files', id), document: pdf }]);
		await faxPlus.download!(http, id, { format: null, direction: null });
		expect(http.calls[0]).toMatchObject({ query: { format: 'pdf' }, headers: { Accept: 'application/pdf' } });
	});

	test('by the id that Send returned, under the name the fax has now', async () => {
		const sent = idAt(NOW);
		const wire = sentFax();
		const http = tableHttp(faxPlus, [
			notThere(at('files', sent)),
			{ path: at('faxes', sent), json: wire },
			{ path: at('files', wire.id), document: pdf },
		]);
		const file = await faxPlus.download!(http, sent, { format: 'pdf', direction: null });
		expect(await bytes(file.content)).toBe(pdf.toString());
		expect(file.mimeType).toBeNull();
	});

	test('JSON instead of a document is no document', async () => {
		const id = idAt(NOW);
		const http = tableHttp(faxPlus, [{ path: at('files', id), json: { error: 'gone' } }]);
		const failure = await failureOf(() => faxPlus.download!(http, id, { format: 'pdf', direction: null }));
		expect(failure.message).toBe('Fax.Plus answered without a document');
	});

	test('a refusal is passed on', async () => {
		const id = idAt(NOW);
		const http = tableHttp(faxPlus, [
			{ path: at('files', id), status: 403, json: { description: 'no scope' } },
		]);
		expect(
			(await failureOf(() => faxPlus.download!(http, id, { format: 'pdf', direction: null }))).info.category,
		).toBe('permission');
	});

	test('the report of a sent fax is a PDF', async () => {
		const id = idAt(NOW);
		const http = tableHttp(faxPlus, [
			{ path: at('report', id), document: pdf, headers: { 'content-type': 'application/pdf' } },
		]);
		const file = await faxPlus.downloadReport!(http, id);
		expect(file).toMatchObject({ fileName: `fax-report-${id}.pdf`, mimeType: 'application/pdf' });
		expect(http.calls[0].headers).toEqual({ Accept: 'application/pdf' });
	});
});

describe('comment and read mark', () => {
	test('marking as read keeps the comment', async () => {
		const wire = receivedFax({ id: idAt(NOW), comment: 'from the lab' });
		const http = tableHttp(faxPlus, [
			{ method: 'GET', path: at('faxes', wire.id), json: wire },
			{ method: 'PUT', path: at('faxes', wire.id), status: 204 },
		]);
		expect(await faxPlus.markAsRead!(http, String(wire.id), true)).toMatchObject({
			id: wire.id,
			reference: 'from the lab',
			status: 'received',
		});
		expect(http.calls[1]).toMatchObject({
			effect: 'change',
			json: { comment: 'from the lab', is_read: true },
		});
	});

	test('the comment of a queued fax is plain text', async () => {
		const wire = queuedFax();
		const http = tableHttp(faxPlus, [
			{ method: 'GET', path: at('outbox', wire.id), json: wire },
			{ method: 'PUT', path: at('outbox', wire.id), status: 200 },
		]);
		expect(await faxPlus.updateComment!(http, String(wire.id), 'new')).toMatchObject({
			reference: 'new',
			status: 'queued',
		});
		expect(http.calls[1].json).toEqual({ comment: 'new' });
	});

	test('the comment of a finished fax keeps its read mark', async () => {
		const wire = receivedFax({ id: idAt(NOW), is_read: true });
		const http = tableHttp(faxPlus, [
			notThere(at('outbox', wire.id)),
			{ method: 'GET', path: at('faxes', wire.id), json: wire },
			{ method: 'PUT', path: at('faxes', wire.id), status: 204 },
		]);
		expect((await faxPlus.updateComment!(http, String(wire.id), '')).reference).toBeNull();
		expect(http.calls[2].json).toEqual({ comment: '', is_read: true });
	});

	test('an unknown id', async () => {
		const id = idAt(NOW);
		const rows = [notThere(at('outbox', id)), notThere(at('faxes', id)), noList];
		expect(
			(await failureOf(() => faxPlus.updateComment!(tableHttp(faxPlus, rows), id, 'x'))).info.category,
		).toBe('not_found');
		expect(
			(
				await failureOf(() =>
					faxPlus.markAsRead!(tableHttp(faxPlus, [notThere(at('faxes', id)), noList]), id, true),
				)
			).info.category,
		).toBe('not_found');
	});
});
