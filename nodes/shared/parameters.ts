import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { FaxOperation } from './provider';

type ByOperation = Partial<Record<FaxOperation, INodeProperties[]>>;

/** How a resource other than Fax is offered. */
export interface ResourceParameters {
	name: string;
	operations: INodePropertyOptions[];
	/** with their own `displayOptions` */
	fields: INodeProperties[];
	/** operations besides `list` that return many */
	lists?: readonly string[];
	/** entries of an operation's Options collection; those of every request are added */
	options?: Readonly<Record<string, INodeProperties[]>>;
}

/** The parameters that only one service has; the shared ones come from its capabilities. */
export interface ServiceParameters {
	/** fields of an operation; `displayOptions` for the operation are added */
	fields?: ByOperation;
	/** further entries of an operation's Options collection */
	options?: ByOperation;
	/** further entries of a list's Filters collection */
	filters?: ByOperation;
	/** further resources by name */
	resources?: Readonly<Record<string, ResourceParameters>>;
	/** notices and fields of the trigger */
	trigger?: INodeProperties[];
}
