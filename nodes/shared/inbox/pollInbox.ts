import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import type { OutputStyle } from '../action/output';
import { styleOf } from '../action/output';
import { boundedOption } from '../action/parameters';
import { runPool } from '../action/pool';
import { BoundedMap } from '../boundedMap';
import { clock } from '../clock';
import { connect } from '../connection';
import { fail } from '../failure';
import type { FaxFailure } from '../failure';
import type { Service } from '../http/service';
import { toNodeError } from '../nodeErrors';
import type { FaxEvent, Provider } from '../provider';
import type { FaxRecord } from '../record';
import type { Attached } from '../trigger/attach';
import { attachDocument, outputField } from '../trigger/attach';
import { eventItem } from '../trigger/eventItem';
import { asBoolean } from '../values';
import type { InboxState } from './inboxState';
import {
	firstState,
	freshFaxes,
	isReceived,
	nameOf,
	readState,
	stateAfter,
	timeOf,
	windowStart,
	withoutTimeless,
} from './inboxState';
import { listInboxFrom } from './listing';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** How many faxes one poll hands on; the rest of a backlog is for the next ones. */
const FAXES_A_POLL = 50;
const DOCUMENTS_AT_ONCE = 4;
/** How long one document may take, in milliseconds. */
const DOCUMENT_PATIENCE_MS = MINUTE_MS;
/** How many polls try to fetch a document before its fax goes out without. */
const DOCUMENT_TRIES = 3;
/** n8n 2.40 and earlier tell no budget. */
const USUAL_BUDGET_MS = 4 * MINUTE_MS;
/** How far back to look when n8n starts and has lost the memory: longer than it is usually down. */
const LOOK_BACK_AFTER_LOSS_MS = DAY_MS;
const NEWEST_PAGE = 20;

// Polls that find nothing save nothing, so tries are counted in the process: after a restart there are a few more.
const documentTries = new BoundedMap<number>(5_000, DAY_MS, () => clock.now());
const running = new Map<string, number>();

interface Poll {
	context: IPollFunctions;
	provider: Provider;
	service: Service;
	style: OutputStyle;
	trigger: string;
	/** field for the document; null when nobody wants it */
	field: string | null;
	privacy: boolean;
	overlapMs: number;
	lookBackMs: number;
	/** when to begin nothing further, in milliseconds since 1970 */
	end: number;
}

async function openPoll(context: IPollFunctions, provider: Provider): Promise<Poll> {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const overlap = boundedOption(options, 'overlapMinutes', 'Overlap (Minutes)', {
		least: 10,
		most: 7 * 24 * 60,
		otherwise: 120,
	});
	const lookBack = boundedOption(options, 'lookBackDays', 'Days to Look Back', {
		least: 0,
		most: 365,
		otherwise: 0,
	});
	const privacy = asBoolean(options.privacy) === true;
	const service = await connect(context, provider, { retries: 2, timeoutMs: MINUTE_MS, privacy });
	const wantsDocument = context.getNodeParameter('downloadDocument', true) === true;
	const budgetMs = context.getPollBudgetMs?.() ?? USUAL_BUDGET_MS;
	return {
		context,
		provider,
		service,
		style: styleOf(context, service, options),
		trigger: `${context.getWorkflow().id ?? ''}:${context.getNode().id}`,
		field: wantsDocument ? outputField(context.getNodeParameter('binaryPropertyName', 'data')) : null,
		privacy,
		overlapMs: overlap * MINUTE_MS,
		lookBackMs: lookBack * DAY_MS,
		end: clock.now() + budgetMs * 0.7,
	};
}

function received(record: FaxRecord): FaxEvent {
	const occurredAt = record.completedAt ?? record.startedAt ?? record.createdAt;
	return { event: 'faxReceived', record, occurredAt };
}

async function documentOf(
	{ context, provider, field, privacy, end }: Poll,
	record: FaxRecord,
): Promise<Attached | undefined> {
	if (field === null || provider.download === undefined) return undefined;
	const patienceMs = Math.max(Math.min(DOCUMENT_PATIENCE_MS, end - clock.now()), MINUTE_MS / 6);
	return await attachDocument(context, provider, record.id!, { field, patienceMs, privacy });
}

/** One real fax for a person who sets the workflow up; nothing is remembered of it. */
async function sample(poll: Poll): Promise<INodeExecutionData[][]> {
	const { provider, service, style } = poll;
	const newest: FaxRecord[] = [];
	for await (const record of provider.listInbox!(service.http(), { limit: NEWEST_PAGE, extra: {} })) {
		if (isReceived(record)) newest.push(record);
		if (newest.length >= NEWEST_PAGE) break;
	}
	const [record] = newest.sort((a, b) => (timeOf(b) ?? 0) - (timeOf(a) ?? 0));
	if (record === undefined) {
		throw fail('not_found', {
			message: `There is no received fax in the inbox of ${provider.displayName}`,
			hint: 'Receive a fax and fetch the test event again, or publish the workflow: it starts with the first fax.',
		});
	}
	return [[eventItem(provider, style, received(record), await documentOf(poll, record))]];
}

/** What is remembered of earlier polls, or the beginning. */
function stateOf({ context, provider, lookBackMs }: Poll, staticData: IDataObject) {
	const known = readState(staticData.inbox, provider.name);
	if (known !== null) return { state: known, isFirst: false };
	const isRestart = ['init', 'leadershipChange'].includes(context.getActivationMode());
	const back = isRestart ? Math.max(lookBackMs, LOOK_BACK_AFTER_LOSS_MS) : lookBackMs;
	return { state: firstState(provider.name, clock.now(), back), isFirst: true };
}

interface HandedOn {
	items: INodeExecutionData[];
	records: FaxRecord[];
	/** why a document was not fetched although its fax was not handed on */
	failures: FaxFailure[];
}

/** Whether the document is to be tried again at the next poll rather than be missing in the item. */
function waitsForDocument(poll: Poll, record: FaxRecord, attached: Attached | undefined): boolean {
	if (attached === undefined || attached.info.available) return false;
	const name = `${poll.trigger}:${nameOf(record)}`;
	const tries = (documentTries.get(name) ?? 0) + 1;
	documentTries.set(name, tries);
	return tries < DOCUMENT_TRIES;
}

async function handOn(poll: Poll, records: readonly FaxRecord[]): Promise<HandedOn> {
	const outcomes = new Array<{ item: INodeExecutionData; record: FaxRecord } | undefined>(records.length);
	const failures: FaxFailure[] = [];
	// A service that wants a pause gets it; the rest is for the next poll.
	const stopped = () =>
		clock.now() > poll.end || failures.some(({ info }) => info.category === 'rate_limited');
	await runPool(
		records.length,
		DOCUMENTS_AT_ONCE,
		async (index) => {
			const record = records[index];
			const attached = await documentOf(poll, record);
			if (waitsForDocument(poll, record, attached)) {
				if (attached?.failure) failures.push(attached.failure);
				return;
			}
			const item = eventItem(poll.provider, poll.style, received(record), attached);
			outcomes[index] = { item, record };
		},
		stopped,
	);
	const done = outcomes.filter((outcome) => outcome !== undefined);
	return { items: done.map(({ item }) => item), records: done.map(({ record }) => record), failures };
}

async function pollOnce(poll: Poll): Promise<INodeExecutionData[][] | null> {
	const { context, provider, service, overlapMs, lookBackMs } = poll;
	const staticData = context.getWorkflowStaticData('node');
	const { state: before, isFirst } = stateOf(poll, staticData);
	const from = windowStart(before, overlapMs);
	const { listed, fresh, isComplete } = await listInboxFrom(
		{
			list: (query) => provider.listInbox!(service.http(), query),
			byTime: provider.capabilities.dateFilters.includes('listInbox'),
			fresh: (records) => freshFaxes(before, records, from),
			end: poll.end,
		},
		from,
	);
	const isBaseline = isFirst && lookBackMs === 0;
	const state: InboxState = isBaseline ? withoutTimeless(before, listed) : before;
	const wanted = isBaseline ? freshFaxes(state, listed, from) : fresh;
	const { items, records, failures } = await handOn(poll, wanted.slice(0, FAXES_A_POLL));
	const handedOn = new Set(records);
	const left = wanted.filter((record) => !handedOn.has(record));
	// The whole at once and last: a poll that fails before has changed nothing.
	staticData.inbox = stateAfter(state, {
		handedOn: records,
		left,
		listed,
		isComplete,
		now: clock.now(),
		overlapMs,
	}) as unknown as IDataObject;
	if (items.length > 0) return [items];
	const refused = failures.find(({ info }) => ['rate_limited', 'authentication'].includes(info.category));
	if (refused !== undefined) throw asThrown(refused);
	return null;
}

// `throw` of a call satisfies n8n's rule about rethrown errors.
const asThrown = (error: unknown) => error;

/** Runs a poll unless the one before it is still at work, which would hand on the same faxes. */
async function alone(poll: Poll): Promise<INodeExecutionData[][] | null> {
	const { trigger, end } = poll;
	// One that n8n has abandoned may never come back.
	if ((running.get(trigger) ?? 0) > clock.now()) return null;
	running.set(trigger, end + 5 * MINUTE_MS);
	try {
		return await pollOnce(poll);
	} finally {
		running.delete(trigger);
	}
}

/**
 * Looks into a service's inbox for faxes that the workflow has not had. In a manual test: the newest fax there.
 * @returns their items, the oldest first; null when there are none
 * @throws an error of n8n that says what happened, with the cause that n8n's back-off goes by
 */
export async function pollInbox(
	context: IPollFunctions,
	provider: Provider,
): Promise<INodeExecutionData[][] | null> {
	try {
		const poll = await openPoll(context, provider);
		return context.getMode() === 'manual' ? await sample(poll) : await alone(poll);
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
