import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine } from '../../harness';
import { json, startService } from './service';

const packageRoot = join(__dirname, 'fixture-package');

let open: Engine[] = [];

async function start(options: Partial<Parameters<typeof createEngine>[0]> = {}): Promise<Engine> {
	const engine = await createEngine({ packageRoot, ...options });
	open.push(engine);
	return engine;
}

afterEach(async () => {
	await Promise.all(open.map(async (engine) => await engine.close()));
	open = [];
});

describe('several engines', () => {
	it('have credentials of their own', async () => {
		const service = await startService();
		service.on('POST /call', json(200, {}));
		const engines = await Promise.all(
			['one', 'two'].map(
				async (apiKey) => await start({ credentials: { sampleApi: { apiKey, baseUrl: service.url } } }),
			),
		);
		for (const engine of engines) await engine.runNode({ type: 'sample' });
		await service.close();
		expect(service.seen.map(({ headers }) => headers['x-key'])).toEqual(['one', 'two']);
	});

	it('share a temporary folder that is gone with the last of them', async () => {
		const [first, second] = [await start(), await start()];
		const folder = process.env.N8N_USER_FOLDER!;
		await first.close();
		const binary = await second.storeBinary(Buffer.from('kept'));
		expect(readdirSync(folder)).not.toEqual([]);
		await second.close();
		expect(existsSync(folder)).toBe(false);
		const third = await start();
		expect((await third.readBinary(await third.storeBinary(Buffer.from('again')))).toString()).toBe('again');
		await expect(third.readBinary(binary)).rejects.toThrow();
	});

	it('cannot disagree about what belongs to the process', async () => {
		await start();
		await expect(start({ binaryMode: 'default' })).rejects.toThrow('share one binaryMode');
		await expect(start({ userFolder: '/elsewhere' })).rejects.toThrow('share one userFolder');
	});
});

describe('an engine', () => {
	it('keeps documents inside the items on request', async () => {
		const engine = await start({ binaryMode: 'default' });
		const binary = await engine.storeBinary(Buffer.from('inside'));
		expect(binary.id).toBeUndefined();
		expect(binary.data).toBe(Buffer.from('inside').toString('base64'));
		expect((await engine.readBinary(binary)).toString()).toBe('inside');
	});

	it('describes the nodes of the package as n8n loaded them', async () => {
		const engine = await start();
		expect(engine.nodeNames).toEqual([
			'n8n-nodes-sample.sample',
			'n8n-nodes-sample.samplePoll',
			'n8n-nodes-sample.sampleTrigger',
		]);
		expect(engine.describeNode('sampleTrigger')).toMatchObject({ displayName: 'Sample Trigger' });
	});

	it('knows neither foreign nodes nor foreign credentials', async () => {
		const engine = await start();
		expect(() => engine.describeNode('nothing')).toThrow('nothing');
		expect(() => engine.describeNode('n8n-nodes-base.set')).toThrow('set');
		expect(() => engine.addCredential('nothingApi', {})).toThrow('nothingApi');
	});

	it('does not start over a package that n8n cannot load, and leaves nothing behind', async () => {
		const root = await mkdtemp(join(tmpdir(), 'broken-package-'));
		const n8n = { n8nNodesApiVersion: 1, nodes: ['lib/Missing.node.js'] };
		await writeFile(
			join(root, 'package.json'),
			JSON.stringify({ name: 'n8n-nodes-broken', version: '1.0.0', n8n }),
		);
		await expect(start({ packageRoot: root })).rejects.toThrow('Missing.node.js');
		await rm(root, { recursive: true });
		expect(existsSync(process.env.N8N_USER_FOLDER!)).toBe(false);
	});
});
