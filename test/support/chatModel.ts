import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One message of a conversation with a model, in the form of OpenAI's chat interface. */
export interface ChatMessage {
	role: string;
	content: unknown;
	tool_calls?: Array<{ id: string; function: { name: string; arguments: string } }>;
}

/** What a program asks a model. */
export interface ChatRequest {
	messages: ChatMessage[];
	tools?: Array<{ function: { name: string; description?: string; parameters?: unknown } }>;
	stream?: boolean;
}

/** What the model says: a text, or a wish to have a tool called. */
export type ChatReply = string | { tool: string; arguments: Record<string, unknown> };

/** A model whose answers are written beforehand. */
export interface ScriptedModel {
	/** the base URL for OpenAI's clients */
	url: string;
	/** everything that was asked, in order */
	requests: ChatRequest[];
	close(): Promise<void>;
}

/** Speaks OpenAI's chat interface on loopback. @param reply what to answer; it may throw, which becomes HTTP 500 */
export async function createScriptedModel(
	reply: (request: ChatRequest) => ChatReply,
): Promise<ScriptedModel> {
	const requests: ChatRequest[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const send = (status: number, body: unknown) => {
				response.writeHead(status, { 'content-type': 'application/json' });
				response.end(JSON.stringify(body));
			};
			if (request.method !== 'POST' || !request.url?.endsWith('/chat/completions')) {
				send(200, { object: 'list', data: [{ id: 'scripted', object: 'model' }] });
				return;
			}
			try {
				const asked = JSON.parse(Buffer.concat(chunks).toString()) as ChatRequest;
				requests.push(asked);
				const message = messageOf(reply(asked), requests.length);
				if (asked.stream === true) {
					response.writeHead(200, { 'content-type': 'text/event-stream' });
					response.end(streamed(message));
				} else send(200, completion(message));
			} catch (error) {
				send(500, { error: { message: (error as Error).message } });
			}
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		requests,
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

function messageOf(reply: ChatReply, turn: number): ChatMessage {
	if (typeof reply === 'string') return { role: 'assistant', content: reply };
	const call = { name: reply.tool, arguments: JSON.stringify(reply.arguments) };
	return {
		role: 'assistant',
		content: null,
		tool_calls: [{ id: `call_${turn}`, type: 'function', function: call } as never],
	};
}

const finishOf = ({ tool_calls: calls }: ChatMessage): string => (calls ? 'tool_calls' : 'stop');

const HEAD = { id: 'chatcmpl-scripted', created: 0, model: 'scripted' };

const completion = (message: ChatMessage) => ({
	...HEAD,
	object: 'chat.completion',
	choices: [{ index: 0, message, finish_reason: finishOf(message) }],
	usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});

function streamed(message: ChatMessage): string {
	const delta = {
		...message,
		...(message.tool_calls && {
			tool_calls: message.tool_calls.map((call, index) => ({ ...call, index })),
		}),
	};
	const chunk = (choice: object) => ({
		...HEAD,
		object: 'chat.completion.chunk',
		choices: [{ index: 0, ...choice }],
	});
	return [chunk({ delta, finish_reason: null }), chunk({ delta: {}, finish_reason: finishOf(message) })]
		.map((part) => `data: ${JSON.stringify(part)}\n\n`)
		.concat('data: [DONE]\n\n')
		.join('');
}
