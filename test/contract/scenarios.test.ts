import type { INodeParameters } from 'n8n-workflow';
import { loadProvider } from '../../nodes/FaxInbox/providers';
import type { RunNodeOptions } from '../../harness';
import { ANNEX, faxParameters, LETTER, sha256, useBench } from '../support/bench';
import { expectedRecordKeys } from '../support/recordKeys';
import { secretsIn, secretValues } from '../support/secrets';
import { services } from './service';
import { credentialsOf, DELIVERY_MS, recipient, SETTLED_MS, stageOf } from './stage';

describe.each(services)('%s', (name, service) => {
	const { capabilities, findSent } = loadProvider(name);
	const findsSent = findSent !== undefined;
	const has = (operation: string) => (capabilities.operations as readonly string[]).includes(operation);
	const bench = useBench({ listens: true });

	async function run(operation: string, parameters: INodeParameters, more: Partial<RunNodeOptions> = {}) {
		return await bench.run({
			type: service.node,
			credentials: credentialsOf(service, bench),
			parameters: faxParameters(operation, parameters),
			...more,
		});
	}

	async function send(parameters: INodeParameters, more: Partial<RunNodeOptions> = {}) {
		const items = [await bench.item()];
		return await run('send', { ...service.sendParameters, ...parameters }, { items, ...more });
	}

	describe('what becomes of a fax', () => {
		it.each(Object.entries(service.scenarios))(
			'to a number that ends in %s: %s',
			async (digits, category) => {
				const id = await stageOf(service, bench).send(recipient(digits));
				await bench.sandbox.advance(DELIVERY_MS * 2);
				const { json } = await run('getStatus', { faxId: id });
				expect(json).toHaveLength(1);
				expect(Object.keys(json[0])).toEqual(expectedRecordKeys);
				expect(json[0]).toMatchObject({
					trackingId: id,
					isFinal: true,
					status: category === null ? 'delivered' : 'failed',
					failureCategory: category,
				});
				if (category === null) {
					expect(json[0]).toMatchObject({
						pagesTransferred: 3,
						failureMessage: null,
						failureRetryable: null,
					});
					return;
				}
				expect(json[0].isPartial).toBe(category === 'partial_transmission');
				expect(json[0].failureMessage).toMatch(/\w{3}/);
				expect(json[0].failureHint).toMatch(/\w{3}/);
				expect(json[0].failureRetryable).toEqual(expect.any(Boolean));
				expect(json[0].failureCode).toEqual(expect.any(String));
				expect(
					json[0].costAmount === null || json[0].costAmount === 0 || category === 'partial_transmission',
				).toBe(true);
			},
		);

		it('that never ends', async () => {
			const id = await stageOf(service, bench).send(recipient('60'));
			await bench.sandbox.advance(SETTLED_MS);
			const { json } = await run('getStatus', { faxId: id });
			expect(json).toMatchObject([{ id, status: 'sending', isFinal: false, failureCategory: null }]);
		});

		it('that is refused when handed in', async () => {
			const { json, error } = await send({ to: recipient('70') }, { onError: 'continueRegularOutput' });
			expect(error).toBeUndefined();
			expect(json).toMatchObject([{ status: 'failed', failureCategory: service.refusedCategory }]);
			expect(bench.sandbox.faxes()).toEqual([]);
		});

		it.each([
			['71', 'the answer is lost'],
			['72', 'the answer is an error'],
		])('that is accepted although (%s) %s', async (digits) => {
			const { json, error } = await send({ to: recipient(digits) });
			expect(error).toBeUndefined();
			const [fax] = bench.sandbox.faxes();
			const sent = { isFinal: false, to: recipient(digits), document: { sha256: sha256(LETTER) } };
			expect(json).toMatchObject([
				// A service that can be asked tells what became of it.
				findsSent
					? { ...sent, status: 'queued', id: fax.id, trackingId: fax.id, failureCategory: null }
					: { ...sent, status: 'unknown', id: null, failureCategory: 'outcome_unknown' },
			]);
			expect(bench.sandbox.faxes()).toHaveLength(1);
			expect(bench.sandbox.requests().filter(({ status }) => status === null || status >= 500)).toHaveLength(
				1,
			);
		});

		it('that is not accepted, without anybody knowing it', async () => {
			const { json } = await send({ to: recipient('73') });
			expect(json).toMatchObject([{ status: 'unknown', failureCategory: 'outcome_unknown' }]);
			expect(bench.sandbox.faxes()).toEqual([]);
		});

		it.each([
			['74', [1_000]],
			['75', undefined],
		])('that is refused for the moment (%s)', async (digits, pauses) => {
			const { json } = await send({ to: recipient(digits) });
			expect(json).toMatchObject([
				{
					status: 'queued',
					attemptLog: [{ outcome: 'refused', category: 'rate_limited' }, { outcome: 'accepted' }],
				},
			]);
			expect(bench.sandbox.faxes()).toHaveLength(1);
			expect(bench.pauses).toHaveLength(1);
			if (pauses !== undefined) expect(bench.pauses).toEqual(pauses);
		});
	});

	describe('the trackingId', () => {
		const usual = { name: 'usually', apply: () => undefined, to: undefined, send: undefined };

		it.each([usual, ...service.renaming].map((variant) => [variant.name, variant] as const))(
			'is the same everywhere: %s',
			async (_variant, { apply, to, send: more }) => {
				apply(bench.sandbox);
				const trigger = bench.engine.trigger({
					type: service.trigger,
					parameters: { events: ['faxDelivered'] },
					credentials: credentialsOf(service, bench),
				});
				await trigger.activate();
				if (capabilities.webhookRegistration === 'manual') {
					for (const order of service.webhooks.byHand(trigger.productionUrl)) bench.sandbox.addHook(order);
				}
				const trackingId = await stageOf(service, bench).send(recipient(to ?? '00'), more);
				const early = await run('getStatus', { faxId: trackingId });
				expect(early.json).toMatchObject([{ trackingId, isFinal: false }]);
				if (has('listQueued')) {
					const queued = await run('listQueued', { returnAll: true });
					expect(queued.json).toMatchObject([{ trackingId, isFinal: false }]);
				}
				await bench.sandbox.advance(SETTLED_MS);

				const { items } = await trigger.nextExecution();
				expect(items[0].json).toMatchObject({ trackingId, status: 'delivered' });
				expect(items[0].json.eventKey).toBe(`${name}:${trackingId}:faxDelivered`);

				const asked = await run('getStatus', { faxId: trackingId });
				expect(asked.json).toMatchObject([{ trackingId, status: 'delivered', isFinal: true }]);
				const { id } = asked.json[0];

				if (has('listSent')) {
					const sent = await run('listSent', { returnAll: true });
					expect(sent.json.length).toBeGreaterThan(0);
					expect(new Set(sent.json.map((record) => record.trackingId))).toEqual(new Set([trackingId]));
					const delivered = sent.json.find(({ status }) => status === 'delivered');
					expect(delivered).toMatchObject({ id, trackingId });
				}

				// Every operation takes either name.
				for (const faxId of new Set([trackingId, String(id)])) {
					const again = await run('getStatus', { faxId });
					expect(again.json).toMatchObject([{ id, trackingId, status: 'delivered' }]);
					if (has('download') && capabilities.downloadDirections.includes('outbound')) {
						const [format] = capabilities.downloadFormats;
						const file = await run('download', { faxId, ...(format ? { format } : {}) });
						expect(file.json).toMatchObject([{ trackingId, document: { sha256: sha256(LETTER) } }]);
					}
					if (has('downloadReport')) {
						const report = await run('downloadReport', { faxId });
						expect(report.json).toMatchObject([{ trackingId, document: { available: true } }]);
					}
					if (has('resend')) {
						const before = bench.sandbox.faxes().length;
						const resent = await run('resend', { faxId });
						expect(resent.json).toMatchObject([{ status: 'queued' }]);
						expect(resent.json[0].trackingId).not.toBe(trackingId);
						expect(bench.sandbox.faxes()).toHaveLength(before + 1);
					}
				}
				if (has('delete')) {
					const gone = await run('delete', { faxId: trackingId });
					expect(gone.json).toMatchObject([{ provider: name, trackingId, deleted: true }]);
				}
			},
		);

		it('is a name by which a fax can be canceled, once', async () => {
			if (!has('cancel')) return;
			const id = await stageOf(service, bench).send();
			const canceled = await run('cancel', { faxId: id });
			expect(canceled.json).toMatchObject([{ trackingId: id, status: 'canceled', isFinal: true }]);
			await bench.sandbox.advance(SETTLED_MS);
			expect(bench.sandbox.faxes()).toMatchObject([{ state: 'canceled' }]);
			const again = await run('cancel', { faxId: id }, { onError: 'continueRegularOutput' });
			expect(again.json).toMatchObject([{ status: 'failed', failureCategory: expect.any(String) }]);
		});
	});

	describe('bad input', () => {
		/** Runs with On Error: Stop; nothing may have reached the service. */
		async function refused(operation: string, parameters: INodeParameters, items: RunNodeOptions['items']) {
			const result = await run(operation, parameters, { items });
			expect(result.status).toBe('error');
			expect(bench.sandbox.requests()).toEqual([]);
			expect(result.outputs.flat()).toEqual([]);
			const { message, description } = result.error as { message: string; description?: string };
			expect(description).toMatch(/\w{3}/);
			return message;
		}

		const sending = (more: INodeParameters) => ({ ...service.sendParameters, to: recipient(), ...more });

		it.each(service.badSends.map((bad) => [bad.name, bad] as const))(
			'%s',
			async (_bad, { parameters, names }) => {
				const message = await refused('send', sending(parameters), [await bench.item()]);
				expect(message).toMatch(names);
				expect(message).toMatch(/\[item 0\]$/);
			},
		);

		it.each([
			['nothing', '={{ $json.missing }}', /'To' is empty/],
			['letters', 'the office', /'To'/],
			['too few digits', '+1234', /'To'/],
			['a national number', '030 1234567', /'To'/],
			['one of several', `${recipient('01')}, nonsense, ${recipient('02')}`, /'To', number 2 of 3/],
		])('a number that cannot be dialled: %s', async (_what, to, names) => {
			expect(await refused('send', sending({ to }), [await bench.item()])).toMatch(names);
		});

		it('a national number is completed by the Default Country', async () => {
			const { json } = await send({ to: '030 12345600', options: { defaultCountry: 'DE' } });
			expect(json).toMatchObject([{ to: '+493012345600', status: 'queued' }]);
			expect(bench.sandbox.faxes()).toMatchObject([{ to: '+493012345600' }]);
		});

		it('an empty document', async () => {
			const item = await bench.item([Buffer.alloc(0)]);
			expect(await refused('send', sending({}), [item])).toMatch(/document in 'data' is empty/);
		});

		it('a field without a file', async () => {
			const item = await bench.item();
			const message = await refused('send', sending({ binaryPropertyName: 'letter' }), [item]);
			expect(message).toMatch(/'Input Data Field Name' names the field 'letter'/);
		});

		it('no field at all', async () => {
			const message = await refused('send', sending({ binaryPropertyName: ' ' }), [await bench.item()]);
			expect(message).toMatch(/'Input Data Field Name' is empty/);
		});

		it('a stored document that is gone', async () => {
			const item = await bench.item();
			const id = item.binary!.data.id!.replace(/[^/]+$/, 'gone');
			const broken = { ...item, binary: { data: { ...item.binary!.data, id } } };
			expect(await refused('send', sending({}), [broken])).toMatch(/document in 'data' cannot be read/);
		});

		it.each(['ftp://example.com/a.pdf', 'file:///etc/passwd', 'letter.pdf', 'javascript:alert(1)'])(
			'a URL that is not http: %s',
			async (documentUrl) => {
				const message = await refused('send', sending({ documentSource: 'url', documentUrl }), [
					{ json: {} },
				]);
				expect(message).toMatch(/'Document URL' is not an http or https address/);
			},
		);

		it('a URL that has no document', async () => {
			const documentUrl = `${bench.sandbox.url}/nothing-here.pdf`;
			const message = await refused('send', sending({ documentSource: 'url', documentUrl }), [{ json: {} }]);
			expect(message).toMatch(/'Document URL' cannot be downloaded \(HTTP 404\)/);
		});

		it.each([
			['concurrency', 0, /'Concurrency'/],
			['concurrency', -1, /'Concurrency'/],
			['concurrency', 1e6, /'Concurrency'/],
			['concurrency', 1.5, /'Concurrency'/],
			['retries', -1, /'Retries'/],
			['retries', 1e6, /'Retries'/],
			['timeoutSeconds', 0, /'Timeout/],
		])('%s of %d', async (option, value, names) => {
			const message = await refused('send', sending({ options: { [option]: value } }), [await bench.item()]);
			expect(message).toMatch(names);
		});

		it('one bad item of three stops all', async () => {
			const items = await Promise.all([0, 1, 2].map(async (n) => await bench.item([LETTER], { n })));
			items[1].binary = {};
			const message = await refused('send', sending({}), items);
			expect(message).toMatch(/\[item 1\]$/);
			const goesOn = await run('send', sending({}), { items, onError: 'continueRegularOutput' });
			expect(goesOn.json.map(({ status }) => status)).toEqual(['queued', 'failed', 'queued']);
			expect(goesOn.outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([
				{ item: 0 },
				{ item: 1 },
				{ item: 2 },
			]);
		});

		it('too many documents for one fax', async () => {
			const { maxFiles } = capabilities.send;
			// Of several files for a service that takes one the node makes one.
			if (maxFiles === 1 || maxFiles > 20) return;
			const documents = Array.from({ length: maxFiles + 1 }, () => ANNEX);
			const item = await bench.item(documents);
			const fields = Object.keys(item.binary!).join(', ');
			const message = await refused('send', sending({ binaryPropertyName: fields }), [item]);
			expect(message).toMatch(/'Input Data Field Name' names \d+ documents/);
		});

		it('no id', async () => {
			for (const operation of ['getStatus', 'cancel', 'delete', 'download', 'resend'].filter(has)) {
				expect(await refused(operation, { faxId: ' ' }, [{ json: {} }])).toMatch(/'Fax ID' is empty/);
			}
		});

		it('an id that nobody knows', async () => {
			for (const operation of ['getStatus', 'cancel', 'delete', 'download', 'resend'].filter(has)) {
				if (operation === 'download' && !capabilities.downloadDirections.includes('outbound')) continue;
				const { json } = await run(
					operation,
					{ faxId: service.unknownId },
					{ onError: 'continueRegularOutput' },
				);
				expect(json).toMatchObject([
					{ status: 'failed', failureCategory: 'not_found', failureRetryable: false },
				]);
			}
		});

		it('a limit of nothing, and dates the wrong way round', async () => {
			expect(await refused('listInbox', { returnAll: false, limit: 0 }, [{ json: {} }])).toMatch(/'Limit'/);
			const filters = { after: '2026-03-02', before: '2026-03-01' };
			expect(await refused('listInbox', { returnAll: true, filters }, [{ json: {} }])).toMatch(/'After'/);
			const message = await refused('listInbox', { returnAll: true, filters: { after: 'soon' } }, [
				{ json: {} },
			]);
			expect(message).toMatch(/'After' is not a date/);
		});

		it('an address of the service that is none', async () => {
			const result = await run(
				'listInbox',
				{ returnAll: true },
				{
					credentials: credentialsOf(service, bench, { baseUrl: 'not an address' }),
				},
			);
			expect(result.error?.message).toMatch(/Base URL/);
		});
	});

	describe('the editor', () => {
		const search = async (filter?: string, changes = {}) =>
			await bench.engine.listSearch({
				type: service.node,
				method: 'searchNumbers',
				credentials: credentialsOf(service, bench, changes),
				...(filter === undefined ? {} : { filter }),
			});

		// A service whose numbers cannot be asked for has no list of them.
		const hasNumbers = 'number' in capabilities.resources;

		it('offers the numbers of the account', async () => {
			if (!hasNumbers) return;
			const { results } = await search();
			const values = results.map(({ value }) => value);
			expect(values).toEqual(expect.arrayContaining([service.number, service.secondNumber]));
			expect((await search(service.secondNumber.slice(-4))).results.map(({ value }) => value)).toEqual([
				service.secondNumber,
			]);
			expect((await search('no such number')).results).toEqual([]);
		});

		it.each(service.badCredentials.map((bad) => [bad.name, bad] as const))(
			'says why there are none: %s',
			async (_bad, { data }) => {
				if (!hasNumbers) return;
				const error = await search(undefined, data).catch((thrown: unknown) => thrown);
				expect(error).toBeInstanceOf(Error);
				expect((error as Error).message).toMatch(/\w{3}/);
				const secrets = secretValues({ ...Object.values(credentialsOf(service, bench))[0], ...data });
				expect(secretsIn(error, secrets)).toEqual([]);
			},
		);

		it('tests a credential', async () => {
			const { type, data } = service.credential;
			const good = data(bench.sandbox.url);
			expect(await bench.engine.testCredential(type, good)).toMatchObject({ status: 'OK' });
			const slash = { ...good, baseUrl: `${String(good.baseUrl)}/` };
			expect(await bench.engine.testCredential(type, slash)).toMatchObject({ status: 'OK' });
			const said = new Set<string>();
			for (const { data: bad, says } of service.badCredentials) {
				const result = await bench.engine.testCredential(type, { ...good, ...bad });
				expect(result).toMatchObject({ status: 'Error', message: expect.stringMatching(says) as string });
				said.add(result.message);
			}
			const elsewhere = { ...good, baseUrl: `${bench.sandbox.url}/sandbox` };
			const wrongHost = await bench.engine.testCredential(type, elsewhere);
			expect(wrongHost).toMatchObject({ status: 'Error', message: expect.stringMatching(/\w{3}/) as string });
			said.add(wrongHost.message);
			const nobody = await bench.engine.testCredential(type, { ...good, baseUrl: 'http://127.0.0.1:1/v3' });
			expect(nobody.status).toBe('Error');
			said.add(nobody.message);
			expect(said.size).toBe(service.badCredentials.length + 2);
		});

		it('shows every operation of the capabilities, and none else', () => {
			const { properties } = bench.engine.describeNode(service.node);
			const offered = properties
				.filter((property) => property.name === 'operation')
				.flatMap(({ displayOptions, options }) =>
					(options ?? []).map(
						(option) =>
							`${String(displayOptions?.show?.resource?.[0])} ${String((option as { value: unknown }).value)}`,
					),
				);
			expect(offered.sort()).toEqual(
				[
					...capabilities.operations.map((operation) => `fax ${operation}`),
					...Object.entries(capabilities.resources).flatMap(([resource, operations]) =>
						operations.map((operation) => `${resource} ${operation}`),
					),
				].sort(),
			);
		});
	});
});
