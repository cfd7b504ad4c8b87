/**
 * `node tools/checkRelease.mjs TAG [FOLDER]`: whether the package in a folder, by default this one, may be published
 * under a tag. Prints what is in the way, a line each; exit code 1 when there is anything.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The lines of a version's section in the changelog, without the empty ones; undefined when it has no section. */
function sectionOf(changelog, version) {
	const lines = changelog.split('\n');
	const head = lines.findIndex((line) => line.startsWith(`## [${version}]`));
	if (head === -1) return undefined;
	const next = lines.findIndex((line, index) => index > head && line.startsWith('## '));
	const end = next === -1 ? lines.length : next;
	return { head: lines[head], text: lines.slice(head + 1, end).filter((line) => line.trim() !== '') };
}

/**
 * @param tag `v1.2.3`
 * @param packageJson the content of package.json
 * @param changelog the text of CHANGELOG.md
 * @returns what is in the way of a release, as sentences; empty when nothing is
 */
function obstacles(tag, packageJson, changelog) {
	const { version } = packageJson;
	const found = [];
	if (tag !== `v${version}`) found.push(`The tag is ${tag}, but package.json has version ${version}.`);
	if (packageJson.private) found.push('package.json says private.');
	const section = sectionOf(changelog, version);
	if (section === undefined) {
		found.push(`CHANGELOG.md has no section for ${version}.`);
	} else {
		if (!/^## \[[^\]]+\] - \d{4}-\d{2}-\d{2}$/.test(section.head)) {
			found.push(`The section of ${version} in CHANGELOG.md has no date: ## [${version}] - YYYY-MM-DD.`);
		}
		if (!section.text.some((line) => line.startsWith('- '))) {
			found.push(`The section of ${version} in CHANGELOG.md is empty.`);
		}
	}
	return found;
}

const [tag = '', folder = '.'] = process.argv.slice(2);
const read = (file) => readFileSync(path.join(folder, file), 'utf8');
const found = obstacles(tag, JSON.parse(read('package.json')), read('CHANGELOG.md'));
for (const sentence of found) console.error(sentence);
process.exitCode = found.length > 0 ? 1 : 0;
