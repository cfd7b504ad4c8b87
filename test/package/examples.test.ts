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

	it.each(files.map((file) => [file]))('%s has notes that cover neither nodes nor each other', (file) => {
		const boxes = read(file).nodes.map((node) => ({
			name: node.name,
			isNote: node.type.endsWith('.stickyNote'),
			x: node.position[0],
			y: node.position[1],
			// As n8n draws a node; its name stands below.
			width: Number(node.parameters.width ?? 96),
			height: Number(node.parameters.height ?? 96),
		}));
		const covered = boxes.flatMap((one, index) =>
			boxes
				.slice(index + 1)
				.filter((other) => one.isNote || other.isNote)
				.filter(
					(other) =>
						one.x < other.x + other.width &&
						other.x < one.x + one.width &&
						one.y < other.y + other.height &&
						other.y < one.y + one.height,
				)
				.map((other) => [one.name, other.name]),
		);
		expect(covered).toEqual([]);
	});

	it('are all listed in the documentation', () => {
		const page = readFileSync(at('docs/examples.md'), 'utf8');
		expect(files.filter((file) => !page.includes(`(../examples/${file})`))).toEqual([]);
	});
});
