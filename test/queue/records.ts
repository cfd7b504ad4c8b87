import type { INodeExecutionData, IRun } from 'n8n-workflow';
import { unflatten } from '../../start/flatted';
import type { Database } from './stores';

/** An execution as n8n's database holds it. */
export interface StoredExecution {
	id: string;
	status: string;
	workflowId: string;
	/** the execution that this one tries again */
	retryOf: string | null;
	data: IRun['data'];
}

/** Statuses of executions that will not go on. */
export const ENDED = ['success', 'error', 'canceled', 'crashed'];

/** How many executions of some workflows there are, by status. */
export async function statusesOf(
	database: Database,
	workflowIds: readonly string[],
): Promise<Record<string, number>> {
	const rows = await database.rows<{ status: string; count: number }>(
		`select status, count(*)::int as count from execution_entity where "workflowId" in (${quoted(workflowIds)}) group by status`,
	);
	return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

/** All executions of some workflows, oldest first: a thousand at once, for which n8n's own interface would be slow. */
export async function readExecutions(
	database: Database,
	workflowIds: readonly string[],
): Promise<StoredExecution[]> {
	const rows = await database.rows<Omit<StoredExecution, 'data' | 'id'> & { id: number; data: string }>(
		`select e.id, e.status, e."workflowId", e."retryOf", d.data from execution_entity e
		join execution_data d on d."executionId" = e.id
		where e."workflowId" in (${quoted(workflowIds)}) order by e.id`,
	);
	return rows.map(({ id, data, ...rest }) => ({
		...rest,
		id: String(id),
		data: unflatten(data) as IRun['data'],
	}));
}

const quoted = (texts: readonly string[]): string =>
	texts.map((text) => `'${text.replaceAll("'", "''")}'`).join();

/** What a node gave out first; nothing when it did not come to that. */
export const itemsOf = ({ data }: Pick<StoredExecution, 'data'>, node: string): INodeExecutionData[] =>
	(data.resultData.runData[node]?.at(-1)?.data?.main?.[0] ?? []) as INodeExecutionData[];
