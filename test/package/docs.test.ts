import { statSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties } from 'n8n-workflow';
import ts from 'typescript';
import type * as Providers from '../../nodes/FaxInbox/providers';
import type * as Failure from '../../nodes/shared/failure';
import type { Provider } from '../../nodes/shared/provider';
import type * as Sms from '../../nodes/shared/smsRecord';
import { anchorsIn, documents, firstColumn, linksIn, rowsOf, section } from './markdown';
import { at, builtCredentials, builtNodes, exists, packageJson, read, readJson, runTool } from './support';

const { allProviders } = require(at('dist/nodes/FaxInbox/providers.js')) as typeof Providers;
const { FAILURE_ADVICE } = require(at('dist/nodes/shared/failure.js')) as typeof Failure;

const { smsRecord } = require(at('dist/nodes/shared/smsRecord.js')) as typeof Sms;

const providers = allProviders().map((provider): [string, Provider] => [provider.displayName, provider]);
const nodes = builtNodes();
const credentials = builtCredentials();

const REPOSITORY = `${packageJson.repository.url.replace(/^git\+/, '').replace(/\.git$/, '')}/blob/main/`;
const LARGEST_IMAGE = 150_000;

/** What a type of the record module declares: an interface's keys, or the words of a union, in order. */
function declared(name: string): string[] {
	const file = 'nodes/shared/record.ts';
	const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2022, true);
	for (const statement of source.statements) {
		if (ts.isInterfaceDeclaration(statement) && statement.name.text === name) {
			return statement.members.map((member) => member.name!.getText(source));
		}
		if (ts.isTypeAliasDeclaration(statement) && statement.name.text === name) {
			const { type } = statement;
			if (!ts.isUnionTypeNode(type)) break;
			return type.types.map((word) => word.getText(source).replaceAll("'", ''));
		}
	}
	throw new Error(`${file} declares no ${name}`);
}

describe('the tables', () => {
	interface Tables {
		used: Array<{ file: string; name: string }>;
		unused: string[];
		outdated: string[];
	}
	const tables = runTool<Tables>('docsTables.mjs');

	it('are as the built package says; "node tools/docsTables.mjs --write" brings them up to date', () => {
		expect(tables.outdated).toEqual([]);
	});

	it('are all in a document, the most important ones in the README', () => {
		expect(tables.unused).toEqual([]);
		const inReadme = tables.used.filter(({ file }) => file === 'README.md').map(({ name }) => name);
		expect(inReadme).toEqual(expect.arrayContaining(['services', 'operations', 'events', 'failures']));
	});

	it('have a column for every service and a mark for every operation that it offers', () => {
		const services = providers.map(([name]) => name);
		const text = section('README.md', 'What each service can do');
		const operationTable = text.slice(text.indexOf('| Operation'));
		const head = operationTable.split('\n')[0].split('|').slice(2, -1);
		expect(head.map((cell) => cell.trim()).sort()).toEqual([...services].sort());
		for (const [column, name] of head.map((cell) => cell.trim()).entries()) {
			const marks = rowsOf(operationTable).filter((row) => row[column + 1] === '✓');
			const { operations, resources } = providers.find(([service]) => service === name)![1].capabilities;
			const offered = operations.length + Object.values(resources).flat().length;
			expect([name, marks.length]).toEqual([name, offered]);
		}
	});
});

describe.each(documents())('%s', (file) => {
	it('links to files and headings that exist', () => {
		const dead = linksIn(file)
			.filter((target) => !/^[a-z]+:/i.test(target))
			.filter((target) => {
				const [name, anchor] = target.split('#');
				const wanted = name === '' ? file : path.normalize(path.join(path.dirname(file), name));
				if (!exists(wanted)) return true;
				return anchor !== undefined && !anchorsIn(wanted).has(anchor);
			});
		expect(dead).toEqual([]);
	});

	it('shows small pictures', () => {
		const pictures = linksIn(file).filter((target) => /\.(svg|png|jpe?g|gif)$/i.test(target));
		for (const picture of pictures) {
			const { size } = statSync(at(path.dirname(file), picture));
			expect([picture, size < LARGEST_IMAGE]).toEqual([picture, true]);
		}
	});

	it('names commands that exist', () => {
		const commands = [...read(file).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script]) => script);
		const missing = commands.filter((script) => !Object.hasOwn(packageJson.scripts, script));
		expect(missing).toEqual([]);
		const tools = [...read(file).matchAll(/\bnode (tools\/[\w./-]+)/g)].map(([, tool]) => tool);
		expect(tools.filter((tool) => !exists(tool))).toEqual([]);
	});
});

it('every command is explained to those who contribute', () => {
	const commands = Object.keys(packageJson.scripts).filter((script) => !/^(pre|post)/.test(script));
	const text = read('CONTRIBUTING.md');
	const missing = commands.filter((script) => !new RegExp(`npm (run )?${script}\\b`).test(text));
	expect(missing).toEqual([]);
});

describe('the fax record', () => {
	const page = 'docs/fax-record.md';

	it('is documented key by key, in its order', () => {
		expect(firstColumn(section(page, 'Keys'))).toEqual(declared('FaxRecord'));
	});

	it.each([
		['Document', 'DocumentInfo'],
		['Transmission', 'TransmissionInfo'],
		['Attempts of the node', 'AttemptEntry'],
	])('has a documented part: %s', (heading, type) => {
		expect(firstColumn(section(page, heading))).toEqual(declared(type));
	});

	it('has documented statuses, in the README too', () => {
		const statuses = declared('FaxStatus');
		expect(firstColumn(section(page, 'Statuses'))).toEqual(statuses);
		const text = section('README.md', 'The fax record');
		expect(firstColumn(text.slice(text.indexOf('| `status` ')))).toEqual(statuses);
	});

	it('has documented causes of failures, each with what to do', () => {
		const rows = rowsOf(section('README.md', 'When something fails'));
		expect(rows.map(([category]) => category)).toEqual(
			Object.keys(FAILURE_ADVICE).map((category) => `\`${category}\``),
		);
		for (const row of rows) expect(row.filter((cell) => cell === '')).toEqual([]);
	});

	it('is not described with keys that it does not have', () => {
		const text = section('README.md', 'The fax record');
		const keys = rowsOf(text).flatMap(([cell]) => [...cell.matchAll(/`(\w+)`/g)].map(([, key]) => key));
		expect(keys.length).toBeGreaterThan(5);
		expect(declared('FaxRecord')).toEqual(expect.arrayContaining(keys));
	});
});

it('the record of a text message is documented key by key, in its order', () => {
	const record = smsRecord({ provider: 'any', id: null, direction: 'outbound', status: 'queued' });
	expect(firstColumn(section('docs/records.md', 'Text message'))).toEqual(Object.keys(record));
});

/** Every parameter with the ones inside it, but for texts that nobody fills in. */
function parametersOf(properties: INodeProperties[]): INodeProperties[] {
	return properties
		.filter(({ type }) => !['notice', 'hidden'].includes(type))
		.flatMap((property) => {
			if (property.type === 'collection') return parametersOf(property.options as INodeProperties[]);
			if (property.type !== 'fixedCollection') return [property];
			return (property.options ?? []).flatMap((group) =>
				'values' in group ? parametersOf(group.values) : [],
			);
		});
}

const nameColumns = (page: string): string =>
	read(page)
		.split('\n')
		.filter((line) => line.startsWith('| **'))
		.map((line) => line.split('|').slice(1, 3).join('|').replace(/\s+/g, ' '))
		.join('\n');

it.each(nodes.map(({ name, instance }) => [name, instance] as const))(
	'the parameters of %s are documented',
	(_name, { description }) => {
		const documented = nameColumns('docs/parameters.md');
		const missing = parametersOf(description.properties)
			.filter(({ displayName, name }) => !documented.includes(`${displayName}** | \`${name}\``))
			.map(({ displayName }) => displayName);
		expect(missing).toEqual([]);
	},
);

it.each(credentials.map(({ name, instance }) => [name, instance] as const))(
	'the fields of %s are documented',
	(_name, { displayName, properties }) => {
		const text = section('docs/credentials.md', `Fields of ${displayName}`);
		const fields = parametersOf(properties).map((field) => [`**${field.displayName}**`, `\`${field.name}\``]);
		expect(rowsOf(text).map(([title, name]) => [title, name])).toEqual(fields);
	},
);

describe('what n8n links to', () => {
	const fileOf = (url: string): string => {
		expect(url.startsWith(REPOSITORY)).toBe(true);
		return url.slice(REPOSITORY.length).split('#')[0];
	};

	it.each(nodes.map(({ name, file }) => [name, file]))('%s has its documentation', (_name, file) => {
		interface Codex {
			resources: Record<'primaryDocumentation' | 'credentialDocumentation', Array<{ url: string }>>;
		}
		const { resources } = readJson(file.replace(/\.js$/, '.json')) as Codex;
		const urls = [...resources.primaryDocumentation, ...resources.credentialDocumentation];
		expect(urls.length).toBeGreaterThan(1);
		for (const { url } of urls) expect([url, exists(fileOf(url))]).toEqual([url, true]);
	});

	it.each(credentials.map(({ name, instance }) => [name, instance] as const))(
		'%s has its documentation',
		(_name, { documentationUrl }) => {
			expect([documentationUrl, exists(fileOf(documentationUrl!))]).toEqual([documentationUrl, true]);
		},
	);
});

describe.each(providers)('the page of %s', (displayName, provider) => {
	const page = `docs/services/${provider.name.toLowerCase()}.md`;
	const types = provider.credentials.map(({ type }) => type);
	const own = nodes.filter(({ instance }) => {
		const names = instance.description.credentials!.map(({ name }) => name);
		return names.length > 0 && names.every((name) => types.includes(name));
	});

	it('is there, and the documents lead to it', () => {
		expect(exists(page)).toBe(true);
		expect(linksIn('README.md')).toContain(page);
		expect(linksIn('docs/README.md')).toContain(path.relative('docs', page));
	});

	it('says what is verified and what is not', () => {
		const heading = [...read(page).matchAll(/^#+ (.*verified.*)$/gim)].map(([, title]) => title);
		expect(heading).toHaveLength(1);
		const text = section(page, heading[0]);
		expect(text).toMatch(/live account/i);
		expect(text).toMatch(/documented|documentation|vendor/i);
		expect(text).toMatch(/inferred/i);
		expect(text).toMatch(/uncertain|not known|unknown/i);
	});

	it('describes its nodes, credentials, operations and events', () => {
		const text = read(page);
		expect(own.length).toBeGreaterThan(1);
		const optionsNamed = (name: string) =>
			own.flatMap(({ instance }) =>
				instance.description.properties
					.filter((property) => property.name === name)
					.flatMap(({ options }) => options ?? []),
			);
		const wanted = [
			...own.map(({ instance }) => instance.description.displayName),
			...credentials
				.filter(({ instance }) => types.includes(instance.name))
				.map((c) => c.instance.displayName),
			...optionsNamed('operation').map(({ name }) => name),
			...optionsNamed('events').map(({ name }) => name),
		];
		expect(wanted.filter((name) => !text.includes(name))).toEqual([]);
	});

	it('explains the options that only this service has', () => {
		const everywhere = (name: string) =>
			nodes
				.filter(({ instance }) => !instance.description.group.includes('trigger'))
				.every(({ instance }) =>
					parametersOf(instance.description.properties).some((parameter) => parameter.name === name),
				);
		const text = read(page);
		const missing = own
			.flatMap(({ instance }) => parametersOf(instance.description.properties))
			.filter(
				({ name }) => !everywhere(name) && !['authentication', 'events', 'downloadDocument'].includes(name),
			)
			.map((parameter) => parameter.displayName)
			.filter((title) => !text.includes(title));
		expect([...new Set(missing)]).toEqual([]);
	});

	it('is not alone: credentials and changelog name the service', () => {
		expect(anchorsIn('docs/credentials.md').size).toBeGreaterThan(0);
		for (const file of ['docs/credentials.md', 'CHANGELOG.md']) {
			expect([file, read(file).includes(displayName)]).toEqual([file, true]);
		}
	});
});
