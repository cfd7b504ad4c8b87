import { createHash } from 'node:crypto';
import type { IConnections, INode, INodeParameters } from 'n8n-workflow';
import type { WorkflowFile } from '../../start/api';

/** One node of a workflow, placed on a grid. */
export interface NodeOrder {
	name: string;
	/** without the package where it is n8n's own: `set`, `if` */
	type: string;
	version?: number;
	/** column and row on the canvas; fractions are fine */
	at: [number, number];
	parameters?: INodeParameters;
	more?: Partial<INode>;
}

/** A note on the canvas, in Markdown. */
export interface NoteOrder {
	text: string;
	at: [number, number];
	/** in columns and rows of the grid */
	size: [number, number];
	/** n8n's palette: 1 yellow … 7 */
	color?: number;
}

/** `from: 'A'`, or `from: ['A', 1]` for its second output; `kind` for the sub-nodes of an AI node. */
export interface LinkOrder {
	from: string | [string, number];
	to: string;
	/** input of `to`; default 0 */
	input?: number;
	kind?: string;
}

const COLUMN = 240;
const ROW = 200;

/** Types that start a workflow over HTTP, which n8n tells apart by an id. */
const CALLED = /Trigger$|\.webhook$|\.form$|\.wait$/;

/** A UUID that is the same whenever the same words are given, so that a built file changes only with its content. */
export function uuidOf(...words: string[]): string {
	const hex = createHash('sha256').update(words.join('\n')).digest('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A workflow as n8n exports one. */
export function buildWorkflow(order: {
	name: string;
	nodes: NodeOrder[];
	notes: NoteOrder[];
	links: Array<LinkOrder | [string, ...string[]]>;
	settings?: INodeParameters;
}): WorkflowFile {
	const { name, settings } = order;
	const nodes = order.nodes.map((node) => nodeOf(name, node));
	const notes = order.notes.map((note, index) => noteOf(name, note, index));
	const connections: IConnections = {};
	for (const link of order.links.flatMap(pairs)) connect(connections, link);
	return {
		name,
		nodes: [...notes, ...nodes],
		connections: connections as unknown as WorkflowFile['connections'],
		settings: { executionOrder: 'v1', ...settings },
	};
}

const typeOf = (type: string): string => (type.includes('.') ? type : `n8n-nodes-base.${type}`);

const placed = ([column, row]: [number, number]): [number, number] => [
	Math.round(column * COLUMN),
	Math.round(row * ROW),
];

function nodeOf(workflow: string, { name, type, version = 1, at, parameters = {}, more }: NodeOrder): INode {
	const fullType = typeOf(type);
	return {
		parameters,
		id: uuidOf(workflow, name),
		name,
		type: fullType,
		typeVersion: version,
		position: placed(at),
		...(CALLED.test(fullType) ? { webhookId: uuidOf(workflow, name, 'webhook') } : {}),
		...more,
	};
}

function noteOf(workflow: string, { text, at, size, color }: NoteOrder, index: number): INode {
	const name = index === 0 ? 'Sticky Note' : `Sticky Note${index}`;
	const [width, height] = placed(size);
	return {
		parameters: { content: text, width, height, ...(color === undefined ? {} : { color }) },
		id: uuidOf(workflow, name),
		name,
		type: 'n8n-nodes-base.stickyNote',
		typeVersion: 1,
		position: placed(at),
	};
}

/** A chain of names as links between neighbours. */
function pairs(link: LinkOrder | [string, ...string[]]): LinkOrder[] {
	if (!Array.isArray(link)) return [link];
	return link.slice(1).map((to, index) => ({ from: link[index], to }));
}

function connect(connections: IConnections, { from, to, input = 0, kind = 'main' }: LinkOrder): void {
	const [source, output] = typeof from === 'string' ? [from, 0] : from;
	const outputs = ((connections[source] ??= {})[kind] ??= []);
	while (outputs.length <= output) outputs.push([]);
	outputs[output]!.push({ node: to, type: kind as 'main', index: input });
}

/** One value that the Set node (Edit Fields) makes. */
export const field = (name: string, value: string, type = 'string') => ({
	id: uuidOf(name, value),
	name,
	value,
	type,
});

/** Parameters of Edit Fields: only these fields, with or without the files of the item. */
export const setFields = (
	fields: Array<ReturnType<typeof field>>,
	more: INodeParameters = {},
): INodeParameters => ({
	assignments: { assignments: fields },
	options: {},
	...more,
});

/** Conditions of If, Switch and Filter, all of which must hold. */
export const conditions = (
	list: Array<{ left: string; operator: string; right?: string | number | boolean; type?: string }>,
	combinator: 'and' | 'or' = 'and',
): INodeParameters => ({
	options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
	conditions: list.map(({ left, operator, right = '', type = 'string' }) => ({
		id: uuidOf(left, operator, String(right)),
		leftValue: left,
		rightValue: right,
		operator: {
			type,
			operation: operator,
			...(['exists', 'notExists', 'empty', 'notEmpty', 'true', 'false'].includes(operator)
				? { singleValue: true }
				: {}),
		},
	})),
	combinator,
});
