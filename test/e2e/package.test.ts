import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INodeTypeDescription } from 'n8n-workflow';
import { runN8n } from '../../start/server';
import type { Lab } from '../../start/lab';
import { complaintsIn, openTestLab, ROOT } from './support';

interface PackageJson {
	version: string;
	n8n: { nodes: string[]; credentials: string[] };
}

const PREFIX = 'n8n-nodes-fax.';

let lab: Lab;
let types: INodeTypeDescription[];
let manifest: PackageJson;

beforeAll(async () => {
	lab = await openTestLab();
	manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as PackageJson;
	const file = join(lab.settings.userFolder, 'nodes.json');
	const { code, output } = await runN8n(lab.host, lab.settings, ['export:nodes', `--output=${file}`]);
	if (code !== 0) throw new Error(`export:nodes failed:\n${output}`);
	const all = JSON.parse(await readFile(file, 'utf8')) as INodeTypeDescription[];
	types = all.filter(({ name }) => name.startsWith(PREFIX));
});

afterAll(async () => {
	await lab?.close();
});

/** `dist/nodes/FaxPlus/FaxPlus.node.js` as the description in it. */
function describedIn(file: string): INodeTypeDescription {
	const name = file.split('/').at(-1)!.split('.')[0];
	const loaded = require(join(ROOT, file)) as Record<string, new () => { description: INodeTypeDescription }>;
	return new loaded[name]().description;
}

describe("n8n's list of nodes", () => {
	it('has every node of the package, and a tool for each that may be one', () => {
		const descriptions = manifest.n8n.nodes.map(describedIn);
		const tools = descriptions.filter(({ usableAsTool }) => usableAsTool).map(({ name }) => `${name}Tool`);
		expect(tools.length).toBeGreaterThan(0);
		const names = [...descriptions.map(({ name }) => name), ...tools];
		expect(types.map(({ name }) => name).sort()).toEqual(names.map((name) => PREFIX + name).sort());
	});

	it('has the icons of every node, and n8n hands them out', async () => {
		for (const { name, iconUrl } of types) {
			const urls = typeof iconUrl === 'string' ? [iconUrl] : [iconUrl?.light, iconUrl?.dark];
			expect({ name, urls }).toEqual({ name, urls: [expect.any(String), expect.any(String)] });
			for (const url of urls) {
				const response = await fetch(`${lab.url}/${url}`);
				expect({ url, status: response.status }).toEqual({ url, status: 200 });
				expect(response.headers.get('content-type')).toMatch(/^image\/svg/);
			}
		}
	});

	it('knows where the panel shows every node, and its documentation', () => {
		for (const { codex } of types.filter(({ name }) => !name.endsWith('Tool'))) {
			expect(codex?.categories).toContain('Communication');
			expect(codex?.resources?.primaryDocumentation?.[0]?.url).toMatch(/^https:\/\//);
		}
	});

	it('has a credential for every node, and n8n knows its type', async () => {
		const known = (await lab.api.types('credentials')).map(({ name }) => name);
		for (const { name, credentials = [] } of types) {
			expect({ name, count: credentials.length }).not.toEqual({ name, count: 0 });
			for (const { name: type } of credentials) expect(known).toContain(type);
		}
	});
});

it('n8n has nothing to complain about, at debug level too', () => {
	expect(lab.log()).toMatch(/debug/);
	expect(lab.log()).toMatch(/Loaded all credentials and nodes from n8n-nodes-fax/);
	expect(complaintsIn(lab.log())).toEqual([]);
});
