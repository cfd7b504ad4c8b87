import type { INodeTypeDescription } from 'n8n-workflow';
import { loadProvider } from '../../nodes/FaxInbox/providers';
import type { Lab } from '../../start/lab';
import { productionUrl, readExamples, testUrl } from '../../start/setUp';
import { servicesByName } from '../contract/service';
import { chromiumPath, inputOf, NO_CHROMIUM, sitDown, type Person } from './browser';
import { executionsOf, openTestLab, publish, ROOT, SERVICES, triggerWorkflow, TRIGGER } from './support';
import { join } from 'node:path';

const isThere = chromiumPath() !== undefined;
if (!isThere) process.stderr.write(`The editor is not tested: ${NO_CHROMIUM}\n`);
const withChromium = isThere ? describe : describe.skip;
const why = isThere ? '' : ` (${NO_CHROMIUM})`;

// A browser on a busy machine may be late once.
jest.retryTimes(1, { logErrorsBeforeRetry: true, retryImmediately: true });

let lab: Lab;
let person: Person;

beforeAll(async () => {
	if (!isThere) return;
	lab = await openTestLab({ sandbox: { queuedMs: 300, sendingMs: 300 } });
	person = await sitDown(lab);
});

afterAll(async () => {
	await person?.leave();
	await lab?.close();
});

withChromium.each(SERVICES)(`a person's way through the editor with %s${why}`, (name) => {
	const facts = servicesByName[name];
	const { displayName, capabilities } = loadProvider(name);

	beforeAll(() => lab.sandbox.reset());

	afterEach(async () => {
		const { currentTestName = '' } = expect.getState();
		await person?.picture(`${name}-${currentTestName.replace(/\W+/g, '-').slice(-40)}`);
	});

	it('finds the node in the panel, with its actions and triggers', async () => {
		const { page, picture } = person;
		await page.goto(`${lab.url}/workflow/new`);
		await page.getByTestId('node-creator-plus-button').click();
		await page.getByTestId('node-creator-search-bar').waitFor();
		await page.keyboard.type(displayName);
		await page.getByTestId('node-creator-item-name').filter({ hasText: displayName }).first().waitFor();
		await page.waitForTimeout(400);
		await picture(`${name}-panel`);
		await page.getByTestId('node-creator-item-name').filter({ hasText: displayName }).first().click();
		await page.getByText(/^Actions \(/).click();
		await page.getByText('Send fax', { exact: true }).waitFor();
		await page.waitForTimeout(400);
		await picture(`${name}-actions`);
		await page.getByText('Send fax', { exact: true }).click();
		await page.getByTestId('parameter-input-operation').waitFor();
	});

	it('creates the credential, and n8n tests it', async () => {
		const { page, picture } = person;
		const { type, data } = facts.credential;
		const countOfType = async () =>
			(await lab.api.call<Array<{ type: string }>>('GET', '/credentials')).filter((one) => one.type === type)
				.length;
		const before = await countOfType();
		await page.getByTestId('node-credentials-select').click();
		await page.getByText('Create new credential').last().click();
		await page.getByTestId('credential-save-button').waitFor();
		for (const [field, value] of Object.entries(data(lab.sandbox.url))) {
			const input = inputOf(page, field);
			if (typeof value !== 'string' || value === '' || (await input.count()) === 0) continue;
			const isSelect = await page.getByTestId(`parameter-input-${field}`).locator('.el-select').count();
			if (isSelect === 0) await input.fill(value);
		}
		await picture(`${name}-credential`);
		// n8n tests it when it is saved, and closes the dialog only when that went well.
		await page.getByTestId('credential-save-button').click();
		await page.getByText('Credential successfully created').waitFor();
		await page.getByTestId('credential-save-button').waitFor({ state: 'hidden' });
		expect(await countOfType()).toBe(before + 1);
	});

	it('is told what is wrong with a number, and nothing is sent', async () => {
		const { page, picture } = person;
		const { key } = lab.sandbox.inbound({ service: facts.name, pages: 2 });
		await inputOf(page, 'to').fill('555-FAX');
		if (capabilities.send.withoutFrom !== true) await chooseNumber(person, facts.number);
		await page.getByTestId('parameter-input-documentSource').click();
		await page.locator('.el-select-dropdown__item:visible', { hasText: 'URL' }).first().click();
		await inputOf(page, 'documentUrl').fill(`${lab.sandbox.url}/sandbox/faxes/${key}/document`);
		await page.getByTestId('node-execute-button').first().click();
		const output = page.getByTestId('output-panel');
		await output.getByTestId('node-error-message').filter({ hasText: "'To' contains letters" }).waitFor();
		await output.getByText(/with \+ and its country code, for example/).waitFor();
		await withoutToasts(person);
		await picture(`${name}-wrong-number`);
		expect(lab.sandbox.faxes(name).filter(({ direction }) => direction === 'outbound')).toEqual([]);
	});

	it('sends a fax and reads that it was delivered', async () => {
		const { page, picture } = person;
		await inputOf(page, 'to').fill('+1 312 555 0100');
		await page
			.getByTestId('parameter-input-waitForFinalStatus')
			.locator('.el-switch, [role=switch]')
			.first()
			.click();
		await page.getByTestId('node-execute-button').first().click();
		// A service may allow one look in half a minute only.
		await page.getByText('delivered', { exact: true }).first().waitFor({ timeout: 100_000 });
		await page.getByText('Schema', { exact: true }).last().click();
		await withoutToasts(person);
		await picture(`${name}-delivered`);
		expect(lab.sandbox.faxes(name).filter(({ direction }) => direction === 'outbound')).toHaveLength(1);
	});

	it('sees in the trigger where its webhook is and what to do about it, and a fax that came in', async () => {
		const { page, picture } = person;
		const examples = await readExamples(join(ROOT, 'examples'));
		const stored = await publish(
			lab,
			examples.get(`${facts.node.toLowerCase()}-receive.json`) ?? triggerWorkflow(facts.node),
		);
		await page.goto(`${lab.url}/workflow/${stored.id}`);
		await page.getByTestId('canvas-node').filter({ hasText: TRIGGER }).dblclick();
		await page.getByText('Webhook URLs', { exact: true }).click();
		const node = stored.nodes.find(({ name: nodeName }) => nodeName === TRIGGER)!;
		await page.getByText(testUrl(lab.url, node)).waitFor();
		await page.getByText('Production URL', { exact: true }).last().click();
		await page.getByText(productionUrl(lab.url, node)).waitFor();
		const notices = await noticesOf(node.type);
		// Where the service has no way to register a hook, a person must be told how to.
		expect(notices.length > 0).toBe(capabilities.webhookRegistration !== 'api');
		for (const beginning of notices) await page.getByText(beginning).first().waitFor();
		await page.waitForTimeout(400);
		await picture(`${name}-trigger`);

		lab.sandbox.inbound({ service: facts.name, pages: 2, from: '+13125550142' });
		const [{ id }] = await executionsOf(lab, stored.id, 1);
		await page.goto(`${lab.url}/workflow/${stored.id}/executions/${id}`);
		await page.waitForTimeout(2_500);
		await picture(`${name}-execution`);
	});

	it('hears no complaint from the editor', () => {
		expect(person.complaints).toEqual([]);
	});
});

/** How the notices in a node's panel begin: their first sentence. */
async function noticesOf(type: string): Promise<string[]> {
	const all = (await lab.api.types('nodes')) as INodeTypeDescription[];
	const { properties } = all.find(({ name }) => name === type)!;
	return properties
		.filter((property) => property.type === 'notice')
		.map(({ displayName }) => displayName.replace(/[.:<].*/s, ''));
}

/** Closes n8n's messages in the corner, which would cover the picture; they may go by themselves meanwhile. */
async function withoutToasts({ page }: Person): Promise<void> {
	const close = page.locator('.el-notification__closeBtn');
	for (let round = 0; round < 4; round += 1) {
		await page.waitForTimeout(600);
		if ((await close.count()) === 0) return;
		await close
			.last()
			.click({ timeout: 1_000, force: true })
			.catch(() => undefined);
	}
}

/** Picks a number from the list that the service gives. */
async function chooseNumber({ page, picture }: Person, number: string): Promise<void> {
	await page.getByTestId('rlc-input').first().click();
	await page.getByTestId('rlc-item').first().waitFor();
	await picture('numbers');
	await page.getByTestId('rlc-item').filter({ hasText: number }).first().click();
}
