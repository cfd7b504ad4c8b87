import type { INodeParameters } from 'n8n-workflow';
import { loadProvider } from '../../nodes/FaxInbox/providers';
import { makePdf, makeTiff } from '../../sandbox';
import { services } from '../contract/service';
import { credentialsOf, recipient } from '../contract/stage';
import { ANNEX, faxParameters, LETTER, PROTECTED, sha256, useBench } from '../support/bench';

const FIELDS = 'data, data2';
const WORDS = /\((one|two|three|four|five)\) Tj/g;

const counted = makePdf([['one'], ['two'], ['three']]);
const more = makePdf([['four'], ['five']]);
const WORD = Buffer.from('PK and more');
describe.each(services)('%s: several files and some of their pages', (name, service) => {
	const { maxFiles, selectsPages, maxTotalBytes, fetchesUrls } = loadProvider(name).capabilities.send;
	/** what makes the node merge at this service */
	const merging: INodeParameters = maxFiles === 1 ? {} : { mergeFiles: true };
	const bench = useBench();

	/** Files that are no PDF get a name that says so. */
	async function itemOf(documents: Buffer[]) {
		const item = await bench.item(documents);
		for (const [index, field] of Object.keys(item.binary!).entries()) {
			if (documents[index] === WORD) item.binary![field].fileName = 'letter.docx';
		}
		return item;
	}

	async function run(
		documents: Buffer[],
		options: INodeParameters,
		{ operation = 'send', ...more }: { operation?: string } & INodeParameters = {},
	) {
		return await bench.run({
			type: service.node,
			credentials: credentialsOf(service, bench),
			parameters: faxParameters(operation, {
				to: recipient(),
				...service.sendParameters,
				binaryPropertyName: documents.map((_, index) => FIELDS.split(', ')[index]).join(', '),
				options,
				...more,
			}),
			items: [await itemOf(documents)],
			onError: 'continueRegularOutput',
		});
	}

	const sentDocuments = () => bench.sandbox.faxes().flatMap(({ documents }) => documents);
	const sentWords = () => {
		const bytes = bench.sandbox.document(bench.sandbox.faxes()[0].key)!.bytes;
		return [...bytes.toString('latin1').matchAll(WORDS)].map(([, word]) => word);
	};

	it('become one PDF in their order', async () => {
		const { json } = await run([counted, more], merging);
		expect(json).toMatchObject([{ status: 'queued' }]);
		const [document, ...others] = sentDocuments();
		expect(others).toEqual([]);
		expect(document).toMatchObject({ mimeType: 'application/pdf', pages: 5 });
		expect(sentWords()).toEqual(['one', 'two', 'three', 'four', 'five']);
		expect(json).toMatchObject([
			{ document: { sha256: document.sha256, size: document.size, fileName: 'letter and 1 more.pdf' } },
		]);
	});

	it('PDF and pictures go together, and the pages are known before', async () => {
		const scan = makeTiff(2);
		const { json } = await run([scan, counted], merging, { operation: 'check' });
		expect(json).toMatchObject([{ checkPassed: true, pages: 5, document: { mimeType: 'application/pdf' } }]);
		expect((await run([scan, counted], { ...merging, maxPages: 4 })).json[0].failureMessage).toMatch(
			/has 5 pages, but 'Max Pages' is 4/,
		);
		expect(bench.sandbox.requests()).toEqual([]);
		await run([scan, counted], { ...merging, maxPages: 5 });
		expect(sentDocuments()).toMatchObject([{ pages: 5 }]);
	});

	if (maxFiles > 1) {
		it('stay several files without the option', async () => {
			await run([LETTER, ANNEX], {});
			expect(sentDocuments().map((document) => document.sha256)).toEqual([LETTER, ANNEX].map(sha256));
		});
	}

	it('Dry Run lists the very document that Send hands in', async () => {
		const options = { ...merging, pages: '2-; 1' };
		const { json } = await run([counted, more], { ...options, dryRun: true });
		expect(bench.sandbox.requests()).toEqual([]);
		expect(json).toMatchObject([{ dryRun: true, pages: 3 }]);
		await run([counted, more], options);
		const [document] = sentDocuments();
		expect(document.pages).toBe(3);
		expect(JSON.stringify(json[0].requests)).toContain(document.sha256);
		expect(json[0].document).toMatchObject({ sha256: document.sha256, size: document.size });
	});

	it('only the pages go out that were asked for', async () => {
		const { json } = await run([counted], { pages: '1, 3-' });
		const [document] = sentDocuments();
		if (selectsPages) {
			// The service picks them itself.
			expect(document.sha256).toBe(sha256(counted));
			const bodies = bench.sandbox.requests().map(({ body }) => body!.toString('latin1'));
			expect(bodies.join()).toMatch(/"pages":\["1","3"\]/);
		} else {
			expect(document.pages).toBe(2);
			expect(sentWords()).toEqual(['one', 'three']);
			expect(json).toMatchObject([{ document: { sha256: document.sha256 } }]);
		}
		const check = await run([counted], { pages: '1, 3-' }, { operation: 'check' });
		expect(check.json).toMatchObject([{ pages: 2 }]);
	});

	it('a document goes out as it is when all of its pages are asked for', async () => {
		await run([counted], { pages: '1-3' });
		expect(sentDocuments()).toMatchObject([{ sha256: sha256(counted) }]);
	});

	it.each([
		['pages that are not there', [counted], { pages: '2-4' }, /'Pages' names page 4, but Document 1 has 3/],
		['pages that are none', [counted], { pages: '1;2' }, /'Pages' has 2 selections for 1 document/],
		['a protected file', [counted, PROTECTED], merging, /^Document 2 \('data2'\) is protected by a password/],
		[
			'a broken file',
			[Buffer.from('%PDF-1.4 and then nothing'), counted],
			merging,
			/^Document 1 \('data'\) is broken/,
		],
		[
			'a file that cannot be merged',
			[counted, WORD],
			merging,
			/^Document 2 \('data2'\) is of a type that cannot be merged or cut \(\.docx\)/,
		],
	])('%s: named before anything is sent', async (_what, documents, options, says) => {
		for (const operation of ['check', 'send']) {
			const { json } = await run(documents, options, { operation });
			expect(json).toMatchObject([{ status: 'failed', failureMessage: expect.stringMatching(says) }]);
		}
		expect(bench.sandbox.requests()).toEqual([]);
	});

	if (maxTotalBytes !== null && maxTotalBytes < 20e6) {
		it('the size of the merged file counts', async () => {
			const padding = Buffer.alloc(Math.ceil(maxTotalBytes / 2), 0x20);
			const large = makePdf([[padding.toString('latin1')]]);
			const { json } = await run([large, large], merging);
			expect(json[0].failureMessage).toMatch(/but the (service takes|node merges)/);
			expect(bench.sandbox.requests()).toEqual([]);
		});
	}

	if (fetchesUrls) {
		it('nothing is done to what the service fetches itself', async () => {
			const documentUrl = 'https://example.com/a.pdf\nhttps://example.com/b.pdf';
			const order = { documentSource: 'url', documentUrl };
			const { json } = await run([], { letServiceFetch: true, mergeFiles: true, pages: '1' }, order);
			expect(json[0].failureMessage).toMatch(/'(Merge Files|Pages)' .*the service fetches/);
			expect(bench.sandbox.requests()).toEqual([]);
		});
	}
});
