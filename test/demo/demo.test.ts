import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DemoFax } from '../../demo/fax';
import { planDemo } from '../../demo/demo';
import { loadDocuments, checkDocuments } from '../../demo/documents';
import { conclusionOf, jsonOf, problemsOf, tableOf } from '../../demo/report';
import { demoServices } from '../../demo/services';
import type { Stage } from '../../demo/stage';
import { styleFor } from '../../demo/style';
import { allProviders, providerNames } from '../../nodes/FaxInbox/providers';

const root = path.join(__dirname, '..', '..');
const TIMEOUT_MS = 90_000;
const plain = styleFor({ isTTY: false }, {});

interface Run {
	code: number | null;
	stdout: string;
	stderr: string;
}

interface Outcome {
	services: Array<
		Record<'sent' | 'received', Array<Record<'id' | 'status' | 'sha256', string>>> & { provider: string }
	>;
	seconds: number;
}

/** Runs the demo as `npm run demo` does after the build. `onOutput` may stop it. */
async function demo(args: string[], onOutput?: (stdout: string, stop: () => void) => void): Promise<Run> {
	const { INIT_CWD: _cwd, npm_config_json: _json, ...env } = process.env;
	const child = spawn(process.execPath, ['--import', 'tsx', 'demo/main.ts', ...args], { cwd: root, env });
	const run: Run = { code: null, stdout: '', stderr: '' };
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		run.stdout += text;
		onOutput?.(run.stdout, () => child.kill('SIGINT'));
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		run.stderr += text;
	});
	run.code = await new Promise((resolve) => child.on('close', resolve));
	return run;
}

/** How it ended, with its own reasons when it failed. */
const endOf = ({ code, stderr, stdout }: Run) => ({
	code,
	stderr,
	complaints: stdout.split('\n').filter((line) => line.startsWith('✗')),
});

const outcomeIn = ({ stdout }: Run): Outcome => JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as Outcome;

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

let folder: string;
const fileOf = (name: string, content: string | Buffer): string => {
	const file = path.join(folder, name);
	writeFileSync(file, content);
	return file;
};

beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'demo-test-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('npm run demo', () => {
	it(
		'sends and receives its own documents with every service',
		async () => {
			const run = await demo(['--json']);
			expect(endOf(run)).toEqual({ code: 0, stderr: '', complaints: [] });
			const documents = ['referral-letter.pdf', 'delivery-note.tif'];
			const hashes = documents.map((name) => sha256(path.join(root, 'demo/documents', name)));
			const { services, seconds } = outcomeIn(run);
			expect(seconds).toBeGreaterThan(0);
			expect(services.map(({ provider }) => provider)).toEqual(providerNames);
			const fax = (status: string) => (hash: string) => ({
				id: expect.stringMatching(/\S/) as string,
				status,
				sha256: hash,
			});
			for (const { sent, received } of services) {
				// Of the text the node makes another document for each sender.
				const madeHash = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
				expect(sent).toEqual([...hashes, madeHash].map(fax('delivered')));
				expect(received).toEqual(hashes.map(fax('received')));
			}
			// eslint-disable-next-line no-control-regex
			expect(run.stdout).not.toMatch(/\u001b/);
			const rows = run.stdout.split('\n').map((line) => line.split(/ +/));
			for (const { id, status, sha256: hash } of services.flatMap(({ sent, received }) => [
				...sent,
				...received,
			])) {
				const short = hash.slice(0, 12);
				const row = rows.find((cells) => cells[2] === id);
				expect(row?.slice(3)).toEqual([
					status,
					expect.stringMatching(/^[23]$/),
					expect.stringMatching(/^\d+\.\d$/),
					short,
					short,
					'✓',
				]);
			}
		},
		TIMEOUT_MS,
	);

	it(
		'sends what it is given; what is no fax comes in as the demo’s own documents',
		async () => {
			const file = fileOf('photo.PNG', Buffer.from('89504e470d0a1a0a00', 'hex'));
			const run = await demo([file, '--json']);
			expect(endOf(run)).toEqual({ code: 0, stderr: '', complaints: [] });
			for (const { sent, received } of outcomeIn(run).services) {
				expect(sent.map((fax) => fax.sha256)).toEqual([sha256(file)]);
				expect(received).toHaveLength(2);
			}
		},
		TIMEOUT_MS,
	);

	it(
		'ends on Ctrl-C, however often it comes',
		async () => {
			const run = await demo([], (stdout, stop) => {
				if (stdout.includes('queued')) stop();
			});
			expect(run).toMatchObject({ code: 130, stderr: 'Stopped.\n' });
			expect(run.stdout).not.toContain('OK:');
		},
		TIMEOUT_MS,
	);

	it.each([
		['a file that is not there', () => path.join(folder, 'nowhere.pdf'), 'nowhere.pdf does not exist.'],
		['an empty file', () => fileOf('empty.pdf', ''), 'empty.pdf is empty.'],
		['a folder', () => folder, 'is a folder.'],
		[
			'a type that a service does not take',
			() => fileOf('song.mp3', 'la'),
			'does not take song.mp3: .mp3 is',
		],
		['a type that nobody knows', () => fileOf('thing', 'la'), 'it has no extension.'],
		['an option that there is not', () => '--jason', "Unknown option '--jason'."],
	])(
		'refuses %s before anything starts',
		async (_what, argument, message) => {
			const run = await demo([argument()]);
			expect(run).toMatchObject({ code: 2, stdout: '' });
			expect(run.stderr).toContain(message);
			expect(run.stderr).not.toContain('    at ');
		},
		TIMEOUT_MS,
	);
});

describe('the demo', () => {
	it('has an entry for every service and none for others', () => {
		expect(Object.keys(demoServices).sort()).toEqual(providerNames);
	});

	it('fails for a service that it does not know', async () => {
		const documents = await loadDocuments([]);
		const unknown = { ...allProviders()[0], name: 'pigeon', displayName: 'Pigeon' };
		const [run] = await planDemo(documents, [unknown], () => {});
		await run.play({} as Stage);
		const services = [run.outcome];
		expect(problemsOf(services)).toEqual(["Pigeon: demo/services.ts has no entry 'pigeon'"]);
		expect(conclusionOf(services, 1, plain)).toBe(
			'FAILED: 5 of 5 faxes are not as they should be (in 1.0 s).',
		);
		const { services: listed } = JSON.parse(jsonOf(services, 1)) as Outcome;
		expect(listed[0].sent[0]).toEqual({ id: null, status: null, sha256: null });
		expect(tableOf(run.outcome.faxes, plain, Infinity)).not.toContain('✓');
	});

	it('fails for a document that arrived with other bytes', async () => {
		const fax = new DemoFax('faxPlus', 'Fax.Plus', 'sent', 'a.pdf', 'a'.repeat(64), () => {});
		await fax.follow(async () => {
			fax.facts.arrivedSha256 = 'b'.repeat(64);
		});
		const services = [{ provider: 'faxPlus', service: 'Fax.Plus', faxes: [fax], problem: null }];
		expect(problemsOf(services)).toEqual([
			`Fax.Plus, a.pdf sent: the SHA-256 of the document that arrived is "${'b'.repeat(64)}", expected "${'a'.repeat(64)}"`,
		]);
		expect(conclusionOf(services, 1, plain)).toContain('FAILED: 1 of 1');
	});

	it('refuses what is too large for a service', async () => {
		const [document] = await loadDocuments([]);
		const [provider] = allProviders();
		const send = { ...provider.capabilities.send, maxTotalBytes: 1000 };
		const strict = { ...provider, capabilities: { ...provider.capabilities, send } };
		expect(() => checkDocuments([document], [strict])).toThrow('does not take referral-letter.pdf: it has');
	});

	it.each([
		[100, ['0123456789abc…3456789abcdef', 'aaaaaaaaaaaa']],
		[80, ['01234…cdef', 'aaaaaaaaa']],
	])('fits a terminal of %i columns', (columns, [id, hash]) => {
		const fax = new DemoFax('faxPlus', 'Fax.Plus', 'sent', 'a.pdf', 'a'.repeat(64), () => {});
		Object.assign(fax.facts, { id: '0123456789abcdef0123456789abcdef', status: 'delivered' });
		const [head, , row] = tableOf([fax], plain, columns).split('\n');
		expect(row).toHaveLength(columns);
		expect(row.split(/ +/)).toEqual(['Fax.Plus', 'sent', id, 'delivered', '–', '–', hash, '–', '✗']);
		expect(head).toMatch(/^Service +Direction +ID +Status +Pages +Seconds +SHA sent +arrived$/);
	});

	it('uses colours on a terminal only, and not when they are declined', () => {
		expect(styleFor({ isTTY: true }, {}).good('x')).toBe('\u001b[32mx\u001b[39m');
		expect(styleFor({ isTTY: true }, { NO_COLOR: '1' }).good('x')).toBe('x');
		expect(plain.good('x')).toBe('x');
	});
});
