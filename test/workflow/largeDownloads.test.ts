import { readdirSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { goFaxAccount, iFaxAccount } from '../../sandbox';
import { servicesByName } from '../contract/service';
import { credentialsOf } from '../contract/stage';
import { faxParameters, openBench, sha256, type Bench } from '../support/bench';
import { startServer, type OtherServer } from '../support/server';

/*
 * Documents that come as base64 inside JSON and are not small: they go into n8n's store while they come, and what the
 * service says around them is judged at the end.
 */

let bench: Bench;
let server: OtherServer;

beforeAll(async () => {
	bench = await openBench();
	server = await startServer();
});

beforeEach(() => bench.reset());

afterAll(async () => {
	await server.close();
	await bench.close();
});

/** A PDF of 700 kB, with all bytes in it. */
const LARGE = Buffer.concat([
	Buffer.from('%PDF-1.4\n'),
	Buffer.from(Uint8Array.from({ length: 700_001 }, (_, at) => (at * 7 + (at >> 8)) % 256)),
	Buffer.from('\n%%EOF\n'),
]);

async function downloaded(name: 'iFax' | 'goFax', id: string, baseUrl?: string) {
	const facts = servicesByName[name];
	const run = await bench.run({
		type: facts.node,
		credentials: credentialsOf(facts, bench, baseUrl === undefined ? {} : { baseUrl }),
		parameters: faxParameters('download', { faxId: id, options: { retries: 0 } }),
	});
	const binary = run.outputs[0]?.[0]?.binary?.data;
	return { ...run, binary, bytes: binary && (await bench.engine.readBinary(binary)) };
}

const info = { available: true, mimeType: 'application/pdf', size: LARGE.length, sha256: sha256(LARGE) };

it('arrives whole from iFax', async () => {
	const { id } = bench.sandbox.inbound({ service: 'iFax', document: LARGE });
	const { json, bytes, binary } = await downloaded('iFax', id);
	expect(json).toMatchObject([{ id, document: { ...info, fileName: `fax-${id.split(':')[0]}.pdf` } }]);
	expect(bytes?.equals(LARGE)).toBe(true);
	expect(binary).toMatchObject({ mimeType: 'application/pdf', fileExtension: 'pdf' });
});

it.each(['envelope', 'object', 'array', 'jsonText', 'text', 'raw'] as const)(
	'arrives whole from GoFax (%s)',
	async (documentForm) => {
		bench.sandbox.setSwitches('goFax', { documentForm });
		const { id } = bench.sandbox.inbound({ service: 'goFax', document: LARGE });
		const { json, bytes } = await downloaded('goFax', id);
		const isNamed = documentForm === 'object' || documentForm === 'array';
		const fileName = isNamed ? `fax-${id.replace('in-', '')}.pdf` : `goFax-fax-${id}.pdf`;
		expect(json).toMatchObject([{ id, document: { ...info, fileName } }]);
		expect(bytes?.equals(LARGE)).toBe(true);
	},
);

/** Every file in n8n's folder. */
const stored = () =>
	readdirSync(join(process.env.N8N_USER_FOLDER!), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map(({ name }) => name);

/** Answers every download with a text, and everything else as the list of received faxes. */
const answers = (text: string, more: (response: ServerResponse) => void = (response) => response.end()) =>
	server.answer((_request, response) => {
		response.writeHead(200, { 'content-type': 'application/json' });
		response.write(text, () => more(response));
	});

const base64 = LARGE.toString('base64');

describe.each([
	[
		'iFax' as const,
		'7067845:8660564',
		{ head: '{"message":"ok","data":"', good: '","status":1}', refused: '","status":0,"code":12001}' },
	],
	[
		'goFax' as const,
		'in-8830411',
		{
			head: '{"Response":"',
			good: '","Success":true}',
			refused: '","Success":false,"Message":"Token expired"}',
		},
	],
])('of %s', (name, id, { head, good, refused }) => {
	const spoilt = (at: number) => `${base64.slice(0, at)}!${base64.slice(at)}`;

	it.each([
		['is refused by what follows it', `${head}${base64}${refused}`, /accept|refused|expired/i],
		['is cut in the middle', `${head}${base64.slice(0, 500_000)}`, /ended in the middle/],
		['is cut before the end of its envelope', `${head}${base64}"`, /incomplete/],
		['is not base64 to its end', `${head}${spoilt(800_000)}${good}`, /not base64/],
	])('what %s is no document, and nothing of it stays', async (_what, text, message) => {
		answers(text);
		const before = stored();
		const { error, outputs } = await downloaded(name, id, server.url);
		expect(error?.message).toMatch(message);
		expect(outputs).toEqual([]);
		expect(stored()).toEqual(before);
	});

	it('what breaks off is no document', async () => {
		answers(`${head}${base64.slice(0, 500_000)}`, (response) => response.destroy());
		const before = stored();
		const { error } = await downloaded(name, id, server.url);
		expect(error?.message).toMatch(/broke off/);
		expect(stored()).toEqual(before);
	});

	it('gives away no secret and no part of the document when it is refused', async () => {
		const secret = name === 'iFax' ? iFaxAccount.apiKey : goFaxAccount.token;
		answers(`${head}${base64}${refused.replace('}', `,"error":"${secret}"}`)}`);
		const run = await downloaded(name, id, server.url);
		const told = JSON.stringify([run.error, run.runData, bench.engine.logs]);
		expect(told).not.toContain(secret);
		expect(told).not.toContain(base64.slice(0, 60));
	});
});
