import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OWNER, type Lab } from '../../start/lab';
import { hasProgram, ROOT } from './support';

/** The little of Playwright's page that is used here; Playwright itself comes with the n8n in host/. */
export interface Locator {
	first(): Locator;
	last(): Locator;
	click(options?: object): Promise<void>;
	dblclick(): Promise<void>;
	fill(text: string): Promise<void>;
	hover(): Promise<void>;
	waitFor(options?: { state?: 'visible' | 'hidden'; timeout?: number }): Promise<void>;
	count(): Promise<number>;
	innerText(): Promise<string>;
	inputValue(): Promise<string>;
	allInnerTexts(): Promise<string[]>;
	locator(selector: string, options?: { hasText?: string | RegExp }): Locator;
	getByText(text: string | RegExp, options?: { exact?: boolean }): Locator;
	getByTestId(id: string): Locator;
	filter(options: { hasText: string | RegExp }): Locator;
	setInputFiles(file: { name: string; mimeType: string; buffer: Buffer }): Promise<void>;
	scrollIntoViewIfNeeded(): Promise<void>;
}

export interface Page {
	goto(url: string): Promise<unknown>;
	locator(selector: string, options?: { hasText?: string | RegExp }): Locator;
	getByText(text: string | RegExp, options?: { exact?: boolean }): Locator;
	getByRole(role: string, options?: { name?: string | RegExp; exact?: boolean }): Locator;
	getByTestId(id: string): Locator;
	waitForURL(matches: (url: URL) => boolean): Promise<void>;
	waitForTimeout(ms: number): Promise<void>;
	screenshot(options: { path: string; clip?: object }): Promise<Buffer>;
	keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
	on(event: 'console', listener: (message: { type(): string; text(): string }) => void): void;
	on(event: 'pageerror', listener: (error: Error) => void): void;
	setDefaultTimeout(ms: number): void;
}

interface Chromium {
	launch(options: object): Promise<{
		newContext(options: object): Promise<{ newPage(): Promise<Page> }>;
		close(): Promise<void>;
	}>;
}

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Chromium, or undefined when this machine has none. If CHROMIUM_PATH is set, it is there or nowhere. */
export const chromiumPath = (): string | undefined => {
	const { CHROMIUM_PATH: chosen } = process.env;
	return chosen ? hasProgram(chosen) : hasProgram(...PROGRAMS);
};

export const NO_CHROMIUM =
	process.env.CHROMIUM_PATH === undefined
		? 'Chromium is missing; on Debian: apt-get install -y chromium; elsewhere set CHROMIUM_PATH to one'
		: `CHROMIUM_PATH is ${process.env.CHROMIUM_PATH}, where there is no program`;

/** A person at n8n's editor. */
export interface Person {
	page: Page;
	/** what the editor's page itself complained about */
	complaints: string[];
	/** Takes a picture into `reports/editor/`. */
	picture(name: string): Promise<void>;
	leave(): Promise<void>;
}

/** Opens the editor and logs in. */
export async function sitDown(lab: Lab): Promise<Person> {
	const modules = join(ROOT, 'host/node_modules');
	const { chromium, selectors } = require(join(modules, 'playwright-core')) as {
		chromium: Chromium;
		selectors: { setTestIdAttribute(name: string): void };
	};
	selectors.setTestIdAttribute('data-test-id');
	const browser = await chromium.launch({
		executablePath: chromiumPath(),
		args: ['--no-sandbox', '--disable-gpu', '--lang=en'],
	});
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	const page = await context.newPage();
	page.setDefaultTimeout(30_000);
	const complaints: string[] = [];
	page.on('pageerror', ({ message }) => complaints.push(message));
	const pictures = join(ROOT, 'reports/editor');
	await mkdir(pictures, { recursive: true });
	await page.goto(`${lab.url}/signin`);
	await page.locator('input[type=email], input[name=emailOrLdapLoginId]').first().fill(OWNER.email);
	await page.locator('input[type=password]').fill(OWNER.password);
	await page.keyboard.press('Enter');
	await page.waitForURL(({ pathname }) => !pathname.includes('signin'));
	return {
		page,
		complaints,
		async picture(name) {
			await page.screenshot({ path: join(pictures, `${name}.png`) });
		},
		leave: async () => await browser.close(),
	};
}

/** The input of a parameter in a node's panel, or of a field in a credential's dialog. */
export const inputOf = (page: Page, parameter: string): Locator =>
	page.getByTestId(`parameter-input-${parameter}`).locator('input, textarea').first();
