import type { INodeParameters } from 'n8n-workflow';
import { loadProvider } from '../../nodes/FaxInbox/providers';
import { makePdf } from '../../sandbox';
import { services } from '../contract/service';
import { credentialsOf } from '../contract/stage';
import { ANNEX, faxParameters, LETTER, PROTECTED, useBench } from '../support/bench';
import { builtNode } from '../support/nodes';

const CHICAGO = '+13125550100';
const BERLIN = '+493012345678';

/** A TIFF whose list of images leads nowhere. */
const UNCOUNTABLE = Buffer.from('49492a00ffffff7f0000', 'hex');

describe.each(services)('%s: guards', (name, service) => {
	const toolType = `n8n-nodes-fax.${service.node}Tool`;
	const { maxTotalBytes } = loadProvider(name).capabilities.send;
	const bench = useBench({ engine: { nodes: { [toolType]: builtNode(service.node) } } });

	interface Order {
		to?: string;
		options?: INodeParameters;
		documents?: Buffer[];
		items?: number;
		type?: string;
	}

	/** Runs an operation with these options, once for each item. */
	async function run(
		operation: string,
		{ to = CHICAGO, options = {}, documents, items = 1, type }: Order = {},
	) {
		const item = await bench.item(documents);
		return await bench.run({
			type: type ?? service.node,
			credentials: credentialsOf(service, bench),
			parameters: faxParameters(operation, { to, ...service.sendParameters, options }),
			items: Array.from({ length: items }, () => item),
			onError: 'continueRegularOutput',
		});
	}

	const PASSES: Array<[string, Order]> = [
		['an allowed number, however it is written', { options: { allowedRecipients: '001 (312) 555-0100' } }],
		['the beginning of a number', { options: { allowedRecipients: '+49*, +1312*' } }],
		[
			'a national number with Default Country',
			{ options: { allowedRecipients: '(312) 555-0100', defaultCountry: 'US' } },
		],
		['a number that is not blocked', { options: { blockedRecipients: '+1900*, +13125550101' } }],
		['an allowed country', { options: { allowedCountries: ['DE', 'US'] } }],
		['as many pages as allowed', { options: { maxPages: 3, maxPagesPerFax: 3 } }],
		[
			'as many pages of all faxes together as allowed',
			{ to: `${CHICAGO}, ${BERLIN}`, items: 2, options: { maxPages: 12, maxPagesPerFax: 3 } },
		],
		['as many recipients as allowed', { to: `${CHICAGO}, ${BERLIN}`, options: { maxRecipients: 2 } }],
	];

	it.each(PASSES)('let through: %s', async (_what, order) => {
		const { json } = await run('check', order);
		expect(json.map(({ checkPassed }) => checkPassed)).toEqual(json.map(() => true));
		expect(bench.sandbox.requests()).toEqual([]);
		const sent = await run('send', order);
		expect(sent.json.map(({ status }) => status)).toEqual(json.map(() => 'queued'));
		expect(bench.sandbox.faxes()).toHaveLength(json.length);
	});

	const REFUSED: Array<[string, Order, RegExp]> = [
		['a number that is not allowed', { options: { allowedRecipients: BERLIN } }, /'Allowed Recipients'/],
		['a blocked number', { options: { blockedRecipients: CHICAGO } }, /'Blocked Recipients'/],
		[
			'a blocked beginning, although allowed',
			{ options: { allowedRecipients: '+1*', blockedRecipients: '+1312*' } },
			/'Blocked Recipients'/,
		],
		['another country', { options: { allowedCountries: ['DE'] } }, /'Allowed Countries'/],
		[
			'a neighbour with the same country code',
			{ options: { allowedCountries: ['CA'] } },
			/'Allowed Countries'/,
		],
		['too many pages', { options: { maxPages: 2 } }, /The run has 3 pages, but 'Max Pages' is 2/],
		[
			'too many pages of one fax',
			{ options: { maxPages: 12, maxPagesPerFax: 2 } },
			/The fax has 3 pages, but 'Max Pages per Fax' is 2/,
		],
		[
			'too many pages, as the fax goes to two',
			{ to: `${CHICAGO}, ${BERLIN}`, options: { maxPages: 5, maxPagesPerFax: 3 } },
			/The run has 6 pages, but 'Max Pages' is 5/,
		],
		[
			'too many pages of all items together',
			{ items: 3, options: { maxPages: 8 } },
			/The run has 9 pages, but 'Max Pages' is 8/,
		],
		[
			'pages that cannot be counted, with a limit for the run',
			{ documents: [UNCOUNTABLE], options: { maxPages: 100 } },
			/The number of pages cannot be told, so 'Max Pages' cannot be kept/,
		],
		[
			'pages that cannot be counted, with a limit for each fax',
			{ documents: [UNCOUNTABLE], options: { maxPagesPerFax: 100 } },
			/The number of pages cannot be told, so 'Max Pages per Fax' cannot be kept/,
		],
		[
			'too many recipients',
			{ to: `${CHICAGO}, ${BERLIN}`, options: { maxRecipients: 1 } },
			/'Max Recipients'/,
		],
		[
			'too many recipients of all items together',
			{ items: 3, options: { maxRecipients: 2 } },
			/has 3 recipients/,
		],
	];

	it.each(REFUSED)('refused before anything is sent: %s', async (_what, order, says) => {
		for (const operation of ['send', 'check']) {
			const { json } = await run(operation, order);
			expect(json.length).toBe(order.items ?? 1);
			for (const record of json) {
				expect(record).toMatchObject({
					status: 'failed',
					failureCategory: 'blocked_by_policy',
					failureRetryable: false,
				});
				expect(record.failureMessage).toMatch(says);
				expect(record.failureMessage).not.toMatch(/\d{7}/);
			}
		}
		expect(bench.sandbox.requests()).toEqual([]);
	});

	const SENSELESS: Array<[string, INodeParameters, RegExp]> = [
		[
			'a block list that blocks everybody',
			{ blockedRecipients: '*' },
			/'Blocked Recipients' blocks everybody/,
		],
		[
			'one that does so in pieces',
			{ blockedRecipients: '+1*,+2*,+3*,+4*,+5*,+6*,+7*,+8*,+9*' },
			/'Blocked Recipients' blocks everybody/,
		],
		[
			'one that leaves nobody of the allowed',
			{ allowedRecipients: '+1*', blockedRecipients: '+1*' },
			/'Blocked Recipients' blocks everybody/,
		],
		['a country that does not exist', { allowedCountries: ['XX'] }, /'Allowed Countries' has 'XX'/],
		['a word among the allowed numbers', { allowedRecipients: 'the clinic' }, /'Allowed Recipients'/],
		[
			'a blocked number without country code',
			{ blockedRecipients: '312 555 0100' },
			/'Blocked Recipients' .*country code/,
		],
		['a beginning without country code', { blockedRecipients: '0312*' }, /'Blocked Recipients'/],
		[
			'ten thousand and one entries',
			{ blockedRecipients: Array(10_001).fill('+1900*').join() },
			/'Blocked Recipients' has more than 10000/,
		],
		['no pages', { maxPages: 0 }, /'Max Pages'/],
		['no page in a fax', { maxPagesPerFax: 0 }, /'Max Pages per Fax'/],
		['half a recipient', { maxRecipients: 0.5 }, /'Max Recipients'/],
	];

	it.each(SENSELESS)('refused as senseless: %s', async (_what, options, names) => {
		const { json } = await run('send', { options });
		expect(json).toMatchObject([{ failureCategory: 'configuration' }]);
		expect(json[0].failureMessage).toMatch(names);
		expect(bench.sandbox.requests()).toEqual([]);
	});

	it('a call by an AI agent needs an allow list', async () => {
		for (const options of [{}, { allowedRecipients: '' }, { allowedRecipients: ' , ' }]) {
			const { json } = await run('send', { type: toolType, options });
			expect(json).toMatchObject([{ status: 'failed', failureCategory: 'blocked_by_policy' }]);
			expect(json[0].failureHint).toMatch(/AI agent/);
		}
		expect(bench.sandbox.requests()).toEqual([]);
	});

	it('a call by an AI agent is held to one recipient and twenty pages, unless raised', async () => {
		const allowedRecipients = '+1*, +49*';
		const both = `${CHICAGO}, ${BERLIN}`;
		const long = [makePdf(Array.from({ length: 21 }, (_, index) => [`Page ${index + 1}`]))];
		const refused = [
			await run('send', { type: toolType, to: both, options: { allowedRecipients } }),
			await run('send', { type: toolType, documents: long, options: { allowedRecipients } }),
		];
		expect(refused.map(({ json }) => json[0].failureCategory)).toEqual(Array(2).fill('blocked_by_policy'));
		expect(bench.sandbox.requests()).toEqual([]);
		const sent = [
			await run('send', { type: toolType, options: { allowedRecipients } }),
			await run('send', { type: toolType, to: both, options: { allowedRecipients, maxRecipients: 2 } }),
			await run('send', { type: toolType, documents: long, options: { allowedRecipients, maxPages: 21 } }),
		];
		expect(sent.flatMap(({ json }) => json.map(({ status }) => status))).toEqual(Array(4).fill('queued'));
		expect(bench.sandbox.faxes()).toHaveLength(4);
	});

	it.each([
		['protected by a password', PROTECTED, /Document 1 is protected by a password/],
		['empty', Buffer.alloc(0), /is empty/],
	])('a document that is %s stops the run before anything is sent', async (_what, bytes, says) => {
		for (const operation of ['send', 'check']) {
			const { json } = await run(operation, { documents: [bytes] });
			expect(json).toMatchObject([{ status: 'failed', failureCategory: 'document_error' }]);
			expect(json[0].failureMessage).toMatch(says);
		}
		expect(bench.sandbox.requests()).toEqual([]);
	});

	it('one bad item keeps the good ones back when the run is to stop', async () => {
		const [good, bad] = [await bench.item([LETTER]), await bench.item([PROTECTED])];
		const { error } = await bench.run({
			type: service.node,
			credentials: credentialsOf(service, bench),
			parameters: faxParameters('send', { to: CHICAGO, ...service.sendParameters }),
			items: [good, good, bad],
		});
		expect(error?.message).toMatch(/protected by a password \[item 2\]/);
		expect(bench.sandbox.requests()).toEqual([]);
	});

	it('a long list of numbers is read once for all items that have it', async () => {
		const numbers = Array.from({ length: 10_000 }, (_, index) => `+1202555${String(index).padStart(4, '0')}`);
		const started = performance.now();
		const { json } = await run('check', { options: { blockedRecipients: numbers.join('\n') }, items: 400 });
		expect(json.filter(({ checkPassed }) => checkPassed)).toHaveLength(400);
		// Read for each item anew, it took 22 ms for each.
		expect(performance.now() - started).toBeLessThan(4_000);
	});

	it('the content of a document decides about its type', async () => {
		const binary = {
			data: await bench.engine.storeBinary(ANNEX, { fileName: 'scan', mimeType: 'text/plain' }),
		};
		const { json } = await bench.run({
			type: service.node,
			credentials: credentialsOf(service, bench),
			parameters: faxParameters('check', { to: CHICAGO, ...service.sendParameters }),
			items: [{ json: {}, binary }],
		});
		expect(json).toMatchObject([
			{ pages: 1, document: { fileName: 'scan.pdf', mimeType: 'application/pdf', size: ANNEX.length } },
		]);
	});

	if (maxTotalBytes === null) return;
	const limit: number = maxTotalBytes;

	it('documents beyond the limit of the service are refused', async () => {
		const large = Buffer.concat([LETTER, Buffer.alloc(limit - LETTER.length + 1)]);
		for (const operation of ['send', 'check']) {
			const { json } = await run(operation, { documents: [large] });
			expect(json).toMatchObject([{ failureCategory: 'document_error' }]);
			expect(json[0].failureMessage).toMatch(/but the service takes/);
		}
		expect(bench.sandbox.requests()).toEqual([]);
	}, 60_000);
});
