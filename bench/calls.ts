import { loadProvider } from '../nodes/FaxInbox/providers';
import type { Call, Http, OutgoingDocument } from '../nodes/shared/provider';
import { answerTo } from './answers';
import type { BenchService } from './services';
import type { Operation } from './tasks';

export const RECIPIENT = '+13125550100';

class Enough extends Error {}

/** Why a recording ends: the answer to a download is of no interest. */
const stopAt = (answer: Call['answer']) => {
	if (answer === 'document') throw new Enough();
};

/** An `Http` that notes the calls and answers as the bench's server does. */
function recorder(service: BenchService, calls: Call[]): Http {
	const provider = loadProvider(service.name);
	const base = new URL(service.baseUrl('http://bench')).pathname;
	return {
		account: service.account,
		async call(call) {
			calls.push(call);
			stopAt(call.answer);
			const answer = answerTo({
				method: call.method,
				path: base + call.path,
				query: new URLSearchParams(),
				text: JSON.stringify(call.json ?? {}),
				listTotal: 0,
			});
			if (answer === undefined || !('json' in answer)) throw new Error(`No answer to ${call.path}`);
			const raw = { status: 200, headers: {}, json: answer.json, text: '' };
			const verdict = provider.wire.judge(raw);
			if (!verdict.ok) throw new Error(`The answer to ${call.path} is no good one`);
			return { status: 200, headers: {}, json: verdict.data };
		},
	};
}

/**
 * The calls that a service's operation makes, so that the bare loops make the same: their bodies are made anew by
 * `body()`, with the given document.
 */
export async function callsOf(
	service: BenchService,
	operation: Operation,
	document: OutgoingDocument,
): Promise<Call[]> {
	const provider = loadProvider(service.name);
	const calls: Call[] = [];
	const http = recorder(service, calls);
	const send = async () => {
		const request = {
			from: String(service.sendParameters.from ?? '') || null,
			documents: [document],
			documentUrls: [],
			reference: null,
			sendAt: null,
			coverPage: null,
			callbackUrl: null,
			extra: {},
		};
		const uploaded = await provider.upload?.(http, request);
		await provider.send(http, { ...request, uploaded, to: RECIPIENT });
	};
	const work: Partial<Record<Operation, () => Promise<unknown>>> = {
		send,
		getStatus: async () => await provider.getStatus(http, service.sentId, { extra: {} }),
		download: async () =>
			await provider.download!(http, service.receivedId, { format: null, direction: 'inbound' }),
	};
	await work[operation]!().catch((error: unknown) => {
		if (!(error instanceof Enough)) throw error;
	});
	return calls;
}

/** The address of a call. */
export function urlOf(service: BenchService, call: Call, serverUrl: string): string {
	const url = new URL(service.baseUrl(serverUrl) + call.path);
	for (const [name, value] of Object.entries(call.query ?? {})) {
		if (value !== undefined) url.searchParams.set(name, String(value));
	}
	return url.href;
}
