import { readdirSync, readFileSync } from 'node:fs';
import { allExamples } from '../../examples/build/all';
import type { WorkflowFile } from '../../start/api';
import { at } from './support';

const files = readdirSync(at('examples')).filter((file) => file.endsWith('.json'));

const read = (file: string) => JSON.parse(readFileSync(at(`examples/${file}`), 'utf8')) as WorkflowFile;

describe('the example workflows', () => {
	it('are as they are built; else: npx tsx examples/build/main.ts', () => {
		expect(Object.fromEntries(files.map((file) => [file, read(file)]))).toEqual(
			Object.fromEntries(
				allExamples().map(({ file, workflow }) => [file, JSON.parse(JSON.stringify(workflow))]),
			),
		);
	});

	it.each(files.map((file) => [file]))('%s explains itself, and names no credential', (file) => {
		const { nodes } = read(file);
		const notes = nodes.filter(({ type }) => type.endsWith('.stickyNote'));
		expect(notes.length).toBeGreaterThan(0);
		expect(nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
	});

	it('are all listed in the documentation', () => {
		const page = readFileSync(at('docs/examples.md'), 'utf8');
		expect(files.filter((file) => !page.includes(`(../examples/${file})`))).toEqual([]);
	});
});
