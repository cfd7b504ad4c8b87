import type { Failure, INode, JsonObject, NodeError } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { FaxFailure } from './failure';
import type { FailureCategory } from './failure';

/** Where in the run a failure happened, and what else a person must know. */
export interface ErrorPlace {
	itemIndex?: number;
	/** such as "recipient 2 of 3" */
	part?: string | null;
	/** sentences that go below the hint, such as the faxes that were accepted before */
	notes?: readonly string[];
	/** the execution was stopped meanwhile; else the error must not look like the end of a stopped one */
	isStopped?: boolean;
}

/** What n8n understands of our categories; it pauses a polling trigger by it. The others prove nothing of that kind. */
const CAUSES: Partial<Record<FailureCategory, Failure['cause']>> = {
	rate_limited: 'rate-limited',
	out_of_credit: 'quota-exhausted',
	provider_unavailable: 'temporarily-unavailable',
	authentication: 'credential-invalid',
	configuration: 'configuration-invalid',
};

function causeOf({ info, context }: FaxFailure): Failure | undefined {
	const cause = CAUSES[info.category];
	if (cause === undefined) return undefined;
	// Only causes that end by themselves may say when.
	return cause === 'rate-limited' || cause === 'quota-exhausted' || cause === 'temporarily-unavailable'
		? { cause, retryAfterMs: context.retryAfterMs }
		: { cause };
}

/**
 * The node as errors may show it: with Privacy without its parameters, which n8n would write into its log and the
 * stored execution together with the error.
 */
export function shownNode(node: INode, privacy: boolean | undefined): INode {
	return privacy === true ? { ...node, parameters: {} } : node;
}

/**
 * Turns whatever was thrown into an error of n8n that says what happened and what to do next.
 * What is not a FaxFailure is an error of an expression or of n8n itself and keeps its own words.
 */
export function toNodeError(node: INode, error: unknown, place: ErrorPlace = {}): Error {
	const { itemIndex, part, notes = [], isStopped = false } = place;
	const where = [part, itemIndex === undefined ? null : `item ${itemIndex}`].filter(Boolean).join(', ');
	if (!(error instanceof FaxFailure)) {
		const wrapped = new NodeOperationError(node, error instanceof Error ? error : String(error), {
			itemIndex,
		});
		if (notes.length > 0) wrapped.description = [wrapped.description, ...notes].filter(Boolean).join('\n');
		return wrapped;
	}
	const { info, context } = error;
	const said = where === '' ? info.message : `${info.message} [${where}]`;
	// Where an error says "canceled", n8n lists the execution as stopped by a person instead of failed.
	const message = isStopped ? said : said.replaceAll('canceled', 'cancelled');
	const description = [info.hint, ...notes].join('\n');
	if (info.category === 'configuration' || context.parameter !== undefined) {
		const options = { itemIndex, description, failure: causeOf(error) };
		return inOurWords(new NodeOperationError(node, message, options), message);
	}
	// A plain object instead of the original error: n8n would let texts of the answer go over ours.
	const plain: JsonObject = { message, code: info.code ?? info.category };
	const apiError = new NodeApiError(node, plain, {
		message,
		description,
		itemIndex,
		httpCode: context.httpStatus === undefined ? undefined : String(context.httpStatus),
		level: 'warning',
		failure: causeOf(error),
	});
	return inOurWords(apiError, message);
}

/** n8n puts words of its own over the message where it finds a code of the network in the error. */
function inOurWords(error: NodeError, message: string): NodeError {
	error.message = message;
	return error;
}
