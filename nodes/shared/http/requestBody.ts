import { LARGEST_HELD, readableFrom } from '../documents/streams';
import { fail, FaxFailure } from '../failure';
import type { Body, ByteStream, Call } from '../provider';

export interface PreparedBody {
	content: Buffer | ByteStream;
	headers: Record<string, string>;
	/** true when the body can be read only once */
	streamed: boolean;
	/** why the body could not be read to its end, if that happened while it was sent */
	problem(): FaxFailure | undefined;
}

/** The chunks of a body, which must add up to the announced length: a shorter or longer one is never sent as if whole. */
async function* exactly(body: Body, noteProblem: (problem: FaxFailure) => void): AsyncIterable<Buffer> {
	const changed = () =>
		fail('document_error', {
			message: 'The document changed its size while it was read',
			hint: 'Run the node again with a document that is complete.',
		});
	let left = body.contentLength;
	try {
		for await (const chunk of body.chunks()) {
			left -= chunk.length;
			if (left < 0) throw changed();
			yield chunk;
		}
		if (left > 0) throw changed();
	} catch (error) {
		const problem =
			error instanceof FaxFailure
				? error
				: fail('document_error', {
						message: 'The document could not be read',
						hint: 'Check the node that made the document; its data may be gone from the store of n8n.',
					});
		noteProblem(problem);
		throw asFailure(problem);
	}
}

const asFailure = (failure: FaxFailure) => failure;

/** Makes the body of a call anew: streamed from the documents where these are in n8n's store and not small, else as one buffer. */
export async function prepareBody(call: Call): Promise<PreparedBody | undefined> {
	if (call.body === undefined) {
		if (call.json === undefined) return undefined;
		return {
			content: Buffer.from(JSON.stringify(call.json)),
			headers: { 'Content-Type': 'application/json' },
			streamed: false,
			problem: () => undefined,
		};
	}
	const body = call.body();
	let problem: FaxFailure | undefined;
	const chunks = exactly(body, (found) => (problem = found));
	const headers = { 'Content-Type': body.contentType, 'Content-Length': String(body.contentLength) };
	const isLarge = body.contentLength > LARGEST_HELD && body.documents.some(({ stored }) => stored);
	const stream = isLarge ? readableFrom(chunks) : undefined;
	if (stream !== undefined) return { content: stream, headers, streamed: true, problem: () => problem };
	const parts: Buffer[] = [];
	for await (const chunk of chunks) parts.push(chunk);
	return { content: Buffer.concat(parts), headers, streamed: false, problem: () => undefined };
}
