import type { SubmissionEffect } from '../../scenarios';
import type { ServiceAnswer, ServiceRoute } from '../service';
import { call, type Caller, type IFax } from './context';
import { jobRow } from './rows';
import { readFaxData, readSendOrder, type SendOrder } from './sendOrder';
import type { Job } from './store';
import { errorFor, readId, Refusal, success } from './wire';

/** fax-send, fax-resend, fax-status, fax-cancel, fax-delete (documented) and fax-lists (third-party code). */
export function sendingRoutes(service: IFax): ServiceRoute[] {
	const { sandbox, store } = service;
	const one = (value: unknown): Job => {
		const id = readId(value);
		if (id === null) throw new Refusal('jobId is required');
		const job = store.jobs.get(id);
		if (job === undefined) throw new Refusal('Job not found');
		return job;
	};
	return [
		call('fax-send', async (body, caller) => submit(service, await readSendOrder(body), caller)),
		call('fax-resend', async (body, caller) => {
			const job = one(body.jobId);
			if (body.faxData === undefined && sandbox.switches.resendNeedsFiles) {
				throw new Refusal('faxData must have at least one file');
			}
			const fresh = body.faxData === undefined ? null : await readFaxData(body.faxData);
			const order: SendOrder = {
				to: job.fax.to,
				from: job.fax.from,
				documents: fresh?.map(({ document }) => document) ?? job.fax.documents,
				pages: fresh?.reduce((sum, { pages }) => sum + pages, 0) ?? job.fax.pages,
				sendAt: null,
				reference: { ...job.fax.reference, resendOf: job.jobId },
			};
			return submit(service, order, caller, sandbox.switches.resendJobId === 'same' ? job : undefined);
		}),
		call('fax-status', (body) => success('Fax status response', jobRow(one(body.jobId), sandbox.switches))),
		call('fax-cancel', (body) => {
			if (!sandbox.network.cancel(one(body.jobId).fax)) throw new Refusal('Fax can not be canceled');
			return success('Fax canceled successfully');
		}),
		call('fax-delete', (body) => {
			const job = one(body.jobId);
			sandbox.network.cancel(job.fax);
			job.fax.deleted = true;
			store.jobs.delete(job.jobId);
			return success('Fax deleted successfully');
		}),
		call('fax-lists', () => {
			const rows = [...store.jobs.values()].reverse().map((job) => jobRow(job, sandbox.switches));
			return success('Fax list', sandbox.switches.listShape === 'array' ? rows : { faxes: rows });
		}),
	];
}

function submit(service: IFax, order: SendOrder, caller: Caller, replaced?: Job): ServiceAnswer {
	const { sandbox, store } = service;
	const effect = sandbox.judge([order.to]);
	const refusal = refusalOf(effect);
	if (refusal !== null) return refusal;
	const fax = sandbox.network.submit({
		service: 'iFax',
		from: order.from,
		to: order.to,
		documents: order.documents,
		pages: order.pages,
		sendAt: order.sendAt,
		reference: order.reference,
		simulated: caller.isTest,
	});
	const job: Job = {
		jobId: replaced?.jobId ?? store.makeJobId(),
		transactionId: store.makeTransactionId(),
		fax,
	};
	store.jobs.set(job.jobId, job);
	fax.ids.push(String(job.jobId));
	return { ...success('Fax processed for sending', { jobId: job.jobId }), ...brokenAnswer(effect) };
}

function refusalOf(effect: SubmissionEffect | null): ServiceAnswer | null {
	switch (effect) {
		case 'refused':
			return new Refusal('Fax number is not allowed').answer();
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
