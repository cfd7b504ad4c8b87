import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { allExamples } from './all';
import type { Example } from './minimal';

const FOLDER = join(__dirname, '..');

/** An example as its file holds it. */
async function textOf({ workflow, file }: Example): Promise<string> {
	const path = join(FOLDER, file);
	return await format(JSON.stringify(workflow), { ...(await resolveConfig(path)), filepath: path });
}

/** `npx tsx examples/build/main.ts`: writes every example, and removes what is none any more. */
async function main(): Promise<void> {
	const examples = allExamples();
	const names = examples.map(({ file }) => file);
	const old = (await readdir(FOLDER)).filter((file) => file.endsWith('.json') && !names.includes(file));
	for (const file of old) await rm(join(FOLDER, file));
	for (const example of examples) {
		const path = join(FOLDER, example.file);
		const text = await textOf(example);
		if (text !== (await readFile(path, 'utf8').catch(() => ''))) await writeFile(path, text);
	}
	process.stdout.write(`${examples.length} examples are up to date\n`);
}

void main();
