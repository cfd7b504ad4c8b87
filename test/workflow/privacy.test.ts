import fc from 'fast-check';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { RunNodeOptions } from '../../harness';
import { loadProvider } from '../../nodes/FaxInbox/providers';
import type { FaxOperation } from '../../nodes/shared/provider';
import { makePdf } from '../../sandbox';
import { services } from '../contract/service';
import { credentialsOf, DELIVERY_MS } from '../contract/stage';
import { faxParameters, useBench } from '../support/bench';
import { textIn } from '../support/secrets';

/** Somebody with something to hide. */
interface Person {
	/** of the other side, in E.164 */
	number: string;
	name: string;
	subject: string;
	reference: string;
	text: string;
	/** of the file, without extension */
	title: string;
}

/** Words that stand in no text of the package or of the sandbox. */
const word = (start: string) => fc.stringMatching(new RegExp(`^${start}[a-z]{6,9}$`));

/** The last two digits choose what becomes of the fax. */
const ENDINGS = ['00', '50', '52', '54', '56', '57', '58', '60', '70', '71', '72', '73'];

const person = fc
	.record({
		middle: fc.integer({ min: 10, max: 99 }),
		ending: fc.constantFrom(...ENDINGS),
		name: word('Zq'),
		subject: word('Xv'),
		reference: word('Kj'),
		text: word('Wz'),
		title: word('Qy'),
	})
	.map(({ middle, ending, ...rest }): Person => ({ number: `+1312557${middle}${ending}`, ...rest }));

function ofItems(items: readonly INodeExecutionData[]): string {
	const files = items.flatMap(({ binary }) => Object.values(binary ?? {}));
	const names = files.map(({ fileName, fileExtension, mimeType, directory }) => [
		fileName,
		fileExtension,
		mimeType,
		directory,
	]);
	return textIn([items.map(({ json, error }) => [json, error]), names]);
}

describe.each(services)('%s: with Privacy', (name, service) => {
	const { capabilities } = loadProvider(name);
	const bench = useBench({ listens: true, haste: 20 });

	const secretsOf = ({ number, name: own, subject, reference, text, title }: Person) => [
		...[number, service.number, service.secondNumber].map((one) => one.slice(1)),
		...[own, subject, reference, text, title],
	];

	/** The parts of what the node gave away in which something is that nobody may see. */
	function leaksOf(texts: readonly string[], someone: Person): string[] {
		const all = texts.join('\n').replace(/[\s().-]/g, '');
		return secretsOf(someone).filter((secret) => all.includes(secret));
	}

	function optionsOf(operation: FaxOperation, { name: own, subject, reference }: Person): INodeParameters {
		if (operation !== 'send' && operation !== 'check') return { privacy: true, includeRaw: true };
		const { coverPageFields, reference: givesBack } = capabilities.send;
		const cover = { toName: own, fromName: own, subject, message: own };
		const fields = Object.entries(cover).filter(([field]) => (coverPageFields as string[]).includes(field));
		return {
			privacy: true,
			includeRaw: true,
			retries: 0,
			...(givesBack ? { reference } : {}),
			...(fields.length > 0 ? { coverPage: { fields: Object.fromEntries(fields) } } : {}),
		};
	}

	/** What the node adds in a run: items of all branches, its error, and what was logged meanwhile. */
	async function given(
		options: RunNodeOptions,
	): Promise<{ texts: string[]; json: Array<Record<string, unknown>> }> {
		const logged = bench.engine.logs.length;
		const run = await bench.run(options);
		const logs = bench.engine.logs.slice(logged).map(({ text }) => text);
		return { texts: [ofItems(run.outputs.flat()), textIn(run.error), ...logs], json: run.json };
	}

	const byId = capabilities.operations.filter(
		(operation) => !['send', 'check'].includes(operation) && !operation.startsWith('list'),
	);
	const lists = capabilities.operations.filter((operation) => operation.startsWith('list'));

	/** Does all that the service can do with faxes of this person, each operation with a good and a bad id. */
	async function play(someone: Person, onError: RunNodeOptions['onError']): Promise<string[]> {
		bench.reset();
		const { number, name: own, subject, text, title } = someone;
		const letter = makePdf([[text]]);
		const binary = { data: await bench.engine.storeBinary(letter, { fileName: `${title}.pdf` }) };
		const order = (operation: FaxOperation, parameters: INodeParameters, more: INodeParameters = {}) => ({
			type: service.node,
			credentials: credentialsOf(service, bench),
			parameters: faxParameters(operation, {
				...parameters,
				options: { ...optionsOf(operation, someone), ...more },
			}),
			items: [{ json: {}, binary }],
			onError,
		});
		const resource = (name: string, parameters: INodeParameters, more: INodeParameters = {}) => ({
			type: service.node,
			credentials: credentialsOf(service, bench),
			parameters: {
				resource: name.split('.')[0],
				operation: name.split('.')[1],
				...parameters,
				options: { privacy: true, includeRaw: true, retries: 0, ...more },
			},
			items: [{ json: {} }],
			onError,
		});
		const texts: string[] = [];
		const run = async (options: RunNodeOptions) => {
			const { texts: more, json } = await given(options);
			texts.push(...more);
			return json;
		};
		const to = { to: number, ...service.sendParameters };
		await run(order('check', to));
		await run(order('send', to, { dryRun: true }));
		await run(order('send', to, { blockedRecipients: number }));
		await run(order('send', { ...to, to: `${number}, ${number.slice(0, 7)}` }));
		const sent = await run(order('send', to));
		await bench.sandbox.advance(DELIVERY_MS);
		const received = bench.sandbox.inbound({
			service: service.name,
			from: number,
			document: letter,
			fileName: `${title}.pdf`,
		});
		for (const operation of lists) await run(order(operation, { returnAll: true }));
		const ids = [sent[0]?.trackingId, received.id, service.unknownId].filter((id) => typeof id === 'string');
		for (const id of ids) {
			for (const operation of byId) await run(order(operation, { faxId: id, comment: someone.reference }));
		}
		if (capabilities.resources.number !== undefined) {
			const numbers = await given(resource('number.list', {}));
			// The numbers of the account are what it is asked for.
			const account = [service.number, service.secondNumber].map((one) => one.slice(1));
			texts.push(...numbers.texts.map((one) => one.replaceAll(new RegExp(account.join('|'), 'g'), '')));
		}
		if (service.sms === undefined) return texts;
		const message = { to: `${number}, ${service.secondNumber}`, message: `${own} ${text}` };
		const options = { senderId: subject, reference: someone.reference };
		const sentMessage = await run(resource('sms.send', message, options));
		await run(resource('sms.send', { ...message, message: ' ' }, options));
		await run(resource('sms.send', { ...message, to: `${number}, ${number.slice(0, 7)}` }, options));
		await bench.sandbox.advance(DELIVERY_MS);
		service.sms.receive(bench.sandbox, { from: number, text });
		await run(resource('sms.getReplies', { number, returnAll: true }));
		for (const smsId of [sentMessage[0]?.trackingId, service.unknownId].filter(
			(id) => typeof id === 'string',
		)) {
			await run(resource('sms.getStatus', { smsId }));
			await run(resource('sms.resend', { smsId }));
		}
		return texts;
	}

	it('gives nothing away in items, files, errors and logs, whatever happens', async () => {
		const onErrors = fc.constantFrom<RunNodeOptions['onError']>(
			'stopWorkflow',
			'continueRegularOutput',
			'continueErrorOutput',
		);
		await fc.assert(
			fc.asyncProperty(person, onErrors, async (someone, onError) => {
				expect(leaksOf(await play(someone, onError), someone)).toEqual([]);
			}),
			{ numRuns: 12 },
		);
	}, 120_000);

	it('would be seen to give something away without it', async () => {
		const someone: Person = {
			number: '+13125571100',
			name: 'Zqname',
			subject: 'Xvsubject',
			reference: 'Kjreference',
			text: 'Wztext',
			title: 'Qytitle',
		};
		const binary = { data: await bench.engine.storeBinary(makePdf([['a']]), { fileName: 'Qytitle.pdf' }) };
		const { texts } = await given({
			type: service.node,
			credentials: credentialsOf(service, bench),
			parameters: faxParameters('check', { to: someone.number, ...service.sendParameters }),
			items: [{ json: {}, binary }],
		});
		expect(leaksOf(texts, someone)).toEqual(expect.arrayContaining(['13125571100', 'Qytitle']));
	});

	it('the trigger gives nothing away either', async () => {
		const trigger = bench.engine.trigger({
			type: service.trigger,
			workflowId: `private-${name}`,
			parameters: {
				events: ['faxReceived', 'faxDelivered', 'faxFailed'],
				options: { privacy: true, includeRaw: true },
			},
			credentials: credentialsOf(service, bench),
		});
		await trigger.activate();
		if (capabilities.webhookRegistration === 'manual') {
			for (const hook of service.webhooks.byHand(trigger.productionUrl)) bench.sandbox.addHook(hook);
		}
		const someone = fc.sample(person, 1)[0];
		const logged = bench.engine.logs.length;
		bench.sandbox.inbound({
			service: service.name,
			from: someone.number,
			document: makePdf([[someone.text]]),
			fileName: `${someone.title}.pdf`,
		});
		const { items } = await trigger.nextExecution();
		await bench.sandbox.settled();
		expect(items[0].json).toMatchObject({ event: 'faxReceived', from: `…${someone.number.slice(-2)}` });
		expect(items[0].binary).toBeDefined();
		const logs = bench.engine.logs.slice(logged).map(({ text }) => text);
		expect(leaksOf([ofItems(items), ...logs], someone)).toEqual([]);
		await trigger.deactivate();
	});

	it('joins what was sent with what became of it by the hash', async () => {
		const run = async (operation: FaxOperation, parameters: INodeParameters) =>
			await bench.run({
				type: service.node,
				credentials: credentialsOf(service, bench),
				parameters: faxParameters(operation, { ...parameters, options: { privacy: true } }),
				items: [await bench.item()],
			});
		const sent = await run('send', { to: '+1 312 557 11 00', ...service.sendParameters });
		const other = await run('send', { to: '+13125571200', ...service.sendParameters });
		await bench.sandbox.advance(DELIVERY_MS);
		const status = await run('getStatus', { faxId: String(sent.json[0].trackingId) });
		expect(sent.json[0].toHash).toMatch(/^[0-9a-f]{32}$/);
		expect(sent.json[0].toHash).not.toBe(other.json[0].toHash);
		// A service that does not say the number cannot be joined by it.
		expect([sent.json[0].toHash, null]).toContain(status.json[0].toHash);
		expect(status.json[0].to === null).toBe(status.json[0].toHash === null);
	});
});
