import type { INodeParameters } from 'n8n-workflow';
import type { NodeOrder } from './workflow';

/** Name and type of each column. */
export type Columns = ReadonlyArray<readonly [name: string, type: 'string' | 'number']>;

const columnSchema = ([name, type]: Columns[number]) => ({
	id: name,
	displayName: name,
	required: false,
	defaultMatch: false,
	display: true,
	type,
	readOnly: false,
	removed: false,
});

const written = (columns: Columns, value: Readonly<Record<string, string>>): INodeParameters => ({
	mappingMode: 'defineBelow',
	value: { ...value },
	matchingColumns: [],
	schema: columns.filter(([name]) => name in value).map(columnSchema),
	attemptToConvertTypes: true,
	convertFieldsToString: false,
});

const onlyWhere = (column: string, value: string): INodeParameters => ({
	matchType: 'allConditions',
	filters: { conditions: [{ keyName: column, condition: 'eq', keyValue: value }] },
});

/** Nodes that work on one of n8n's own tables. */
export function dataTable(table: string, columns: Columns) {
	const node = (name: string, at: [number, number], parameters: INodeParameters): NodeOrder => ({
		name,
		type: 'dataTable',
		version: 1.1,
		at,
		parameters,
	});
	const row = (operation: string): INodeParameters => ({
		resource: 'row',
		operation,
		dataTableId: { __rl: true, mode: 'name', value: table },
	});
	return {
		/** Makes the table when it is not there yet. */
		create: (name: string, at: [number, number]) =>
			node(name, at, {
				resource: 'table',
				operation: 'create',
				tableName: table,
				columns: { column: columns.map(([column, type]) => ({ name: column, type })) },
				options: { createIfNotExists: true },
			}),
		/** Adds a row with these values, which are expressions mostly. */
		insert: (name: string, at: [number, number], value: Readonly<Record<string, string>>) =>
			node(name, at, { ...row('insert'), columns: written(columns, value), options: {} }),
		/** All rows in which a column has a value. */
		rows: (name: string, at: [number, number], column: string, value: string) =>
			node(name, at, { ...row('get'), ...onlyWhere(column, value), returnAll: true }),
		/** Changes these values in the rows in which a column has a value. */
		update: (
			name: string,
			at: [number, number],
			[column, value]: readonly [string, string],
			values: Readonly<Record<string, string>>,
		) =>
			node(name, at, {
				...row('update'),
				...onlyWhere(column, value),
				columns: written(columns, values),
				options: {},
			}),
	};
}
