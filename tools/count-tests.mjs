/**
 * Adds up the tests in JUnit reports and prints `N passed, N failed, N skipped` as its only line.
 * `node tools/count-tests.mjs FOLDER [FAILED_STEPS]`: a step that failed without a failing test in its report
 * (a build, a demo) counts as one failure each. Exit code 1 when anything failed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Numbers of the tests in one report; a suite that could not be loaded is a failed test there. */
export function countTests(xml) {
	const counts = { passed: 0, failed: 0, skipped: 0 };
	for (const [, , body = ''] of xml.matchAll(/<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)) {
		if (/<(failure|error)\b/.test(body)) counts.failed += 1;
		else if (/<skipped\b/.test(body)) counts.skipped += 1;
		else counts.passed += 1;
	}
	return counts;
}

/** All `.xml` files of a folder together. */
export function countFolder(folder) {
	const total = { passed: 0, failed: 0, skipped: 0 };
	for (const name of readdirSync(folder).filter((file) => file.endsWith('.xml'))) {
		const counts = countTests(readFileSync(path.join(folder, name), 'utf8'));
		for (const key of Object.keys(total)) total[key] += counts[key];
	}
	return total;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
	const [folder, failedSteps = '0'] = process.argv.slice(2);
	const { passed, failed, skipped } = countFolder(folder);
	const allFailed = failed + Number(failedSteps);
	console.log(`${passed} passed, ${allFailed} failed, ${skipped} skipped`);
	process.exitCode = allFailed > 0 ? 1 : 0;
}
