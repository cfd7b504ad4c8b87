import { setTimeout as sleep } from 'node:timers/promises';
import type { FaxRecord } from '../nodes/shared/record';
import type { RunResult } from '../harness';
import { isText, type DemoDocument } from './documents';
import { onlyItem, PATIENCE_MS, startedBy, type FaxEventItem } from './execution';
import type { DemoFax } from './fax';
import type { Stage, StagedService } from './stage';
import { sendWorkflow, statusWorkflow, textWorkflow } from './workflows';

const BETWEEN_QUESTIONS_MS = 80;

/**
 * Sends a document, follows the fax by Get Status and by the trigger until both know its end, and looks up what
 * arrived at the service.
 * @param to E.164
 * @throws Error when a workflow fails or nothing comes in time
 */
export async function sendFax(
	stage: Stage,
	service: StagedService,
	fax: DemoFax,
	document: DemoDocument,
	to: string,
): Promise<void> {
	const { sandbox } = stage;
	const sent = onlyItem(await handIn(stage, service, document, to));
	const { trackingId } = sent;
	// Of a text the node makes the document, so that only it knows what was sent.
	if (isText(document)) fax.facts.sentSha256 = sent.document?.sha256 ?? fax.facts.sentSha256;
	if (trackingId === null) throw new Error('Send returned no id');
	Object.assign(fax.facts, { id: trackingId, status: sent.status });
	fax.step(sent.status);

	const [record, event] = await Promise.all([
		followByStatus(stage, service, fax, trackingId),
		followByTrigger(stage, service, fax, trackingId),
	]);
	fax.facts.pages = record.pages;
	fax.expect('the final status', record.status, 'delivered');
	fax.expect('the trackingId that Get Status gives', record.trackingId, trackingId);
	fax.expect('the event', event.event, 'faxDelivered');
	fax.expect('the status in the event', event.status, record.status);

	const arrived = sandbox.faxes(service.name).find(({ ids }) => ids.includes(trackingId));
	fax.facts.arrivedSha256 = arrived?.documents[0]?.sha256 ?? null;
	if (record.pages !== null) fax.expect('the number of pages', record.pages, arrived?.pages);
}

async function handIn(
	{ engine }: Stage,
	{ node, ownNumber }: StagedService,
	document: DemoDocument,
	to: string,
): Promise<RunResult> {
	if (isText(document)) {
		const items = [{ json: { to, text: document.content.toString('utf8') } }];
		return await engine.runWorkflow(textWorkflow(node, ownNumber), { items });
	}
	const data = await engine.storeBinary(document.content, document);
	return await engine.runWorkflow(sendWorkflow(node, ownNumber), {
		items: [{ json: { to }, binary: { data } }],
	});
}

async function followByStatus(
	{ engine }: Stage,
	{ node }: StagedService,
	fax: DemoFax,
	faxId: string,
): Promise<FaxRecord> {
	const workflow = statusWorkflow(node);
	const deadline = Date.now() + PATIENCE_MS;
	for (;;) {
		const record = onlyItem(await engine.runWorkflow(workflow, { items: [{ json: { faxId } }] }));
		fax.facts.status = record.status;
		fax.step(record.status);
		if (record.isFinal) return record;
		if (Date.now() > deadline) throw new Error(`Get Status still says ${record.status}`);
		await sleep(BETWEEN_QUESTIONS_MS);
	}
}

async function followByTrigger(
	stage: Stage,
	{ outcomes }: StagedService,
	fax: DemoFax,
	trackingId: string,
): Promise<FaxEventItem> {
	const execution = await startedBy(stage, outcomes, (item) => item.trackingId === trackingId);
	const event = onlyItem<FaxEventItem>(await execution.result);
	fax.step(`webhook: ${event.status}`);
	return event;
}
