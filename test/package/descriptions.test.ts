import path from 'node:path';
import type { Icon, INodeProperties, INodePropertyOptions, Themed } from 'n8n-workflow';
import { builtCredentials, builtNodes, exists, filesBelow, packageJson, readJson } from './support';

const CATEGORIES = [
	'Data & Storage',
	'Finance & Accounting',
	'Marketing & Content',
	'Productivity',
	'Miscellaneous',
	'Sales',
	'Development',
	'Analytics',
	'Communication',
	'Utility',
];

interface Codex {
	node: string;
	nodeVersion: string;
	codexVersion: string;
	categories: string[];
	alias: string[];
	resources: Record<'primaryDocumentation' | 'credentialDocumentation', Array<{ url: string }>>;
}

/** Icons are named from the built file, as n8n resolves them. */
function expectIcons(icon: Themed<Icon> | Icon | undefined, builtFile: string): void {
	expect(icon).toEqual({ light: expect.any(String), dark: expect.any(String) });
	const { light, dark } = icon as { light: string; dark: string };
	expect(light).not.toBe(dark);
	for (const name of [light, dark]) {
		expect(name).toMatch(/^file:.+\.svg$/);
		const file = path.join(path.dirname(builtFile), name.slice('file:'.length));
		expect(file).toMatch(/^dist\//);
		expect([file, exists(file)]).toEqual([file, true]);
	}
}

/** A page of this repository on GitHub, as a path in the repository. */
function pageOfRepository(url: string): string {
	const home = packageJson.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
	expect(url.startsWith(`${home}/blob/main/`)).toBe(true);
	return url.slice(`${home}/blob/main/`.length).split('#')[0];
}

const operationsOf = (properties: INodeProperties[]): INodePropertyOptions[] =>
	properties
		.filter((property) => property.name === 'operation')
		.flatMap((property) => (property.options ?? []) as INodePropertyOptions[]);

describe.each(builtNodes())('$name', ({ name, file, instance }) => {
	const { description } = instance;

	it('has the file name that belongs to its name', () => {
		expect(name.toLowerCase()).toBe(description.name.toLowerCase());
		expect(path.basename(file)).toBe(`${name}.node.js`);
		expect(name.startsWith(path.basename(path.dirname(file)))).toBe(true);
	});

	it('has icons for light and dark', () => {
		expectIcons(description.icon, file);
	});

	it('has a complete codex', () => {
		const codex = readJson(file.replace(/\.js$/, '.json')) as Codex;
		expect(codex).toMatchObject({
			node: `${packageJson.name}.${description.name}`,
			nodeVersion: '1.0',
			codexVersion: '1.0',
		});
		expect(codex.categories.length).toBeGreaterThan(0);
		expect(CATEGORIES).toEqual(expect.arrayContaining(codex.categories));
		expect(codex.alias).toContain('fax');
		const urls = [...codex.resources.primaryDocumentation, ...codex.resources.credentialDocumentation].map(
			(link) => pageOfRepository(link.url),
		);
		expect(urls.length).toBeGreaterThanOrEqual(2);
		expect(urls.filter((page) => !exists(page))).toEqual([]);
	});

	it('uses credentials of this package only', () => {
		const own = builtCredentials().map((credential) => credential.instance.name);
		const used = (description.credentials ?? []).map((credential) => credential.name);
		expect(used.length).toBeGreaterThan(0);
		expect(own).toEqual(expect.arrayContaining(used));
	});

	it('explains every operation', () => {
		const operations = operationsOf(description.properties);
		if (!description.group.includes('trigger')) expect(operations.length).toBeGreaterThan(0);
		const incomplete = operations.filter((operation) => {
			const { name: title, action, description: explanation } = operation;
			return ![title, action, explanation].every((text) => typeof text === 'string' && text.trim() !== '');
		});
		expect(incomplete).toEqual([]);
	});

	it('says whether it is a tool, and has a whole lifecycle if it has webhooks', () => {
		if (!description.group.includes('trigger')) {
			expect(description.usableAsTool).toBe(true);
			expect(instance.execute).toEqual(expect.any(Function));
			return;
		}
		expect(description.usableAsTool).toBeUndefined();
		expect(description.inputs).toEqual([]);
		for (const { name: webhook } of description.webhooks ?? []) {
			expect(instance.webhookMethods?.[webhook]).toEqual({
				checkExists: expect.any(Function),
				create: expect.any(Function),
				delete: expect.any(Function),
			});
			expect(instance.webhook).toEqual(expect.any(Function));
		}
	});
});

describe.each(builtCredentials())('$name', ({ name, file, instance }) => {
	it('has the name that belongs to its file, icons, documentation and a test', () => {
		expect(instance.name.toLowerCase()).toBe(name.toLowerCase());
		expectIcons(instance.icon as Themed<Icon>, file);
		expect(exists(pageOfRepository(instance.documentationUrl ?? ''))).toBe(true);
		const testedBy = builtNodes().some(({ instance: node }) =>
			node.description.credentials?.some((used) => used.name === instance.name && used.testedBy),
		);
		expect(instance.test !== undefined || testedBy).toBe(true);
	});

	it('masks its secrets', () => {
		const secret = /token|secret|password|apiKey/i;
		const unmasked = instance.properties.filter(
			(property) =>
				secret.test(property.name) &&
				!/url/i.test(property.name) &&
				property.type === 'string' &&
				!property.typeOptions?.password,
		);
		expect(unmasked.map((property) => property.name)).toEqual([]);
	});
});

it('registers every node and credential that is built', () => {
	expect(filesBelow('dist', '.node.js')).toEqual([...packageJson.n8n.nodes].sort());
	expect(filesBelow('dist', '.credentials.js')).toEqual([...packageJson.n8n.credentials].sort());
	expect(exists(packageJson.main)).toBe(true);
});
