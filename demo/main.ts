import { allProviders } from '../nodes/FaxInbox/providers';
import { HELP, readCommandLine } from './commandLine';
import { planDemo, type Watch } from './demo';
import { checkDocuments, loadDocuments, type DemoDocument } from './documents';
import { InputError } from './inputError';
import { cut, progressOn, type Progress } from './progress';
import { conclusionOf, jsonOf, problemsOf, tableOf } from './report';
import { openStage, type Stage } from './stage';
import { styleFor, type Style } from './style';

const { stdout, env } = process;
const style = styleFor(stdout, env);
const width = (stdout.isTTY && stdout.columns) || Infinity;

/** What has to be put away when the demo ends early. */
const open: { progress?: Progress; stage?: Promise<Stage> } = {};

const print = (text: string): void => void stdout.write(`${text}\n`);

/** `npm run demo`. @returns the exit code */
async function main(): Promise<number> {
	const { files, json, help } = readCommandLine(process.argv.slice(2), env);
	if (help) {
		stdout.write(HELP);
		return 0;
	}
	const begun = Date.now();
	const documents = await loadDocuments(files);
	const providers = allProviders();
	checkDocuments(documents, providers);

	open.stage = openStage();
	const stage = await open.stage;
	introduce(documents, stage, style);
	const watch: Watch = (fax) => open.progress?.show(fax);
	const runs = await planDemo(documents, providers, watch);
	const services = runs.map(({ outcome }) => outcome);
	open.progress = progressOn(services, stdout, style, env);
	await Promise.all(runs.map(async (run) => await run.play(stage)));
	open.progress.stop();

	const seconds = (Date.now() - begun) / 1000;
	const problems = problemsOf(services);
	print(
		`\n${tableOf(
			services.flatMap(({ faxes }) => faxes),
			style,
			width,
		)}`,
	);
	for (const problem of problems) print(style.bad(`✗ ${problem}`));
	// Somebody at a terminal may want to look at them; anybody else would only find a full disk some day.
	const keepFolder = stdout.isTTY && !json;
	if (keepFolder) print(style.dim(`The received documents are in ${stage.folder}`));
	print(conclusionOf(services, seconds, style));
	if (json) print(jsonOf(services, seconds));
	await stage.close(keepFolder);
	return problems.length === 0 ? 0 : 1;
}

function introduce(documents: readonly DemoDocument[], { sandbox }: Stage, { bold, dim }: Style): void {
	print(`${bold('Fax in n8n')}: n8n's engine and a fax network, both on this machine only`);
	print(`${dim('The network for your browser while this runs:')} ${sandbox.url}\n`);
	const longest = Math.max(...documents.map(({ fileName }) => fileName.length));
	for (const { fileName, content, sha256 } of documents) {
		const size = `${(content.length / 1000).toFixed(1)} kB`.padStart(9);
		print(cut(`  ${fileName.padEnd(longest)} ${size}  SHA-256 ${sha256}`, width));
	}
	print('');
}

async function putAway(): Promise<void> {
	open.progress?.stop();
	await (await open.stage?.catch(() => undefined))?.close();
}

let stoppedAt: number | undefined;

/** A signal may come twice, from the terminal and from npm or tsx; only a later one is a person's impatience. */
async function stopEarly(exitCode: number): Promise<void> {
	if (stoppedAt !== undefined) {
		if (Date.now() - stoppedAt > 1000) process.exit(exitCode);
		return;
	}
	stoppedAt = Date.now();
	await putAway();
	process.stderr.write('Stopped.\n');
	process.exit(exitCode);
}

process.on('SIGINT', () => void stopEarly(130));
process.on('SIGTERM', () => void stopEarly(143));
// The reader of a pipe may leave before the end.
stdout.once('error', () => process.exit(1));

main()
	.catch(async (error: unknown) => {
		await putAway();
		if (error instanceof InputError) {
			process.stderr.write(`${error.message}.\n${error.hint}\n`);
			return 2;
		}
		process.stderr.write(`The demo broke off: ${error instanceof Error ? error.message : String(error)}\n`);
		return 1;
	})
	.then((exitCode) => {
		// What the nodes still wait for in vain (n8n's sleep cannot be broken off) would keep the process for seconds.
		stdout.write('', () => process.exit(exitCode));
	});
