import { kazooAccount } from '../../accounts';
import type { ServiceRoute } from '../service';
import { guarded, type Kazoo } from './context';
import { page } from './lists';
import type { Faxbox } from './store';
import { badIdentifier, invalid, isObject, makeId, readEnvelope, toGregorian } from './wire';

/** Faxboxes, numbers and the log of e-mails that were to become faxes (documented, source code). */
export function resourceRoutes(kazoo: Kazoo): ServiceRoute[] {
	return [...faxboxRoutes(kazoo), ...numberRoutes(kazoo), ...smtpRoutes(kazoo)];
}

function faxboxRoutes(kazoo: Kazoo): ServiceRoute[] {
	const { sandbox, store } = kazoo;
	const path = '/v2/accounts/:account/faxboxes';
	const one = (id: string, accountId: string) => {
		const found = store.faxboxes.get(id);
		if (found === undefined || found.accountId !== accountId) throw badIdentifier(id);
		return found;
	};
	const save = (faxbox: Faxbox & { accountId: string }) => {
		checkFaxbox(kazoo, faxbox);
		store.faxboxes.set(faxbox.id, faxbox);
		return { data: faxboxBody(faxbox) };
	};
	return [
		{
			method: 'GET',
			path,
			handle: guarded(kazoo, ({ query }, accountId) => {
				const own = [...store.faxboxes.values()].filter((faxbox) => faxbox.accountId === accountId);
				// The full stored documents, with what is private in them (source code).
				const rows = own.map((faxbox) => ({
					id: faxbox.id,
					at: sandbox.clock.now(),
					body: () => ({ ...faxboxBody(faxbox), _id: faxbox.id, _rev: '1-0', pvt_account_id: accountId }),
				}));
				return page(rows, query, sandbox.clock.now(), sandbox.switches, 'whole');
			}),
		},
		{
			method: 'PUT',
			path,
			handle: guarded(kazoo, (request, accountId) => {
				const id = makeId();
				const address = `${id.slice(0, 8)}.fax.sandbox.example`;
				const { data } = readEnvelope(request);
				const defaults = { caller_name: 'Kazoo Fax Printer', fax_header: 'Kazoo Fax Printer', retries: 1 };
				return { ...save({ ...defaults, ...data, id, accountId, smtp_email_address: address }), status: 201 };
			}),
		},
		{
			method: 'GET',
			path: `${path}/:id`,
			handle: guarded(kazoo, ({ params }, accountId) => ({
				data: faxboxBody(one(params.id ?? '', accountId)),
			})),
		},
		...(['POST', 'PATCH'] as const).map((method): ServiceRoute => ({
			method,
			path: `${path}/:id`,
			handle: guarded(kazoo, (request, accountId) => {
				const before = one(request.params.id ?? '', accountId);
				const { data } = readEnvelope(request);
				if (data.name === undefined) throw invalid('name', 'required', 'Field is required but missing');
				const kept = method === 'PATCH' ? before : { smtp_email_address: before.smtp_email_address };
				return save({ ...kept, ...data, id: before.id, accountId });
			}),
		})),
		{
			method: 'DELETE',
			path: `${path}/:id`,
			handle: guarded(kazoo, ({ params }, accountId) => {
				const faxbox = one(params.id ?? '', accountId);
				store.faxboxes.delete(faxbox.id);
				return { data: { ...faxboxBody(faxbox), _read_only: { deleted: true } } };
			}),
		},
	];
}

function faxboxBody({ accountId: _account, ...faxbox }: Faxbox & { accountId: string }): object {
	return faxbox;
}

function checkFaxbox(kazoo: Kazoo, faxbox: Faxbox): void {
	const { name, retries, custom_smtp_email_address: address, smtp_permission_list: senders } = faxbox;
	if (typeof name !== 'string' || name === '')
		throw invalid('name', 'required', 'Field is required but missing');
	if (name.length > 128) throw invalid('name', 'maxLength', 'String must not be more than 128 characters');
	if (retries !== undefined && (!Number.isInteger(retries) || Number(retries) < 0 || Number(retries) > 4)) {
		throw invalid('retries', 'maximum', 'Value is not from 0 to 4', { target: 4 });
	}
	if (senders !== undefined && !Array.isArray(senders)) {
		throw invalid('smtp_permission_list', 'type', 'Value did not match type(s): array');
	}
	const taken = [...kazoo.store.faxboxes.values()].some(
		(other) => other.id !== faxbox.id && address !== undefined && other.custom_smtp_email_address === address,
	);
	if (taken) throw invalid('custom_smtp_email_address', 'unique', 'the address is in use already');
}

function numberRoutes(kazoo: Kazoo): ServiceRoute[] {
	return [
		{
			method: 'GET',
			path: '/v2/accounts/:account/phone_numbers',
			handle: guarded(kazoo, ({ query }, accountId) => {
				const own =
					accountId === kazooAccount.accountId ? [kazooAccount.number, kazooAccount.secondNumber] : [];
				const states = new Map([
					...own.map((number) => [number, 'in_service'] as const),
					['+12025550129', 'reserved'],
				]);
				const wanted = query.filter_state;
				const numbers = [...states]
					.filter(([, state]) => wanted === undefined || state === wanted)
					.map(([number, state]) => {
						const at = toGregorian(kazoo.sandbox.clock.now());
						return [number, { state, assigned_to: accountId, created: at, updated: at, features: ['fax'] }];
					});
				return { data: { numbers: Object.fromEntries(numbers), cascade_quantity: 0 } };
			}),
		},
	];
}

function smtpRoutes(kazoo: Kazoo): ServiceRoute[] {
	const { sandbox, store } = kazoo;
	const path = '/v2/accounts/:account/faxes/smtplog';
	const own = (accountId: string) => (accountId === kazooAccount.accountId ? store.smtpLog : []);
	return [
		{
			method: 'GET',
			path,
			handle: guarded(kazoo, ({ query }, accountId) => {
				const rows = own(accountId).map(({ id, at, detail }) => {
					const error = Array.isArray(detail.errors) ? String(detail.errors[0] ?? '') : '';
					const { from, to } = detail;
					return { id, at, body: () => ({ id, from, to, error, created: toGregorian(at) }) };
				});
				return page(rows, query, sandbox.clock.now(), sandbox.switches, 'windowed');
			}),
		},
		{
			method: 'GET',
			path: `${path}/:id`,
			handle: guarded(kazoo, ({ params }, accountId) => {
				const found = own(accountId).find(({ id }) => id === params.id);
				if (found === undefined || !isObject(found.detail)) throw badIdentifier(params.id ?? '');
				return { data: { id: found.id, ...found.detail } };
			}),
		},
	];
}
