import { goFaxAccount } from '../../accounts';
import { finalStates, type NetworkFax } from '../../network';
import { scenarioOf, type SubmissionEffect } from '../../scenarios';
import type { ServiceAnswer, ServiceRoute } from '../service';
import { call, idIn, unknownId, type GoFax } from './context';
import { readSendOrder, type SendOrder } from './sendOrder';
import { faxOutcomeText, faxStateText } from './statuses';
import { digits, errorFor, isObject, jsonBody, moments, Refusal, success } from './wire';

const RESEND_PATHS = ['SendFax/{id}/Resend', 'SendFax/{id}', 'SendFax/Resend/{id}'] as const;

/** SendFax (documented), SendFaxes (its answer is not), the status (path inferred) and the resend (path unknown). */
export function sendingRoutes(service: GoFax): ServiceRoute[] {
	const { store, sandbox } = service;
	const faxIn = (text: string | undefined): { id: number; fax: NetworkFax } => {
		const id = idIn(service, text);
		const fax = store.sent.get(id);
		if (fax === undefined) throw unknownId(service);
		return { id, fax };
	};
	return [
		...call(service, 'PUT', 'Account/CheckHaveAccess', () => {
			const { checkAccess } = sandbox.switches;
			if (checkAccess === 'envelope') return success(true);
			return { status: 200, headers: { 'content-type': 'application/json' }, body: checkAccess };
		}),
		...call(service, 'PUT', 'SendFax', (request) => {
			const order = readSendOrder(jsonBody(request), sandbox.switches.validationStatus);
			return submitted(service, [order], () => ({ status: 200, body: accept(service, order) }));
		}),
		...call(service, 'PUT', 'SendFaxes', (request) => {
			const faxes = jsonBody(request);
			if (!Array.isArray(faxes) || faxes.length === 0)
				throw new Refusal('The body must be a filled array', 400);
			const orders = (faxes as unknown[]).map((fax) => readSendOrder(fax, sandbox.switches.validationStatus));
			return submitted(service, orders, () => ({ status: 200, body: acceptMany(service, orders) }));
		}),
		...call(service, 'GET', 'SendFax/:id', ({ params }) => {
			const { id, fax } = faxIn(params.id);
			if (sandbox.switches.statusForm === 'text') return success(statusText(fax));
			return success(statusRow(service, id, fax));
		}),
		...RESEND_PATHS.flatMap((path) =>
			call(service, 'POST', path.replace('{id}', ':id'), ({ params }) => {
				if (path !== sandbox.switches.resendPath) return errorFor(404);
				const { id, fax } = faxIn(params.id);
				const { callbackUrl } = fax.reference;
				const order: SendOrder = {
					to: fax.to,
					documents: fax.documents,
					callbackUrl: typeof callbackUrl === 'string' ? callbackUrl : null,
					reference: { ...fax.reference, resendOf: id },
				};
				const sameId = sandbox.switches.resendId === 'same' ? id : undefined;
				return submitted(service, [order], () => ({ status: 200, body: accept(service, order, sameId) }));
			}),
		),
	];
}

/** Lets the recipients' scenarios do to a submission what they do to the request that hands faxes in. */
function submitted(service: GoFax, orders: SendOrder[], accepted: () => ServiceAnswer): ServiceAnswer {
	const { judge, switches } = service.sandbox;
	const effect = judge(orders.map(({ to }) => to));
	if (effect === 'refused' && orders.length === 1) {
		throw new Refusal('The recipient is not allowed', switches.validationStatus);
	}
	return refusalOf(effect) ?? { ...accepted(), ...brokenAnswer(effect) };
}

function refusalOf(effect: SubmissionEffect | null): ServiceAnswer | null {
	switch (effect) {
		case 'errorBefore':
			return errorFor(500);
		case 'rateLimitedFirst':
			return { ...errorFor(429), headers: { 'retry-after': '1' } };
		case 'rateLimitedFirstWithoutHint':
			return errorFor(429);
		default:
			return null;
	}
}

function brokenAnswer(effect: SubmissionEffect | null): Pick<ServiceAnswer, 'brokenBy'> {
	if (effect === 'answerLost') return { brokenBy: { fault: 'resetAfterBody' } };
	return effect === 'errorAfter' ? { brokenBy: { fault: 'status', status: 500 } } : {};
}

/** Takes a fax in and answers with the documented envelope; its `Response` is the fax's id. */
function accept({ sandbox, store }: GoFax, order: SendOrder, sameId?: number): Record<string, unknown> {
	const fax = sandbox.network.submit({
		service: 'goFax',
		from: goFaxAccount.number,
		to: order.to,
		documents: order.documents,
		pages: order.documents.reduce((sum, { pages }) => sum + pages, 0),
		reference: { ...order.reference, callbackUrl: order.callbackUrl },
	});
	const id = sameId ?? store.makeFaxId();
	fax.ids.push(String(id));
	store.sent.set(id, fax);
	const documents = order.documents.map(({ fileName }) => {
		return { Filename: fileName, Message: 'Initialised', Submitted: true };
	});
	const { body } = success(id);
	return { Documents: documents, ...(isObject(body) ? body : {}) };
}

/** Takes in what is not refused; how that is told is not documented, so a switch chooses. */
function acceptMany(service: GoFax, orders: SendOrder[]): object {
	const envelopes = orders.map((order) =>
		scenarioOf(order.to).submission === 'refused'
			? new Refusal('The recipient is not allowed', 200).envelope()
			: accept(service, order),
	);
	const ids = envelopes.map(({ Response }) => Response);
	const all = { Success: ids.every((id) => id !== 0), Message: null, ValidationErrors: null };
	switch (service.sandbox.switches.manyForm) {
		case 'envelopes':
			return envelopes;
		case 'ids':
			return { ...all, Response: ids };
		case 'objects':
			return {
				...all,
				// In another order than they were given, so that only the number tells which is which.
				Response: orders.map(({ to }, index) => ({ SendTo: digits(to), ID: ids[index] })).reverse(),
			};
		case 'opaque':
			return { ...all, Response: null };
	}
}

/** The service's words for how a sent fax stands. */
export function statusText(fax: NetworkFax): string {
	return faxStateText[fax.state] ?? faxOutcomeText[fax.outcome ?? 'lineError'];
}

/** The object of a status read; its fields were never recovered, these follow the SMS twin (inferred). */
function statusRow({ sandbox }: GoFax, id: number, fax: NetworkFax): Record<string, unknown> {
	const { Subject = null, ClientReference = null } = fax.reference;
	return {
		SendFaxID: id,
		SendTo: digits(fax.to),
		[sandbox.switches.statusKey]: statusText(fax),
		Pages: fax.pages,
		PagesSent: fax.pagesTransferred,
		Subject,
		ClientReference,
		...moments('Issued', fax.createdAt),
		...moments('Completed', finalStates.has(fax.state) ? fax.completedAt : null),
	};
}
