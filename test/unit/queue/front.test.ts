import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openFront, type Front } from '../../queue/front';

const servers: Server[] = [];
let front: Front;
let heard: string[];

/** A process that answers webhooks, as far as the front can tell. */
async function openTarget(name: string, status: number): Promise<string> {
	const server = createServer((request, response) => {
		let body = '';
		request.setEncoding('utf8').on('data', (text: string) => (body += text));
		request.once('end', () => {
			heard.push(`${name} ${request.method} ${request.url} ${body}`);
			response.writeHead(status).end(name);
		});
	});
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeEach(async () => {
	heard = [];
	front = await openFront();
	front.targets.push(await openTarget('a', 200), await openTarget('b', 503));
});

afterEach(async () => {
	await front.close();
	for (const server of servers.splice(0)) server.close();
});

const post = async () => {
	const response = await fetch(`${front.url}/webhook/x`, { method: 'POST', body: 'event' });
	return `${response.status} ${await response.text()}`;
};

describe('what stands in front of the webhook processes', () => {
	it('asks one after the other', async () => {
		expect([await post(), await post(), await post()]).toEqual(['200 a', '503 b', '200 a']);
		expect(heard).toEqual(['a', 'b', 'a'].map((name) => `${name} POST /webhook/x event`));
	});

	it.each(['start', 'answer'] as const)('brings a request to both, apart from the %s', async (after) => {
		front.mode = { after, ms: 1 };
		// The caller hears the worst answer.
		expect(await post()).toBe('503 b');
		expect(heard.sort()).toEqual(['a', 'b'].map((name) => `${name} POST /webhook/x event`));
		expect(front.durations).toHaveLength(2);
	});

	it('breaks off when nobody is behind it', async () => {
		front.targets = ['http://127.0.0.1:9'];
		await expect(post()).rejects.toThrow();
	});
});
