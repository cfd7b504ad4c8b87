import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { at, filesBelow, read, repositoryFiles } from './support';

const REGISTRY = 'nodes/FaxInbox/providers.ts';
const SERVICE_NAMES = /gofax|fax\.?plus|kazoo|ifax/i;

const sources = filesBelow('nodes', '.ts');
const folderOf = (file: string) => file.split('/')[1];
const providerFiles = sources.filter((file) => !['shared', 'FaxInbox'].includes(folderOf(file)));

const importsOf = (file: string): string[] =>
	ts.preProcessFile(read(file), true, true).importedFiles.map((imported) => imported.fileName);

describe('the shared code', () => {
	it.each(sources.filter((file) => folderOf(file) === 'shared'))('%s names no service', (file) => {
		expect(SERVICE_NAMES.exec(file)).toBeNull();
		expect(SERVICE_NAMES.exec(read(file))).toBeNull();
	});

	it('imports nothing from a service', () => {
		const outward = sources
			.filter((file) => folderOf(file) === 'shared')
			.flatMap((file) =>
				importsOf(file)
					.filter((module) => module.startsWith('.'))
					.map((module) => path.join(path.dirname(file), module)),
			)
			.filter((target) => !target.startsWith('nodes/shared/'));
		expect(outward).toEqual([]);
	});
});

describe('a service', () => {
	it.each(providerFiles)('%s imports from its own folder and the shared code only', (file) => {
		const foreign = importsOf(file).filter((module) => {
			if (!module.startsWith('.')) return !['n8n-workflow', 'crypto', 'node:crypto'].includes(module);
			const target = path.join(path.dirname(file), module);
			return !target.startsWith('nodes/shared/') && !target.startsWith(`nodes/${folderOf(file)}/`);
		});
		expect(foreign).toEqual([]);
	});

	it('is named outside its folder in the registry only', () => {
		const naming = sources
			.filter((file) => folderOf(file) === 'FaxInbox' && file !== REGISTRY)
			.filter((file) => SERVICE_NAMES.test(read(file)));
		expect(naming).toEqual([]);
	});

	it('is in the registry', () => {
		const registered = importsOf(REGISTRY).map((module) =>
			path.join(path.dirname(REGISTRY), module).split('/'),
		);
		const folders = [...new Set(providerFiles.map(folderOf))];
		expect(registered.map(([, folder]) => folder)).toEqual(expect.arrayContaining(folders));
	});
});

it('no file tells where it was written', () => {
	// Folders that exist on one machine only; /home/node is n8n's own in its container.
	const places = [
		/(?<![\w.~:/-])\/(?:root|work|workspace|builds)\//,
		/\/home\/(?!node\b)\w+\//,
		/\/Users\/\w+\//,
		/[A-Z]:\\Users\\/,
	];
	const telling = repositoryFiles()
		.filter((file) => file !== 'package-lock.json')
		.filter((file) => {
			const content = readFileSync(at(file));
			if (content.includes(0)) return false;
			const text = content.toString('utf8');
			return places.some((place) => place.test(text));
		});
	expect(telling).toEqual([]);
});
