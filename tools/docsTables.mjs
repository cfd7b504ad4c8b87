/**
 * Keeps the tables in README.md and docs/ equal to what the built package offers. A table stands between
 * `<!-- table: NAME -->` and `<!-- end of table: NAME -->`; what is between them is made here.
 * `node tools/docsTables.mjs [--write] [--json]`; exit code 1 when a table is out of date and not written.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { failures } from './docs/failureTable.mjs';
import * as fieldTables from './docs/fieldTables.mjs';
import { refilled, regionsIn } from './docs/markdown.mjs';
import { loadPackage, root } from './docs/package.mjs';
import * as serviceTables from './docs/serviceTables.mjs';

const tables = { ...serviceTables, ...fieldTables, failures };

function documents() {
	const docs = readdirSync(path.join(root, 'docs'), { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
		.map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
	return ['README.md', 'CONTRIBUTING.md', ...docs].sort();
}

const data = loadPackage();
const used = [];
const outdated = [];
for (const file of documents()) {
	const text = readFileSync(path.join(root, file), 'utf8');
	const present = regionsIn(text);
	for (const name of present) used.push({ file, name });
	const fresh = refilled(text, (name) => {
		if (!Object.hasOwn(tables, name)) throw new Error(`${file}: there is no table with the name ${name}`);
		return tables[name](data, file);
	});
	if (fresh === text) continue;
	outdated.push(file);
	if (process.argv.includes('--write')) writeFileSync(path.join(root, file), fresh);
}

const written = process.argv.includes('--write');
const unused = Object.keys(tables).filter((name) => !used.some((region) => region.name === name));
if (process.argv.includes('--json')) console.log(JSON.stringify({ used, unused, outdated }));
else for (const file of outdated) console.log(`${file}: ${written ? 'brought up to date' : 'out of date'}`);
process.exitCode = outdated.length > 0 && !written ? 1 : 0;
