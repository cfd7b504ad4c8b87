import { readFile } from 'node:fs/promises';
import { sha256Of, type DemoDocument } from './documents';
import { onlyItem, startedBy, type FaxEventItem } from './execution';
import type { DemoFax } from './fax';
import type { Stage, StagedService } from './stage';

/**
 * Lets somebody send a document to the service's number, waits for the trigger, and looks at the file that its
 * workflow wrote.
 * @param from the caller, E.164; no other fax of the demo comes from this number
 * @throws Error when the workflow fails or nothing comes in time
 */
export async function receiveFax(
	stage: Stage,
	service: StagedService,
	fax: DemoFax,
	{ content, fileName }: DemoDocument,
	from: string,
): Promise<void> {
	fax.step('coming in');
	stage.sandbox.inbound({ service: service.name, from, document: content, fileName });
	const execution = await startedBy(stage, service.receptions, (item) => item.from === from);
	const event = execution.items[0]?.json as unknown as FaxEventItem;
	Object.assign(fax.facts, { id: event.id, status: event.status, pages: event.pages });
	fax.step(`webhook: ${event.status}`);

	const saved = onlyItem<FaxEventItem & { fileName: string }>(await execution.result);
	fax.facts.arrivedSha256 = sha256Of(await readFile(saved.fileName));
	fax.step('saved');
	fax.expect('the event', event.event, 'faxReceived');
	fax.expect('the status', event.status, 'received');
	fax.expect('the SHA-256 in the record', event.document?.sha256, fax.facts.arrivedSha256);
}
