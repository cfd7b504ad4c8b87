import type { StoredWorkflow } from '../../start/api';
import type { Lab } from '../../start/lab';

/** Fills in a form of n8n's and sends it off, as a browser does. @throws Error when n8n does not take it */
export async function answerForm(url: string, fields: ReadonlyArray<string | Buffer>): Promise<void> {
	const form = new FormData();
	for (const [index, value] of fields.entries()) {
		const name = `field-${index}`;
		if (typeof value === 'string') form.set(name, value);
		else form.set(name, new Blob([new Uint8Array(value)], { type: 'application/pdf' }), 'letter.pdf');
	}
	const response = await fetch(url, { method: 'POST', body: form });
	if (response.status !== 200) throw new Error(`n8n answers ${response.status} to the form`);
}

/** The same with the form that a published workflow starts with. */
export async function submitForm(
	lab: Lab,
	{ nodes }: StoredWorkflow,
	fields: ReadonlyArray<string | Buffer>,
): Promise<void> {
	const trigger = nodes.find(({ type }) => type.endsWith('.formTrigger'))!;
	await answerForm(`${lab.url}/form/${trigger.webhookId}`, fields);
}
