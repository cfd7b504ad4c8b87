import type { INodeParameters, INodeType } from 'n8n-workflow';
import type { CredentialReference } from '../../harness';
import { deduplicationStore } from '../../harness';
import { loadProvider } from '../../nodes/FaxInbox/providers';
import { credentialsOf } from '../contract/stage';
import { services } from '../contract/service';
import { faxParameters, LETTER, sha256, START, useBench } from '../support/bench';
import { builtNode } from '../support/nodes';
import { missingPdfTools, readPdf, wordsOf } from '../support/pdfTools';

const CHICAGO = '+13125550100';
const BERLIN = '+493012345600';
const DAY_MS = 86_400_000;
const DAY = '2 March 2026';

const TEXT = '# Order\n\nPlease send **12 boxes** of gloves.\n\n| Item | Count |\n|---|--:|\n| Gloves | 12 |';
const WORDS = ['Order', 'Please', 'send', '12', 'boxes', 'of', 'gloves.', 'Item', 'Count', 'Gloves', '12'];

/** A node as n8n makes it for agents: another name, of the node and of its type. */
function asTool(node: INodeType): INodeType {
	const { description } = node;
	node.description = { ...description, name: `${description.name}Tool` };
	return node;
}

describe.each(services)('%s: texts', (name, service) => {
	const provider = loadProvider(name);
	const { maxFiles, coverPageFields } = provider.capabilities.send;
	const toolType = `n8n-nodes-fax.${service.node}Tool`;
	const bench = useBench({ engine: { nodes: { [toolType]: asTool(builtNode(service.node)) } } });

	beforeEach(() => service.liftRateLimit?.(bench.sandbox));

	async function run(
		parameters: INodeParameters,
		{ operation = 'send', type = service.node, documents = [] as Buffer[] } = {},
	) {
		return await bench.run({
			type,
			credentials: credentialsOf(service, bench),
			parameters: faxParameters(operation, {
				to: CHICAGO,
				...service.sendParameters,
				documentSource: 'text',
				text: TEXT,
				...parameters,
			}),
			items: [await bench.item(documents)],
		});
	}

	/** What the recipient of the only fax gets, file by file. */
	const arrived = (): Buffer[] => {
		const [{ key, documents }] = bench.sandbox.faxes();
		return documents.map((_document, index) => bench.sandbox.document(key, index)!.bytes);
	};

	const madeCover = (fields: INodeParameters = {}): INodeParameters => ({
		fields: {
			toName: 'Ms Recipient',
			fromName: 'Example Ltd',
			subject: 'Gloves',
			message: 'See the next page.',
			confidentialityNote: 'For the recipient only.',
			flags: ['urgent', 'please_reply'],
			...(coverPageFields.length > 0 ? { madeBy: 'node' } : {}),
			...fields,
		},
	});

	it('become pages that the recipient can read', async () => {
		const { json, error } = await run({ options: { reference: 'PO 1042' } });
		expect(error).toBeUndefined();
		const [bytes, ...others] = arrived();
		expect(others).toEqual([]);
		expect(json[0]).toMatchObject({
			status: 'queued',
			document: {
				available: true,
				fileName: 'fax.pdf',
				mimeType: 'application/pdf',
				size: bytes.length,
				sha256: sha256(bytes),
			},
		});
		if (missingPdfTools.length > 0) return;
		const read = readPdf(bytes);
		expect(wordsOf(read.text)).toEqual([
			...['PO', '1042', ...DAY.split(' ')],
			...WORDS,
			...['Page', '1', 'of', '1'],
		]);
		expect([read.pages, read.size]).toEqual([1, expect.stringContaining('letter')]);
	});

	it('are checked, listed by Dry Run and sent as the same bytes', async () => {
		const checked = await run({}, { operation: 'check' });
		expect(checked.json[0]).toMatchObject({ checkPassed: true, pages: 1 });
		const dry = await run({ options: { dryRun: true } });
		expect(bench.sandbox.requests()).toEqual([]);
		const sent = await run({});
		const hash = sha256(arrived()[0]);
		for (const { json } of [checked, dry, sent]) expect(json[0].document).toMatchObject({ sha256: hash });
		expect(JSON.stringify(dry.json[0].requests)).toContain(hash);
	});

	it('take the paper of the country, or the one that is chosen', async () => {
		const paperOf = async (parameters: INodeParameters) => {
			bench.reset();
			service.liftRateLimit?.(bench.sandbox);
			expect((await run(parameters)).error).toBeUndefined();
			return /MediaBox \[([^\]]*)\]/.exec(arrived()[0].toString('latin1'))?.[1];
		};
		expect(await paperOf({})).toBe('0 0 612 792');
		expect(await paperOf({ to: BERLIN })).toBe('0 0 595.28 841.89');
		expect(await paperOf({ options: { paperSize: 'a4' } })).toBe('0 0 595.28 841.89');
	});

	it.each([
		['is empty', { text: ' \n ' }, /'Text' is empty/],
		['is no text', { text: '={{ ({ a: 1 }) }}' }, /'Text' is not a text/],
		[
			'has a character that cannot be written',
			{ text: 'Hello 😀' },
			/'Text' has the character U\+1F600 \('😀'\)/,
		],
		[
			'has a table wider than the page',
			{ text: `${'|Wort'.repeat(20)}|\n${'|---'.repeat(20)}|` },
			/'Text' has a table that is wider than the page \(table 1, with 20 columns\)/,
		],
		[
			'has a reference that cannot be written',
			{ options: { reference: '木' } },
			/'Reference' has the character U\+6728/,
		],
		['is set too small', { options: { textSize: 8 } }, /'Text Size' is out of range/],
	])('are refused before anything is sent when the text %s', async (_what, parameters, message) => {
		const { error } = await run(parameters as INodeParameters);
		expect(error?.message).toMatch(message);
		expect(error?.message).toMatch(/\[item 0\]/);
		expect(bench.sandbox.faxes()).toEqual([]);
	});

	it('of a million words are refused by the limit of pages, without being set to their end', async () => {
		const text = 'word '.repeat(1_000_000);
		const begun = Date.now();
		const limited = await run({ text, options: { maxPages: 20 } });
		expect(limited.error?.message).toMatch(/The fax has 21 pages or more, but 'Max Pages' is 20/);
		const unlimited = await run({ text });
		expect(unlimited.error?.message).toMatch(/'Text' has more than 200 pages/);
		expect(Date.now() - begun).toBeLessThan(20_000);
		expect(bench.sandbox.faxes()).toEqual([]);
	});

	it('have a cover page as their first page', async () => {
		const { json, error } = await run({ options: { coverPage: madeCover(), reference: 'PO 1042' } });
		expect(error).toBeUndefined();
		const [bytes, ...others] = arrived();
		expect(others).toEqual([]);
		expect(json[0].document).toMatchObject({ fileName: 'fax.pdf', sha256: sha256(bytes) });
		if (missingPdfTools.length > 0) return;
		const { pages, text } = readPdf(bytes);
		expect(pages).toBe(2);
		const [cover, page] = text.split('\f');
		for (const wanted of [
			'Fax',
			'URGENT',
			'PLEASE REPLY',
			`To\nMs Recipient\n${CHICAGO}`,
			'From\nExample Ltd',
			'Subject\nGloves',
			`Date\n${DAY}`,
			'Pages\n2, this one included',
			'Reference\nPO 1042',
			'See the next page.',
			'For the recipient only.',
		]) {
			expect(lines(cover)).toContain(lines(wanted));
		}
		expect(page).toContain('Page 2 of 2');
	});

	it('show no recipient on the cover page of several', async () => {
		const { error } = await run({ to: `${CHICAGO}, ${BERLIN}`, options: { coverPage: madeCover() } });
		expect(error).toBeUndefined();
		const content = arrived()[0].toString('latin1');
		expect(content).toContain('Ms Recipient');
		expect(content).not.toContain('3125550100');
		expect(content).not.toContain('301234560');
	});

	/** Sends with Prevent Duplicates, always through the same credential, on an empty store. */
	async function sendingOnce(parameters: INodeParameters, documents: Buffer[] = []) {
		const { type, data } = service.credential;
		const credential: CredentialReference = bench.engine.addCredential(type, data(bench.sandbox.url));
		(await deduplicationStore()).reset();
		return async (options: INodeParameters, more: INodeParameters = {}) => {
			const { json, error } = await bench.run({
				type: service.node,
				credentials: { [type]: credential },
				parameters: faxParameters('send', {
					to: CHICAGO,
					...service.sendParameters,
					...parameters,
					...more,
					options: { preventDuplicates: true, duplicateWindowHours: 96, ...options },
				}),
				items: [await bench.item(documents)],
			});
			if (error !== undefined) throw error;
			return json[0];
		};
	}

	const ofText = (text: string): INodeParameters => ({ documentSource: 'text', text });

	it('are not sent twice on another day, but other words are', async () => {
		const send = await sendingOnce(ofText(TEXT));
		expect((await send({})).status).toBe('queued');
		await bench.sandbox.advance(DAY_MS);
		expect(await send({ coverPage: madeCover() })).toMatchObject({ duplicate: true });
		expect((await send({}, { text: `${TEXT}\n\nMore.` })).status).toBe('queued');
		expect(bench.sandbox.faxes()).toHaveLength(2);
	});

	it.each([
		['of a text', ofText('word '.repeat(2_000)), []],
		['of a file', {}, [LETTER]],
	])(
		'the same pages %s are not sent twice on another day, but other pages are',
		async (_of, parameters, documents) => {
			const send = await sendingOnce(parameters, documents);
			expect((await send({ pages: '1' })).status).toBe('queued');
			await bench.sandbox.advance(DAY_MS);
			expect(await send({ pages: '1-1' })).toMatchObject({ duplicate: true });
			expect((await send({ pages: '2-' })).status).toBe('queued');
			expect((await send({})).status).toBe('queued');
			expect(bench.sandbox.faxes()).toHaveLength(3);
		},
	);

	describe('a cover page before a file', () => {
		const binary = { documentSource: 'binary', options: { coverPage: madeCover() } };

		it(`is ${maxFiles > 1 ? 'the first file' : 'merged with it'}`, async () => {
			const { json, error } = await run(binary, { documents: [LETTER] });
			expect(error).toBeUndefined();
			const files = arrived();
			if (maxFiles > 1) {
				expect(files[1].equals(LETTER)).toBe(true);
				expect(files[0].toString('latin1')).toContain('(4, this one included)');
			} else expect(json[0].document).toMatchObject({ fileName: 'letter.pdf' });
			expect(files).toHaveLength(maxFiles > 1 ? 2 : 1);
			if (missingPdfTools.length > 0) return;
			const read = files.map(readPdf);
			const text = read.map((each) => each.text).join('');
			expect(read.reduce((sum, { pages }) => sum + pages, 0)).toBe(4);
			expect(text.indexOf('4, this one included')).toBeGreaterThan(0);
			expect(text.indexOf('A letter')).toBeGreaterThan(text.indexOf('For the recipient only.'));
		});

		it('counts the pages that were chosen, and leaves the choice to the file', async () => {
			const options = { ...binary.options, pages: '2-3', mergeFiles: true };
			if (maxFiles === 1) delete (options as { mergeFiles?: boolean }).mergeFiles;
			expect((await run({ ...binary, options }, { documents: [LETTER] })).error).toBeUndefined();
			const [file, ...others] = arrived();
			expect(others).toEqual([]);
			if (missingPdfTools.length > 0) return;
			const { pages, text } = readPdf(file);
			expect(pages).toBe(3);
			expect(text).toContain('3, this one included');
			expect(text).not.toContain('A letter');
		});

		it('does not make another fax of it', async () => {
			const send = await sendingOnce({}, [LETTER]);
			expect((await send({ coverPage: madeCover() })).status).toBe('queued');
			expect(await send({})).toMatchObject({ duplicate: true });
		});

		it('does not make the same fax of other pages', async () => {
			const send = await sendingOnce({}, [LETTER]);
			const merged = maxFiles === 1 ? {} : { mergeFiles: true };
			const withPages = async (pages: string) => await send({ ...merged, coverPage: madeCover(), pages });
			expect((await withPages('1')).status).toBe('queued');
			await bench.sandbox.advance(DAY_MS);
			expect(await withPages('1')).toMatchObject({ duplicate: true });
			expect((await withPages('2-3')).status).toBe('queued');
		});
	});

	it('are what a tool offers, with URLs, and no files', () => {
		const { properties } = asTool(builtNode(service.node)).description;
		const sources = properties.filter((property) => property.name === 'documentSource');
		const offered = (isTool: boolean) =>
			sources
				.filter(({ displayOptions: { show = {}, hide = {} } = {} }) => {
					return (show['@tool']?.[0] ?? isTool) === isTool && (hide['@tool']?.[0] ?? !isTool) === !isTool;
				})
				.map(({ options }) => options!.map((option) => 'value' in option && option.value));
		expect(offered(true)).toEqual([['text', 'url']]);
		expect(offered(false)).toEqual([['binary', 'text', 'url']]);
	});

	it('are sent for an agent within its limits', async () => {
		const order = (more: INodeParameters): INodeParameters => {
			const options = { allowedRecipients: '+1312*', ...(more.options as object) };
			return { ...more, options } as INodeParameters;
		};
		const send = async (parameters: INodeParameters) => await run(parameters, { type: toolType });
		expect((await send(order({ text: TEXT }))).json[0].status).toBe('queued');
		expect(arrived()[0].toString('latin1')).toContain('gloves');
		const long = await send(order({ text: 'word '.repeat(20_000) }));
		expect(long.error?.message).toMatch(/'Max Pages' is 20/);
		const foreign = await send(order({ to: BERLIN }));
		expect(foreign.error?.message).toMatch(/not among the 'Allowed Recipients'/);
	});
});

const lines = (text: string): string => text.replace(/[ \n]+/g, ' ').trim();

it('keeps the clock of the tests on the day that the pages show', () => {
	expect(new Date(START).toISOString().slice(0, 10)).toBe('2026-03-02');
});
